// Sends a capture's UDP datagrams again, with its own timing, faster, or flat out. The thread that reads the
// capture feeds it chunk by chunk; a sender thread paces and sends; a ring lies in between and holds the
// reader back when it is full. counters() from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "feed/capture_reader.hpp"
#include "io/replay_route.hpp"
#include "io/udp_sender.hpp"
#include "memory/packet_ring.hpp"

namespace hotlane::io {

struct CaptureReplaySetup {
  std::string interface_address = "127.0.0.1";
  std::vector<ReplayMapping> mappings;
  bool is_anything_allowed = false;
  double speed = 1;  // times the captured speed; 0: flat out
};

struct CaptureReplayCounters {
  uint64_t sent = 0;
  uint64_t sent_bytes = 0;   // UDP payload
  uint64_t failed = 0;       // refused by the kernel
  int failure = 0;           // errno of the last of those; 0: none
  TimeNs captured_span = 0;  // from the first to the last stamp sent
};

class CaptureReplay {
 public:
  CaptureReplay() noexcept = default;
  ~CaptureReplay() { stop(); }
  CaptureReplay(const CaptureReplay&) = delete;
  CaptureReplay& operator=(const CaptureReplay&) = delete;

  // Opens the socket and starts the sender. Empty: good; else what failed and why, in words. Once.
  [[nodiscard]] std::string start(const CaptureReplaySetup& setup);

  // The reader's thread: the next bytes of the capture, which must stay until pump() has returned true.
  void feed(std::span<const std::byte> chunk) noexcept { reader_.feed(chunk); }
  // Hands over what fits. True: the chunk is used up; false: call again in a while.
  [[nodiscard]] bool pump();
  // The capture has no more bytes: the sender ends when it has sent all.
  void finish() noexcept;
  // Ends at once and waits for the sender. Safe to call twice.
  void stop() noexcept;

  [[nodiscard]] bool is_done() const noexcept { return is_done_.load(std::memory_order_acquire); }
  [[nodiscard]] CaptureReplayCounters counters() const noexcept;
  // The reader's thread: what became of the capture's packets, and where it is broken.
  [[nodiscard]] const CaptureError& error() const noexcept { return reader_.error(); }
  [[nodiscard]] const ReplayRoute& route() const noexcept { return *route_; }
  [[nodiscard]] uint64_t packets() const noexcept { return packets_; }
  [[nodiscard]] uint64_t ipv6() const noexcept { return ipv6_; }      // UDP over it is not sent again
  [[nodiscard]] uint64_t beyond() const noexcept { return beyond_; }  // to more destinations than are kept
  [[nodiscard]] uint64_t count_of(FrameContent content) const noexcept {
    return by_content_[static_cast<size_t>(content)];
  }

 private:
  [[nodiscard]] bool hand_over();
  void send_until_done() noexcept;
  [[nodiscard]] bool wait_until(int64_t due_ns) noexcept;
  void flush() noexcept;

  CaptureReader reader_;
  std::unique_ptr<ReplayRoute> route_;
  CapturedPacket packet_;
  RingPacket pending_;
  bool has_pending_ = false;
  uint64_t packets_ = 0;
  uint64_t ipv6_ = 0;
  uint64_t beyond_ = 0;
  std::array<uint64_t, frame_content_count> by_content_{};

  std::unique_ptr<PacketRing> ring_;
  UdpSender sender_;
  double speed_ = 1;
  std::thread thread_;
  std::atomic<bool> is_finished_{false};
  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> is_done_{false};
  std::atomic<uint64_t> sent_{0};  // by the sender's thread
  std::atomic<uint64_t> sent_bytes_{0};
  std::atomic<uint64_t> failed_{0};
  std::atomic<int> failure_{0};
  std::atomic<TimeNs> captured_span_{0};
};

}  // namespace hotlane::io
