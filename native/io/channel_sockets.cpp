#include "io/channel_sockets.hpp"

#include "memory/seqlock.hpp"

namespace hotlane::io {
namespace {

// One turn takes no more of a snapshot than this, so that the lane's other channels are not kept waiting.
constexpr uint32_t snapshot_reads_per_turn_max = 4;

}  // namespace

std::string ChannelSockets::open(const ChannelPlaces& places) {
  for (const UdpReceiverSetup& line : places.lines) {
    auto receiver = std::make_unique<UdpReceiver>();
    if (std::string failure = receiver->open(line); !failure.empty()) return failure;
    lines_.push_back(std::move(receiver));
  }
  snapshot_servers_ = places.snapshot;
  has_rerequest_ = !places.rerequest.empty();
  if (!has_rerequest_) return {};
  return rerequest_.open({.servers = places.rerequest});
}

bool ChannelSockets::turn(TimeNs now) noexcept {
  bool is_busy = false;
  if (has_rerequest_) {
    is_busy = take_answers(now);
    send_requests(now);
  }
  if (!snapshot_servers_.empty()) is_busy = turn_snapshot(now) || is_busy;
  return is_busy;
}

bool ChannelSockets::take_answers(TimeNs now) noexcept {
  // Nothing is asked for in quiet times, so nothing is read either: a system call less a turn.
  if (lane_.stream(channel_).status().state == ChannelState::live) return false;
  const std::span<const Datagram> answers = rerequest_.receive();
  for (const Datagram& answer : answers) lane_.on_answer(channel_, answer.bytes, now);
  return !answers.empty();
}

void ChannelSockets::send_requests(TimeNs now) noexcept {
  RerequestDatagram request;
  while (lane_.stream(channel_).next_request(now, request)) {
    // One that the kernel does not take is like one lost on the way: it times out and is sent again.
    static_cast<void>(rerequest_.send(request.server, std::as_bytes(std::span(&request.bytes, 1))));
  }
}

bool ChannelSockets::turn_snapshot(TimeNs now) noexcept {
  Channel& stream = lane_.stream(channel_);
  uint32_t server = 0;
  if (snapshot_.state() == TcpState::closed && stream.take_snapshot_connect(server)) {
    const RerequestServer& place = snapshot_servers_[server];
    if (!snapshot_.connect(place.address, place.port))
      lane_.on_snapshot_lost(channel_, now);
    else if (snapshot_.state() == TcpState::open)
      lane_.on_snapshot_open(channel_, now);
    return true;
  }
  if (snapshot_.state() == TcpState::closed) return false;
  if (snapshot_.state() == TcpState::connecting) {
    if (snapshot_.progress() == TcpState::open) lane_.on_snapshot_open(channel_, now);
    if (snapshot_.state() == TcpState::closed) lane_.on_snapshot_lost(channel_, now);
    return true;
  }
  bool is_busy = false;
  for (uint32_t read = 0; read < snapshot_reads_per_turn_max; ++read) {
    const size_t size = snapshot_.receive(stream.snapshot_space());
    if (size == 0) break;
    is_busy = true;
    lane_.on_snapshot_bytes(channel_, size, now);
  }
  ByteQueue& out = stream.snapshot_out();
  if (!out.is_empty() && snapshot_.state() == TcpState::open) out.consumed(snapshot_.send(out.waiting()));
  if (stream.wants_snapshot_disconnect()) snapshot_.close();
  if (snapshot_.state() == TcpState::closed) lane_.on_snapshot_lost(channel_, now);
  return is_busy;
}

void ChannelSockets::publish(boundary::ChannelView& view) noexcept {
  for (size_t line = 0; line < lines_.size(); ++line) {
    lines_[line]->sample();
    const ReceiverCounters counters = lines_[line]->counters();
    boundary::LineView& out = view.line[line];
    publish_word(out.foreign_source, counters.foreign);
    publish_word(out.kernel_drops, counters.kernel_drops);
    publish_word(out.truncated, counters.truncated);
    publish_word(out.queue_bytes_max, counters.queue_bytes_worst);
  }
}

void ChannelSockets::list_descriptors(std::vector<int>& out) const {
  for (const auto& line : lines_) {
    for (const int descriptor : line->descriptors()) out.push_back(descriptor);
  }
  if (has_rerequest_) out.push_back(rerequest_.descriptor());
  if (snapshot_.state() != TcpState::closed) out.push_back(snapshot_.descriptor());
}

int ChannelSockets::receive_buffer_bytes() const noexcept {
  return lines_.empty() ? 0 : lines_.front()->receive_buffer_bytes();
}

void ChannelSockets::list_grants(std::vector<HostGrant>& out) const {
  for (const auto& line : lines_) out.insert(out.end(), line->grants().begin(), line->grants().end());
}

}  // namespace hotlane::io
