#include "backtest/backtest.hpp"

#include <cassert>
#include <cstring>

#include "lane/lane_state.hpp"
#include "wire/itch50.hpp"
#include "wire/moldudp64.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane {
namespace {

namespace itch = wire::itch50;
namespace mold = wire::moldudp64;
namespace soup = wire::soupbintcp;

constexpr size_t packet_prefix = sizeof(TimeNs) + sizeof(mold::Header);
// As an exchange's datagrams are; only messages of one moment are in one.
constexpr size_t packet_bytes_max = sizeof(TimeNs) + venue::datagram_payload_max;
constexpr size_t locates = size_t{1} << 16;
const mold::Session feed_session{std::string_view("BACKTEST")};

venue::ExchangeSettings exchange_settings(const BacktestSettings& settings) {
  venue::ExchangeSettings exchange;
  exchange.feed_session = feed_session;
  exchange.order_session = soup::session_field("BACKTEST");
  for (const LaneInstrument& instrument : settings.lane.instruments)
    exchange.symbols.push_back(instrument.symbol);
  exchange.accounts.push_back({.username = soup::Username(std::string_view("lane")),
                               .password = soup::Password(std::string_view("backtest")),
                               .protocol = settings.lane.sessions[0].protocol});
  exchange.is_historical = true;
  exchange.is_published = false;
  exchange.level_queue = settings.level_queue;
  exchange.midnight = settings.midnight;
  return exchange;
}

// A recording does not fall silent: what it lacks, its reader says.
LaneSettings lane_settings(LaneSettings lane) {
  lane.hash_seed = 0;
  for (LaneChannel& channel : lane.channels) {
    channel.stream.silence_max_ns = 0;
    channel.stream.lines = 1;
    channel.is_timed_by_packets = false;
  }
  return lane;
}

// The first whole packet of a session's bytes: what is made is made whole.
Bytes first_packet(Bytes bytes) noexcept {
  const size_t length = reinterpret_cast<const soup::PacketHeader*>(bytes.data())->packet_length;
  return bytes.first(std::min(bytes.size(), soup::length_field_size + length));
}

// An order or what it is answered with, not the session's own talk.
bool is_data(Bytes packet) noexcept {
  const char type = reinterpret_cast<const soup::PacketHeader*>(packet.data())->packet_type;
  return type == static_cast<char>(soup::PacketType::unsequenced_data) ||
         type == static_cast<char>(soup::PacketType::sequenced_data);
}

}  // namespace

Backtest::Backtest(const BacktestSettings& settings, boundary::LaneMemory& memory,
                   std::span<StrategyPort* const> strategies)
    : settings_(settings),
      memory_(memory),
      marks_(settings.lane.instruments.size()),
      feed_latency_(settings.feed, 0),
      order_latency_(settings.order, 1),
      answer_latency_(settings.answer, 1),
      exchange_(std::make_unique<venue::Exchange>(exchange_settings(settings), settings.midnight)),
      lane_(std::make_unique<ReplayedLane>(lane_settings(settings.lane), memory, clock_, strategies)),
      is_ours_(locates),
      is_announced_(settings.lane.instruments.size()) {
  assert(settings.lane.channels.size() == 1 && settings.lane.sessions.size() == 1);
  exchange_->watch(&record_);
  lane_->observe(&record_);
  is_ours_[0] = 1;
}

Backtest::~Backtest() = default;

bool Backtest::on_message(Bytes message) {
  if (is_over_) return false;
  const char type = message.empty() ? '\0' : static_cast<char>(message[0]);
  ++counts_.messages;
  if (itch::length_of(type) == 0 || itch::length_of(type) != message.size()) [[unlikely]] {
    ++counts_.skipped;
    return true;
  }
  const auto& header = itch::view<itch::Header>(message.data());
  const Locate locate = header.stock_locate;
  TimeNs time = settings_.midnight + static_cast<TimeNs>(uint64_t{header.timestamp});
  if (time < counts_.last) [[unlikely]] {
    ++counts_.went_back;
    time = counts_.last;
  }
  if (counts_.messages - counts_.skipped == 1) [[unlikely]]
    counts_.first = time;
  counts_.last = time;
  if (type == itch::StockDirectory::code) [[unlikely]]
    follow_directory(message, locate);
  if (is_ours_[locate] == 0) return true;
  ++counts_.of_instruments;
  Coming& coming = coming_[coming_count_];
  coming.time = time;
  coming.size = static_cast<uint16_t>(message.size());
  std::memcpy(coming.bytes.data(), message.data(), message.size());
  if (++coming_count_ == batch_messages) work_off();
  return !is_over_;
}

void Backtest::work_off() {
  std::array<const std::byte*, batch_messages> messages;
  for (size_t i = 0; i < coming_count_; ++i) messages[i] = coming_[i].bytes.data();
  const auto all = std::span(messages).first(coming_count_);
  exchange_->prefetch(all);
  lane_->prefetch(0, all);
  for (size_t i = 0; i < coming_count_ && !is_over_; ++i) {
    apply(Bytes(coming_[i].bytes).first(coming_[i].size), coming_[i].time);
  }
  coming_count_ = 0;
}

