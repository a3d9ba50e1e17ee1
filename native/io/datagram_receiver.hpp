// What the lane sees of a way in: batches of datagrams, whichever way they came (kernel socket, AF_XDP, a
// recording). The lane's thread calls receive(); a virtual call a batch, none a datagram. Nothing here blocks
// or allocates after opening.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/host_setup.hpp"
#include "memory/units.hpp"

namespace hotlane::io {

struct Datagram {
  std::span<const std::byte> bytes;
  TimeNs received_ns = 0;       // when it reached this host, by the system's clock; 0: not known
  TimeNs recorded_ns = 0;       // of a recording: when it was received then, by whatever clock; 0: not known
  uint32_t source_address = 0;  // IPv4, host order
  uint16_t source_port = 0;
  bool is_recorded = false;
  uint16_t stream = 0;  // which of the configured streams: UdpReceiverSetup::stream
};

// Since opening. What never reached us is only in `kernel_drops`; what did is in exactly one of the first
// four.
struct ReceiverCounters {
  uint64_t datagrams = 0;  // handed on
  uint64_t foreign = 0;    // from elsewhere than the configured source: never handed on
  uint64_t truncated = 0;  // longer than the setup's datagram_bytes_max: never handed on
  uint64_t malformed =
      0;  // AF_XDP: frames whose lengths or checksums lie; a socket's kernel drops them before us
  uint64_t bytes = 0;         // of `datagrams`, payloads only
  uint64_t stamped = 0;       // of `datagrams`, with a receive time
  uint64_t kernel_drops = 0;  // the kernel had no room, or found a bad checksum
  uint64_t full_batches = 0;  // more was waiting than one call takes
  uint64_t by_kernel = 0;     // AF_XDP: of `datagrams`, those that came through the socket beside it
  uint64_t queue_bytes_worst =
      0;  // buffer in use at the worst moment seen, the kernel's own overhead included
  uint64_t queue_bytes_limit = 0;  // at which it begins to drop
  uint64_t failures = 0;           // system calls that failed for another reason than that nothing was there
};

class DatagramReceiver {
 public:
  DatagramReceiver() noexcept = default;
  virtual ~DatagramReceiver() = default;
  DatagramReceiver(const DatagramReceiver&) = delete;
  DatagramReceiver& operator=(const DatagramReceiver&) = delete;

  // What has arrived, in order of arrival; empty: nothing for us. Valid until the next call.
  [[nodiscard]] virtual std::span<const Datagram> receive() noexcept = 0;
  // As of the last receive() or sample().
  [[nodiscard]] virtual ReceiverCounters counters() const noexcept = 0;
  // Asks the kernel for its drops and the queue's depth: one system call, for the status and at the end.
  // receive() does it too when a batch comes back full.
  virtual void sample() noexcept = 0;

  // To wait on until something arrives.
  [[nodiscard]] virtual std::span<const int> descriptors() const noexcept = 0;
  // What was asked of the host and the card, got or not got and why.
  [[nodiscard]] virtual const std::vector<HostGrant>& grants() const noexcept = 0;
  // Of the kernel's socket, as granted.
  [[nodiscard]] virtual int receive_buffer_bytes() const noexcept = 0;
};

}  // namespace hotlane::io
