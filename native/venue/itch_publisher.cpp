// See itch_publisher.hpp.
#include "venue/itch_publisher.hpp"

#include <cstring>

namespace hotlane::venue {

using namespace wire::itch50;

ItchPublisher::ItchPublisher(const wire::moldudp64::Session& session, std::span<const wire::Symbol> symbols,
                             uint64_t keep_max)
    : packets_(session), published_(keep_max), symbols_(symbols.begin(), symbols.end()) {}

template <class Message>
Message ItchPublisher::begin(Locate locate) const noexcept {
  Message message{};
  message.header.type = Message::code;
  message.header.stock_locate = locate;
  message.header.tracking_number = 0;
  message.header.timestamp = time_of_day_;
  return message;
}

template <class Message>
void ItchPublisher::send(const Message& message) noexcept {
  pass_on(std::as_bytes(std::span(&message, 1)));
}

void ItchPublisher::system_event(char code) noexcept {
  auto message = begin<SystemEvent>(0);
  message.event_code = code;
  send(message);
}

void ItchPublisher::announce(Locate locate, const wire::Symbol& symbol) noexcept {
  auto directory = begin<StockDirectory>(locate);
  directory.stock = symbol;
  directory.market_category = 'Q';
  directory.financial_status_indicator = 'N';
  directory.round_lot_size = 100;
  directory.round_lots_only = 'N';
  directory.issue_classification = 'C';
  directory.issue_sub_type = std::string_view("Z");
  directory.authenticity = 'P';
  directory.short_sale_threshold = 'N';
  directory.ipo_flag = 'N';
  directory.luld_reference_price_tier = '1';
  directory.etp_flag = 'N';
  directory.etp_leverage_factor = 0;
  directory.inverse_indicator = 'N';
  send(directory);
  auto action = begin<StockTradingAction>(locate);
  action.stock = symbol;
  action.trading_state = 'T';
  action.reserved = ' ';
  action.reason = std::string_view("");
  send(action);
}

void ItchPublisher::open_day() noexcept {
  system_event('O');
  system_event('S');
  for (size_t i = 0; i < symbols_.size(); ++i) announce(locate_of(static_cast<InstrumentId>(i)), symbols_[i]);
  system_event('Q');
}

void ItchPublisher::close_day() noexcept {
  system_event('M');
  system_event('E');
  system_event('C');
}

void ItchPublisher::publish(const MarketEvent& event) noexcept {
  switch (event.kind) {
    case MarketEventKind::added:
    case MarketEventKind::refreshed:
      if (event.shown > 0) add(event);
      return;
    // What was hidden is told as a trade of nobody's order (itch50.md §5, Trade).
    case MarketEventKind::executed: return event.shown > 0 ? execute(event) : print(event);
    case MarketEventKind::reduced:
      if (event.shown > 0) reduce(event);
      return;
    case MarketEventKind::removed:
      // What never rested was never shown, nor was what is hidden.
      if (event.shown > 0) remove(locate_of(event.instrument), event.order);
      return;
    case MarketEventKind::replaced:
      // One that is hidden, or trades before it rests: the book only sees the old order go.
      if (event.previous_shown == 0 && event.shown > 0) return add(event);
      if (event.previous_shown > 0 && event.shown > 0) return replace(event);
      if (event.previous_shown > 0) remove(locate_of(event.instrument), event.previous);
      return;
  }
}

void ItchPublisher::add(const MarketEvent& event) noexcept {
  auto message = begin<AddOrder>(locate_of(event.instrument));
  message.order_reference = event.order;
  message.side = event.side == Side::buy ? 'B' : 'S';
  message.shares = event.shown;
  message.stock = symbols_[event.instrument];
  message.price = static_cast<uint32_t>(event.price_ticks);
  send(message);
}

void ItchPublisher::execute(const MarketEvent& event) noexcept {
  auto message = begin<OrderExecuted>(locate_of(event.instrument));
  message.order_reference = event.order;
  message.executed_shares = event.quantity;
  message.match_number = event.match_number;
  send(message);
}

void ItchPublisher::print(const MarketEvent& event) noexcept {
  auto message = begin<Trade>(locate_of(event.instrument));
  message.order_reference = OrderReference{0};
  message.side = 'B';
  message.shares = event.quantity;
  message.stock = symbols_[event.instrument];
  message.price = static_cast<uint32_t>(event.price_ticks);
  message.match_number = event.match_number;
  send(message);
}

void ItchPublisher::reduce(const MarketEvent& event) noexcept {
  auto message = begin<OrderCancel>(locate_of(event.instrument));
  message.order_reference = event.order;
  message.cancelled_shares = event.shown;
  send(message);
}

void ItchPublisher::remove(Locate locate, OrderReference reference) noexcept {
  auto message = begin<OrderDelete>(locate);
  message.order_reference = reference;
  send(message);
}

void ItchPublisher::replace(const MarketEvent& event) noexcept {
  auto message = begin<OrderReplace>(locate_of(event.instrument));
  message.original_reference = event.previous;
  message.new_reference = event.order;
  message.shares = event.shown;
  message.price = static_cast<uint32_t>(event.price_ticks);
  send(message);
}

void ItchPublisher::pass_on(Bytes message) noexcept {
  std::memcpy(packets_.append(message.size()), message.data(), message.size());
  published_.append(message);
}

}  // namespace hotlane::venue