void Backtest::apply(Bytes message, TimeNs time) {
  if (packet_messages_ > 0 && time != packet_time_ && is_lane_begun_) close_packet();
  if (next_due() < time) run_until(time);
  if (is_over_) return;
  if (!is_lane_begun_ && time >= settings_.midnight + settings_.from) [[unlikely]]
    begin_lane(std::max(settings_.midnight + settings_.from, counts_.first));
  now_ = time;
  record_.set_time(time);
  exchange_->historical(message);
  if (exchange_->accounts()[0].store().next_sequence() != told_) [[unlikely]]
    take_answers();
  append_to_packet(message, time);
}

void Backtest::finish() {
  work_off();
  if (packet_messages_ > 0) close_packet();
  while (!is_over_ && (!orders_.is_empty() || !packets_.is_empty() || !answers_.is_empty())) run_next();
  if (!is_lane_begun_) is_over_ = true;
  if (!is_over_ && !is_stopping_) begin_stop();
  while (!is_over_) run_next();
  if (!is_lane_begun_) return;
  lane_->publish_status(now_);
  if (settings_.equity_interval > 0) keep_sample(now_);
  marks_.finish(record_, lane_->market());
}

TimeNs Backtest::next_due() const noexcept {
  return std::min({orders_.due(), packets_.due(), answers_.due(), next_tick_, stop_at_, expires_at_});
}

void Backtest::run_until(TimeNs end) {
  while (!is_over_ && next_due() < end) run_next();
}

void Backtest::run_next() {
  const TimeNs due = next_due();
  if (due >= next_sample_) sample(due);
  now_ = due;
  record_.set_time(due);
  if (expires_at_ == due) {
    expire_orders();
  } else if (orders_.due() == due) {
    deliver_order();
  } else if (packets_.due() == due) {
    deliver_packet();
  } else if (answers_.due() == due) {
    deliver_answer();
  } else if (stop_at_ == due) {
    begin_stop();
  } else {
    tick();
  }
  if (is_stopping_ && lane_->is_stopped()) is_over_ = true;
}

void Backtest::deliver_order() {
  exchange_->set_historical_time(static_cast<uint64_t>(now_ - settings_.midnight));
  serve(orders_.front());
  orders_.pop();
  take_answers();
}

void Backtest::expire_orders() {
  exchange_->set_historical_time(static_cast<uint64_t>(now_ - settings_.midnight));
  take_answers();
}

void Backtest::serve(Bytes bytes) {
  SoupBinServer& server = exchange_->connection(line_);
  const std::span<std::byte> space = server.receive_space();
  assert(space.size() >= bytes.size());  // it is emptied each time
  std::memcpy(space.data(), bytes.data(), bytes.size());
  server.received(bytes.size(), now_);
  exchange_->serve(line_, now_);
}

void Backtest::deliver_packet() {
  const Bytes piece = packets_.front();
  TimeNs seen;
  std::memcpy(&seen, piece.data(), sizeof seen);
  record_.set_seen(seen);
  marks_.follow(seen, record_, lane_->market());
  ++counts_.packets;
  lane_->on_datagram(0, 0, piece.subspan(sizeof seen), {.ticks = 0, .reached = seen}, now_);
  packets_.pop();
  if (!is_lane_begun_) return;
  tell_strategies();
}

void Backtest::deliver_answer() {
  hear(answers_.front());
  answers_.pop();
  tell_strategies();
}

void Backtest::hear(Bytes bytes) {
  const std::span<std::byte> space = lane_->session_space(0, bytes.size());
  assert(space.size() >= bytes.size());
  std::memcpy(space.data(), bytes.data(), bytes.size());
  lane_->on_session_bytes(0, space.first(bytes.size()), 0, now_);
}

// The lane's turns: as many as there is something to be told.
void Backtest::tell_strategies() {
  do {
    static_cast<void>(lane_->on_turn(now_));
  } while (lane_->desk().has_updates());
  if (now_ - published_at_ >= publish_ns) {
    published_at_ = now_;
    lane_->publish_marks();
  }
  take_orders();
}

void Backtest::tick() {
  next_tick_ += tick_ns;
  take_answers();
  lane_->on_time(now_);
  tell_strategies();
  memory_.events.read = memory_.events.written;  // as TypeScript takes them
  if (!is_stopping_ && has_all_failed()) begin_stop();
}

bool Backtest::has_all_failed() const noexcept {
  const size_t strategies = settings_.lane.strategies.size();
  for (size_t i = 0; i < strategies; ++i) {
    if (memory_.frames[i].state != static_cast<int32_t>(boundary::StrategyState::failed)) return false;
  }
  return strategies > 0;
}

