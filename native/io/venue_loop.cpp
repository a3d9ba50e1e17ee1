#include "io/venue_loop.hpp"

#include <poll.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <memory>

#include "io/ledger_file.hpp"
#include "io/tcp_listener.hpp"
#include "io/tsc_clock.hpp"

namespace hotlane::io {
namespace {

// A receiver that was started just before us shall hear message 1.
constexpr TimeNs quiet_at_start_ns = 50'000'000;
constexpr TimeNs login_patience_ns = 2'000'000'000;
// Flat out means this much and no more: a receiver on the same host has to take it out of its socket's
// buffer.
constexpr uint32_t burst_datagrams = 8;
constexpr TimeNs burst_interval_ns = 200'000;
constexpr uint32_t messages_per_datagram_about = 32;
constexpr TimeNs sleep_max_ns = 10'000'000;  // a stop is seen by then
// Between two looks at the generated market: many messages share a datagram, as they do on a real line.
constexpr TimeNs turn_interval_ns = 200'000;
// Snapshots' own clocks are looked after so often, besides when someone asks.
constexpr TimeNs recovery_interval_ns = 1'000'000;
constexpr TimeNs end_interval_ns = 50'000'000;  // between two packets of the end of session

class VenueLoop {
 public:
  VenueLoop(const VenueLoopSettings& settings, const VenueLoopSignals& signals, const VenueLoopCalls& calls,
            RecordedExchange& recorded, venue::HistoryTape& tape)
      : settings_(settings),
        signals_(signals),
        calls_(calls),
        recorded_(recorded),
        exchange_(recorded.exchange()),
        tape_(tape),
        recovery_(settings.recovery, recorded.settings().feed_session, recorded.settings().order_session) {}

  [[nodiscard]] std::string open() {
    std::string failure = lines_.open(settings_.lines, settings_.interface_address);
    if (failure.empty()) failure = listener_.open(settings_.interface_address, settings_.order_port);
    if (!failure.empty()) return failure;
    return recovery_.open(settings_.interface_address);
  }

  void run() {
    if (!recorded_.is_resumed()) sleep_until(system_time_ns() + quiet_at_start_ns);
    if (settings_.exchange.is_historical) {
      run_history();
    } else {
      run_generated();
    }
    if (!failure_.empty()) return;
    const TimeNs now = system_time_ns();
    exchange_.close_day(now);
    finish_turn(now);
    if (failure_.empty()) announce_end(now + settings_.end_train_ns);
    write_ledger();
  }

  [[nodiscard]] VenueOutcome outcome() {
    VenueOutcome outcome;
    outcome.failure = failure_;
    for (const venue::Account& account : exchange_.accounts()) {
      outcome.accounts.push_back({std::string(account.settings().username.text()), account.ledger().size(),
                                  account.ledger().net(exchange_.instruments())});
    }
    for (size_t i = 0; i < exchange_.instruments(); ++i) {
      outcome.symbols.push_back(exchange_.symbol(static_cast<InstrumentId>(i)));
    }
    outcome.trades = exchange_.trades();
    outcome.messages = exchange_.packets().next_sequence() - 1;
    outcome.rerequests = recovery_.rerequests();
    outcome.snapshots = recovery_.snapshots();
    return outcome;
  }

 private:
  [[nodiscard]] bool is_stopping() const noexcept {
    return signals_.stop.load(std::memory_order_acquire) != 0 || !failure_.empty();
  }

  void tell_ready() {
    if (!failure_.empty()) return;
    calls_.on_ready({listener_.port(), recovery_.rerequest_port(), recovery_.glimpse_port()});
  }

  void run_generated() {
    if (!recorded_.is_resumed()) exchange_.open_day(system_time_ns());
    finish_turn(system_time_ns());
    tell_ready();
    TimeNs next_turn = system_time_ns();
    while (!is_stopping()) {
      const TimeNs now = system_time_ns();
      if (now >= next_turn) {
        exchange_.advance(now);
        next_turn = now + turn_interval_ns;
      }
      serve(now);
      finish_turn(now);
      sleep_until(std::max(next_turn, exchange_.next_due()));
    }
  }

