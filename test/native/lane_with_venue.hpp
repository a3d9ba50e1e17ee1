// A whole lane and a whole venue in one thread, joined by bytes and datagrams in memory instead of sockets,
// under a clock that only the test moves: the same settings give the same run, to the bit. The connection
// carries bytes in pieces of random size, so that packets are cut anywhere; cut_line() loses what is on its
// way. Calls into the lane stand under an AllocationWatch; the venue's do not.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "allocation_count.hpp"
#include "bad_lines.hpp"
#include "lane/lane.hpp"
#include "look_counter.hpp"
#include "order_record.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {

// Such that a seeded quoting strategy meets each of them now and then.
inline LimitSet quoting_limits() {
  LimitSet set{};
  make_unlimited(set);
  for (ScopeLimits& limits : set.instruments) {
    limits.order_quantity_max = 1'000;
    limits.order_notional_max = Money{500} * 10'000 * 1'000;
    limits.reference_collar_basis_points = 1'000;
    limits.position_max = 2'000;
    limits.messages_per_second_max = 20'000;
    limits.messages_burst_max = 100;
  }
  for (ScopeLimits& limits : set.strategies) {
    limits.messages_per_second_max = 20'000;
    limits.messages_burst_max = 100;
  }
  return set;
}

struct LaneWithVenueSettings {
  uint64_t seed = 1;
  uint16_t instruments = 8;
  double messages_per_second = 50'000;
  LimitSet limits = quoting_limits();
  uint32_t strategies = 1;
  std::vector<std::vector<InstrumentId>> traded{};  // by strategy; those that it leaves out trade everything
  // Instruments go by the sessions in turn, strategies trade for the accounts in turn; each session has a
  // port account of its own at the venue.
  std::vector<VenueProfile> sessions{{}};
  uint32_t accounts = 1;
  // Of the lane's accounts at the venue.
  bool cancel_on_disconnect = false;
  uint32_t strangers = 0;  // accounts of others at the venue, numbered behind the lane's
  // Two lines that lose datagrams, in place of one that doesn't.
  bool has_bad_lines = false;
  // As on a loaded host: the venue stands still for a while now and then, and catches up; datagrams come up
  // to so many turns after the answers that were sent with them.
  uint32_t stall_turns_max = 0;
  // Where the lane puts its journal; null: nowhere.
  JournalPipe* journal = nullptr;
  LaneJournalSettings journal_settings{};
};

class LaneWithVenue {
 public:
  static constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
  static constexpr TimeNs opening = midnight + 34'200 * ns_per_second;
  static constexpr TimeNs turn_ns = 250'000;  // the lane looks at the time every other turn

  static wire::Firm firm_of(uint32_t account) {
    return wire::Firm(std::string("FM") + static_cast<char>('A' + account));
  }

  LaneWithVenue(const LaneWithVenueSettings& settings, boundary::LaneMemory& memory,
                std::span<StrategyPort* const> strategies)
      : memory_(&memory),
        random_(settings.seed),
        lines_(settings.sessions.size()),
        exchange_(std::make_unique<venue::Exchange>(exchange_settings(settings), opening)),
        lane_(std::make_unique<Lane<LookCounter>>(lane_settings(settings), memory, looks_, strategies,
                                                  settings.journal)) {
    if (settings.has_bad_lines) bad_lines_.emplace(settings.seed, exchange_settings(settings));
    stall_turns_max_ = settings.stall_turns_max;
    in_lane([this] { lane_->start(now_); });
    exchange_->open_day(now_);
    turn();
  }