void Backtest::take_orders() {
  for (Bytes waiting = lane_->session_waiting(0); !waiting.empty(); waiting = lane_->session_waiting(0)) {
    const Bytes packet = first_packet(waiting);
    orders_.put(packet, is_data(packet) ? now_ + order_latency_.next() : now_ + 1);
    lane_->on_session_sent(0, packet.size(), now_);
  }
}

// What the venue has for the account, and its session's own talk.
void Backtest::take_answers() {
  exchange_->end_turn(now_);
  exchange_->packets().clear();
  told_ = exchange_->accounts()[0].store().next_sequence();
  const uint64_t expiry = exchange_->next_expiry();
  expires_at_ = expiry == UINT64_MAX ? never_due : settings_.midnight + static_cast<TimeNs>(expiry);
  ByteQueue& out = exchange_->connection(line_).out();
  while (!out.is_empty()) {
    const Bytes packet = first_packet(out.waiting());
    answers_.put(packet, is_data(packet) ? now_ + answer_latency_.next() : now_ + 1);
    out.consumed(packet.size());
  }
}

void Backtest::begin_lane(TimeNs at) {
  if (packet_messages_ > 0) close_packet();
  run_until(never_due);
  now_ = at;
  record_.set_time(at);
  is_lane_begun_ = true;
  log_in();
  lane_->start(now_);
  next_tick_ = now_ + tick_ns;
  if (settings_.equity_interval > 0) next_sample_ = now_ + settings_.equity_interval;
  if (settings_.to < ns_per_day) stop_at_ = std::max(settings_.midnight + settings_.to, now_);
  tell_strategies();
}

// Before the strategies start, and in no time: a session is up long before its day's first order.
void Backtest::log_in() {
  constexpr int exchanges_max = 8;
  line_ = exchange_->connect(now_).value_or(0);
  boundary::Command connect{};
  connect.kind = static_cast<uint32_t>(boundary::CommandKind::connect_session);
  std::memcpy(connect.username, "lane  ", sizeof(soup::Username));
  std::memcpy(connect.password, "backtest  ", sizeof(soup::Password));
  lane_->on_command(connect, now_);
  ConnectRequest ignored;
  static_cast<void>(lane_->take_connect_request(0, ignored));
  lane_->on_session_open(0, now_);
  for (int i = 0; i < exchanges_max && !lane_->desk().session(0).entry().is_ready(); ++i) {
    const Bytes asked = lane_->session_waiting(0);
    if (!asked.empty()) {
      serve(asked);
      lane_->on_session_sent(0, asked.size(), now_);
    }
    exchange_->end_turn(now_);
    exchange_->packets().clear();
    ByteQueue& out = exchange_->connection(line_).out();
    if (out.is_empty()) continue;
    const size_t size = out.waiting().size();
    hear(out.waiting());
    out.consumed(size);
  }
  told_ = exchange_->accounts()[0].store().next_sequence();
}

void Backtest::begin_stop() {
  is_stopping_ = true;
  stop_at_ = never_due;
  boundary::Command stop{};
  stop.kind = static_cast<uint32_t>(boundary::CommandKind::stop);
  lane_->on_command(stop, now_);
  tell_strategies();
}

// Before the strategies run, nobody sees where one packet ends and the next begins: they are as full as they
// can be.
void Backtest::append_to_packet(Bytes message, TimeNs time) {
  const size_t size = sizeof(mold::BlockPrefix) + message.size();
  if (packet_messages_ > 0 && packets_.open_size() + size > packet_bytes_max) close_packet();
  const bool is_first = packet_messages_ == 0;
  std::byte* at = packets_.extend(size + (is_first ? packet_prefix : 0));
  if (is_first) at += packet_prefix;
  const mold::BlockPrefix prefix{static_cast<uint16_t>(message.size())};
  std::memcpy(at, &prefix, sizeof prefix);
  std::memcpy(at + sizeof prefix, message.data(), message.size());
  packet_time_ = time;
  ++packet_messages_;
}

void Backtest::close_packet() {
  mold::Header header;
  header.session = feed_session;
  header.sequence_number = next_sequence_;
  header.message_count = packet_messages_;
  std::byte* at = packets_.open_bytes();
  std::memcpy(at, &packet_time_, sizeof packet_time_);
  std::memcpy(at + sizeof packet_time_, &header, sizeof header);
  packets_.seal(packet_time_ + (is_lane_begun_ ? feed_latency_.next() : 0));
  next_sequence_ += packet_messages_;
  packet_messages_ = 0;
}

void Backtest::follow_directory(Bytes message, Locate locate) {
  const wire::Symbol& symbol = itch::view<itch::StockDirectory>(message.data()).stock;
  for (size_t i = 0; i < settings_.lane.instruments.size(); ++i) {
    if (settings_.lane.instruments[i].symbol != symbol) continue;
    is_ours_[locate] = 1;
    is_announced_[i] = true;
  }
}

}  // namespace hotlane
