// Receives UDP streams through AF_XDP: frames go from the driver into memory that this process shares with
// the kernel, and are read there. One receiver serves one queue of one interface, for one or many streams.
// Lane's thread only.
//
// What the program leaves to the kernel (fragments, IPv4 options, frames that the card put on another queue)
// comes in through ordinary sockets that are open beside it, and that also join the groups: slower, counted,
// nothing lost.
#pragma once

#include <xdp/xsk.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "feed/received_frame.hpp"
#include "io/udp_receiver.hpp"
#include "io/xdp_lent_frames.hpp"
#include "io/xdp_program.hpp"

namespace hotlane::io {

struct XdpSetup {
  std::string interface;  // "eth0"
  uint32_t queue = 0;
  XdpMode mode = XdpMode::best;
  // Buffers of one frame each, a power of two from frames_min to frames_max. 8,192 (32 MiB) hold 120 ms of
  // 67,000 packets a second; fewer stay in the CPU's cache.
  uint32_t frames = 8'192;
};

// Gives memory of this many bytes back to the system.
struct Unmap {
  size_t bytes = 0;
  void operator()(std::byte* memory) const noexcept;
};

class XdpReceiver final : public DatagramReceiver {
 public:
  static constexpr uint32_t batch_max = XdpLentFrames::frames_max;
  static constexpr uint32_t frame_bytes =
      4'096;  // kernel headroom of 256 included; longer frames are dropped
  static constexpr uint32_t streams_max = 256;
  static constexpr uint32_t frames_min = 64;
  static constexpr uint32_t frames_max = 65'536;

  XdpReceiver() noexcept = default;
  ~XdpReceiver() override;

  // Once, before anything else. Empty: good; else what failed and why, in words, with nothing left behind.
  [[nodiscard]] std::string open(std::span<const UdpReceiverSetup> streams, const XdpSetup& setup);

  [[nodiscard]] std::span<const Datagram> receive() noexcept override;
  [[nodiscard]] ReceiverCounters counters() const noexcept override;
  void sample() noexcept override;

  [[nodiscard]] std::span<const int> descriptors() const noexcept override { return descriptors_; }
  [[nodiscard]] const std::vector<HostGrant>& grants() const noexcept override { return grants_; }
  [[nodiscard]] int receive_buffer_bytes() const noexcept override;

 private:
  struct Stream {
    uint32_t address = 0;  // host order, like the rest
    uint16_t port = 0;
    uint16_t number = 0;
    uint32_t source_address = 0;  // 0: anyone
    uint16_t source_port = 0;     // 0: any
  };
  struct DeleteUmem {
    void operator()(xsk_umem* umem) const noexcept { xsk_umem__delete(umem); }
  };
  struct DeleteSocket {
    void operator()(xsk_socket* socket) const noexcept { xsk_socket__delete(socket); }
  };

  [[nodiscard]] std::string open_rings(const XdpSetup& setup);
  void report(const XdpSetup& setup, uint32_t busy_poll_us);
  void wake_driver() noexcept;
  [[nodiscard]] bool read(const xdp_desc& frame, Datagram& out) noexcept;
  [[nodiscard]] TimeNs take_stamp(std::byte* frame) noexcept;
  [[nodiscard]] std::span<const Datagram> receive_beside() noexcept;

  // In the order of their making: what is torn down first stands last.
  std::vector<std::unique_ptr<UdpReceiver>> beside_;
  std::unique_ptr<std::byte[], Unmap> memory_;
  xsk_ring_prod fill_{};
  xsk_ring_cons completion_{};
  xsk_ring_cons arrived_{};
  std::unique_ptr<xsk_umem, DeleteUmem> umem_;
  std::unique_ptr<xsk_socket, DeleteSocket> socket_;
  XdpProgram program_;

  std::vector<Stream> streams_;
  size_t last_stream_ = 0;
  bool is_busy_polling_ = false;
  uint32_t turn_ = 0;
  uint32_t beside_next_ = 0;
  TimeNs epoch_of_monotonic_ns_ = 0;
  uint64_t epoch_taken_at_ns_ = 0;  // by the monotonic clock
  XdpLentFrames lent_;              // of the datagrams handed on by the last receive()
  std::array<Datagram, batch_max> datagrams_{};
  ReceiverCounters own_;
  std::vector<HostGrant> grants_;
  std::vector<int> descriptors_;
};

}  // namespace hotlane::io
