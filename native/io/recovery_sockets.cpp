#include "io/recovery_sockets.hpp"

namespace hotlane::io {
namespace {

// One turn takes no more of a snapshot than this, so that the lane's other channels are not kept waiting.
constexpr uint32_t snapshot_reads_per_turn_max = 4;

}  // namespace

std::string RecoverySockets::open(const RecoveryPlaces& places) {
  snapshot_servers_ = places.snapshot;
  has_rerequest_ = !places.rerequest.empty();
  return has_rerequest_ ? rerequest_.open({.servers = places.rerequest}) : std::string();
}

bool RecoverySockets::turn(TimeNs now) noexcept {
  bool is_busy = false;
  if (has_rerequest_) {
    is_busy = take_answers(now);
    send_requests();
  }
  return (!snapshot_servers_.empty() && turn_snapshot(now)) || is_busy;
}

bool RecoverySockets::take_answers(TimeNs now) noexcept {
  // Nothing is asked for in quiet times, so nothing is read either: a system call less a turn.
  if (lane_.market().channel(channel_).stream().status().state == ChannelState::live) return false;
  const std::span<const Datagram> answers = rerequest_.receive();
  for (const Datagram& answer : answers) lane_.on_answer(channel_, answer.bytes, now);
  return !answers.empty();
}

void RecoverySockets::send_requests() noexcept {
  RerequestDatagram request;
  while (lane_.requests(channel_).take_request(request)) {
    // One that the kernel does not take is like one lost on the way: it times out and is sent again.
    static_cast<void>(rerequest_.send(request.server, std::as_bytes(std::span(&request.bytes, 1))));
  }
}

bool RecoverySockets::turn_snapshot(TimeNs now) noexcept {
  switch (snapshot_.state()) {
    case TcpState::closed: return open_snapshot(now);
    case TcpState::open: return take_snapshot(now);
    case TcpState::connecting: break;
  }
  if (snapshot_.progress() == TcpState::open) lane_.on_snapshot_open(channel_, now);
  if (snapshot_.state() == TcpState::closed) lane_.on_snapshot_lost(channel_, now);
  return true;
}

bool RecoverySockets::open_snapshot(TimeNs now) noexcept {
  uint32_t server = 0;
  if (!lane_.requests(channel_).take_connect(server)) return false;
  const RerequestServer& place = snapshot_servers_[server];
  if (!snapshot_.connect(place.address, place.port)) {
    lane_.on_snapshot_lost(channel_, now);
  } else if (snapshot_.state() == TcpState::open) {
    lane_.on_snapshot_open(channel_, now);
  }
  return true;
}

bool RecoverySockets::take_snapshot(TimeNs now) noexcept {
  bool is_busy = false;
  for (uint32_t read = 0; read < snapshot_reads_per_turn_max; ++read) {
    const std::span<std::byte> space = lane_.snapshot_space(channel_);
    const size_t size = snapshot_.receive(space);
    if (size == 0) break;
    is_busy = true;
    lane_.on_snapshot_bytes(channel_, space.first(size), now);
  }
  ByteQueue& out = lane_.snapshot_out(channel_);
  if (!out.is_empty() && snapshot_.state() == TcpState::open) out.consumed(snapshot_.send(out.waiting()));
  if (lane_.market().channel(channel_).stream().wants_snapshot_disconnect()) snapshot_.close();
  if (snapshot_.state() == TcpState::closed) lane_.on_snapshot_lost(channel_, now);
  return is_busy;
}

void RecoverySockets::list_descriptors(std::vector<int>& out) const {
  if (has_rerequest_) out.push_back(rerequest_.descriptor());
  if (snapshot_.state() != TcpState::closed) out.push_back(snapshot_.descriptor());
}

}  // namespace hotlane::io