  // As kill -9 does it: the connections are lost with what was on its way, and of the lane nothing is left
  // but what its journal has. The venue goes on.
  void kill_lane() {
    for (std::optional<uint32_t>& line : lines_) {
      if (line) exchange_->disconnect(*line, now_);
      line.reset();
    }
  }
  // Another lane in its place. Between making and starting it is prepare(lane)'s.
  template <class Prepare>
  void begin_lane(const LaneWithVenueSettings& settings, boundary::LaneMemory& memory,
                  std::span<StrategyPort* const> strategies, Prepare&& prepare) {
    lane_.reset();
    memory_ = &memory;
    lane_ = std::make_unique<Lane<LookCounter>>(lane_settings(settings), memory, looks_, strategies,
                                                settings.journal);
    if (settings.has_bad_lines) bad_lines_.emplace(settings.seed, exchange_settings(settings));
    prepare(*lane_);
    in_lane([this] { lane_->start(now_); });
  }

  // What TypeScript writes into the command ring; taken at the lane's next turn.
  void command(boundary::CommandKind kind, int32_t index = 0, int32_t value = 0) {
    boundary::CommandRing& ring = memory_->commands;
    boundary::Command& slot = ring.slots[ring.written % boundary::commands_max];
    slot = {};
    slot.kind = static_cast<uint32_t>(kind);
    slot.index = index;
    slot.value = value;
    const auto username = username_of(static_cast<SessionId>(index < 0 ? 0 : index));
    std::memcpy(slot.username, username.chars, sizeof username.chars);
    std::memcpy(slot.password, password().chars, sizeof password().chars);
    std::atomic_ref<uint32_t>(ring.written).store(ring.written + 1, std::memory_order_release);
  }
  // The same for a kill switch, turned now.
  void turn_kill_switch(boundary::KillScope scope, int32_t index, bool is_on, uint32_t kill_id = 0) {
    command(boundary::CommandKind::kill_switch, index, is_on ? 1 : 0);
    boundary::Command& slot =
        memory_->commands.slots[(memory_->commands.written - 1) % boundary::commands_max];
    slot.scope = static_cast<uint32_t>(scope);
    slot.kill_id = kill_id;
    slot.switched_ticks = looks_.ticks();
  }
  void connect(SessionId session = 0) { command(boundary::CommandKind::connect_session, session); }

  // The connection is lost, with what either side had written and the other had not read.
  void cut_line(SessionId session = 0) {
    if (!lines_[session]) return;
    exchange_->disconnect(*lines_[session], now_);
    lines_[session].reset();
    in_lane([this, session] { lane_->on_session_lost(session, now_); });
  }

