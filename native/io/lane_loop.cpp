#include "io/lane_loop.hpp"

#include <poll.h>

#include "io/line_receivers.hpp"
#include "latency/hiccup_meter.hpp"

namespace hotlane::io {
namespace {

constexpr TimeNs status_interval_ns = 1'000'000;
constexpr TimeNs anchor_interval_ns = ns_per_second;
// A yielding loop spins this long after its last event before it waits on its sockets.
constexpr TimeNs yield_after_ns = 20'000;
// A line has at most two (AF_XDP and the socket beside it), a channel two more, the session one.
constexpr size_t descriptors_max = boundary::channels_max * (2 * boundary::lines_max + 2) + 1;
constexpr TimeNs yield_wait_ns = 1'000'000;  // bounds how late timers, commands and heartbeats can be

class LaneLoop {
 public:
  LaneLoop(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
           std::span<StrategyPort* const> strategies, ChannelRecorders& recorders)
      : settings_(settings),
        memory_(memory),
        lane_(settings.lane, memory, clock_, strategies),
        recorders_(recorders),
        lines_(lane_, clock_, recorders) {}

  // What a packet may touch: the memory shared with TypeScript, and each channel's books.
  [[nodiscard]] std::vector<HostGrant> prepare_memory() {
    std::vector<std::span<std::byte>> parts = {{reinterpret_cast<std::byte*>(&memory_), sizeof memory_}};
    for (uint32_t i = 0; i < settings_.lane.channels.size(); ++i) {
      const auto books = lane_.book_memory(i);
      parts.insert(parts.end(), books.begin(), books.end());
    }
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
    return lines_.open(settings_.inputs);
  }
  [[nodiscard]] const LineReceivers& lines() const noexcept { return lines_; }
  [[nodiscard]] const LiveLane& lane() const noexcept { return lane_; }

  void run() noexcept {
    measure_floor();
    lane_.start(clock_.at(clock_.ticks()));
    while (!lane_.is_stopped()) turn();
    flush(clock_.at(clock_.ticks()));
    session_.close();
    lines_.publish(memory_);
    recorders_.close([this](uint32_t channel) noexcept { return lines_.kernel_drops(channel); });
    recorders_.publish(memory_);
    measure_floor();
    lane_.publish_status(clock_.at(clock_.ticks()));
  }

 private:
  void turn() noexcept {
    const uint64_t stamp = clock_.ticks();
    const TimeNs now = clock_.at(stamp);
    bool is_busy = lines_.take(now, [this, now]() noexcept { flush(now); });
    for (const auto& sockets : recovery_) is_busy = sockets->turn(now) || is_busy;
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
        lines_.publish(memory_);
        recorders_.publish(memory_);
      }
    }
    if (!settings_.is_busy_polling && now - last_busy_ > yield_after_ns) wait(now);
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

  void wait(TimeNs now) noexcept {
    descriptors_.clear();
    lines_.list_descriptors(descriptors_);
    for (const auto& sockets : recovery_) sockets->list_descriptors(descriptors_);
    if (session_.state() == TcpState::open) descriptors_.push_back(session_.descriptor());
    waits_.clear();
    for (const int descriptor : descriptors_) waits_.push_back({descriptor, POLLIN, 0});
    const timespec at_most{0, lines_.wait_max(now, yield_wait_ns)};
    ppoll(waits_.data(), waits_.size(), &at_most, nullptr);
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
  TscClock clock_;
  TcpClient session_;
  LiveLane lane_;
  ChannelRecorders& recorders_;
  LineReceivers lines_;
  std::vector<std::unique_ptr<RecoverySockets>> recovery_;
  std::vector<int> descriptors_;
  std::vector<pollfd> waits_;
  TimeNs last_busy_ = 0;
  TimeNs last_status_ = 0;
  TimeNs last_anchor_ = 0;
};

}  // namespace

std::string run_lane(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
                     std::span<StrategyPort* const> strategies, const LaneReady& on_ready,
                     const LaneOver& on_over) {
  // Recorders before all: their threads are to run where this one may now, not on the lane's core.
  const auto recorders = std::make_unique<ChannelRecorders>();
  if (std::string failure = recorders->open(settings.inputs); !failure.empty()) return failure;
  // Pinned next, so that the lane's tables are taken from memory near its core.
  std::vector<HostGrant> grants = prepare_thread(settings.host);
  const auto append = [&grants](const std::vector<HostGrant>& more) {
    grants.insert(grants.end(), more.begin(), more.end());
  };
  const auto loop = std::make_unique<LaneLoop>(settings, memory, strategies, *recorders);
  append(loop->prepare_memory());
  std::string failure = loop->open();
  if (!failure.empty()) return failure;
  append(loop->lines().grants());
  on_ready(grants, loop->lines().receive_buffer_bytes());
  loop->run();
  if (on_over) on_over(loop->lane());
  return {};
}

}  // namespace hotlane::io
