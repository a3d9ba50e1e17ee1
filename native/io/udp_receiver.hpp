// Receives one multicast (or unicast) UDP stream in batches, without blocking, into buffers made once.
// One system call takes up to `batch_max` datagrams. Lane's thread only.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace hotlane::io {

struct UdpReceiverSetup {
  std::string group;  // IPv4 group or own address, "239.255.70.1"
  uint16_t port = 0;
  std::string interface_address;  // IPv4 address of the interface to join on, "127.0.0.1"
  int receive_buffer_bytes = 32 << 20;
};

class UdpReceiver {
 public:
  static constexpr uint32_t batch_max = 32;
  static constexpr uint32_t datagram_max = 65'507;  // largest UDP payload over IPv4: nothing is ever cut

  UdpReceiver() noexcept;
  ~UdpReceiver();
  UdpReceiver(const UdpReceiver&) = delete;
  UdpReceiver& operator=(const UdpReceiver&) = delete;

  // Opens and joins. Empty: good; else what failed and why, in words.
  [[nodiscard]] std::string open(const UdpReceiverSetup& setup);

  // Takes what has arrived; 0: nothing. The datagrams stay valid until the next call.
  [[nodiscard]] uint32_t receive() noexcept;
  [[nodiscard]] std::span<const std::byte> datagram(uint32_t index) const noexcept {
    return {buffers_.get() + size_t{index} * slot_bytes, headers_[index].msg_len};
  }

  [[nodiscard]] int descriptor() const noexcept { return socket_; }
  [[nodiscard]] int receive_buffer_bytes() const noexcept { return receive_buffer_bytes_; }  // as granted

 private:
  static constexpr size_t slot_bytes = 65'536;

  int socket_ = -1;
  int receive_buffer_bytes_ = 0;
  std::unique_ptr<std::byte[]> buffers_;
  std::array<iovec, batch_max> vectors_{};
  std::array<mmsghdr, batch_max> headers_{};
};

}  // namespace hotlane::io
