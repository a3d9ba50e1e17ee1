// A whole lane and a whole venue in one thread, joined by bytes and datagrams in memory instead of sockets,
// under a clock that only the test moves: the same settings give the same run, to the bit. The connection
// carries bytes in pieces of random size, so that packets are cut anywhere; cut_line() loses what is on its
// way. Calls into the lane stand under an AllocationWatch; the venue's do not.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "allocation_count.hpp"
#include "lane/lane.hpp"
#include "look_counter.hpp"
#include "order_record.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {

struct LaneWithVenueSettings {
  uint64_t seed = 1;
  uint16_t instruments = 8;
  double messages_per_second = 50'000;
  Limits limits{.is_set = true,
                .order_quantity_max = 1'000,
                .order_notional_max = Money{500} * 10'000 * 1'000,
                .collar_basis_points = 1'000,
                .position_max = 2'000,
                .messages_per_second_max = 20'000,
                .messages_burst_max = 100};
  // Each strategy's; all may trade every instrument.
  uint32_t strategies = 1;
};

class LaneWithVenue {
 public:
  static constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
  static constexpr TimeNs opening = midnight + 34'200 * ns_per_second;
  static constexpr TimeNs turn_ns = 200'000;

  LaneWithVenue(const LaneWithVenueSettings& settings, boundary::LaneMemory& memory,
                std::span<StrategyPort* const> strategies)
      : memory_(memory),
        random_(settings.seed),
        exchange_(std::make_unique<venue::Exchange>(exchange_settings(settings), opening)),
        lane_(std::make_unique<Lane<LookCounter>>(lane_settings(settings), memory, looks_, strategies)) {
    in_lane([this] { lane_->start(now_); });
    exchange_->open_day(now_);
    turn();
  }

  // What TypeScript writes into the command ring; taken at the lane's next turn.
  void command(boundary::CommandKind kind, int32_t index = 0, int32_t value = 0) {
    boundary::CommandRing& ring = memory_.commands;
    boundary::Command& slot = ring.slots[ring.written % boundary::commands_max];
    slot = {};
    slot.kind = static_cast<uint32_t>(kind);
    slot.index = index;
    slot.value = value;
    std::memcpy(slot.username, username().chars, sizeof username().chars);
    std::memcpy(slot.password, password().chars, sizeof password().chars);
    std::atomic_ref<uint32_t>(ring.written).store(ring.written + 1, std::memory_order_release);
  }
  void connect() { command(boundary::CommandKind::connect_session); }

  // The connection is lost, with what either side had written and the other had not read.
  void cut_line() {
    if (!line_) return;
    exchange_->disconnect(*line_);
    line_.reset();
    in_lane([this] { lane_->on_session_lost(now_); });
  }

  // One turn of both: the market moves on by turn_ns, its datagrams reach the lane, orders and answers
  // travel.
  void turn() {
    now_ += turn_ns;
    if (is_market_open_) exchange_->advance(now_);
    serve_line();
    exchange_->end_turn(now_);
    deliver_datagrams();
    carry_answers();
    in_lane([this] { lane_->on_turn(now_); });
    open_line();
    if (++turns_ % turns_per_status == 0) publish_status();
    record_.drain(memory_.events);
  }
  // Turns until `is_reached()`, at most `turns_max`; whether it was.
  template <class Condition>
  bool turn_until(uint32_t turns_max, Condition&& is_reached) {
    for (uint32_t i = 0; i < turns_max && !is_reached(); ++i) turn();
    return is_reached();
  }
  void turn_times(uint32_t turns) {
    turn_until(turns, [] { return false; });
  }
  // What the lane's loop does after its last turn.
  void publish_status() {
    in_lane([this] { lane_->publish_status(now_); });
  }
  // No more market of its own: what follows is what orders cause.
  void quiet_market() { is_market_open_ = false; }

  [[nodiscard]] Lane<LookCounter>& lane() noexcept { return *lane_; }
  [[nodiscard]] venue::Exchange& exchange() noexcept { return *exchange_; }
  [[nodiscard]] const OrderRecord& record() const noexcept { return record_; }
  [[nodiscard]] TimeNs now() const noexcept { return now_; }
  [[nodiscard]] bool is_line_up() const noexcept { return line_.has_value(); }
  [[nodiscard]] bool is_session_ready() const noexcept {
    return memory_.status.session_state[0] == static_cast<uint32_t>(boundary::SessionState::ready);
  }
  [[nodiscard]] uint32_t open_orders() const noexcept { return lane_->desk().orders().open_orders(); }
  [[nodiscard]] const venue::VenueLedger& ledger() const noexcept {
    return exchange_->accounts().front().ledger();
  }

