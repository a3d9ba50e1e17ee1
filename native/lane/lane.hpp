// A lane: one core's loop body, from packet to order, to completion (docs/architecture.md). The edge hands it
// datagrams, session bytes and time; it hands back bytes to send. Everything here is written by one thread,
// so nothing is locked.
//
// Its state changes in its inputs only, and depends on nothing but their arguments, their order and what the
// strategies answer: who keeps the inputs can run the same lane again.
//
// Clock: ticks() and ns(span), the edge's, for histograms and stamps; no decision is taken by them.
#pragma once

#include <algorithm>

#include "journal/lane_journal.hpp"
#include "journal/send_hold.hpp"
#include "lane/boundary.hpp"
#include "lane/command_ring.hpp"
#include "lane/count_publisher.hpp"
#include "lane/market_data.hpp"
#include "lane/order_desk.hpp"
#include "lane/risk_publisher.hpp"
#include "lane/shadow_desk.hpp"
#include "lane/strategy_desk.hpp"
#include "lane/trade_slot.hpp"

namespace hotlane {

// A connection that TypeScript's policy wants the edge to open.
struct ConnectRequest {
  uint32_t address = 0;  // IPv4, host order
  uint16_t port = 0;
};

// A session's connection: what TypeScript has last asked of it, and how far its bytes may leave.
struct SessionPlace {
  ConnectRequest request;
  bool has_request = false;
  bool is_disconnect_asked = false;
  // While the journal is on disk up to less than this, what it does not have there is held back: always with
  // sync before send; until the connection of a failed one is lost; and with async what follows from a
  // session's being ready, for the answer that said so must not be missing where orders are remembered.
  uint64_t held_until = 0;
  LoginCredentials credentials{};
  SendHold hold;
  uint64_t put = 0;  // of the bytes ever made for it, those in the journal
};

template <class Clock>
class Lane {
 public:
  // How long a stopping lane waits for the answers to its cancels: while its session is up, and while it is
  // away. An order left open is worse than a late stop.
  static constexpr TimeNs stop_patience_ns = 5'000'000'000;
  static constexpr TimeNs stop_patience_away_ns = 700'000'000;

  // `strategies`: null where a place has none yet. `journal`: where to put what it is told and does; null:
  // nowhere.
  Lane(const LaneSettings& settings, boundary::LaneMemory& memory, const Clock& clock,
       std::span<StrategyPort* const> strategies, JournalPipe* journal = nullptr)
      : memory_(memory),
        clock_(clock),
        journal_(journal, settings.journal),
        stages_(memory),
        commands_(memory.commands),
        market_(settings, memory, stages_),
        strategies_(settings, memory, stages_, journal_, strategies),
        desk_(settings, memory, stages_, journal_, market_, strategies_),
        shadow_(settings, memory, market_) {
    // What stands there already is in the settings.
    static_cast<void>(look_for_grants(memory.firm_share, grants_));
    if (!journal_.is_on()) return;
    if (settings.journal.is_sync_before_send) {
      for (SessionPlace& place : places_) place.held_until = UINT64_MAX;
    }
    put_settings(settings, strategies);
  }

  // ---- Inputs ----

  // Before start(), of a lane that goes on from an earlier run: that run's records that orders follow from,
  // one by one (OrderDesk::take_earlier()), and that these were all. They go into this run's journal, which
  // then tells the whole story again. False: no such record.
  [[nodiscard]] bool on_earlier(const Record& record, TimeNs now) noexcept;
  void on_earlier_end(TimeNs now) noexcept;

  void start(TimeNs now) noexcept;

  // One datagram of a channel's line; one of its re-request servers.
  void on_datagram(uint32_t channel, uint32_t line, std::span<const std::byte> datagram,
                   const Arrival& arrival, TimeNs now) noexcept;
  void on_answer(uint32_t channel, std::span<const std::byte> datagram, TimeNs now) noexcept;
  // Nothing more can come on the channel's lines: its recording ends, or breaks off.
  void on_input_end(uint32_t channel, bool is_broken, TimeNs now) noexcept;

  // The channel's snapshot server: that its connection opened; brought `bytes`, which stand at the front of
  // snapshot_space(); was lost.
  void on_snapshot_open(uint32_t channel, TimeNs now) noexcept;
  void on_snapshot_bytes(uint32_t channel, Bytes bytes, TimeNs now) noexcept;
  void on_snapshot_lost(uint32_t channel, TimeNs now) noexcept;

