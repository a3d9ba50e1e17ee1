// What a GLIMPSE snapshot tells (glimpse50.md §2), kept up to date message by message: the directory, the
// state of each security, and each displayed order in the order of arrival, which is the order of priority
// within each level. Fed with all that the venue publishes, on its thread; refuses what MarketBooks refuses,
// so that a snapshot's books are theirs. Orders are kept as the Add Order messages that will be sent.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "memory/units.hpp"
#include "session/byte_queue.hpp"
#include "venue/reference_index.hpp"
#include "venue/sequenced_store.hpp"
#include "wire/itch50.hpp"

namespace hotlane::venue {

class SnapshotBook {
 public:
  // One published message, from its type byte on. Types that a snapshot does not tell change nothing.
  void apply(Bytes message);

  // System events, then directory, then states, then orders: the snapshot without its end.
  void write(SequencedStore& out) const;

  [[nodiscard]] size_t orders() const noexcept { return orders_; }
  [[nodiscard]] size_t securities() const noexcept { return securities_.size(); }

 private:
  static constexpr uint32_t none = ReferenceIndex::none;
  static constexpr uint32_t orders_expected = 1U << 10;  // where the index begins to double
  static constexpr size_t halt_markets = 3;              // Q, B and X (ITCH 5.0 §1.2.8)

  // Type 0: not told yet.
  struct Security {
    wire::itch50::StockDirectory directory{};
    wire::itch50::StockTradingAction action{};
    wire::itch50::RegShoRestriction restriction{};
    std::array<wire::itch50::OperationalHalt, halt_markets> halts{};
  };

  // In a list by arrival. Type A or F, shares as they are left.
  struct ShownOrder {
    wire::itch50::AddOrderWithMpid message{};
    uint32_t earlier = none;
    uint32_t later = none;
  };

  void add(const wire::itch50::AddOrderWithMpid& order);
  void reduce(OrderReference reference, Quantity shares);
  void remove(OrderReference reference);
  void replace(const wire::itch50::OrderReplace& message);
  void take_out(uint32_t place);
  [[nodiscard]] Security& security(const wire::Symbol& symbol);
  void take_halt(const wire::itch50::OperationalHalt& halt);

  std::vector<wire::itch50::SystemEvent> events_;
  std::vector<Security> securities_;  // in the order of their first mention
  std::unordered_map<uint64_t, uint32_t> by_symbol_;
  std::deque<ShownOrder> places_;  // grows without moving what is there
  std::vector<uint32_t> free_places_;
  ReferenceIndex by_reference_{orders_expected};
  uint32_t earliest_ = none;
  uint32_t latest_ = none;
  size_t orders_ = 0;
};

}  // namespace hotlane::venue
