// One order of ours, from the gate to done. Written by the order store on its lane's thread; strategies and
// records get copies of parts.
#pragma once

#include <array>
#include <cstdint>

#include "memory/saturating.hpp"
#include "memory/units.hpp"
#include "orders/order_state.hpp"
#include "risk/intent.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

enum class OrderStage : uint8_t { packet, decided, gated, encoded, sent };
constexpr size_t order_stage_count = 5;

// A late message names one of the last few numbers of a replaced order; older ones are forgotten.
constexpr uint32_t numbers_kept_per_order = 4;

struct Order {
  UserRefNum user_ref_num = 0;          // the newest the host has accepted, or the one it was entered with
  UserRefNum pending_user_ref_num = 0;  // of a replace not answered yet; 0: none
  StrategyOrderId strategy_order_id = 0;
  PriceTicks price_ticks = 0;  // as the host has it
  PriceTicks pending_price_ticks = 0;
  Quantity quantity = 0;  // the whole order: what is filled, taken away or left
  Quantity pending_quantity = 0;
  Quantity leaves = 0;         // what can still fill at the host
  Quantity filled = 0;         // executed, trades broken since included
  Quantity broken = 0;         // of them
  Quantity prevented = 0;      // taken away by self-match prevention: counts in a replaced quantity
  Quantity exposed = 0;        // in the exposures' open shares: the worse of now and after a pending replace
  Money exposed_notional = 0;  // the same in ticks x shares
  Money filled_notional = 0;   // ticks x shares, as executed
  OrderAttributes attributes{};
  OrderAttributes pending_attributes{};  // of a replace not answered yet
  OrderReference order_reference = 0;    // its number in ITCH
  uint32_t slot = 0;                     // its place in the order store
  uint32_t previous_open = 0;            // the order store's list of open orders
  uint32_t next_open = 0;
  StrategyId strategy = 0;
  InstrumentId instrument = 0;
  AccountId account = 0;
  SessionId session = 0;  // that it went by
  Side side = Side::buy;
  OrderState state = OrderState::pending_new;
  bool is_answered = false;   // the host has it, or had it
  bool is_cut_asked = false;  // a cancel of a part is on its way, or was ignored
  bool has_paid_fee = false;  // the one that an order pays once
  bool is_caused_by_packet = false;
  uint8_t numbers_held = 0;
  std::array<UserRefNum, numbers_kept_per_order> numbers{};  // under which it is found, a ring
  std::array<uint64_t, order_stage_count> stage_tsc{};       // by OrderStage; 0: not stamped

  // Shares gone for the quantity of a replace: a broken trade's may count there or not (the specification is
  // silent), so the least is taken, which exposes most.
  [[nodiscard]] Quantity used() const noexcept {
    return saturated<Quantity>(Wide{filled} - broken + prevented);
  }
};

}  // namespace hotlane
