#include "io/lane_loop.hpp"

#include <poll.h>

#include "io/tcp_client.hpp"
#include "io/tsc_clock.hpp"
#include "lane/lane.hpp"
#include "latency/hiccup_meter.hpp"

namespace hotlane::io {
namespace {

constexpr TimeNs status_interval_ns = 1'000'000;
constexpr TimeNs anchor_interval_ns = ns_per_second;
// A yielding loop spins this long after its last event before it waits on its sockets.
constexpr TimeNs yield_after_ns = 20'000;
constexpr int yield_wait_ms = 1;  // bounds how late timers, commands and heartbeats can be

class LaneLoop {
 public:
  LaneLoop(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
           std::span<StrategyPort* const> strategies)
      : settings_(settings), lane_(settings.lane, memory, clock_, strategies) {}

  [[nodiscard]] std::string open() { return feed_.open(settings_.feed); }
  [[nodiscard]] int receive_buffer_bytes() const noexcept { return feed_.receive_buffer_bytes(); }

  void run() noexcept {
    measure_floor();
    lane_.start(clock_.at(clock_.ticks()));
    while (!lane_.is_stopped()) turn();
    flush(clock_.at(clock_.ticks()));
    session_.close();
    measure_floor();
    lane_.publish_status(clock_.at(clock_.ticks()));
  }

 private:
  void turn() noexcept {
    const uint64_t stamp = clock_.ticks();
    const TimeNs now = clock_.at(stamp);
    bool is_busy = take_feed(now);
    is_busy = take_session(now) || is_busy;
    lane_.on_turn(now);
    open_session(now);
    is_busy = flush(now) || is_busy;
    if (is_busy) last_busy_ = now;
    if (now - last_status_ >= status_interval_ns) {
      last_status_ = now;
      lane_.publish_status(now);
      if (now - last_anchor_ >= anchor_interval_ns) {
        last_anchor_ = now;
        clock_.anchor();
      }
    }
    if (!settings_.is_busy_polling && now - last_busy_ > yield_after_ns) wait();
  }

  bool take_feed(TimeNs now) noexcept {
    const std::span<const Datagram> datagrams = feed_.receive();
    if (datagrams.empty()) return false;
    const uint64_t arrived = clock_.ticks();
    for (const Datagram& datagram : datagrams) {
      lane_.on_datagram(datagram.bytes, arrived, now);
      // What this datagram caused leaves before the next one is looked at.
      flush(now);
    }
    return true;
  }

  bool take_session(TimeNs now) noexcept {
    if (session_.state() == TcpState::closed) return false;
    if (session_.state() == TcpState::connecting) {
      if (session_.progress() == TcpState::open) lane_.on_session_open(now);
      if (session_.state() == TcpState::closed) lane_.on_session_lost(now);
      return true;
    }
    if (lane_.wants_disconnect()) {
      flush(now);
      session_.close();
      lane_.on_session_lost(now);
      return true;
    }
    const size_t size = session_.receive(lane_.session_space());
    if (size > 0) lane_.on_session_bytes(size, clock_.ticks(), now);
    if (session_.state() == TcpState::closed) lane_.on_session_lost(now);
    return size > 0;
  }

  void open_session(TimeNs now) noexcept {
    ConnectRequest request;
    if (!lane_.take_connect_request(request)) return;
    if (!session_.connect(request.address, request.port)) {
      lane_.on_session_lost(now);
    } else if (session_.state() == TcpState::open) {
      lane_.on_session_open(now);
    }
  }

  // Hands the session's bytes to the kernel; the rest waits for the next turn.
  bool flush(TimeNs now) noexcept {
    ByteQueue& out = lane_.session_out();
    if (out.is_empty() || session_.state() != TcpState::open) return false;
    const uint64_t begin = clock_.ticks();
    const size_t sent = session_.send(out.waiting());
    lane_.stages().record(boundary::Stage::send, clock_.ns(clock_.ticks() - begin));
    out.consumed(sent);
    if (session_.state() == TcpState::closed) lane_.on_session_lost(now);
    return sent > 0;
  }

  void wait() noexcept {
    pollfd ready[2] = {{feed_.descriptor(), POLLIN, 0}, {session_.descriptor(), POLLIN, 0}};
    poll(ready, session_.state() == TcpState::open ? 2 : 1, yield_wait_ms);
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
  TscClock clock_;
  UdpReceiver feed_;
  TcpClient session_;
  Lane<TscClock> lane_;
  TimeNs last_busy_ = 0;
  TimeNs last_status_ = 0;
  TimeNs last_anchor_ = 0;
};

}  // namespace

std::string run_lane(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
                     std::span<StrategyPort* const> strategies, const LaneReady& on_ready) {
  const std::vector<HostGrant> grants =
      prepare_thread(settings.host, {reinterpret_cast<std::byte*>(&memory), sizeof memory});
  const auto loop = std::make_unique<LaneLoop>(settings, memory, strategies);
  std::string failure = loop->open();
  if (!failure.empty()) return failure;
  on_ready(grants, loop->receive_buffer_bytes());
  loop->run();
  return {};
}

}  // namespace hotlane::io
