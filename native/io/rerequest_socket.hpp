// The UDP socket of a feed's gap repair: sends requests to MoldUDP64 re-request servers and takes their
// answers, without blocking. One socket for all servers; what comes from elsewhere is counted and never
// handed on. Lane's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/datagram_batch.hpp"

namespace hotlane::io {

struct RerequestServer {
  uint32_t address = 0;  // IPv4, host order
  uint16_t port = 0;
};

struct RerequestSocketSetup {
  std::string interface_address{};  // IPv4 to send from; empty: as the host routes
  std::vector<RerequestServer> servers{};
  int receive_buffer_bytes = 4 << 20;
};

class RerequestSocket {
 public:
  RerequestSocket() noexcept = default;
  ~RerequestSocket();
  RerequestSocket(const RerequestSocket&) = delete;
  RerequestSocket& operator=(const RerequestSocket&) = delete;

  // Once, before anything else. Empty: good; else what failed and why, in words.
  [[nodiscard]] std::string open(const RerequestSocketSetup& setup);

  // One request in one datagram to `server`, an index of the setup's. False: the kernel did not take it, see
  // failure(); a request lost this way is like one lost on the network.
  [[nodiscard]] bool send(uint32_t server, std::span<const std::byte> request) noexcept;
  // Answers, in order of arrival; `stream` is the index of the server. Valid until the next call.
  [[nodiscard]] std::span<const Datagram> receive() noexcept;

  [[nodiscard]] const ReceiverCounters& counters() const noexcept { return batch_.counters(); }
  [[nodiscard]] uint64_t sent() const noexcept { return sent_; }
  [[nodiscard]] uint64_t send_failures() const noexcept { return send_failures_; }
  [[nodiscard]] int failure() const noexcept { return failure_; }  // errno of the last send(); 0: none
  [[nodiscard]] int descriptor() const noexcept { return socket_; }

 private:
  int socket_ = -1;
  int failure_ = 0;
  uint64_t sent_ = 0;
  uint64_t send_failures_ = 0;
  std::vector<RerequestServer> servers_;
  DatagramBatch batch_;
};

}  // namespace hotlane::io
