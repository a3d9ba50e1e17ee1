// MarketBooks' quiet half: the directory, trades of hidden orders, and the messages that set state without
// touching an order.
#include "book/market_books.hpp"

namespace hotlane {
namespace itch = wire::itch50;
namespace {

// No real price passes this bound; one that does is shown as the bound rather than as a negative one.
[[nodiscard]] PriceTicks shown_price(uint32_t price) noexcept {
  return static_cast<PriceTicks>(price < itch::price_max ? price : itch::price_max);
}

}  // namespace

// A repeated R updates attributes and never clears a book (itch50 §4).
BookChange MarketBooks::announce(const itch::StockDirectory& message) noexcept {
  const Locate locate = message.header.stock_locate;
  const InstrumentId id = resolve(locate, message.stock);
  if (id == no_instrument) {
    return is_untracked(locate) ? BookChange{} : refuse(no_instrument, BookError::instruments_full);
  }
  OrderBook& book = books_[id];
  book.is_announced = true;
  book.is_test = message.authenticity == 'T';
  book.round_lot_size = message.round_lot_size;
  BookChange change;
  change.instrument = id;
  change.is_status_changed = true;
  return change;
}

BookChange MarketBooks::print_trade(const itch::Trade& message) noexcept {
  const Locate locate = message.header.stock_locate;
  const InstrumentId known = instrument_at(locate);
  const InstrumentId id = known != no_instrument || is_untracked(locate) ? known : find(message.stock);
  if (id == no_instrument) return {};
  if (!is_price_in_range(message.price)) return refuse(id, BookError::price_out_of_range);
  BookChange change;
  change.instrument = id;
  record_trade(change, {static_cast<PriceTicks>(uint32_t{message.price}), Aggressor::unknown, true,
                        uint32_t{message.shares}, message.match_number});
  return change;
}

BookChange MarketBooks::print_cross(const itch::CrossTrade& message) noexcept {
  const Locate locate = message.header.stock_locate;
  const InstrumentId known = instrument_at(locate);
  const InstrumentId id = known != no_instrument || is_untracked(locate) ? known : find(message.stock);
  if (id == no_instrument) return {};
  if (!is_price_in_range(message.cross_price)) return refuse(id, BookError::price_out_of_range);
  BookChange change;
  change.instrument = id;
  // ITCH 5.0 §1.5.2: a cross comes without shares, too; then nothing was traded.
  if (message.shares > 0) {
    record_trade(change, {static_cast<PriceTicks>(uint32_t{message.cross_price}), Aggressor::nobody, true,
                          message.shares, message.match_number});
  }
  return change;
}

// Resolved by symbol, not by locate: K's locate is 0 (itch50 §2), and these are too rare to matter.
BookChange MarketBooks::apply_status(const std::byte* message) noexcept {
  const char type = static_cast<char>(*message);
  if (type == 'P') return print_trade(itch::view<itch::Trade>(message));
  if (type == 'Q') return print_cross(itch::view<itch::CrossTrade>(message));
  if (type == 'R') return announce(itch::view<itch::StockDirectory>(message));
  BookChange change;
  const auto status_of = [this, &change](const wire::Symbol& symbol) noexcept -> TradingStatus* {
    change.instrument = find(symbol);
    change.is_status_changed = change.instrument != no_instrument;
    change.is_notice = change.is_status_changed;
    return change.is_status_changed ? &books_[change.instrument].status : nullptr;
  };
  // Of interest to strategies, but nothing that is kept here.
  const auto pass_on = [this, &change, message](const wire::Symbol& symbol) noexcept {
    const Locate locate = itch::view<itch::Header>(message).stock_locate;
    const InstrumentId known = by_locate_[locate];
    change.instrument = known == no_instrument ? find(symbol) : instrument_at(locate);
    change.is_notice = change.instrument != no_instrument;
  };
  switch (type) {
    case 'S': {
      system_phase_ = system_phase_of(itch::view<itch::SystemEvent>(message).event_code);
      change.is_status_changed = true;
      change.is_notice = true;
      break;
    }
    case 'V': change.is_notice = true; break;
    case 'W': {
      const char level = itch::view<itch::MwcbStatus>(message).breached_level;
      if (level >= '1' && level <= '3') breaker_level_ = static_cast<uint8_t>(level - '0');
      change.is_notice = true;
      break;
    }
    case 'H': {
      const auto& action = itch::view<itch::StockTradingAction>(message);
      if (TradingStatus* status = status_of(action.stock)) {
        status->trading_state = trading_state_of(action.trading_state);
      }
      break;
    }
    case 'h': {
      const auto& halt = itch::view<itch::OperationalHalt>(message);
      if (TradingStatus* status = status_of(halt.stock)) {
        const uint8_t market = operational_halt_bit_of(halt.market_code);
        const unsigned halts = halt.halt_action == 'H' ? status->operational_halts | market
                                                       : status->operational_halts & ~unsigned{market};
        status->operational_halts = static_cast<uint8_t>(halts);
      }
      break;
    }
    case 'Y': {
      const auto& restriction = itch::view<itch::RegShoRestriction>(message);
      if (TradingStatus* status = status_of(restriction.stock)) {
        status->short_sale_test = short_sale_test_of(restriction.reg_sho_action);
      }
      break;
    }
    case 'K': {
      const auto& update = itch::view<itch::IpoQuotingPeriodUpdate>(message);
      if (TradingStatus* status = status_of(update.stock)) {
        status->has_ipo_release = update.release_qualifier == 'A';
        status->ipo_release_time_s = update.release_time;
        status->ipo_price_ticks = shown_price(update.ipo_price);
      }
      break;
    }
    case 'J': {
      const auto& collar = itch::view<itch::LuldAuctionCollar>(message);
      if (TradingStatus* status = status_of(collar.stock)) {
        status->collar_lower_ticks = shown_price(collar.lower_collar_price);
        status->collar_upper_ticks = shown_price(collar.upper_collar_price);
      }
      break;
    }
    case 'I': pass_on(itch::view<itch::NetOrderImbalance>(message).stock); break;
    case 'N': pass_on(itch::view<itch::RetailPriceImprovement>(message).stock); break;
    case 'O': pass_on(itch::view<itch::DirectListing>(message).stock); break;
    case 'B': {
      change.instrument = instrument_at(itch::view<itch::BrokenTrade>(message).header.stock_locate);
      change.is_trade_broken = change.instrument != no_instrument;
      change.trade.match_number = itch::view<itch::BrokenTrade>(message).match_number;
      break;
    }
    default: break;  // L: who makes a market in what; and types that this revision does not know
  }
  return change;
}

}  // namespace hotlane