  // An order session's socket: that it opened; brought `bytes`, which stand at the front of session_space(),
  // seen at `received` ticks; took the first `size` bytes of session_waiting(); was lost.
  void on_session_open(SessionId session, TimeNs now) noexcept;
  void on_session_bytes(SessionId session, Bytes bytes, uint64_t received, TimeNs now) noexcept;
  void on_session_sent(SessionId session, size_t size, TimeNs now) noexcept;
  void on_session_lost(SessionId session, TimeNs now) noexcept;

  void on_command(const boundary::Command& command, TimeNs now) noexcept;
  // A whole set of limits at once, for every intent from now on.
  void on_limits(const LimitSet& limits, TimeNs now) noexcept;
  // What the lane may use of the firm's limits.
  void on_grants(const FirmGrants& grants, TimeNs now) noexcept;
  // How well the journal is kept has changed.
  void on_keeping(JournalState state, TimeNs now) noexcept;
  // Session timers, hold times, updates that wait, cancels that are due.
  void on_time(TimeNs now) noexcept;

  // ---- For the edge's loop ----

  // What open positions are worth now, for the strategies: what publish_status() does for them, alone.
  void publish_marks() noexcept { desk_.publish_marks(); }
  // These messages will come on the channel soon: fetches what the books touch for them.
  void prefetch(uint32_t channel, std::span<const std::byte* const> messages) noexcept {
    market_.channel(channel).prefetch(messages);
  }

  // Once a turn: hands on the commands, and the time where it matters (is_time_due). A turn on which nothing
  // waits costs four loads, and now and then the next order's lines are fetched; true: something did.
  bool on_turn(TimeNs now) noexcept;
  // About once a millisecond, and at the end: counters and heartbeat out.
  void publish_status(TimeNs now) noexcept;

  // Where bytes are received into, at most socket_bytes_max of them.
  [[nodiscard]] std::span<std::byte> snapshot_space(uint32_t channel,
                                                    size_t wanted = soup_receive_space) noexcept {
    return bounded(market_.channel(channel).snapshot_space(wanted));
  }
  [[nodiscard]] std::span<std::byte> session_space(SessionId session,
                                                   size_t wanted = soup_receive_space) noexcept {
    return bounded(desk_.session(session).entry().receive_space(wanted));
  }
  [[nodiscard]] uint32_t sessions() const noexcept { return desk_.sessions(); }
  // What a session is to send now: all that waits, or what the journal has on disk of it.
  [[nodiscard]] Bytes session_waiting(SessionId session) noexcept;
  // Where the journal must be on disk for the rest of it to go; 0: there is no rest.
  [[nodiscard]] uint64_t held_place(SessionId session) noexcept {
    const bool is_holding = session_waiting(session).size() < out_of(session).waiting().size();
    return is_holding ? places_[session].hold.newest_place() : 0;
  }
  // Of all sessions.
  [[nodiscard]] uint64_t held_place() noexcept;
  // No session has bytes left to send, held back or not.
  [[nodiscard]] bool is_all_sent() const noexcept;
  [[nodiscard]] bool wants_disconnect(SessionId session) const noexcept {
    return desk_.session(session).wants_disconnect() || places_[session].is_disconnect_asked;
  }
  // A connection to open; given once.
  [[nodiscard]] bool take_connect_request(SessionId session, ConnectRequest& out) noexcept;
  // Of a channel: requests to send, a snapshot server to connect to, and what to send it. That queue holds
  // more than one snapshot's whole session, so when the edge empties it decides nothing.
  [[nodiscard]] RecoveryRequests& requests(uint32_t channel) noexcept {
    return market_.channel(channel).requests();
  }
  [[nodiscard]] ByteQueue& snapshot_out(uint32_t channel) noexcept {
    return market_.channel(channel).snapshot_out();
  }

  // All that was to be sent has been handed to the kernel: the last cancel of a kill switch with it.
  void on_all_sent() noexcept {
    if (desk_.kills().is_one_to_be_sent()) desk_.kills().note_sent(turns_, clock_);
  }

  // The large tables, for the edge to prepare before start(): each channel's books.
  [[nodiscard]] std::array<std::span<std::byte>, 4> book_memory(uint32_t channel) noexcept {
    return market_.channel(channel).book_memory();
  }

