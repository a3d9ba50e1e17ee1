#include "feed/moldudp64_receiver.hpp"

#include <limits>

namespace hotlane {
namespace mold = wire::moldudp64;

MoldReceiver::MoldReceiver(const MoldReceiverSettings& settings, FeedCounters& counters)
    : session_(settings.session),
      expected_(settings.first_sequence),
      counters_(counters),
      blocks_(mold::blocks_per_datagram_max) {}

Receipt MoldReceiver::accept(std::span<const std::byte> datagram) noexcept {
  ++counters_.packets;
  counters_.bytes += datagram.size();
  if (datagram.size() < sizeof(mold::Header)) return refuse(PacketFault::header_cut);
  if (datagram.size() > mold::datagram_length_max) return refuse(PacketFault::oversized);

  const auto& header = *reinterpret_cast<const mold::Header*>(datagram.data());
  const uint64_t sequence = header.sequence_number;
  const uint16_t count = header.message_count;
  const bool is_end = count == mold::end_of_session_count;
  const bool is_data = count != mold::heartbeat_count && !is_end;
  const uint16_t blocks = is_data ? count : uint16_t{0};
  if (sequence == mold::sequence_number_unknown) return refuse(PacketFault::sequence_zero);
  if (sequence > std::numeric_limits<uint64_t>::max() - blocks) return refuse(PacketFault::sequence_wraps);
  if (const PacketFault fault = walk(datagram.subspan(sizeof(mold::Header)), blocks);
      fault != PacketFault::none) {
    return refuse(fault);
  }
  if (!admit_session(header.session, sequence)) {
    ++counters_.foreign;
    Receipt receipt;
    receipt.kind = PacketKind::foreign_session;
    return receipt;
  }
  return is_data ? accept_data(sequence, count) : accept_mark(sequence, is_end);
}

// MoldUDP64 §4, "parse fully, then deliver": all blocks must end exactly where the datagram does.
PacketFault MoldReceiver::walk(std::span<const std::byte> body, uint16_t count) noexcept {
  size_t at = 0;
  for (uint16_t i = 0; i < count; ++i) {
    if (body.size() - at < sizeof(mold::BlockPrefix)) return PacketFault::prefix_cut;
    const size_t length = reinterpret_cast<const mold::BlockPrefix*>(body.data() + at)->message_length;
    at += sizeof(mold::BlockPrefix);
    if (body.size() - at < length) return PacketFault::message_cut;
    blocks_[i] = body.subspan(at, length);
    at += length;
  }
  return at == body.size() ? PacketFault::none : PacketFault::trailing_bytes;
}

// Our session's packets pass. Another name is adopted when we have none yet, or after our end (§1: ended
// sessions stay ended, a restart needs a new name).
bool MoldReceiver::admit_session(const mold::Session& session, uint64_t sequence) noexcept {
  if (session_.has_value() && *session_ == session) {
    if (expected_ == mold::sequence_number_unknown) expected_ = sequence;
    return true;
  }
  if (session_.has_value() && !has_ended_) return false;
  // A successor counts from 1 by custom, so that what we missed of its beginning is a gap like any other.
  if (has_ended_) expected_ = mold::sequence_number_first;
  if (expected_ == mold::sequence_number_unknown) expected_ = sequence;
  session_ = session;
  has_ended_ = false;
  return true;
}

// One line and no re-request: what is missing when something later is known to exist is lost for good. Should
// it come after all, it is dropped as a duplicate: the books have already moved past it.
void MoldReceiver::declare_lost(uint64_t next_known, Receipt& receipt) noexcept {
  receipt.has_gap = true;
  receipt.lost = next_known - expected_;
  ++counters_.gaps;
  counters_.lost += receipt.lost;
  expected_ = next_known;
}

Receipt MoldReceiver::accept_data(uint64_t sequence, uint16_t count) noexcept {
  const uint64_t next = sequence + count;
  Receipt receipt;
  if (next <= expected_) {
    ++counters_.duplicates;
    receipt.kind = PacketKind::duplicate;
    return receipt;
  }
  if (has_ended_) return refuse(PacketFault::after_end);
  if (sequence > expected_) declare_lost(sequence, receipt);
  const size_t delivered_before = static_cast<size_t>(expected_ - sequence);
  receipt.kind = PacketKind::data;
  receipt.first_sequence = expected_;
  receipt.messages =
      std::span<const MessageBytes>(blocks_).subspan(delivered_before, count - delivered_before);
  expected_ = next;
  return receipt;
}

// Heartbeats and ends carry no message and the number of the next one: the only sign of a loss before a
// silence.
Receipt MoldReceiver::accept_mark(uint64_t sequence, bool is_end) noexcept {
  Receipt receipt;
  receipt.kind = is_end ? PacketKind::end_of_session : PacketKind::heartbeat;
  ++(is_end ? counters_.ends : counters_.heartbeats);
  if (sequence > expected_) {
    if (has_ended_) return receipt;  // nothing can exist after the end: the mark is wrong
    declare_lost(sequence, receipt);
  }
  if (is_end && sequence < expected_) {
    ++counters_.stale_ends;
  } else if (is_end && !has_ended_) {
    has_ended_ = true;
    receipt.is_session_end = true;
  }
  return receipt;
}

Receipt MoldReceiver::refuse(PacketFault fault) noexcept {
  counters_.count_malformed(fault);
  Receipt receipt;
  receipt.fault = fault;
  return receipt;
}

}  // namespace hotlane
