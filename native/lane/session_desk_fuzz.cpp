// Any messages of a venue to a session desk of either protocol, between requests that its lane sends: a trade
// of an order of ours moves the position by its shares and nothing else does, or an alert says why not; what
// moves no position but might have casts doubt. Nothing is ever left pending by recovery.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fuzz_steps.hpp"
#include "gated_intents.hpp"
#include "lane/session_desk.hpp"
#include "orders/positions.hpp"
#include "wire/ouch42.hpp"
#include "wire/ouch50.hpp"

namespace {

using namespace hotlane;

enum Step : uint8_t { says, enters, replaces, cancels, mass_cancels, loses, steps };

constexpr uint16_t instruments = 2;
constexpr uint16_t strategies = 2;

// What every input's desk stands on, made once: it is never written to by a session.
struct Lane {
  Lane() {
    for (const char* symbol : {"A", "B"}) settings.instruments.push_back({wire::Symbol(symbol)});
    settings.strategies = {{"first", {0, 1}, 0}, {"second", {0, 1}, 1}};
    settings.accounts = {{}, {}};
    settings.channels.push_back({.stream = {}, .instruments = instruments});
    settings.book_orders_max = 64;
    settings.orders_max = 16;
    settings.fills_max = 64;
    stages = std::make_unique<StageHistograms>(*memory);
    market = std::make_unique<MarketData>(settings, *memory, *stages);
  }
  LaneSettings settings;
  std::unique_ptr<boundary::LaneMemory> memory = std::make_unique<boundary::LaneMemory>();
  std::unique_ptr<StageHistograms> stages;
  std::unique_ptr<MarketData> market;
};

Lane& lane() {
  static Lane made;
  return made;
}

class Fuzzed {
 public:
  explicit Fuzzed(OrderProtocol protocol) : events_(lane().memory->events, false) {
    lane().settings.sessions[0].protocol = protocol;
    codec_profile_.protocol = protocol;
    desk_ = std::make_unique<SessionDesk>(SessionId{0}, lane().settings, *lane().market,
                                          lane().memory->session[0], events_);
    join();
  }

  void take(uint8_t step, Bytes bytes) {
    const auto at = [&bytes](size_t i) -> uint8_t {
      return i < bytes.size() ? static_cast<uint8_t>(bytes[i]) : uint8_t{0};
    };
    switch (step % steps) {
      case says: hear(bytes); break;
      case loses: join(); break;
      case mass_cancels: static_cast<void>(desk_->mass_cancel(wire::Firm(""), now_)); break;
      case cancels:
        if (const Order* order = open(at(0))) desk_->send_cancel(*order, at(1), now_);
        break;
      default: send(step % steps == enters, at(0), at(1), at(2));
    }
    desk_->entry().out().clear();
    now_ += 1'000;
  }

 private:
  // A connection that is ready: whatever was pending is settled.
  void join() {
    desk_->on_disconnect(now_);
    desk_->connect({}, now_);
    const std::string digits = std::to_string(desk_->entry().next_sequence());
    const std::string accepted =
        std::string(desk_->entry().session().chars, 10) + std::string(20 - digits.size(), ' ') + digits;
    hear_packet(wire::soupbintcp::PacketType::login_accepted, std::as_bytes(std::span(accepted)));
    if (codec_profile_.protocol == OrderProtocol::ouch50) {
      const wire::ouch50::AccountQueryResponse answer{'Q', {}, desk_->entry().next_user_ref_num()};
      hear(std::as_bytes(std::span(&answer, 1)));
    } else {
      const wire::ouch42::Rejected answer{
          'J', {}, probe_token(now_, desk_->entry().next_user_ref_num()), 'S'};
      hear(std::as_bytes(std::span(&answer, 1)));
    }
    if (!desk_->entry().is_ready()) std::abort();
    desk_->orders().for_each_open([](const Order& order) {
      if (order.state == OrderState::pending_new || order.pending_user_ref_num != 0) std::abort();
    });
  }