  // Where strategies come from that are submitted while it runs; null: nowhere. It must outlive the lane.
  void supply(StrategySource* source) noexcept { source_ = source; }
  // Null: nobody.
  void observe(OrderObserver* observer) noexcept { desk_.observe(observer); }
  // For the journal: what the ticks say, about once a second.
  void put_clock(uint64_t ticks, TimeNs time) noexcept {
    constexpr uint64_t long_span = uint64_t{1} << 30;
    journal_.put(lane_record::Clock{ticks, clock_.ns(long_span)}, time);
  }
  // The journal's last record: the lane has stopped, and all that it was told and did stands before this.
  void end_journal(TimeNs now) noexcept { journal_.put(lane_record::End{}, now); }

  // Nothing is left to do: every order is closed or given up, and the logout is in the out queue.
  [[nodiscard]] bool is_stopped() const noexcept { return state_ == boundary::LaneState::stopped; }
  [[nodiscard]] StageHistograms& stages() noexcept { return stages_; }
  [[nodiscard]] const MarketData& market() const noexcept { return market_; }
  [[nodiscard]] const OrderDesk& desk() const noexcept { return desk_; }
  [[nodiscard]] const ShadowDesk& shadow() const noexcept { return shadow_; }
  [[nodiscard]] const LaneJournal& journal() const noexcept { return journal_; }

 private:
  // Stands at the top of each input: puts it into the journal, and at its end what it made for the venue.
  class Input {
   public:
    template <class Head>
    Input(Lane& lane, const Head& head, TimeNs now, Bytes body = {}) noexcept : lane_(lane), now_(now) {
      lane.journal_.put(head, now, body);
    }
    ~Input() {
      if (lane_.journal_.is_on()) lane_.put_sessions_out(now_);
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

   private:
    Lane& lane_;
    TimeNs now_;
  };

  // A turn tells at most so many updates, so that a flood of answers can't starve the feed.
  static constexpr uint32_t updates_per_turn_max = 64;
  static constexpr TimeNs risk_interval_ns = 1'000'000;
  // What goes by time is looked at so often: far finer than any heartbeat or hold time, and coarse enough
  // that each look can be kept.
  static constexpr TimeNs time_interval_ns = 500'000;
  // How often the next order's lines are brought back into the caches.
  static constexpr TimeNs fetch_interval_ns = 20'000;
  // One read of a socket is one input.
  static constexpr size_t socket_bytes_max = 32'768;

  [[nodiscard]] static std::span<std::byte> bounded(std::span<std::byte> space) noexcept {
    return space.first(std::min(space.size(), socket_bytes_max));
  }
  // Why orders are refused while the journal is so; none: they are not.
  [[nodiscard]] static Refusal outage_of(JournalState state) noexcept {
    switch (state) {
      case JournalState::off:
      case JournalState::good: return Refusal::none;
      case JournalState::behind: return Refusal::journal_behind;
      case JournalState::full: return Refusal::journal_full;
      case JournalState::failed:
      case JournalState::overrun: break;
    }
    return Refusal::journal_failed;
  }
  [[nodiscard]] const ByteQueue& out_of(SessionId session) const noexcept {
    return desk_.session(session).entry().out();
  }
  void begin_connection(SessionId session) noexcept;
  void drop_sessions_out() noexcept;
  [[nodiscard]] bool may_trade() const noexcept { return outage_of(journal_seen_) == Refusal::none; }
  [[nodiscard]] bool is_time_due(TimeNs now) const noexcept {
    return now - timed_at_ >= time_interval_ns || now < timed_at_ || desk_.has_updates() ||
           shadow_.has_updates();
  }

