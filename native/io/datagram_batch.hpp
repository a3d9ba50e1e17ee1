// The datagrams that one system call takes from a UDP socket: their bytes, sources, receive stamps and what
// the kernel dropped meanwhile. Made once, used by one thread; nothing is allocated after that.
//
// A slot is 1,536 bytes: the longest payload of an Ethernet frame (1,472) in whole cache lines. The 32 slots
// are 48 KiB side by side, and successive ones begin in different cache sets; slots of 64 KiB would all begin
// in the same one, on a page each. The system call costs the same, the pass over the bytes afterwards 13.8 ns
// with 64 KiB and 12.8 with these at p50, about a third at p99 (bench_receive). Only what is longer spills
// into a large slot, and is put together there.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "io/datagram_receiver.hpp"

namespace hotlane::io {

constexpr uint32_t udp_payload_max = 65'507;  // over IPv4: a longer datagram does not exist

// Which clock's stamp is handed on where both are there.
enum class StampSource : uint8_t { none, kernel, card };

class DatagramBatch {
 public:
  static constexpr uint32_t datagrams_max = 32;

  // Datagrams longer than `bytes_max` are counted as truncated and left out.
  explicit DatagramBatch(uint32_t bytes_max = udp_payload_max);

  // Takes what waits at `descriptor`, without blocking. `accept(Datagram&)` says whether one is ours and may
  // set its stream; others are counted as foreign. The result is valid until the next call.
  template <class Accept>
  [[nodiscard]] std::span<const Datagram> take(int descriptor, StampSource stamps, Accept&& accept) noexcept {
    taken_ = receive(descriptor);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < taken_; ++i) {
      Datagram& datagram = datagrams_[kept];
      if (!read(i, stamps, datagram)) continue;
      if (!accept(datagram)) [[unlikely]] {
        ++counters_.foreign;
        continue;
      }
      ++kept;
      ++counters_.datagrams;
      counters_.bytes += datagram.bytes.size();
      counters_.stamped += datagram.received_ns != 0 ? 1 : 0;
    }
    return {datagrams_.data(), kept};
  }

  // The last take() found as many as it can hold: more may wait.
  [[nodiscard]] bool was_full() const noexcept { return taken_ == datagrams_max; }
  // The kernel's own count of this socket's drops, which wraps.
  void note_drops(uint32_t total) noexcept;

  [[nodiscard]] const ReceiverCounters& counters() const noexcept { return counters_; }

 private:
  static constexpr size_t slot_bytes = 1'536;
  // Three time stamps (SCM_TIMESTAMPING) and the drop count (SO_RXQ_OVFL), with their headers.
  static constexpr size_t control_bytes = CMSG_SPACE(3 * sizeof(timespec)) + CMSG_SPACE(sizeof(uint32_t));
  struct alignas(64) Slot {
    std::array<std::byte, slot_bytes> bytes;
  };
  struct alignas(cmsghdr) Control {
    std::array<std::byte, control_bytes> bytes;
  };
  struct SourceName {
    uint16_t family;
    uint16_t port;     // network order
    uint32_t address;  // network order
    std::array<std::byte, 8> padding;
  };
  static_assert(sizeof(SourceName) == 16, "sockaddr_in");

  uint32_t receive(int descriptor) noexcept;
  bool read(uint32_t index, StampSource stamps, Datagram& out) noexcept;
  TimeNs read_control(const msghdr& header, StampSource stamps) noexcept;

  uint32_t taken_ = 0;
  uint32_t drops_seen_ = 0;
  ReceiverCounters counters_;
  size_t spill_bytes_ = 0;  // of one large slot
  std::unique_ptr<Slot[]> slots_;
  std::unique_ptr<std::byte[]> spills_;  // not touched, so not resident, before the first long datagram
  std::array<std::array<iovec, 2>, datagrams_max> vectors_{};
  std::array<Control, datagrams_max> controls_{};
  std::array<SourceName, datagrams_max> sources_{};
  std::array<mmsghdr, datagrams_max> headers_{};
  std::array<Datagram, datagrams_max> datagrams_{};
};

}  // namespace hotlane::io
