// Re-requests on their way to the venue's server and the answers on theirs back, some of each lost. One
// upstream socket for each asker, so that an answer finds back to who asked.
#pragma once

#include <arpa/inet.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "io/udp_server.hpp"
#include "relay/impairment.hpp"

namespace hotlane::test {

class RelayedRequests {
 public:
  RelayedRequests(double request_loss, double answer_loss, uint64_t seed)
      : requests_(loss_only(request_loss), seed, 100), answers_(loss_only(answer_loss), seed, 101) {}
  ~RelayedRequests() {
    for (const Asker& asker : askers_) close(asker.upstream);
    if (socket_ >= 0) close(socket_);
  }
  RelayedRequests(const RelayedRequests&) = delete;
  RelayedRequests& operator=(const RelayedRequests&) = delete;

  [[nodiscard]] std::string open(const std::string& own_address, const sockaddr_in& server) {
    server_ = server;
    sockaddr_in own{};
    own.sin_family = AF_INET;
    socklen_t length = sizeof own;
    socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const bool is_good = inet_pton(AF_INET, own_address.c_str(), &own.sin_addr) == 1 && socket_ >= 0 &&
                         bind(socket_, reinterpret_cast<sockaddr*>(&own), length) == 0 &&
                         getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &length) == 0;
    port_ = ntohs(own.sin_port);
    return is_good ? std::string() : "re-requests on " + own_address + ": " + std::strerror(errno);
  }
  [[nodiscard]] uint16_t port() const noexcept { return port_; }

  template <class Wait>
  void add_waits(Wait&& wait) const {
    if (socket_ >= 0) wait(socket_);
    for (const Asker& asker : askers_) wait(asker.upstream);
  }

  void turn() {
    if (socket_ < 0) return;
    std::array<std::byte, 65'536> bytes;
    sockaddr_in source{};
    socklen_t length = sizeof source;
    while (true) {
      const ssize_t size = recvfrom(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT,
                                    reinterpret_cast<sockaddr*>(&source), &length);
      if (size < 0) break;
      ++requests_received_;
      const bool is_lost = requests_.next().drop != DropCause::none;
      const int upstream = is_lost ? -1 : upstream_of(source);
      if (upstream >= 0) send(upstream, bytes.data(), static_cast<size_t>(size), MSG_DONTWAIT);
      if (upstream < 0) ++requests_dropped_;
    }
    for (const Asker& asker : askers_) {
      for (ssize_t size = 0; (size = recv(asker.upstream, bytes.data(), bytes.size(), MSG_DONTWAIT)) >= 0;) {
        ++answers_received_;
        if (answers_.next().drop != DropCause::none) {
          ++answers_dropped_;
          continue;
        }
        sendto(socket_, bytes.data(), static_cast<size_t>(size), MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(&asker.source), sizeof asker.source);
      }
    }
  }

  // As one JSON object.
  void print() const {
    std::printf("{\"requests\":%" PRIu64 ",\"requestsDropped\":%" PRIu64 ",\"answers\":%" PRIu64
                ",\"answersDropped\":%" PRIu64 "}",
                requests_received_, requests_dropped_, answers_received_, answers_dropped_);
  }

 private:
  static constexpr size_t askers_max = 16;

  struct Asker {
    sockaddr_in source{};
    int upstream = -1;
  };

  static ImpairmentSettings loss_only(double loss) {
    ImpairmentSettings settings;
    settings.loss = loss;
    return settings;
  }

  // -1: no socket for it. A new asker takes the place of the oldest when all are taken.
  [[nodiscard]] int upstream_of(const sockaddr_in& source) {
    for (const Asker& asker : askers_) {
      if (asker.source.sin_addr.s_addr == source.sin_addr.s_addr && asker.source.sin_port == source.sin_port)
        return asker.upstream;
    }
    if (askers_.size() == askers_max) {
      close(askers_.front().upstream);
      askers_.erase(askers_.begin());
    }
    const int upstream = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (upstream < 0) return -1;
    if (connect(upstream, reinterpret_cast<const sockaddr*>(&server_), sizeof server_) != 0) {
      close(upstream);
      return -1;
    }
    askers_.push_back({source, upstream});
    return upstream;
  }

  Impairment requests_;
  Impairment answers_;
  int socket_ = -1;
  uint16_t port_ = 0;
  sockaddr_in server_{};
  std::vector<Asker> askers_;
  uint64_t requests_received_ = 0;
  uint64_t requests_dropped_ = 0;
  uint64_t answers_received_ = 0;
  uint64_t answers_dropped_ = 0;
};

}  // namespace hotlane::test