  // What a channel calls after each packet that it gave out: tells the strategies, and TypeScript of the
  // channel.
  [[nodiscard]] auto market_teller(uint32_t channel, const Cause& cause, TimeNs now) noexcept {
    return [this, channel, cause, now](const MarketChanges& changes, bool has_news) noexcept {
      if (has_news) [[unlikely]]
        put_channel_event(channel, now);
      tell_market(changes, cause, now);
    };
  }
  void tell_market(const MarketChanges& changes, const Cause& cause, TimeNs now) noexcept;
  void put_channel_event(uint32_t channel, TimeNs now) noexcept;
  void obey_about_session(const boundary::Command& command, TimeNs now) noexcept;
  void tell_updates(TimeNs now) noexcept;
  void tell_timers(TimeNs now) noexcept;
  void put_settings(const LaneSettings& settings, std::span<StrategyPort* const> strategies);
  void put_sessions_out(TimeNs now) noexcept;
  void put_session_out(SessionId session, TimeNs now) noexcept;
  void put_login(SessionId session, TimeNs now) noexcept;
  void note_put(SessionId session) noexcept;
  [[nodiscard]] bool is_holding(const SessionPlace& place) const noexcept {
    return place.held_until != 0 && journal_.durable() < place.held_until;
  }
  void hold_until_now(SessionId session) noexcept;
  void put_each_second(TimeNs now) noexcept;
  void begin_stop(TimeNs now) noexcept;
  void go_on_stopping(TimeNs now) noexcept;
  void stop_strategy(StrategyId strategy, boundary::StrategyState state, TimeNs now) noexcept;
  void put_strategy(StrategyId strategy, boundary::StrategyState state, TimeNs now) noexcept;
  [[nodiscard]] bool is_place(int32_t index) const noexcept {
    return index >= 0 && index < static_cast<int32_t>(strategies_.size());
  }
  void install(int32_t index, bool is_live, TimeNs now) noexcept;
  void begin_shadow(StrategyId strategy, TimeNs now) noexcept;
  void begin_live(StrategyId strategy, TimeNs now) noexcept;
  void begin_waiting(TimeNs now) noexcept;
  void trade_live(int32_t index, TimeNs now) noexcept;
  void withdraw(int32_t index, TimeNs now) noexcept;
  void turn_kill_switch(const boundary::Command& command, TimeNs now) noexcept;
  void take_staged_limits(uint32_t version, TimeNs now) noexcept;
  void after_call(StrategyId strategy, bool is_good, const Cause& cause, TimeNs now) noexcept;
  void put_event(boundary::EventKind kind, uint16_t strategy, uint8_t state, uint32_t quantity,
                 TimeNs now) noexcept;

  boundary::LaneMemory& memory_;
  const Clock& clock_;
  LaneJournal journal_;
  StageHistograms stages_;
  CommandReader commands_;
  MarketData market_;
  StrategyDesk strategies_;
  OrderDesk desk_;
  ShadowDesk shadow_;
  StrategySource* source_ = nullptr;
  uint32_t waiting_ = 0;  // strategies that begin when the last order of the one before is done, a bit each
  boundary::LaneState state_ = boundary::LaneState::starting;
  TimeNs risk_watched_ = 0;
  FirmGrants grants_{};  // that the main thread has written, as far as seen
  uint32_t limits_refused_ = 0;
  JournalState journal_seen_ = JournalState::off;
  std::array<SessionPlace, boundary::sessions_max> places_{};
  TimeNs stop_begun_ = 0;
  TimeNs timed_at_ = 0;
  TimeNs fetched_at_ = 0;
  uint64_t turns_ = 0;
  int64_t second_put_ = 0;  // the whole second whose state is in the journal
};

template <class Clock>
bool Lane<Clock>::on_turn(TimeNs now) noexcept {
  ++turns_;
  if (!commands_.is_waiting() && !is_time_due(now)) {
    if (now - fetched_at_ >= fetch_interval_ns || now < fetched_at_) {
      desk_.fetch_next_order();
      fetched_at_ = now;
    }
    return false;
  }
  boundary::Command command;
  while (commands_.take(command)) {
    if (static_cast<boundary::CommandKind>(command.kind) == boundary::CommandKind::set_limits) {
      take_staged_limits(static_cast<uint32_t>(command.value), now);
    } else {
      on_command(command, now);
    }
  }
  if (look_for_grants(memory_.firm_share, grants_)) on_grants(grants_, now);
  if (const JournalState seen = journal_.look(now); seen != journal_seen_) [[unlikely]]
    on_keeping(seen, now);
  on_time(now);
  return true;
}

template <class Clock>
void Lane<Clock>::on_time(TimeNs now) noexcept {
  const Input input(*this, lane_record::Time{}, now);
  timed_at_ = now;
  if (now - risk_watched_ >= risk_interval_ns || now < risk_watched_) {
    risk_watched_ = now;
    desk_.watch_risk(now);
  }
  desk_.on_time(clock_, now);
  for (uint32_t channel = 0; channel < market_.channels(); ++channel) {
    market_.channel(channel).on_time(now, clock_, market_teller(channel, Cause{}, now));
  }
  shadow_.on_time(now);
  tell_updates(now);
  desk_.cancel_stopped(clock_, now);
  if (waiting_ != 0) [[unlikely]]
    begin_waiting(now);
  if (!may_trade()) desk_.cancel_open(now);
  if (state_ == boundary::LaneState::stopping) go_on_stopping(now);
  if (journal_.is_on()) put_each_second(now);
}

}  // namespace hotlane

#include "lane/lane_calls.hpp"
#include "lane/lane_commands.hpp"
#include "lane/lane_market_inputs.hpp"
#include "lane/lane_sessions.hpp"
#include "lane/lane_strategies.hpp"
