// Where those who missed something ask: the re-request server's UDP port and the GLIMPSE server's TCP port,
// with the machines behind them. Owned and called by the venue's loop on its thread; a turn's work is
// bounded.
#pragma once

#include <array>
#include <span>
#include <string>

#include "io/tcp_listener.hpp"
#include "io/udp_server.hpp"
#include "venue/glimpse_server.hpp"
#include "venue/rerequest_server.hpp"

struct pollfd;

namespace hotlane::io {

struct RecoveryPortsSettings {
  uint16_t rerequest_port = 0;  // 0: the kernel chooses
  uint16_t glimpse_port = 0;
  std::vector<venue::AccountSettings> accounts;  // who may take a snapshot
};

class RecoveryPorts {
 public:
  static constexpr size_t waits_max = 2 + venue::GlimpseServer::connections_max;

  RecoveryPorts(const RecoveryPortsSettings& settings, const wire::moldudp64::Session& feed_session,
                const wire::soupbintcp::Session& glimpse_session)
      : settings_(settings), rerequests_(feed_session), snapshots_(glimpse_session, settings.accounts) {}

  // On an own IPv4 address. Empty: good; else what failed and why.
  [[nodiscard]] std::string open(const std::string& address);

  // Answers what has come. Call after the turn's datagrams were sent, so that nobody is told of a message
  // before it.
  void serve(const venue::PublishedFeed& published, TimeNs now);

  // What to wait for; gives the number written to `waits`, which has room for waits_max.
  [[nodiscard]] size_t add_waits(std::span<pollfd> waits) noexcept;

  [[nodiscard]] uint16_t rerequest_port() const noexcept { return rerequest_socket_.port(); }
  [[nodiscard]] uint16_t glimpse_port() const noexcept { return listener_.port(); }
  [[nodiscard]] const venue::RerequestCounters& rerequests() const noexcept { return rerequests_.counters(); }
  [[nodiscard]] const venue::GlimpseCounters& snapshots() const noexcept { return snapshots_.counters(); }

 private:
  // A flood of requests must not stop the market: the rest waits in the socket, or is lost there.
  static constexpr uint32_t request_batches_per_turn = 4;

  void serve_rerequests(const venue::PublishedFeed& published);
  void serve_snapshots(const venue::PublishedFeed& published, TimeNs now);

  RecoveryPortsSettings settings_;
  venue::RerequestServer rerequests_;
  venue::GlimpseServer snapshots_;
  UdpServer rerequest_socket_;
  TcpListener listener_;
  std::array<TcpConnection, venue::GlimpseServer::connections_max> sockets_;
};

}  // namespace hotlane::io