  void run_history() {
    finish_turn(system_time_ns());
    play_before(settings_.from_ns);
    tell_ready();
    const TimeNs patience = system_time_ns() + login_patience_ns;
    while (!is_stopping() && !exchange_.has_login() && system_time_ns() < patience) idle_turn();
    const TimeNs begun = system_time_ns();
    const int64_t first = std::max(settings_.from_ns, tape_.next_time_of_day());
    while (!is_stopping() && tape_.has_message_before(settings_.to_ns)) {
      if (settings_.speed == 0) {
        play_burst(settings_.to_ns);
        continue;
      }
      const TimeNs now = system_time_ns();
      const int64_t due = first + static_cast<int64_t>(static_cast<double>(now - begun) * settings_.speed);
      uint32_t played = 0;
      while (tape_.has_message_before(std::min(due + 1, settings_.to_ns)) &&
             played < burst_datagrams * messages_per_datagram_about) {
        tape_.play(exchange_);
        ++played;
      }
      serve(now);
      finish_turn(now);
      if (tape_.has_message_before(settings_.to_ns) && tape_.next_time_of_day() > due) {
        const double wait = static_cast<double>(tape_.next_time_of_day() - due) / settings_.speed;
        sleep_until(now + static_cast<TimeNs>(wait));
      }
    }
    if (!is_stopping()) calls_.on_finished(exchange_.packets().next_sequence() - 1);
    while (!is_stopping()) idle_turn();
  }

  // What is before trading begins: at once, but no faster than a receiver follows. Nobody can log in yet.
  void play_before(int64_t time_of_day) {
    while (!is_stopping() && tape_.has_message_before(time_of_day)) play_burst(time_of_day);
  }

  void play_burst(int64_t before) {
    const TimeNs now = system_time_ns();
    for (uint32_t i = 0; i < burst_datagrams; ++i) {
      for (uint32_t j = 0; j < messages_per_datagram_about && tape_.has_message_before(before); ++j)
        tape_.play(exchange_);
      serve(now);
      finish_turn(now);
    }
    sleep_until(now + burst_interval_ns);
  }

  void idle_turn() {
    const TimeNs now = system_time_ns();
    serve(now);
    finish_turn(now);
    sleep_until(now + sleep_max_ns);
  }

  void serve(TimeNs now) {
    TcpConnection accepted;
    while (ready_.has_listener && listener_.accept(accepted)) {
      if (const auto id = exchange_.connect(now)) sockets_[*id] = std::move(accepted);
    }
    for (uint32_t id = 0; id < sockets_.size(); ++id) {
      TcpConnection& socket = sockets_[id];
      if (!socket.is_open()) continue;
      SoupBinServer& server = exchange_.connection(id);
      const bool has_bytes = (ready_.sockets >> id & 1) != 0;
      const size_t size = has_bytes ? socket.receive(server.receive_space()) : 0;
      if (size > 0) server.received(size, now);
      exchange_.serve(id, now);
      if (!socket.is_open()) exchange_.disconnect(id, now);
    }
  }

  // Nothing leaves before what caused it stands in the record.
  void finish_turn(TimeNs now) {
    if (!failure_.empty()) return;
    exchange_.end_turn(now);
    failure_ = recorded_.commit();
    if (!failure_.empty()) return;
    lines_.send(exchange_.packets());
    if (ready_.has_recovery || now >= recovery_due_) {
      recovery_due_ = now + recovery_interval_ns;
      recovery_.serve(exchange_.published(), now);
    }
    ready_ = {};
    for (uint32_t id = 0; id < sockets_.size(); ++id) {
      TcpConnection& socket = sockets_[id];
      if (!socket.is_open()) continue;
      SoupBinServer& server = exchange_.connection(id);
      ByteQueue& out = server.out();
      out.consumed(socket.send(out.waiting()));
      if (server.state() == SoupServerState::closed && out.is_empty()) socket.close();
      if (!socket.is_open()) exchange_.disconnect(id, now);
    }
    tell_ledger();
  }

  void tell_ledger() {
    const int32_t wanted = signals_.ledgers.load(std::memory_order_acquire);
    if (wanted == ledgers_told_) return;
    ledgers_told_ = wanted;
    write_ledger();
    if (failure_.empty()) calls_.on_ledger();
  }
  void write_ledger() {
    if (!failure_.empty() || settings_.ledger.empty()) return;
    std::vector<wire::Symbol> symbols;
    for (size_t i = 0; i < exchange_.instruments(); ++i)
      symbols.push_back(exchange_.symbol(static_cast<InstrumentId>(i)));
    failure_ = io::write_ledger(settings_.ledger, exchange_.accounts(), symbols);
  }

