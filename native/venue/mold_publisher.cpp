// See mold_publisher.hpp.
#include "venue/mold_publisher.hpp"

#include <cassert>
#include <cstring>

namespace hotlane::venue {

using wire::moldudp64::BlockPrefix;
using wire::moldudp64::Header;

MoldPublisher::MoldPublisher(const wire::moldudp64::Session& session) : session_(session) {
  bytes_.reserve(64 * datagram_payload_max);
  ends_.reserve(64);
}

void MoldPublisher::open() noexcept {
  open_begin_ = bytes_.size();
  bytes_.resize(open_begin_ + sizeof(Header));
  Header header;
  header.session = session_;
  header.sequence_number = next_sequence_;
  header.message_count = 0;
  std::memcpy(bytes_.data() + open_begin_, &header, sizeof header);
}

void MoldPublisher::close() noexcept {
  if (open_count_ == 0) return;
  const wire::be16 count = open_count_;
  std::memcpy(bytes_.data() + open_begin_ + offsetof(Header, message_count), &count, sizeof count);
  ends_.push_back(bytes_.size());
  open_count_ = 0;
}

std::byte* MoldPublisher::append(size_t length) noexcept {
  assert(sizeof(Header) + sizeof(BlockPrefix) + length <= datagram_payload_max);
  if (open_count_ > 0 && bytes_.size() - open_begin_ + sizeof(BlockPrefix) + length > datagram_payload_max)
    close();
  if (open_count_ == 0) open();
  const BlockPrefix prefix{static_cast<uint16_t>(length)};
  const size_t at = bytes_.size();
  bytes_.resize(at + sizeof prefix + length);
  std::memcpy(bytes_.data() + at, &prefix, sizeof prefix);
  ++open_count_;
  ++next_sequence_;
  return bytes_.data() + at + sizeof prefix;
}

void MoldPublisher::end_turn(TimeNs now) noexcept {
  close();
  if (!ends_.empty()) {
    last_sent_ = now;
  } else if (now >= next_heartbeat_due()) {
    send_bare(wire::moldudp64::heartbeat_count, now);
  }
}

void MoldPublisher::announce_end(TimeNs now) noexcept {
  close();
  send_bare(wire::moldudp64::end_of_session_count, now);
}

void MoldPublisher::send_bare(uint16_t count, TimeNs now) noexcept {
  open();
  const wire::be16 field = count;
  std::memcpy(bytes_.data() + open_begin_ + offsetof(Header, message_count), &field, sizeof field);
  ends_.push_back(bytes_.size());
  last_sent_ = now;
}

void MoldPublisher::clear() noexcept {
  assert(open_count_ == 0);
  bytes_.clear();
  ends_.clear();
}

}  // namespace hotlane::venue
