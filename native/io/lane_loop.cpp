#include "io/lane_loop.hpp"

#include <poll.h>

#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <thread>

#include "io/lane_hiccups.hpp"
#include "io/line_receivers.hpp"
#include "io/session_lifeline.hpp"
#include "journal/record_reader.hpp"
#include "latency/hiccup_meter.hpp"

namespace hotlane::io {
namespace {

constexpr TimeNs status_interval_ns = 1'000'000;
constexpr TimeNs anchor_interval_ns = ns_per_second;
// A yielding loop spins this long after its last event before it waits on its sockets.
constexpr TimeNs yield_after_ns = 20'000;
// A line has at most two (AF_XDP and the socket beside it), a channel two more, a session and the journal one
// each.
constexpr size_t descriptors_max =
    boundary::channels_max * (2 * boundary::lines_max + 2) + boundary::sessions_max + 1;
constexpr TimeNs last_words_patience_ns = 500'000'000;
constexpr uint32_t listener_waits_max = 5'000;  // of a millisecond
constexpr TimeNs yield_wait_ns = 1'000'000;     // bounds how late timers, commands and heartbeats can be

class LaneLoop {
 public:
  LaneLoop(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
           std::span<StrategyPort* const> strategies, ChannelRecorders& recorders,
           std::vector<int> other_cores)
      : settings_(settings),
        memory_(memory),
        other_cores_(std::move(other_cores)),
        journal_(settings.journal.directory.empty()
                     ? nullptr
                     : std::make_unique<JournalPipe>(settings.journal.ring_bytes)),
        lane_(settings.lane, memory, clock_, strategies, journal_.get()),
        recorders_(recorders),
        lines_(lane_, clock_, recorders),
        hiccups_(settings.hiccup_ns, memory.hiccups, clock_, lane_.stages(), settings.gc_pauses) {
    lane_.supply(settings.source);
    for (uint32_t session = 0; session < lane_.sessions(); ++session) {
      lifelines_.emplace_back(memory, session);
    }
  }

  // What a packet may touch: the memory shared with TypeScript, and each channel's books.
  [[nodiscard]] std::vector<HostGrant> prepare_memory() {
    std::vector<std::span<std::byte>> parts = {{reinterpret_cast<std::byte*>(&memory_), sizeof memory_}};
    for (uint32_t i = 0; i < settings_.lane.channels.size(); ++i) {
      const auto books = lane_.book_memory(i);
      parts.insert(parts.end(), books.begin(), books.end());
    }
    if (journal_) parts.push_back(journal_->ring.memory());
    return io::prepare_memory(settings_.host, parts);
  }

  [[nodiscard]] std::string open() {
    descriptors_.reserve(descriptors_max);
    waits_.reserve(descriptors_max);
    for (const ChannelInput& input : settings_.inputs) {
      auto sockets = std::make_unique<RecoverySockets>(lane_, static_cast<uint32_t>(recovery_.size()));
      if (std::string failure = sockets->open(input.recovery); !failure.empty()) return failure;
      recovery_.push_back(std::move(sockets));
    }
    if (std::string failure = lines_.open(settings_.inputs); !failure.empty()) return failure;
    if (!journal_) return {};
    JournalWriterSetup setup = settings_.journal;
    setup.cores = other_cores_;
    std::string failure = writer_.open(setup, settings_.lane.name, *journal_, system_time_ns());
    return failure.empty() ? take_over() : failure;
  }
  [[nodiscard]] const JournalTail& journal_tail() const noexcept { return writer_.tail(); }
  [[nodiscard]] const LineReceivers& lines() const noexcept { return lines_; }
  [[nodiscard]] const LiveLane& lane() const noexcept { return lane_; }

  void run() noexcept {
    measure_floor();
    put_clock();
    lane_.start(clock_.at(clock_.ticks()));
    hiccups_.begin(clock_.ticks());
    hiccups_.look(clock_.ticks());
    while (!lane_.is_stopped()) turn();
    send_the_rest();
    for (TcpClient& socket : sockets_) socket.close();
    for (SessionLifeline& lifeline : lifelines_) lifeline.withdraw();
    lines_.publish(memory_);
    recorders_.close([this](uint32_t channel) noexcept { return lines_.kernel_drops(channel); });
    recorders_.publish(memory_);
    lane_.end_journal(clock_.at(clock_.ticks()));
    writer_.close();
    measure_floor();
    lane_.publish_status(clock_.at(clock_.ticks()));
  }

