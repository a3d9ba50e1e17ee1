#include "lane/status_slot.hpp"

#include <algorithm>
#include <cstring>

#include "book/book_change.hpp"
#include "book/trading_status.hpp"
#include "wire/itch50.hpp"

namespace hotlane {
namespace {

namespace itch = wire::itch50;
using boundary::StatusKind;
using boundary::StatusSlot;

// Price(8) has eight decimals (itch50 §1). Index values are shown, never traded on: a double is exact enough.
constexpr double price8_scale = 1e-8;

int32_t ticks(uint32_t price) noexcept {
  return static_cast<int32_t>(std::min<uint32_t>(price, INT32_MAX));
}

// One description, two homes: the book keeps these states, the boundary tells them.
static_assert(static_cast<int>(boundary::SystemPhase::end_of_messages) ==
              static_cast<int>(SystemPhase::end_of_messages));
static_assert(static_cast<int>(boundary::TradingState::other) == static_cast<int>(TradingState::other));
static_assert(static_cast<int>(boundary::ShortSaleTest::remains_in_effect) ==
              static_cast<int>(ShortSaleTest::remains_in_effect));

template <class Code>
void set_kind(StatusSlot& slot, StatusKind kind, Code code) noexcept {
  slot.kind = static_cast<int32_t>(kind);
  slot.code = static_cast<int32_t>(static_cast<uint8_t>(code));
}

void read_imbalance(const itch::NetOrderImbalance& message, StatusSlot& slot) noexcept {
  set_kind(slot, StatusKind::imbalance, message.imbalance_direction);
  slot.detail = static_cast<uint8_t>(message.cross_type);
  slot.variation = static_cast<uint8_t>(message.price_variation);
  slot.reference_ticks = ticks(message.current_reference_price);
  slot.near_ticks = ticks(message.near_price);
  slot.far_ticks = ticks(message.far_price);
  slot.paired_shares = static_cast<double>(uint64_t{message.paired_shares});
  slot.imbalance_shares = static_cast<double>(uint64_t{message.imbalance_shares});
}

void read_collar(const itch::LuldAuctionCollar& message, StatusSlot& slot) noexcept {
  set_kind(slot, StatusKind::collar, '\0');
  slot.detail = ticks(message.extension);
  slot.reference_ticks = ticks(message.reference_price);
  slot.upper_ticks = ticks(message.upper_collar_price);
  slot.lower_ticks = ticks(message.lower_collar_price);
}

void read_direct_listing(const itch::DirectListing& message, StatusSlot& slot) noexcept {
  set_kind(slot, StatusKind::direct_listing, message.open_eligibility);
  slot.near_ticks = ticks(message.near_execution_price);
  slot.upper_ticks = ticks(message.maximum_allowable_price);
  slot.lower_ticks = ticks(message.minimum_allowable_price);
}

void read_levels(const itch::MwcbDeclineLevels& message, StatusSlot& slot) noexcept {
  set_kind(slot, StatusKind::breaker_levels, '\0');
  const uint64_t levels[] = {message.level_1, message.level_2, message.level_3};
  for (size_t i = 0; i < 3; ++i) slot.levels[i] = static_cast<double>(levels[i]) * price8_scale;
}

}  // namespace

StatusSlot status_slot_of(const std::byte* message, InstrumentId instrument) noexcept {
  StatusSlot slot{};
  slot.instrument = instrument == no_instrument ? -1 : instrument;
  switch (static_cast<char>(*message)) {
    case 'S':
      set_kind(slot, StatusKind::system, system_phase_of(itch::view<itch::SystemEvent>(message).event_code));
      break;
    case 'H': {
      const auto& action = itch::view<itch::StockTradingAction>(message);
      set_kind(slot, StatusKind::trading, trading_state_of(action.trading_state));
      std::memcpy(slot.reason, action.reason.chars, sizeof slot.reason);
      break;
    }
    case 'h': {
      const auto& halt = itch::view<itch::OperationalHalt>(message);
      set_kind(slot, StatusKind::operational_halt, halt.halt_action);
      slot.detail = static_cast<uint8_t>(halt.market_code);
      break;
    }
    case 'Y':
      set_kind(slot, StatusKind::short_sale,
               short_sale_test_of(itch::view<itch::RegShoRestriction>(message).reg_sho_action));
      break;
    case 'K': {
      const auto& ipo = itch::view<itch::IpoQuotingPeriodUpdate>(message);
      set_kind(slot, StatusKind::ipo, ipo.release_qualifier);
      slot.time_s = ticks(ipo.release_time);
      slot.reference_ticks = ticks(ipo.ipo_price);
      break;
    }
    case 'W':
      set_kind(slot, StatusKind::breaker_breach, itch::view<itch::MwcbStatus>(message).breached_level - '0');
      break;
    case 'N':
      set_kind(slot, StatusKind::retail_interest,
               itch::view<itch::RetailPriceImprovement>(message).interest_flag);
      break;
    case 'V': read_levels(itch::view<itch::MwcbDeclineLevels>(message), slot); break;
    case 'J': read_collar(itch::view<itch::LuldAuctionCollar>(message), slot); break;
    case 'I': read_imbalance(itch::view<itch::NetOrderImbalance>(message), slot); break;
    case 'O': read_direct_listing(itch::view<itch::DirectListing>(message), slot); break;
    default: break;
  }
  return slot;
}

StatusSlot book_state_slot(InstrumentId instrument, boundary::BookState state) noexcept {
  StatusSlot slot{};
  slot.kind = static_cast<int32_t>(StatusKind::book);
  slot.instrument = instrument;
  slot.code = static_cast<int32_t>(state);
  return slot;
}

}  // namespace hotlane
