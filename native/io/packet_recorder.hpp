// Keeps packets: a thread pushes datagrams, a writer thread of its own appends them to a pcapng file, a ring
// lies in between. push() is for the lane's loop or a receive thread: it never waits, allocates or calls the
// system; what finds no room is counted. counters() from any thread.
// A push costs what copying the packet costs, times 1.2 to 1.8 (bench/recording, on a loaded machine).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "memory/packet_ring.hpp"

namespace hotlane::io {

struct PacketRecorderSetup {
  std::string path;                 // written anew
  size_t ring_bytes = 64ULL << 20;  // a power of two; 64 MiB hold half a second of 1 Gbit/s
};

struct PacketRecorderCounters {
  uint64_t packets = 0;        // pushed, those dropped included
  uint64_t bytes = 0;          // of their payloads
  uint64_t dropped = 0;        // no room in the ring
  uint64_t unwritten = 0;      // the file took no more
  uint64_t written = 0;        // packets in the file
  uint64_t written_bytes = 0;  // of the file
  int failure = 0;             // errno of the write that failed; 0: none
};

class PacketRecorder {
 public:
  PacketRecorder() noexcept = default;
  ~PacketRecorder() { close(0); }
  PacketRecorder(const PacketRecorder&) = delete;
  PacketRecorder& operator=(const PacketRecorder&) = delete;

  // Creates the file and starts the writer. Empty: good; else what failed and why, in words.
  [[nodiscard]] std::string open(const PacketRecorderSetup& setup);
  // One thread only. IPv4 payloads up to PacketRing::packet_bytes_max.
  void push(const RingPacket& packet) noexcept {
    count(packets_, 1);
    count(bytes_, packet.bytes.size());
    if (!ring_->push(packet)) [[unlikely]] {
      count(dropped_, 1);
    }
  }
  // Writes what is left and ends the file with how many came and were dropped, the kernel's drops included.
  // Waits for the disk; the pushing thread has ended.
  void close(uint64_t kernel_drops) noexcept;

  [[nodiscard]] PacketRecorderCounters counters() const noexcept;

 private:
  using Counter = std::atomic<uint64_t>;

  // One writer each: no locked instruction.
  static void count(Counter& counter, uint64_t added) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + added, std::memory_order_relaxed);
  }
  void write_until_closed() noexcept;
  [[nodiscard]] bool write_pending() noexcept;
  void append(const RingPacket& packet) noexcept;
  void flush() noexcept;

  int file_ = -1;
  std::unique_ptr<PacketRing> ring_;
  std::vector<std::byte> buffer_;  // of the writer
  size_t buffered_ = 0;
  uint64_t buffered_packets_ = 0;
  std::thread writer_;
  std::atomic<bool> is_closing_{false};
  alignas(64) Counter packets_{0};  // by the pushing thread
  Counter bytes_{0};
  Counter dropped_{0};
  alignas(64) Counter written_{0};  // by the writer
  Counter written_bytes_{0};
  Counter unwritten_{0};
  std::atomic<int> failure_{0};
};

}  // namespace hotlane::io