 private:
  void turn() noexcept {
    const uint64_t begun_ticks = clock_.ticks();
    hiccups_.turn(begun_ticks);
    const TimeNs begun = clock_.at(begun_ticks);
    bool is_busy = lines_.take(
        begun, [this, begun]() noexcept { flush(begun); },
        [this]() noexcept { hiccups_.lap(HiccupCause::market_data); });
    for (const auto& sockets : recovery_) {
      if (!sockets->turn(begun)) continue;
      is_busy = true;
      hiccups_.lap(HiccupCause::market_data);
    }
    bool has_answers = false;
    for (SessionId session = 0; session < lane_.sessions(); ++session) {
      has_answers = take_session(session, begun) || has_answers;
    }
    // Strategies were called: what has a time limit must not begin in the past.
    const uint64_t now_ticks = clock_.ticks();
    const TimeNs now = clock_.at(now_ticks);
    if (has_answers) {
      hiccups_.lap(HiccupCause::session, now_ticks);
    } else {
      hiccups_.poll(now_ticks);
    }
    // What was encoded before a kill switch is seen leaves before it is.
    is_busy = flush(now) || has_answers || is_busy;
    if (lane_.on_turn(now)) hiccups_.lap(HiccupCause::control);
    for (SessionId session = 0; session < lane_.sessions(); ++session) open_session(session, now);
    is_busy = flush(now) || is_busy;
    follow_sessions();
    if (is_busy) last_busy_ = now;
    if (now - last_status_ >= status_interval_ns) publish(now);
    if (!settings_.is_busy_polling && now - last_busy_ > yield_after_ns) wait(now);
  }

  void publish(TimeNs now) noexcept {
    last_status_ = now;
    lane_.publish_status(now);
    if (now - last_anchor_ >= anchor_interval_ns) {
      last_anchor_ = now;
      hiccups_.lap(HiccupCause::publishing);
      clock_.anchor();
      put_clock();
      if (settings_.source != nullptr) settings_.source->look_after();
      hiccups_.lap(HiccupCause::clock);
      lines_.publish(memory_);
      recorders_.publish(memory_);
      hiccups_.look(clock_.ticks());
    }
    hiccups_.lap(HiccupCause::publishing);
  }

