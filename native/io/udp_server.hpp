// A UDP socket that is asked and answers: takes datagrams in batches with their sources, without blocking,
// and sends each asker what it is due. The venue's thread only. What the kernel can't take at once is lost,
// as any datagram may be; who asked asks again.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace hotlane::io {

class UdpServer {
 public:
  static constexpr uint32_t batch_max = 32;
  static constexpr size_t datagram_max = 2'048;  // longer ones are cut: no request is

  UdpServer() noexcept = default;
  ~UdpServer();
  UdpServer(const UdpServer&) = delete;
  UdpServer& operator=(const UdpServer&) = delete;

  // `address`: an own IPv4 address; port 0: the kernel chooses, port() tells. Empty: good; else what failed
  // and why.
  [[nodiscard]] std::string open(const std::string& address, uint16_t port);

  // Takes what has arrived; 0: nothing. Valid until the next call.
  [[nodiscard]] uint32_t receive() noexcept;
  [[nodiscard]] std::span<const std::byte> datagram(uint32_t index) const noexcept {
    return {buffers_.get() + size_t{index} * datagram_max, headers_[index].msg_len};
  }
  // To where the datagram came from. False: the kernel would not take it.
  bool answer(uint32_t index, std::span<const std::byte> bytes) noexcept;

  [[nodiscard]] uint16_t port() const noexcept { return port_; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }  // to wait on

 private:
  int descriptor_ = -1;
  uint16_t port_ = 0;
  std::unique_ptr<std::byte[]> buffers_;
  std::array<sockaddr_in, batch_max> sources_{};
  std::array<iovec, batch_max> vectors_{};
  std::array<mmsghdr, batch_max> headers_{};
};

}  // namespace hotlane::io