  [[nodiscard]] const Order* open(uint8_t which) {
    std::vector<const Order*> all;
    desk_->orders().for_each_open([&](const Order& order) { all.push_back(&order); });
    return all.empty() ? nullptr : all[which % all.size()];
  }

  void send(bool is_new, uint8_t which, uint8_t quantity, uint8_t price) {
    if (!desk_->entry().is_ready()) return;
    Intent intent{};
    intent.quantity = 1u + quantity;
    intent.price_ticks = 1 + price;
    StrategyId strategy = which % strategies;
    if (is_new) {
      if (!desk_->orders().has_room()) return;
      intent.strategy_order_id = ++last_order_;
      intent.instrument = static_cast<InstrumentId>(which / 2 % instruments);
      intent.side = which / 4 % 2 == 0 ? Side::buy : Side::sell;
    } else {
      const Order* order = open(which);
      if (order == nullptr || order->state != OrderState::live) return;
      strategy = order->strategy;
      intent.kind = IntentKind::replace;
      intent.strategy_order_id = order->strategy_order_id;
      intent.attributes = order->attributes;
    }
    static test::PermissiveGate gate;
    const SentIntent sent =
        desk_->send(gate.pass(intent, strategy), {}, static_cast<AccountId>(strategy), now_);
    if (sent.number != 0) positions_.apply(sent.update);
  }

  void hear(Bytes message) { hear_packet(wire::soupbintcp::PacketType::sequenced_data, message); }
  void hear_packet(wire::soupbintcp::PacketType type, Bytes payload) {
    ByteQueue packet(4'096);
    if (!write_packet(packet, type, payload)) return;
    std::memcpy(desk_->entry().receive_space().data(), packet.waiting().data(), packet.waiting().size());
    desk_->entry().received(packet.waiting().size(), now_);
    OrderEntryEvent event;
    while (desk_->entry().next(event, now_)) take_event(event);
  }

  [[nodiscard]] int64_t net() const {
    return positions_.of_instrument(0).exposure.net + positions_.of_instrument(1).exposure.net;
  }

  void take_event(const OrderEntryEvent& event) {
    const int64_t before = net();
    std::set<VenueAlert> alerts;
    Side side = Side::buy;
    bool is_trade_told = false;
    desk_->take_event(
        event, now_,
        [&](const OrderUpdate& update, const OrderAnswer*) noexcept {
          positions_.apply(update);
          side = update.side;
          is_trade_told = update.kind == OrderUpdateKind::filled;
        },
        [&](VenueAlert alert, const OrderAnswer*, const Order*) noexcept { alerts.insert(alert); });
    const int64_t change = net() - before;
    const bool is_told =
        event.kind == OrderEntryEventKind::answer || event.kind == OrderEntryEventKind::foreign_answer;
    const OrderAnswerKind kind = event.answer.kind;
    if (is_told && kind == OrderAnswerKind::executed) {
      // Counted whole, or said why not: told before, or of no order of ours.
      if (is_trade_told && change != sign_of(side) * int64_t{event.answer.quantity}) std::abort();
      if (!is_trade_told && (change != 0 || alerts.empty())) std::abort();
      const bool is_known = is_trade_told || alerts.contains(VenueAlert::execution_repeated);
      if (!is_known && !is_any_doubt(alerts)) std::abort();
    } else if (!is_told ||
               (kind != OrderAnswerKind::trade_broken && kind != OrderAnswerKind::trade_corrected)) {
      if (change != 0) std::abort();
    }
    if (event.kind == OrderEntryEventKind::malformed_answer && !is_any_doubt(alerts)) std::abort();
  }
  [[nodiscard]] static bool is_any_doubt(const std::set<VenueAlert>& alerts) {
    return std::any_of(alerts.begin(), alerts.end(), casts_doubt);
  }

  EventWriter events_;
  VenueProfile codec_profile_;
  Positions positions_{instruments, strategies, 2};
  std::unique_ptr<SessionDesk> desk_;
  StrategyOrderId last_order_ = 0;
  TimeNs now_ = ns_per_second;
};

}  // namespace

// The input: the protocol, then steps with a length and bytes each.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  Fuzzed fuzzed(data[0] % 2 == 0 ? OrderProtocol::ouch50 : OrderProtocol::ouch42);
  test::run_steps(data, size, 1, [&fuzzed](uint8_t step, Bytes bytes) { fuzzed.take(step, bytes); });
  return 0;
}

