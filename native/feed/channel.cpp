#include "feed/channel.hpp"

#include <algorithm>
#include <cassert>

namespace hotlane {
namespace mold = wire::moldudp64;

Channel::Channel(const ChannelSettings& settings)
    : settings_(settings),
      session_(settings.session),
      blocks_(mold::blocks_per_datagram_max),
      held_(settings.held_packets_max, settings.held_bytes_max),
      repair_(settings.repair, counters_),
      snapshot_(settings.snapshot, counters_) {
  assert(settings.lines >= 1 && settings.lines <= lines_max);
  if (settings.first_sequence != mold::sequence_number_unknown) begin_at(settings.first_sequence);
}

// The common case reads straight down, here and in take(): our session, data, in order or a copy, nothing
// under way. True: there is something new in it, for take() when it has been walked.
bool Channel::take_header(uint32_t line, std::span<const std::byte> datagram, MoldPacket& packet,
                          TimeNs now) noexcept {
  assert(line < lines_max);
  LineTracker& tracker = lines_[line];
  ++tracker.counters.packets;
  tracker.counters.bytes += datagram.size();
  ++counters_.packets;
  counters_.bytes += datagram.size();
  has_lead_ = false;
  if (const PacketFault fault = read_mold_packet(datagram, packet); fault != PacketFault::none) [[unlikely]] {
    refuse(line, fault);
    return false;
  }
  if (!session_ || !(*packet.session == *session_) || !is_begun_) [[unlikely]] {
    if (!is_begun_ && packet.sequence > sequence_jump_max) {
      refuse(line, PacketFault::sequence_jump);
      return false;
    }
    if (!admit(packet, now)) {
      count_foreign(line, now);
      return false;
    }
  }
  if (packet.kind != MoldKind::data) [[unlikely]] {
    take_mark(line, packet, now);
    return false;
  }
  if (packet.end() <= status_.next_sequence) {
    take_duplicate(line, packet, now);
    return false;
  }
  return true;
}

std::span<const MessageBytes> Channel::take(uint32_t line, std::span<const std::byte> datagram,
                                            const MoldPacket& packet, PacketFault fault,
                                            TimeNs now) noexcept {
  if (fault != PacketFault::none) [[unlikely]] {
    refuse(line, fault);
    return {};
  }
  if (packet.sequence != status_.next_sequence || !is_plain_) [[unlikely]] {
    if (packet.sequence > status_.next_sequence || is_holding_) {
      take_ahead(line, packet, datagram, now);
    } else {
      take_overlapping(line, packet, now);
    }
    return {};
  }
  LineTracker& tracker = lines_[line];
  tracker.note(packet.sequence, packet.end(), now);
  ++tracker.counters.wins;
  heard_ = now;
  if (settings_.lines > 1) leads_.note_first(line, packet.sequence, reached_);
  status_.next_sequence = status_.known_end = packet.end();
  return {blocks_.data(), packet.messages};
}

void Channel::take_duplicate(uint32_t line, const MoldPacket& packet, TimeNs now) noexcept {
  LineTracker& tracker = lines_[line];
  tracker.note(packet.sequence, packet.end(), now);
  ++tracker.counters.duplicates;
  ++counters_.duplicates;
  heard_ = now;
  if (packet.end() > status_.known_end) [[unlikely]]  // a snapshot was ahead of the lines
    note_known(packet.end(), now);
  if (settings_.lines > 1) has_lead_ = leads_.find(line, packet.sequence, packet.end(), reached_, lead_);
}

// In order while something is under way, or begun before what is expected: the rest of it is new.
void Channel::take_overlapping(uint32_t line, const MoldPacket& packet, TimeNs now) noexcept {
  if (end_ != 0 && packet.end() > end_) return refuse(line, PacketFault::after_end);
  lines_[line].note(packet.sequence, packet.end(), now);
  ++lines_[line].counters.wins;
  heard_ = now;
  if (settings_.lines > 1) leads_.note_first(line, packet.sequence, reached_);
  note_known(packet.end(), now);
  fresh_ = new_part(packet);
  fresh_end_ = packet.end();
  is_plain_ = false;
}

// Something before this packet is missing, or a snapshot is under way: it is the only packet that is copied.
void Channel::take_ahead(uint32_t line, const MoldPacket& packet, std::span<const std::byte> datagram,
                         TimeNs now) noexcept {
  if (end_ != 0 && packet.end() > end_) return refuse(line, PacketFault::after_end);
  if (packet.end() - status_.next_sequence > sequence_jump_max)
    return refuse(line, PacketFault::sequence_jump);
  is_plain_ = false;
  note_known(packet.end(), now);
  const HeldPackets::Insertion insertion = held_.insert(packet.sequence, packet.end(), datagram, now);
  const bool is_duplicate = insertion == HeldPackets::Insertion::duplicate;
  if (insertion == HeldPackets::Insertion::inserted) ++counters_.held;
  if (line == no_line) {
    if (is_duplicate) ++counters_.answers_useless;
    if (insertion == HeldPackets::Insertion::inserted) counters_.repaired += packet.messages;
    return;
  }
  LineTracker& tracker = lines_[line];
  tracker.note(packet.sequence, packet.end(), now);
  heard_ = now;
  if (is_duplicate) {
    ++tracker.counters.duplicates;
    ++counters_.duplicates;
    if (settings_.lines > 1) has_lead_ = leads_.find(line, packet.sequence, packet.end(), reached_, lead_);
  } else if (insertion == HeldPackets::Insertion::inserted) {
    ++tracker.counters.wins;
    if (settings_.lines > 1) leads_.note_first(line, packet.sequence, reached_);
  } else {
    ++counters_.held_dropped;
  }
}

// Heartbeats and ends carry no message and the number of the next one: the only sign of a loss before a
// silence.
void Channel::take_mark(uint32_t line, const MoldPacket& packet, TimeNs now) noexcept {
  const bool is_end = packet.kind == MoldKind::end_of_session;
  if (packet.sequence > status_.next_sequence &&
      packet.sequence - status_.next_sequence > sequence_jump_max) {
    return refuse(line, PacketFault::sequence_jump);
  }
  if (end_ != 0 && packet.sequence > end_) return refuse(line, PacketFault::after_end);
  ++(is_end ? counters_.ends : counters_.heartbeats);
  if (!is_end) ++lines_[line].counters.heartbeats;
  lines_[line].note(packet.sequence, packet.sequence, now);
  heard_ = now;
  if (packet.sequence > status_.known_end) {
    note_known(packet.sequence, now);
    is_plain_ = false;
  }
  if (!is_end) return;
  if (packet.sequence < std::max(status_.known_end, status_.next_sequence)) {
    ++counters_.stale_ends;
    return;
  }
  end_ = packet.sequence;
  end_heard_ = now;
  is_plain_ = false;
}

// As an end of session whose train is over: nobody is left who could close a gap.
void Channel::take_input_end(bool is_broken, TimeNs now) noexcept {
  if (!is_begun_) begin_at(mold::sequence_number_first);
  if (heard_ == never) heard_ = now;
  end_ = std::max(status_.known_end, status_.next_sequence);
  end_heard_ = now - settings_.end_patience_ns - 1;
  is_plain_ = false;
  if (!is_broken) return;
  is_lost_ = true;
  lost_cause_ = short_cause_ = ChannelCause::input_broken;
}

// An answer is an ordinary packet, cut as the server likes (moldudp64 §3): it goes the lines' way, and no
// further claim of it is believed.
void Channel::take_answer(std::span<const std::byte> datagram, TimeNs now) noexcept {
  ++counters_.answers;
  has_lead_ = false;
  MoldPacket packet;
  PacketFault fault = read_mold_packet(datagram, packet);
  const bool is_ours = fault == PacketFault::none && is_begun_ && session_ && *packet.session == *session_ &&
                       packet.kind == MoldKind::data;
  if (is_ours && packet.end() > status_.next_sequence) {
    fault = walk_mold_packet(packet, settings_.payload, blocks_);
    if (fault == PacketFault::none && end_ != 0 && packet.end() > end_) fault = PacketFault::after_end;
    if (fault == PacketFault::none) {
      repair_.on_answer(packet.sequence, packet.end());
      if (packet.sequence > status_.next_sequence || is_holding_)
        return take_ahead(no_line, packet, datagram, now);
      note_known(packet.end(), now);
      fresh_ = new_part(packet);
      fresh_end_ = packet.end();
      counters_.repaired += fresh_.size();
      is_plain_ = false;
      return;
    }
  }
  ++counters_.answers_useless;
  if (is_ours && fault == PacketFault::none) repair_.on_answer(packet.sequence, packet.end());
}

std::span<const MessageBytes> Channel::new_part(const MoldPacket& packet) noexcept {
  const auto known = static_cast<size_t>(status_.next_sequence - packet.sequence);
  return std::span<const MessageBytes>(blocks_).subspan(known, packet.messages - known);
}

void Channel::note_known(uint64_t end, TimeNs now) noexcept {
  if (end <= status_.known_end) return;
  status_.known_end = end;
  known_since_ = now;
}

void Channel::refuse(uint32_t line, PacketFault fault) noexcept {
  if (line == no_line) {
    ++counters_.answers_useless;
    return;
  }
  counters_.count_malformed(fault);
  lines_[line].counters.count_malformed(fault);
}

void Channel::count_foreign(uint32_t line, TimeNs now) noexcept {
  ++counters_.foreign;
  ++lines_[line].counters.foreign;
  foreign_heard_ = now;
}

// Another name is adopted when we have none yet, or after our end (§1: ended sessions stay ended, a restart
// needs a new name). The first packet says where an unknown stream is.
bool Channel::admit(const MoldPacket& packet, TimeNs now) noexcept {
  const bool is_ours = session_ && *packet.session == *session_;
  if (!is_ours) {
    if (session_ && !status_.is_session_over) return false;
    if (previous_session_ && *packet.session == *previous_session_) return false;
    begin_session(*packet.session);
  }
  if (!is_begun_) {
    // Where what came before can be asked for it is a gap like any other.
    const uint64_t first = mold::sequence_number_first;
    const bool can_ask =
        snapshot_.has_servers() ||
        (repair_.has_servers() && packet.sequence - first <= settings_.repair.gap_messages_max);
    begin_at(can_ask ? first : packet.sequence);
    if (!can_ask && packet.sequence > first) {
      is_lost_ = true;
      lost_cause_ = ChannelCause::late_join;
    }
  }
  heard_ = now;
  is_plain_ = false;
  return true;
}

// A successor counts from 1 by custom, so that what we missed of its beginning is a gap like any other.
void Channel::begin_session(const mold::Session& session) noexcept {
  if (session_) {
    previous_session_ = session_;
    begin_at(mold::sequence_number_first);
    is_fresh_session_ = true;
    for (LineTracker& line : lines_) line.restart();
  }
  session_ = session;
}

void Channel::begin_at(uint64_t sequence) noexcept {
  is_begun_ = true;
  is_late_ = true;
  is_lost_ = is_holding_ = is_void_ = is_back_ = false;
  status_.next_sequence = status_.known_end = sequence;
  status_.is_session_over = false;
  end_ = 0;
  counted_hole_end_ = 0;
  held_.clear();
  repair_.restart();
  snapshot_.cancel();
}

bool Channel::next_request(TimeNs now, RerequestDatagram& out) noexcept {
  return status_.step == RecoveryStep::rerequest && !is_holding_ && session_ &&
         repair_.next(*session_, status_.next_sequence, hole_end(), now, out);
}

}  // namespace hotlane
