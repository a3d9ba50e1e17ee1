// A lane with its venue in one thread and one memory: a generated market of eight instruments, a strategy
// that quotes them, an exchange that answers. The market goes on event by event, and each event is a packet,
// as a feed with nothing to wait for sends it. What the lane does is timed; what the exchange does in between
// is not.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "io/live_lane.hpp"
#include "lane/lane_memory.hpp"
#include "venue/exchange.hpp"

namespace hotlane::bench {

// What a lane was given, and when: a datagram, an answer of the venue, or a turn.
struct LaneInput {
  enum class Kind : uint8_t { datagram, answer, turn };
  Kind kind;
  uint32_t size;   // of its bytes
  uint64_t begin;  // where they stand in the tape
  TimeNs now;
};
struct InputTape {
  std::vector<LaneInput> inputs;
  std::vector<std::byte> bytes;

  void put(LaneInput::Kind kind, Bytes its, TimeNs now) {
    inputs.push_back({kind, static_cast<uint32_t>(its.size()), bytes.size(), now});
    bytes.insert(bytes.end(), its.begin(), its.end());
  }
  [[nodiscard]] Bytes bytes_of(const LaneInput& input) const {
    return Bytes(bytes).subspan(input.begin, input.size);
  }
};

struct LaneWithExchangeSettings {
  boundary::LaneMemory& memory;
  StrategyPort& strategy;
  JournalPipe* journal = nullptr;
  bool is_sync_before_send = false;
  std::function<void()> wait_for_disk{};  // until nothing is held back any more
  InputTape* tape = nullptr;              // where to keep what the lane is given
};

class LaneWithExchange {
 public:
  static constexpr TimeNs opening = (1'700'006'400 + 34'200) * ns_per_second;
  static constexpr uint16_t instruments = 8;

  explicit LaneWithExchange(const LaneWithExchangeSettings& settings)
      : settings_(settings),
        port_{&settings.strategy},
        exchange_(exchange_settings(), opening),
        lane_(lane_settings(settings.is_sync_before_send), settings.memory, clock_, port_, settings.journal) {
    prepare_lane_memory(lane_settings(settings.is_sync_before_send), settings.memory);
    connect(lane_);
    exchange_.open_day(now_);
    line_ = exchange_.connect(now_).value_or(0);
  }

  static LaneSettings lane_settings(bool is_sync_before_send) {
    LaneSettings lane;
    lane.name = "bench";
    make_unlimited(lane.limits);
    for (ScopeLimits& limits : lane.limits.instruments) {
      limits.order_quantity_max = 1'000;
      limits.order_notional_max = Money{500} * 10'000 * 1'000;
      limits.reference_collar_basis_points = 1'000;
      limits.position_max = 1'000'000;
      limits.messages_per_second_max = limits.messages_burst_max = 1'000'000;
    }
    LaneStrategySettings strategy;
    for (uint16_t i = 0; i < instruments; ++i) {
      lane.instruments.push_back({.symbol = exchange_settings().symbols[i]});
      strategy.instruments.push_back(i);
    }
    lane.strategies.push_back(strategy);
    lane.channels.push_back({.stream = {}, .instruments = instruments});
    lane.book_orders_max = 1U << 16;
    lane.journal.is_sync_before_send = is_sync_before_send;
    lane.journal.lag_max_ns = 3'600 * ns_per_second;  // by the market's clock, which is not the disk's
    return lane;
  }

  // Starts a lane of these settings and opens its session, as whoever runs one does.
  static void connect(Lane<io::TscClock>& lane) {
    lane.start(opening);
    boundary::Command connect{};
    connect.kind = static_cast<uint32_t>(boundary::CommandKind::connect_session);
    std::memcpy(connect.username, "lane  ", 6);
    std::memcpy(connect.password, "pass      ", 10);
    lane.on_command(connect, opening);
    ConnectRequest ignored;
    static_cast<void>(lane.take_connect_request(0, ignored));
    lane.on_session_open(0, opening);
  }