namespace {

template <class Message>
void say(std::vector<uint8_t>& input, const Message& message) {
  test::put_step(input, says, {reinterpret_cast<const char*>(&message), sizeof message});
}

std::vector<uint8_t> newer_day() {
  using namespace wire::ouch50;
  std::vector<uint8_t> input{0};
  test::put_step(input, enters, std::string_view("\0\x63\x09", 3));  // 100 at 10
  say(input, OrderAccepted{'A',
                           {},
                           1U,
                           'B',
                           100U,
                           wire::Symbol("A"),
                           uint64_t{10},
                           '0',
                           'Y',
                           uint64_t{1},
                           'P',
                           'N',
                           'N',
                           'L',
                           ClOrdId("H000000000001"),
                           uint16_t{0}});
  say(input, OrderExecuted{'E', {}, 1U, 10U, uint64_t{10}, 'A', uint64_t{1}, uint16_t{0}});
  say(input, OrderExecuted{'E', {}, 1U, 10U, uint64_t{10}, 'A', uint64_t{1}, uint16_t{0}});
  test::put_step(input, replaces, std::string_view("\0\x50\x08", 3));
  say(input, OrderReplaced{'U',
                           {},
                           1U,
                           2U,
                           'B',
                           71U,
                           wire::Symbol("A"),
                           uint64_t{9},
                           '0',
                           'Y',
                           uint64_t{2},
                           'P',
                           'N',
                           'N',
                           'L',
                           ClOrdId("H000000000001"),
                           uint16_t{0}});
  test::put_step(input, cancels, std::string_view("\0\0", 2));
  say(input, OrderCanceled{'C', {}, 2U, 71U, 'U'});
  say(input, BrokenTrade{'B', {}, 1U, uint64_t{1}, 'E', ClOrdId("")});
  test::put_step(input, enters, std::string_view("\5\x63\x09", 3));
  test::put_step(input, loses);
  test::put_step(input, mass_cancels);
  return input;
}

std::vector<uint8_t> older_day() {
  using namespace wire::ouch42;
  std::vector<uint8_t> input{1};
  test::put_step(input, enters, std::string_view("\0\x63\x09", 3));
  Accepted accepted{};
  accepted.order = {'A', {},          token_of({1, 0, 1}),
                    'B', 100U,        wire::Symbol("A"),
                    10U, 99'998U,     wire::Firm(""),
                    'Y', uint64_t{1}, 'P',
                    'N', 0U,          'N',
                    'L'};
  say(input, accepted);
  const Executed executed{'E', {}, token_of({1, 0, 1}), 10U, 10U, 'A', uint64_t{1}};
  say(input, executed);
  say(input, TradeCorrection{{'F', {}, token_of({1, 0, 1}), 10U, 9U, 'A', uint64_t{1}}, 'N'});
  say(input, ExecutedWithReferencePrice{{'G', {}, token_of({1, 0, 1}), 10U, 10U, 'A', uint64_t{2}}, 9U, 'I'});
  test::put_step(input, cancels, std::string_view("\0\0", 2));
  say(input, Canceled{'C', {}, token_of({1, 0, 1}), 80U, 'U'});
  say(input, BrokenTrade{'B', {}, token_of({1, 0, 1}), uint64_t{2}, 'E'});
  test::put_step(input, loses);
  return input;
}

}  // namespace

std::vector<std::vector<uint8_t>> fuzz_examples() {
  return {newer_day(), older_day()};
}