 private:
  static constexpr uint32_t turns_per_status = 5;  // a millisecond

  static wire::soupbintcp::Username username() {
    return wire::soupbintcp::Username(std::string_view("lane"));
  }
  static wire::soupbintcp::Password password() {
    return wire::soupbintcp::Password(std::string_view("pass"));
  }
  static wire::Symbol symbol_of(uint16_t instrument) {
    return wire::Symbol(std::string_view(std::string("SYM") + std::to_string(instrument)));
  }

  static venue::ExchangeSettings exchange_settings(const LaneWithVenueSettings& settings) {
    venue::ExchangeSettings exchange;
    exchange.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
    exchange.order_session = wire::soupbintcp::session_field("TEST000001");
    for (uint16_t i = 0; i < settings.instruments; ++i) exchange.symbols.push_back(symbol_of(i));
    exchange.accounts.push_back({username(), password()});
    exchange.seed = settings.seed;
    exchange.messages_per_second = settings.messages_per_second;
    exchange.midnight = midnight;
    return exchange;
  }
  static LaneSettings lane_settings(const LaneWithVenueSettings& settings) {
    LaneSettings lane;
    LaneStrategySettings strategy{{}, settings.limits};
    for (uint16_t i = 0; i < settings.instruments; ++i) {
      lane.instruments.push_back({symbol_of(i), settings.limits});
      strategy.instruments.push_back(i);
    }
    lane.strategies.assign(settings.strategies, strategy);
    lane.channels.push_back({.stream = {}, .instruments = settings.instruments});
    lane.hash_seed = settings.seed;
    lane.book_orders_max = 1U << 14;
    return lane;
  }

  template <class Call>
  void in_lane(Call&& call) {
    const AllocationWatch watch;
    call();
  }

  // As a socket takes them: none, a few or all of the waiting bytes.
  [[nodiscard]] size_t piece_of(size_t waiting) noexcept {
    switch (random_.below(8)) {
      case 0: return 0;
      case 1: return std::min<size_t>(waiting, random_.below(32));
      default: return waiting;
    }
  }
  [[nodiscard]] size_t carry(ByteQueue& from, std::span<std::byte> into) noexcept {
    const Bytes waiting = from.waiting();
    const size_t size = std::min(piece_of(waiting.size()), into.size());
    if (size > 0) std::memcpy(into.data(), waiting.data(), size);
    from.consumed(size);
    return size;
  }

  void serve_line() {
    if (!line_) return;
    SoupBinServer& server = exchange_->connection(*line_);
    const size_t size = carry(lane_->session_out(), server.receive_space());
    if (size > 0) server.received(size, now_);
    exchange_->serve(*line_, now_);
    if (server.state() == SoupServerState::closed && server.out().is_empty()) cut_line();
  }
  void deliver_datagrams() {
    venue::MoldPublisher& packets = exchange_->packets();
    for (size_t i = 0; i < packets.datagrams(); ++i) {
      in_lane([&] { lane_->on_datagram(0, 0, packets.datagram(i), {looks_.ticks(), now_}, now_); });
    }
    packets.clear();
  }
  void carry_answers() {
    if (!line_) return;
    if (lane_->wants_disconnect()) return cut_line();
    size_t size = 0;
    in_lane([&] {
      size = carry(exchange_->connection(*line_).out(), lane_->session_space());
      if (size > 0) lane_->on_session_bytes(size, looks_.ticks(), now_);
    });
  }
  void open_line() {
    ConnectRequest request;
    if (!lane_->take_connect_request(request)) return;
    cut_line();
    line_ = exchange_->connect(now_);
    in_lane([this] { lane_->on_session_open(now_); });
  }

  boundary::LaneMemory& memory_;
  SeededRandom random_;
  LookCounter looks_;
  std::unique_ptr<venue::Exchange> exchange_;
  std::unique_ptr<Lane<LookCounter>> lane_;
  OrderRecord record_;
  std::optional<uint32_t> line_;
  TimeNs now_ = opening;
  uint32_t turns_ = 0;
  bool is_market_open_ = true;
};

}  // namespace hotlane::test