  // The market's next event: an action of its public, or the arrival of what the lane has sent. Its datagrams
  // are given to take(datagram), which calls deliver(); what the lane does besides is given to
  // also(nanoseconds).
  template <class Take, class Also>
  void turn(Take&& take, Also&& also) {
    if (is_sent_ && arrives_ <= exchange_.next_due()) {
      now_ = arrives_;
      is_sent_ = false;
      exchange_.serve(line_, now_);
    } else {
      now_ = exchange_.next_due();
      exchange_.advance(now_);
    }
    exchange_.end_turn(now_);
    venue::MoldPublisher& packets = exchange_.packets();
    for (size_t i = 0; i < packets.datagrams(); ++i) take(Bytes(packets.datagram(i)));
    packets.clear();
    const uint64_t begun = clock_.ticks();
    bring_answers();
    lane_.on_turn(now_);
    if (settings_.tape != nullptr) settings_.tape->put(LaneInput::Kind::turn, {}, now_);
    also(clock_.ns(clock_.ticks() - begun));
    send();
    settings_.memory.events.read = settings_.memory.events.written;  // as TypeScript takes them
  }
  void turn() {
    turn([this](Bytes datagram) { static_cast<void>(deliver(datagram)); }, [](uint64_t) {});
  }

  struct Delivery {
    uint64_t bytes_ns = 0;  // until all it led to was done, orders' bytes included
    uint64_t leave_ns = 0;  // until those bytes might leave
    bool has_orders = false;
  };
  [[nodiscard]] Delivery deliver(Bytes datagram) {
    if (settings_.tape != nullptr) settings_.tape->put(LaneInput::Kind::datagram, datagram, now_);
    const uint64_t made = lane_.desk().session(0).entry().out().written();
    const uint64_t begun = clock_.ticks();
    lane_.on_datagram(0, 0, datagram, {begun, now_}, now_);
    const uint64_t done = clock_.ticks();
    const bool has_orders = lane_.desk().session(0).entry().out().written() != made;
    if (has_orders) wait_for_disk();
    const uint64_t free = clock_.ticks();
    send();
    return {clock_.ns(done - begun), clock_.ns(free - begun), has_orders};
  }

  [[nodiscard]] Lane<io::TscClock>& lane() noexcept { return lane_; }
  [[nodiscard]] const boundary::LaneMemory& memory() const noexcept { return settings_.memory; }
  [[nodiscard]] const io::TscClock& clock() const noexcept { return clock_; }
  // The market's time, ns since the Unix epoch.
  [[nodiscard]] TimeNs now() const noexcept { return now_; }

 private:
  static constexpr TimeNs way_to_venue_ns = 10'000;

  static venue::ExchangeSettings exchange_settings() {
    venue::ExchangeSettings settings;
    settings.feed_session = wire::moldudp64::Session(std::string_view("BENCH00001"));
    settings.order_session = wire::soupbintcp::session_field("BENCH00001");
    for (uint16_t i = 0; i < instruments; ++i) {
      settings.symbols.push_back(wire::Symbol(std::string_view(std::string("SYM") + std::to_string(i))));
    }
    settings.accounts.push_back({wire::soupbintcp::Username(std::string_view("lane")),
                                 wire::soupbintcp::Password(std::string_view("pass"))});
    settings.messages_per_second = 50'000;
    settings.keep_messages_max = 1U << 16;
    settings.midnight = opening - 34'200 * ns_per_second;
    return settings;
  }

  void wait_for_disk() {
    if (lane_.held_place() != 0 && settings_.wait_for_disk) settings_.wait_for_disk();
  }
  void send() {
    wait_for_disk();
    const Bytes waiting = lane_.session_waiting(0);
    if (waiting.empty()) return;
    SoupBinServer& server = exchange_.connection(line_);
    const std::span<std::byte> space = server.receive_space();
    const size_t size = std::min(space.size(), waiting.size());
    std::memcpy(space.data(), waiting.data(), size);
    server.received(size, now_);
    if (!is_sent_) arrives_ = now_ + way_to_venue_ns;
    is_sent_ = true;
    lane_.on_session_sent(0, size, now_);
  }
  void bring_answers() {
    ByteQueue& out = exchange_.connection(line_).out();
    const std::span<std::byte> space = lane_.session_space(0);
    const size_t size = std::min(space.size(), out.waiting().size());
    if (size == 0) return;
    std::memcpy(space.data(), out.waiting().data(), size);
    out.consumed(size);
    if (settings_.tape != nullptr) settings_.tape->put(LaneInput::Kind::answer, space.first(size), now_);
    lane_.on_session_bytes(0, space.first(size), clock_.ticks(), now_);
  }

  LaneWithExchangeSettings settings_;
  StrategyPort* port_[1];
  io::TscClock clock_;
  venue::Exchange exchange_;
  Lane<io::TscClock> lane_;
  uint32_t line_ = 0;
  TimeNs now_ = opening;
  TimeNs arrives_ = 0;    // at the exchange: what was sent first of what it has not seen
  bool is_sent_ = false;  // anything
};

}  // namespace hotlane::bench