  // What the venue never said: a sequenced message of a session, told to the lane behind all that it did say.
  // Its numbers are then one ahead of the venue's, so the session can't be joined again.
  void inject(SessionId session, Bytes payload) {
    hear_all(session);
    ByteQueue packet(4'096);
    static_cast<void>(write_packet(packet, wire::soupbintcp::PacketType::sequenced_data, payload));
    hear(session, packet.waiting());
  }
  // In place of a venue: the session's socket opens, and says what it says.
  void open_by_hand(SessionId session) {
    cut_line(session);
    in_lane([this, session] { lane_->on_session_open(session, now_); });
  }
  void hear(SessionId session, Bytes bytes) {
    in_lane([&] {
      const std::span<std::byte> space = lane_->session_space(session, bytes.size());
      std::memcpy(space.data(), bytes.data(), bytes.size());
      lane_->on_session_bytes(session, space.first(bytes.size()), looks_.ticks(), now_);
    });
    record_.drain(memory_->events);
  }

  // One turn of both: the market moves on by turn_ns, its datagrams reach the lane, orders and answers
  // travel.
  void turn() {
    now_ += turn_ns;
    if (!is_stalled()) {
      if (is_market_open_) exchange_->advance(now_);
      for (SessionId session = 0; session < lines_.size(); ++session) serve_line(session);
      note_all_sent();
      exchange_->end_turn(now_);
    }
    deliver_datagrams();
    for (SessionId session = 0; session < lines_.size(); ++session) carry_answers(session);
    in_lane([this] { lane_->on_turn(now_); });
    note_all_sent();
    for (SessionId session = 0; session < lines_.size(); ++session) open_line(session);
    if (++turns_ % turns_per_status == 0) publish_status();
    record_.drain(memory_->events);
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
  [[nodiscard]] bool is_line_up() const noexcept {
    return std::any_of(lines_.begin(), lines_.end(), [](const auto& line) { return line.has_value(); });
  }
  // That the lane's connections have taken from it, ever.
  [[nodiscard]] uint64_t sent_bytes() const noexcept { return sent_bytes_; }
  // All of them.
  [[nodiscard]] bool is_session_ready() const noexcept {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (memory_->session[i].state != static_cast<uint32_t>(boundary::SessionState::ready)) return false;
    }
    return true;
  }
  [[nodiscard]] SessionId sessions() const noexcept { return static_cast<SessionId>(lines_.size()); }
  [[nodiscard]] uint32_t open_orders() const noexcept { return lane_->desk().open_orders(); }
  [[nodiscard]] const venue::VenueLedger& ledger(SessionId session = 0) const noexcept {
    return exchange_->accounts()[session].ledger();
  }

 private:
  static constexpr uint32_t turns_per_status = 4;  // a millisecond

  static wire::soupbintcp::Username username_of(SessionId session) {
    return wire::soupbintcp::Username("lane" + std::to_string(session));
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
    for (size_t i = 0; i < settings.sessions.size(); ++i) {
      exchange.accounts.push_back({.username = username_of(static_cast<SessionId>(i)),
                                   .password = password(),
                                   .protocol = settings.sessions[i].protocol,
                                   .cancel_on_disconnect = settings.cancel_on_disconnect});
    }
    for (uint32_t i = 0; i < settings.strangers; ++i) {
      exchange.accounts.push_back(
          {.username = wire::soupbintcp::Username("other" + std::to_string(i)), .password = password()});
    }
    exchange.seed = settings.seed;
    exchange.messages_per_second = settings.messages_per_second;
    exchange.midnight = midnight;
    return exchange;
  }
  static LaneSettings lane_settings(const LaneWithVenueSettings& settings) {
    LaneSettings lane;
    LaneStrategySettings strategy;
    lane.sessions = settings.sessions;
    for (uint16_t i = 0; i < settings.instruments; ++i) {
      const auto session = static_cast<SessionId>(i % settings.sessions.size());
      lane.instruments.push_back({symbol_of(i), session});
      strategy.instruments.push_back(i);
    }
    lane.accounts.clear();
    for (uint32_t i = 0; i < settings.accounts; ++i) lane.accounts.push_back({firm_of(i)});
    for (uint32_t i = 0; i < settings.strategies; ++i) {
      strategy.account = static_cast<AccountId>(i % settings.accounts);
      lane.strategies.push_back(strategy);
      if (i < settings.traded.size()) lane.strategies.back().instruments = settings.traded[i];
    }
    lane.channels.push_back({.stream = {}, .instruments = settings.instruments});
    lane.limits = settings.limits;
    lane.hash_seed = settings.seed;
    // A mil a share, whatever it does: in ticks x shares, the shares that were traded.
    lane.fees.assign(boundary::sessions_max, schedule_of(10, 10, 10));
    if (settings.has_bad_lines) BadLines::configure(lane.channels[0].stream, {username_of(0), password()});
    lane.journal = settings.journal_settings;
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
  // The piece, copied into `into`; who sent it is told by the caller.
  [[nodiscard]] Bytes carry(Bytes waiting, std::span<std::byte> into) noexcept {
    const size_t size = std::min(piece_of(waiting.size()), into.size());
    if (size > 0) std::memcpy(into.data(), waiting.data(), size);
    return into.first(size);
  }

  // What the lane's loop tells it once its sockets have taken everything.
  void note_all_sent() {
    if (lane_->is_all_sent()) in_lane([this] { lane_->on_all_sent(); });
  }
  void serve_line(SessionId session) {
    if (!lines_[session]) return;
    SoupBinServer& server = exchange_->connection(*lines_[session]);
    const size_t size = carry(lane_->session_waiting(session), server.receive_space()).size();
    if (size > 0) {
      server.received(size, now_);
      sent_bytes_ += size;
      in_lane([&] { lane_->on_session_sent(session, size, now_); });
    }
    exchange_->serve(*lines_[session], now_);
    if (server.state() == SoupServerState::closed && server.out().is_empty()) cut_line(session);
  }
  // A stall of some turns every 64 or so.
  [[nodiscard]] bool is_stalled() noexcept {
    if (stall_turns_max_ == 0) return false;
    if (stalled_turns_ > 0) return --stalled_turns_ > 0;
    if (random_.below(64) == 0) stalled_turns_ = 1 + random_.below(stall_turns_max_);
    return stalled_turns_ > 0;
  }
  void deliver_late_datagrams(venue::MoldPublisher& packets) {
    const uint32_t due = turns_ + random_.below(stall_turns_max_);
    for (size_t i = 0; i < packets.datagrams(); ++i) {
      const Bytes bytes = packets.datagram(i);
      late_.push_back({due, {bytes.begin(), bytes.end()}});
    }
    packets.clear();
    for (; !late_.empty() && late_.front().due <= turns_; late_.pop_front())
      in_lane([&] { lane_->on_datagram(0, 0, late_.front().bytes, {looks_.ticks(), now_}, now_); });
  }
  void deliver_datagrams() {
    venue::MoldPublisher& packets = exchange_->packets();
    if (stall_turns_max_ > 0) return deliver_late_datagrams(packets);
    if (bad_lines_) {
      const auto call = [this](auto&& input) { in_lane(input); };
      bad_lines_->deliver(*lane_, packets, now_, looks_.ticks(), call);
      packets.clear();
      return bad_lines_->recover(*lane_, exchange_->published(), now_, call);
    }
    for (size_t i = 0; i < packets.datagrams(); ++i) {
      in_lane([&] { lane_->on_datagram(0, 0, packets.datagram(i), {looks_.ticks(), now_}, now_); });
    }
    packets.clear();
  }
  void carry_answers(SessionId session) {
    if (!lines_[session]) return;
    if (lane_->wants_disconnect(session)) return cut_line(session);
    ByteQueue& out = exchange_->connection(*lines_[session]).out();
    in_lane([&] {
      const Bytes bytes = carry(out.waiting(), lane_->session_space(session));
      if (!bytes.empty()) lane_->on_session_bytes(session, bytes, looks_.ticks(), now_);
      out.consumed(bytes.size());
    });
  }
  // Whole packets, so that what is heard next begins one.
  void hear_all(SessionId session) {
    if (!lines_[session]) return;
    ByteQueue& out = exchange_->connection(*lines_[session]).out();
    while (!out.is_empty()) {
      const size_t size = std::min(out.waiting().size(), lane_->session_space(session).size());
      hear(session, out.waiting().first(size));
      out.consumed(size);
    }
  }
  void open_line(SessionId session) {
    ConnectRequest request;
    if (!lane_->take_connect_request(session, request)) return;
    cut_line(session);
    lines_[session] = exchange_->connect(now_);
    in_lane([this, session] { lane_->on_session_open(session, now_); });
  }

  boundary::LaneMemory* memory_;
  SeededRandom random_;
  std::vector<std::optional<uint32_t>> lines_;  // by session: the exchange's connection
  LookCounter looks_;
  std::unique_ptr<venue::Exchange> exchange_;
  std::unique_ptr<Lane<LookCounter>> lane_;
  OrderRecord record_;
  std::optional<BadLines> bad_lines_;
  TimeNs now_ = opening;
  uint64_t sent_bytes_ = 0;
  struct LateDatagram {
    uint32_t due = 0;  // turn
    std::vector<std::byte> bytes;
  };
  std::deque<LateDatagram> late_;
  uint32_t stall_turns_max_ = 0;
  uint32_t stalled_turns_ = 0;  // that are left
  uint32_t turns_ = 0;
  bool is_market_open_ = true;
};

}  // namespace hotlane::test