  // MoldUDP64 §2: a train of end packets, while which re-requests are still answered. Nothing is published
  // any more, so orders are not.
  void announce_end(TimeNs until) {
    TimeNs next_due = 0;
    const auto goes_on = [&](TimeNs now) {
      return now < until && signals_.stop.load(std::memory_order_acquire) < 2;
    };
    for (TimeNs now = system_time_ns(); next_due == 0 || goes_on(now); now = system_time_ns()) {
      if (now >= next_due) {
        exchange_.packets().announce_end(now);
        lines_.send(exchange_.packets());
        next_due = now + end_interval_ns;
      }
      recovery_.serve(exchange_.published(), now);
      std::array<pollfd, RecoveryPorts::waits_max> waits{};
      static_cast<void>(wait_until(std::min(next_due, until), {waits.data(), recovery_.add_waits(waits)}));
    }
  }

  // Until the time or until a client says something; a look at who has something to say in any case.
  void sleep_until(TimeNs time) {
    if (is_stopping()) return;
    std::array<pollfd, venue::Exchange::connections_max + 1 + RecoveryPorts::waits_max> waits{};
    const size_t recovery = recovery_.add_waits(waits);
    size_t count = recovery;
    waits[count++] = {listener_.descriptor(), POLLIN, 0};
    for (const TcpConnection& socket : sockets_) {
      if (socket.is_open()) waits[count++] = {socket.descriptor(), POLLIN, 0};
    }
    if (!wait_until(time, {waits.data(), count})) return;
    const auto is_ready = [](const pollfd& wait) { return wait.revents != 0; };
    ready_.has_recovery = std::any_of(waits.begin(), waits.begin() + recovery, is_ready);
    ready_.has_listener = is_ready(waits[recovery]);
    ready_.sockets = 0;
    count = recovery + 1;
    for (uint32_t id = 0; id < sockets_.size(); ++id) {
      if (sockets_[id].is_open() && is_ready(waits[count++])) ready_.sockets |= 1U << id;
    }
  }

  // False: interrupted, nothing is known.
  static bool wait_until(TimeNs time, std::span<pollfd> waits) {
    const TimeNs wait = std::clamp<TimeNs>(time - system_time_ns(), 0, sleep_max_ns);
    const timespec timeout{static_cast<time_t>(wait / ns_per_second),
                           static_cast<long>(wait % ns_per_second)};
    return ppoll(waits.data(), waits.size(), &timeout, nullptr) >= 0;
  }

  // Who may have something to say: one call asks for all, and the others' are spared. All, where nobody
  // asked.
  struct Readiness {
    bool has_listener = true;
    bool has_recovery = true;
    uint32_t sockets = UINT32_MAX;  // a bit each
  };
  static_assert(venue::Exchange::connections_max <= 32);

  const VenueLoopSettings& settings_;
  const VenueLoopSignals& signals_;
  const VenueLoopCalls& calls_;
  RecordedExchange& recorded_;
  venue::Exchange& exchange_;
  venue::HistoryTape& tape_;
  FeedLines lines_;
  RecoveryPorts recovery_;
  TcpListener listener_;
  std::array<TcpConnection, venue::Exchange::connections_max> sockets_;
  Readiness ready_;
  TimeNs recovery_due_ = 0;
  int32_t ledgers_told_ = 0;
  std::string failure_;  // the record or the ledger can't be written: the venue stops
};

VenueOutcome failed(std::string failure) {
  VenueOutcome outcome;
  outcome.failure = std::move(failure);
  return outcome;
}

}  // namespace

VenueOutcome run_venue(const VenueLoopSettings& settings, const VenueLoopSignals& signals,
                       const VenueLoopCalls& calls) {
  venue::HistoryTape tape(settings.file);
  RecordedExchange recorded;
  std::string failure = recorded.open(settings.exchange, settings.record, tape, system_time_ns());
  if (!failure.empty()) return failed(std::move(failure));
  calls.on_started(recorded);
  const auto loop = std::make_unique<VenueLoop>(settings, signals, calls, recorded, tape);
  if (failure = loop->open(); !failure.empty()) return failed(std::move(failure));
  loop->run();
  return loop->outcome();
}

}  // namespace hotlane::io
