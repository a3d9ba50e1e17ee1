#include "io/recovery_ports.hpp"

#include <poll.h>

namespace hotlane::io {

std::string RecoveryPorts::open(const std::string& address) {
  std::string failure = rerequest_socket_.open(address, settings_.rerequest_port);
  if (!failure.empty()) return "re-requests: " + failure;
  failure = listener_.open(address, settings_.glimpse_port);
  return failure.empty() ? failure : "snapshots: " + failure;
}

void RecoveryPorts::serve(const venue::PublishedFeed& published, TimeNs now) {
  serve_rerequests(published);
  serve_snapshots(published, now);
}

void RecoveryPorts::serve_rerequests(const venue::PublishedFeed& published) {
  for (uint32_t batch = 0; batch < request_batches_per_turn; ++batch) {
    const uint32_t count = rerequest_socket_.receive();
    for (uint32_t i = 0; i < count; ++i) {
      const Bytes answer = rerequests_.answer(rerequest_socket_.datagram(i), published.messages());
      if (!answer.empty()) rerequest_socket_.answer(i, answer);
    }
    if (count < UdpServer::batch_max) return;
  }
}

void RecoveryPorts::serve_snapshots(const venue::PublishedFeed& published, TimeNs now) {
  TcpConnection accepted;
  while (listener_.accept(accepted)) {
    if (const auto id = snapshots_.connect(now)) sockets_[*id] = std::move(accepted);
    accepted.close();  // without a place: the client tries again, or elsewhere
  }
  for (uint32_t id = 0; id < sockets_.size(); ++id) {
    TcpConnection& socket = sockets_[id];
    if (!socket.is_open()) continue;
    SoupBinServer& server = snapshots_.connection(id);
    const size_t size = socket.receive(server.receive_space());
    if (size > 0) server.received(size, now);
    const bool goes_on = snapshots_.serve(id, published, now);
    server.out().consumed(socket.send(server.out().waiting()));
    if (!goes_on) socket.close();
    if (!socket.is_open()) snapshots_.disconnect(id);
  }
}

size_t RecoveryPorts::add_waits(std::span<pollfd> waits) noexcept {
  size_t count = 0;
  waits[count++] = {rerequest_socket_.descriptor(), POLLIN, 0};
  waits[count++] = {listener_.descriptor(), POLLIN, 0};
  for (uint32_t id = 0; id < sockets_.size(); ++id) {
    if (!sockets_[id].is_open()) continue;
    const bool has_more = !snapshots_.connection(id).out().is_empty();
    waits[count++] = {sockets_[id].descriptor(), static_cast<short>(has_more ? POLLIN | POLLOUT : POLLIN), 0};
  }
  return count;
}

}  // namespace hotlane::io
