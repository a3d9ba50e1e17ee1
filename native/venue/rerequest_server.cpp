#include "venue/rerequest_server.hpp"

#include <cstring>

namespace hotlane::venue {

using wire::moldudp64::BlockPrefix;
using wire::moldudp64::Header;
using wire::moldudp64::Request;

RerequestServer::RerequestServer(const wire::moldudp64::Session& session)
    : session_(session), answer_(datagram_payload_max) {}

Bytes RerequestServer::refuse(RerequestRefusal refusal) noexcept {
  ++counters_.refused[static_cast<size_t>(refusal)];
  return {};
}

Bytes RerequestServer::answer(Bytes request, const SequencedStore& published) noexcept {
  ++counters_.requests;
  if (request.size() != sizeof(Request)) return refuse(RerequestRefusal::wrong_length);
  Request wanted;
  std::memcpy(&wanted, request.data(), sizeof wanted);
  if (!(wanted.session == session_)) return refuse(RerequestRefusal::wrong_session);
  // 65,535 is not forbidden, and no answer holds that many: what fits decides.
  const uint16_t count_max = wanted.requested_message_count;
  if (count_max == 0) return refuse(RerequestRefusal::nothing_wanted);
  const uint64_t first = wanted.sequence_number;
  if (first == wire::moldudp64::sequence_number_unknown) return refuse(RerequestRefusal::number_zero);
  if (first >= published.next_sequence()) return refuse(RerequestRefusal::not_yet_sent);
  if (first < published.oldest_sequence()) return refuse(RerequestRefusal::no_longer_kept);

  size_t size = sizeof(Header);
  uint16_t count = 0;
  for (uint64_t sequence = first; count < count_max && sequence < published.next_sequence(); ++sequence) {
    const Bytes message = published.message(sequence);
    if (answer_.size() - size < sizeof(BlockPrefix) + message.size()) break;
    const BlockPrefix prefix{static_cast<uint16_t>(message.size())};
    std::memcpy(answer_.data() + size, &prefix, sizeof prefix);
    if (!message.empty()) std::memcpy(answer_.data() + size + sizeof prefix, message.data(), message.size());
    size += sizeof prefix + message.size();
    ++count;
  }
  const Header header{session_, first, count};
  std::memcpy(answer_.data(), &header, sizeof header);
  ++counters_.answered;
  counters_.messages += count;
  return Bytes(answer_).first(size);
}

}  // namespace hotlane::venue
