#include "replay/order_story.hpp"

#include <algorithm>
#include <cstring>

#include "feed/mold_packet.hpp"

namespace hotlane {
namespace {

constexpr uint32_t levels_told = 3;

const char* words_of(LaneRecord type) {
  switch (type) {
    case LaneRecord::start: return "the lane's start";
    case LaneRecord::answer: return "an answer of a re-request server";
    case LaneRecord::snapshot_open:
    case LaneRecord::snapshot_bytes:
    case LaneRecord::snapshot_lost: return "a snapshot server";
    case LaneRecord::session_open:
    case LaneRecord::session_bytes:
    case LaneRecord::session_lost: return "the order session";
    case LaneRecord::command: return "a command";
    case LaneRecord::time: return "the clock";
    case LaneRecord::keeping: return "the state of the journal";
    default: return "an input";
  }
}

const char* words_of(Callback callback) {
  switch (callback) {
    case Callback::on_start: return "onStart";
    case Callback::on_book: return "onBook";
    case Callback::on_trade: return "onTrade";
    case Callback::on_order: return "onOrder";
    case Callback::on_timer: return "onTimer";
    case Callback::on_status: return "onStatus";
    case Callback::on_stop: return "onStop";
  }
  return "";
}

const char* words_of(IntentKind kind) {
  switch (kind) {
    case IntentKind::new_order: return "enter";
    case IntentKind::replace: return "replace";
    case IntentKind::cancel: return "cancel";
  }
  return "";
}

const char* words_of(Side side) {
  return side == Side::buy ? "buy" : "sell";
}

const char* words_of(OrderUpdateKind kind) {
  switch (kind) {
    case OrderUpdateKind::accepted: return "accepted";
    case OrderUpdateKind::dead: return "accepted and dead at once";
    case OrderUpdateKind::rejected: return "rejected";
    case OrderUpdateKind::filled: return "filled";
    case OrderUpdateKind::cancelled: return "cancelled";
    case OrderUpdateKind::replaced: return "replaced";
    case OrderUpdateKind::replace_rejected: return "replace rejected";
    case OrderUpdateKind::cancel_pending: return "cancel pending";
    case OrderUpdateKind::cancel_rejected: return "cancel rejected";
    case OrderUpdateKind::trade_broken: return "trade broken";
    case OrderUpdateKind::never_received: return "never received by the venue";
    case OrderUpdateKind::replace_lost: return "replace never received by the venue";
    case OrderUpdateKind::cancel_lost: return "cancel never received by the venue";
    default: return "changed";
  }
}

std::vector<StoryLevel> top_of(const int32_t* prices, const uint32_t* quantities, const uint32_t* orders,
                               uint32_t levels) {
  std::vector<StoryLevel> top;
  for (uint32_t i = 0; i < std::min(levels, levels_told); ++i) {
    top.push_back({prices[i], quantities[i], orders[i]});
  }
  return top;
}

}  // namespace

StoryEvent& OrderStory::add(StoryKind kind, TimeNs time) {
  StoryEvent& event = events_.emplace_back();
  event.kind = kind;
  event.time_ns = time;
  return event;
}

std::string OrderStory::symbol_of(InstrumentId instrument) const {
  const auto& instruments = replay_.settings().instruments;
  return instrument < instruments.size() ? std::string(instruments[instrument].symbol.text()) : std::string();
}

uint64_t OrderStory::bytes_made(SessionId session) const noexcept {
  return replay_.lane()->desk().session(session).entry().out().written();
}

void OrderStory::note_bytes() noexcept {
  for (SessionId session = 0; session < replay_.lane()->sessions(); ++session) {
    bytes_seen_[session] = bytes_made(session);
  }
}

// The stamps of the order sent under `number`, which were recorded in the same order.
const lane_record::OrderSent* OrderStory::next_stamps(SessionId session, UserRefNum number) noexcept {
  if (stamps_taken_ == input_.sent.size()) return nullptr;
  const lane_record::OrderSent& stamps = input_.sent[stamps_taken_++];
  return stamps.session == session && stamps.number == number ? &stamps : nullptr;
}

void OrderStory::before_input(const ReplayedInput& input) {
  input_ = input;
  stamps_taken_ = 0;
  is_cause_told_ = false;
  is_call_told_ = false;
  note_bytes();
}

// What the kernel has taken of the session's bytes. An order's messages all go by one session.
void OrderStory::after_input() {
  while (!waiting_.empty()) {
    const SessionId session = waiting_.front().session;
    const Bytes rest = replay_.lane()->session_waiting(session);
    if (waiting_.front().end > bytes_made(session) - rest.size()) break;
    lane_record::SessionSent head{};
    const bool is_sent = input_.type == LaneRecord::session_sent && input_.payload.size() >= sizeof head;
    if (is_sent) {
      std::memcpy(&head, input_.payload.data(), sizeof head);
      StoryEvent& event = add(StoryKind::left, times_.at(head.sent_ticks));
      event.facts.push_back({"number", {}, waiting_.front().number});
    }
    // Otherwise it was thrown away with its connection, and the venue never had it.
    waiting_.pop_front();
  }
}

void OrderStory::on_call(StrategyId strategy, Callback callback, int32_t instrument) {
  called_ = strategy;
  called_by_ = callback;
  call_instrument_ = instrument;
  is_call_told_ = false;
}

void OrderStory::tell_cause() {
  if (std::exchange(is_cause_told_, true)) return;
  lane_record::Datagram head;
  if (input_.type != LaneRecord::datagram || input_.payload.size() < sizeof head) {
    add(StoryKind::cause, input_.now).facts.push_back({"by", words_of(input_.type)});
    return;
  }
  std::memcpy(&head, input_.payload.data(), sizeof head);
  const Bytes datagram = input_.payload.subspan(sizeof head);
  const TimeNs arrived = times_.at(head.arrived_ticks);
  StoryEvent& event = add(StoryKind::cause, arrived != 0 ? arrived : input_.now);
  event.facts.push_back({"by", "a packet"});
  event.facts.push_back({"channel", {}, head.channel});
  event.facts.push_back({"line", head.line == 0 ? "A" : "B"});
  MoldPacket packet;
  if (read_mold_packet(datagram, packet) == PacketFault::none) {
    event.facts.push_back({"sequence", {}, static_cast<int64_t>(packet.sequence)});
    event.facts.push_back({"messages", {}, packet.messages});
  }
  event.facts.push_back({"bytes", {}, static_cast<int64_t>(datagram.size())});
  event.facts.push_back({"reachedHostNs", {}, static_cast<int64_t>(uint64_t{head.reached_ns})});
}

void OrderStory::tell_call(InstrumentId instrument) {
  if (std::exchange(is_call_told_, true)) return;
  StoryEvent& event = add(StoryKind::call, events_.empty() ? input_.now : events_.back().time_ns);
  const auto& strategies = replay_.settings().strategies;
  const std::string name = called_ < strategies.size() ? strategies[called_].name : std::string();
  event.facts.push_back({"strategy", name.empty() ? std::to_string(called_) : name});
  event.facts.push_back({"callback", words_of(called_by_)});
  if (call_instrument_ >= 0) {
    event.facts.push_back({"of", symbol_of(static_cast<InstrumentId>(call_instrument_))});
  }
  if (instrument >= replay_.settings().instruments.size()) return;
  const boundary::InstrumentView& view = replay_.memory().views[instrument];
  event.facts.push_back({"book", symbol_of(instrument)});
  event.facts.push_back({"lastPriceTicks", {}, view.last_price_ticks});
  event.bids = top_of(view.bid_price_ticks, view.bid_quantity, view.bid_orders, view.bid_levels);
  event.asks = top_of(view.ask_price_ticks, view.ask_quantity, view.ask_orders, view.ask_levels);
}

void OrderStory::tell_intent(const Intent& intent) {
  StoryEvent& event = add(StoryKind::intent, events_.back().time_ns);
  event.facts.push_back({"kind", words_of(intent.kind)});
  event.facts.push_back({"order", {}, intent.strategy_order_id});
  if (intent.kind == IntentKind::cancel) return;
  if (intent.kind == IntentKind::new_order) event.facts.push_back({"side", words_of(intent.side)});
  event.facts.push_back({"quantity", {}, intent.quantity});
  event.facts.push_back({"priceTicks", {}, intent.price_ticks});
}

void OrderStory::on_intent(const Intent& intent, const GateInputs& inputs, const OrderGate& gate) {
  if (is_meant(inputs.strategy, intent.strategy_order_id)) figures_ = gate_figures(gate, intent, inputs);
}

void OrderStory::on_checked(const Intent& intent, const GateInputs& inputs, const Finding& finding) {
  note_bytes();
  if (!is_meant(inputs.strategy, intent.strategy_order_id)) return;
  const bool is_new = intent.kind == IntentKind::new_order;
  const InstrumentId instrument = is_new ? intent.instrument : inputs.order.instrument;
  tell_cause();
  tell_call(instrument);
  tell_intent(intent);
  StoryEvent& event = add(StoryKind::gate, events_.back().time_ns);
  event.facts.push_back({"verdict", hotlane::words_of(finding.refusal)});
  event.figures = std::exchange(figures_, {});
}

void OrderStory::on_sent(SessionId session, StrategyId strategy, const Intent& intent, UserRefNum number) {
  const lane_record::OrderSent* stamps = next_stamps(session, number);
  const uint64_t made = bytes_made(session);
  const uint64_t begun = std::exchange(bytes_seen_[session], made);
  if (!is_meant(strategy, intent.strategy_order_id)) return;
  if (stamps != nullptr && stamps->decided_ticks != 0) {
    // What the strategy asked for stands before it, told while its time was not known.
    const auto set_time = [this](StoryKind kind, TimeNs time) {
      const auto last = std::find_if(events_.rbegin(), events_.rend(),
                                     [kind](const StoryEvent& event) { return event.kind == kind; });
      if (last != events_.rend() && time != 0) last->time_ns = time;
    };
    set_time(StoryKind::intent, times_.at(stamps->decided_ticks));
    set_time(StoryKind::gate, times_.at(stamps->gated_ticks));
  } else {
    tell_cause();
    tell_intent(intent);
  }
  const TimeNs encoded = stamps == nullptr ? 0 : times_.at(stamps->encoded_ticks);
  StoryEvent& event = add(StoryKind::sent, encoded != 0 ? encoded : input_.now);
  event.facts.push_back({"number", {}, number});
  event.facts.push_back({"session", {}, session});
  const Bytes rest = replay_.lane()->session_waiting(session);
  const size_t size = std::min<uint64_t>(made - begun, rest.size());
  event.bytes.assign(rest.end() - static_cast<ptrdiff_t>(size), rest.end());
  waiting_.push_back({session, made, number});
}

void OrderStory::on_changed(const OrderUpdate& update, const OrderAnswer* answer) {
  if (!is_meant(update.strategy, update.strategy_order_id)) return;
  lane_record::SessionBytes head{};
  TimeNs time = 0;
  if (input_.type == LaneRecord::session_bytes && input_.payload.size() >= sizeof head) {
    std::memcpy(&head, input_.payload.data(), sizeof head);
    time = times_.at(head.received_ticks);
  }
  StoryEvent& event = add(StoryKind::change, time != 0 ? time : input_.now);
  event.facts.push_back({"what", words_of(update.kind)});
  if (answer != nullptr) {
    event.facts.push_back({"number", {}, answer->user_ref_num});
    if (answer->order_reference != 0) {
      event.facts.push_back({"reference", {}, static_cast<int64_t>(answer->order_reference)});
    }
  }
  if (update.fill_quantity != 0) {
    event.facts.push_back({"quantity", {}, update.fill_quantity});
    event.facts.push_back({"priceTicks", {}, update.fill_price_ticks});
    if (answer != nullptr) {
      event.facts.push_back({"match", {}, static_cast<int64_t>(answer->match_number)});
    }
  }
  if (update.cancelled_quantity != 0) event.facts.push_back({"quantity", {}, update.cancelled_quantity});
  if (update.reason != 0) event.facts.push_back({"reason", {}, update.reason});
  if (update.order == nullptr) return;
  event.facts.push_back({"state", hotlane::words_of(update.order->state)});
  event.facts.push_back({"leaves", {}, update.order->leaves});
  event.facts.push_back({"filled", {}, update.order->filled});
}

}  // namespace hotlane
