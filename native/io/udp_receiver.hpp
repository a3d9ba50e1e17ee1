// Receives one multicast (or unicast) UDP stream through the kernel's socket, in batches, without blocking.
// Counts what the kernel dropped, how full the socket's queue got, and what came from elsewhere. Lane's
// thread only.
#pragma once

#include <string>

#include "io/datagram_batch.hpp"
#include "io/datagram_receiver.hpp"

namespace hotlane::io {

struct UdpReceiverSetup {
  std::string group;  // IPv4 group or own address, "239.255.70.1"
  uint16_t port = 0;
  std::string interface_address;  // IPv4 address of the interface to join on, "127.0.0.1"
  int receive_buffer_bytes = 32 << 20;
  std::string source_address{};  // IPv4 of the only sender to listen to; empty: anyone
  uint16_t source_port = 0;      // of that sender; 0: any
  StampSource stamps = StampSource::kernel;
  uint32_t busy_poll_us = 0;  // how long an empty receive() asks the card itself; 0: never
  uint32_t datagram_bytes_max = udp_payload_max;
  uint16_t stream = 0;  // handed on with each datagram
};

class UdpReceiver final : public DatagramReceiver {
 public:
  UdpReceiver() noexcept = default;
  ~UdpReceiver() override;

  // Opens and joins, once, before anything else. Empty: good; else what failed and why, in words.
  [[nodiscard]] std::string open(const UdpReceiverSetup& setup);

  [[nodiscard]] std::span<const Datagram> receive() noexcept override;
  [[nodiscard]] ReceiverCounters counters() const noexcept override;
  void sample() noexcept override;

  [[nodiscard]] std::span<const int> descriptors() const noexcept override { return {&socket_, 1}; }
  [[nodiscard]] const std::vector<HostGrant>& grants() const noexcept override { return grants_; }
  [[nodiscard]] int receive_buffer_bytes() const noexcept override { return receive_buffer_bytes_; }
  [[nodiscard]] int descriptor() const noexcept { return socket_; }

 private:
  [[nodiscard]] std::string join(const UdpReceiverSetup& setup, uint32_t group, uint32_t interface_address);
  void ask_for_stamps(const UdpReceiverSetup& setup, uint32_t interface_address);
  void ask_for_busy_polling(uint32_t microseconds);

  int socket_ = -1;
  int receive_buffer_bytes_ = 0;
  uint32_t source_address_ = 0;  // host order; 0: anyone
  uint16_t source_port_ = 0;     // 0: any
  uint16_t stream_ = 0;
  StampSource stamps_ = StampSource::none;
  uint64_t queue_bytes_worst_ = 0;
  std::vector<HostGrant> grants_;
  std::unique_ptr<DatagramBatch> batch_;
};

}  // namespace hotlane::io