  // What the earlier run knew, into the lane and its journal. All of it is on disk when this returns, so that
  // the earlier run is needed no more.
  [[nodiscard]] std::string take_over() {
    if (settings_.earlier.empty()) return {};
    RecordReader reader;
    reader.feed(settings_.earlier);
    reader.finish();
    const TimeNs now = clock_.at(clock_.ticks());
    Record record;
    while (reader.next(record) == ReadStatus::record) {
      wait_for_listener();
      if (!wait_for_disk(settings_.journal.ring_bytes / 4)) return "journal: it can't be written";
      if (!lane_.on_earlier(record, now)) {
        return "journal: record " + std::to_string(reader.records()) +
               " of what was kept of the earlier run is none of this lane's";
      }
    }
    lane_.on_earlier_end(now);
    return wait_for_disk(0) ? std::string() : "journal: it can't be written";
  }
  // TypeScript takes the events meanwhile. Where it has not for long, they are lost and counted, as ever.
  void wait_for_listener() {
    boundary::EventRing& events = memory_.events;
    for (uint32_t waits = 0; waits < listener_waits_max; ++waits) {
      // Acquire: the slots up to `read` have been copied.
      const uint32_t read = std::atomic_ref<uint32_t>(events.read).load(std::memory_order_acquire);
      if (events.written - read < boundary::events_max / 2) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  // Until no more than so many bytes are not yet on disk. False: they will never be.
  [[nodiscard]] bool wait_for_disk(uint64_t bytes_max) {
    while (lane_.journal().place() - lane_.journal().durable() > bytes_max) {
      if (lane_.journal().failure() != 0) return false;
      writer_.wake();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  void put_clock() noexcept {
    const uint64_t ticks = clock_.ticks();
    lane_.put_clock(ticks, clock_.at(ticks));
  }

  bool take_session(SessionId session, TimeNs now) noexcept {
    TcpClient& socket = sockets_[session];
    if (socket.state() == TcpState::closed) return false;
    if (socket.state() == TcpState::connecting) {
      if (socket.progress() == TcpState::open) lane_.on_session_open(session, now);
      if (socket.state() == TcpState::closed) lane_.on_session_lost(session, now);
      return true;
    }
    if (lane_.wants_disconnect(session)) {
      flush(session, now);
      socket.close();
      lane_.on_session_lost(session, now);
      return true;
    }
    const std::span<std::byte> space = lane_.session_space(session);
    const size_t size = socket.receive(space);
    if (size > 0) lane_.on_session_bytes(session, space.first(size), clock_.ticks(), now);
    if (socket.state() == TcpState::closed) lane_.on_session_lost(session, now);
    return size > 0;
  }

  void open_session(SessionId session, TimeNs now) noexcept {
    ConnectRequest request;
    if (!lane_.take_connect_request(session, request)) return;
    lifelines_[session].withdraw();
    TcpClient& socket = sockets_[session];
    if (!socket.connect(request.address, request.port)) {
      lane_.on_session_lost(session, now);
    } else if (socket.state() == TcpState::open) {
      lane_.on_session_open(session, now);
    }
    hiccups_.lap(HiccupCause::connection);
  }

  // Hands every session's bytes to the kernel; the rest waits for the next turn.
  bool flush(TimeNs now) noexcept {
    if (is_halted()) [[unlikely]]
      obey_watchdog(now);
    if (const uint64_t held = lane_.held_place(); held > woken_for_) [[unlikely]] {
      woken_for_ = held;
      const uint64_t begin = clock_.ticks();
      writer_.wake();
      hiccups_.add(HiccupCause::journal, clock_.ticks() - begin);
    }
    bool is_any = false;
    for (SessionId session = 0; session < lane_.sessions(); ++session) is_any = flush(session, now) || is_any;
    return is_any;
  }
  bool flush(SessionId session, TimeNs now) noexcept {
    const Bytes waiting = lane_.session_waiting(session);
    TcpClient& socket = sockets_[session];
    if (waiting.empty() || socket.state() != TcpState::open) return false;
    const uint64_t begin = clock_.ticks();
    const size_t sent = socket.send(waiting);
    const uint64_t took = clock_.ticks() - begin;
    lane_.stages().record(boundary::Stage::send, clock_.ns(took));
    hiccups_.add(HiccupCause::socket, took);
    if (sent > 0) lane_.on_session_sent(session, sent, now);
    if (socket.state() == TcpState::closed) lane_.on_session_lost(session, now);
    return sent > 0;
  }

  // Where the watchdog finds the sockets; and whether all that was to be sent has been.
  void follow_sessions() noexcept {
    for (SessionId session = 0; session < lane_.sessions(); ++session) {
      lifelines_[session].follow(sockets_[session].descriptor());
    }
    if (lane_.is_all_sent()) lane_.on_all_sent();
  }

  // The watchdog took us for dead: the word that it leaves is read before anything is sent.
  [[nodiscard]] bool is_halted() const noexcept {
    // Acquire: what else it wrote about it is read after.
    return std::atomic_ref<uint32_t>(memory_.watch.halts).load(std::memory_order_acquire) != halts_obeyed_;
  }

  // What was encoded and not sent is lost with the connections, as far as the lane knows; then everything of
  // the lane is killed, as if a person had done it.
  void obey_watchdog(TimeNs now) noexcept {
    halts_obeyed_ = observe_word(memory_.watch.halts);
    for (SessionId session = 0; session < lane_.sessions(); ++session) {
      if (sockets_[session].state() == TcpState::closed) continue;
      sockets_[session].close();
      lane_.on_session_lost(session, now);
    }
    boundary::Command kill{};
    kill.kind = static_cast<uint32_t>(boundary::CommandKind::kill_switch);
    kill.scope = static_cast<uint32_t>(boundary::KillScope::lane);
    kill.value = 1;
    kill.switched_ticks = observe_word(memory_.watch.halt_ticks);
    lane_.on_command(kill, now);
  }

  // The logouts, and what waited before them, leave before the sockets are closed.
  void send_the_rest() noexcept {
    const TimeNs begun = clock_.at(clock_.ticks());
    for (TimeNs now = begun; now - begun < last_words_patience_ns; now = clock_.at(clock_.ticks())) {
      flush(now);
      if (!is_anything_to_send()) return;
    }
  }
  [[nodiscard]] bool is_anything_to_send() noexcept {
    for (SessionId session = 0; session < lane_.sessions(); ++session) {
      const bool is_waiting = !lane_.session_waiting(session).empty() || lane_.held_place(session) != 0;
      if (is_waiting && sockets_[session].state() == TcpState::open) return true;
    }
    return false;
  }

  // The loop's own will, so no gap.
  void wait(TimeNs now) noexcept {
    hiccups_.turn(clock_.ticks());
    descriptors_.clear();
    lines_.list_descriptors(descriptors_);
    for (const auto& sockets : recovery_) sockets->list_descriptors(descriptors_);
    for (const TcpClient& socket : sockets_) {
      if (socket.state() == TcpState::open) descriptors_.push_back(socket.descriptor());
    }
    const bool is_holding = lane_.held_place() != 0;
    if (is_holding) descriptors_.push_back(writer_.notice_descriptor());
    waits_.clear();
    for (const int descriptor : descriptors_) waits_.push_back({descriptor, POLLIN, 0});
    const timespec at_most{0, lines_.wait_max(now, yield_wait_ns)};
    ppoll(waits_.data(), waits_.size(), &at_most, nullptr);
    if (is_holding && (waits_.back().revents & POLLIN) != 0) writer_.take_notice();
    hiccups_.wake(clock_.ticks());
  }

  void measure_floor() noexcept {
    // The stages keep their histograms to themselves: the floor is recorded window by window into its own.
    struct FloorRecorder {
      StageHistograms& stages;
      void record(uint64_t value_ns) noexcept { stages.record(boundary::Stage::floor, value_ns); }
    } recorder{lane_.stages()};
    measure_hiccups(clock_, uint64_t{settings_.floor_ms} * 1'000'000, recorder);
  }

  const LaneLoopSettings& settings_;
  boundary::LaneMemory& memory_;
  std::vector<int> other_cores_;  // for the threads beside the lane
  TscClock clock_;
  std::array<TcpClient, boundary::sessions_max> sockets_;  // by session
  std::deque<SessionLifeline> lifelines_;                  // the same
  std::unique_ptr<JournalPipe> journal_;                   // null: no journal is kept
  JournalWriter writer_;
  LiveLane lane_;
  ChannelRecorders& recorders_;
  LineReceivers lines_;
  LaneHiccups hiccups_;
  std::vector<std::unique_ptr<RecoverySockets>> recovery_;
  std::vector<int> descriptors_;
  std::vector<pollfd> waits_;
  uint32_t halts_obeyed_ = 0;
  TimeNs last_busy_ = 0;
  TimeNs last_status_ = 0;
  TimeNs last_anchor_ = 0;
  uint64_t woken_for_ = 0;  // the place that the journal's writer was last woken for
};

}  // namespace

std::string run_lane(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
                     std::span<StrategyPort* const> strategies, const LaneReady& on_ready,
                     const LaneOver& on_over) {
  // Recorders before all: their threads are to run where this one may now, not on the lane's core.
  const auto recorders = std::make_unique<ChannelRecorders>();
  if (std::string failure = recorders->open(settings.inputs); !failure.empty()) return failure;
  std::vector<int> other_cores = allowed_cores();
  if (other_cores.size() > 1) std::erase(other_cores, settings.host.core);
  // Pinned next, so that the lane's tables are taken from memory near its core.
  LaneOpening opening;
  opening.grants = prepare_thread(settings.host);
  const auto append = [&opening](const std::vector<HostGrant>& more) {
    opening.grants.insert(opening.grants.end(), more.begin(), more.end());
  };
  const auto loop =
      std::make_unique<LaneLoop>(settings, memory, strategies, *recorders, std::move(other_cores));
  append(loop->prepare_memory());
  std::string failure = loop->open();
  if (!failure.empty()) return failure;
  append(loop->lines().grants());
  opening.receive_buffer_bytes = loop->lines().receive_buffer_bytes();
  opening.journal_tail = loop->journal_tail();
  on_ready(opening);
  loop->run();
  if (on_over) on_over(loop->lane());
  return {};
}

}  // namespace hotlane::io
