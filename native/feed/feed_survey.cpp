#include "feed/feed_survey.hpp"

#include <algorithm>

#include "wire/itch50.hpp"

namespace hotlane {
namespace mold = wire::moldudp64;

size_t FeedSurvey::LineKeyHash::operator()(const LineKey& key) const noexcept {
  uint64_t hash = IpEndpointHash{}(key.destination);
  for (const char c : key.session.chars) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3ULL;
  return static_cast<size_t>(hash ^ hash >> 32);
}

void FeedSurvey::add(const CapturedPacket& packet, uint32_t file) {
  ++packets_;
  if (packet.time == 0) ++unstamped_;
  const FrameContent content = packet.frame.content;
  if (content == FrameContent::udp) {
    add_datagram(packet, file);
    return;
  }
  ++by_content_[static_cast<size_t>(content)];
  if (is_malformed(content)) note(file, packet.offset, text_of(content));
}

void FeedSurvey::add_datagram(const CapturedPacket& packet, uint32_t file) {
  OtherUdp* destination = destination_of(packet.frame.destination);
  if (destination == nullptr) {
    ++beyond_;
    return;
  }
  const MoldInspection seen = inspect_mold(packet.frame.payload);
  if (seen.fault != PacketFault::none || seen.session == SessionLook::other) {
    add_other(packet, file, seen, *destination);
    return;
  }
  if (seen.sequence == mold::sequence_number_unknown && !bodies_) {
    ++by_fault_[static_cast<size_t>(PacketFault::sequence_zero)];
    note(file, packet.offset, text_of(PacketFault::sequence_zero));
    return;
  }
  SurveyLine* line = line_of(packet);
  if (line == nullptr) {
    ++beyond_;
    return;
  }
  ++destination->mold_packets;
  add_packet(packet, seen, *line);
}

// A session of text before a broken framing is a MoldUDP64 packet gone wrong. Of others only the destination
// can tell, by what else it got.
void FeedSurvey::add_other(const CapturedPacket& packet, uint32_t file, const MoldInspection& seen,
                           OtherUdp& other) {
  const auto fault = static_cast<size_t>(seen.fault);
  if (seen.session == SessionLook::text && seen.fault != PacketFault::none) {
    ++by_fault_[fault];
    note(file, packet.offset, text_of(seen.fault));
    return;
  }
  ++other.packets;
  ++other.by_fault[fault];
  if (other.places.size() < places_of_destination_max) {
    other.places.push_back({file, packet.offset, text_of(seen.fault)});
  }
}

void FeedSurvey::add_packet(const CapturedPacket& packet, const MoldInspection& seen, SurveyLine& line) {
  const uint64_t bytes = packet.frame.payload.size();
  if (line.packets == 0) line.first_time = packet.time;
  line.last_time = std::max(line.last_time, packet.time);
  ++line.packets;
  line.bytes += bytes;
  line.messages += seen.blocks;
  if (seen.is_heartbeat) {
    ++line.heartbeats;
    ++heartbeats_;
  }
  if (seen.is_end) ++line.ends;
  if (!bodies_) follow_sequence(packet, seen, line);
  count_messages(seen);
  if (packet.time == 0) return;
  line.burst.add(packet.time, seen.blocks, bytes);
  burst_.add(packet.time, seen.blocks, bytes);
  seconds_.add(packet.time, seen.blocks, bytes);
}

void FeedSurvey::follow_sequence(const CapturedPacket& packet, const MoldInspection& seen, SurveyLine& line) {
  LineRace& race = races_[line.race].race;
  if (seen.blocks == 0) {
    line.holes.announce(seen.sequence, packet.time);
    race.announce(seen.sequence, packet.time);
    return;
  }
  const SequenceArrival arrival = line.holes.arrive(seen.sequence, seen.blocks, packet.time);
  if (arrival.fresh == 0) ++line.duplicates;
  line.late += arrival.filled;
  const size_t first_length = reinterpret_cast<const mold::BlockPrefix*>(seen.body.data())->message_length;
  race.arrive(line.runner, seen.sequence, seen.blocks, packet.time,
              seen.body.subspan(sizeof(mold::BlockPrefix), first_length));
}

void FeedSurvey::count_messages(const MoldInspection& seen) {
  messages_ += seen.blocks;
  for_each_message(seen.body, [this](std::span<const std::byte> message) {
    if (message.empty()) {
      ++empty_messages_;
      return;
    }
    const auto type = static_cast<uint8_t>(message[0]);
    ++by_type_[type];
    if (wire::itch50::length_of(static_cast<char>(type)) != message.size()) ++not_itch_[type];
  });
}

// Null: there are too many.
OtherUdp* FeedSurvey::destination_of(const IpEndpoint& destination) {
  const auto found = destination_index_.find(destination);
  if (found != destination_index_.end()) return &others_[found->second];
  if (others_.size() == destinations_max) return nullptr;
  destination_index_.emplace(destination, static_cast<uint32_t>(others_.size()));
  others_.emplace_back();
  others_.back().destination = destination;
  return &others_.back();
}

SurveyLine* FeedSurvey::line_of(const CapturedPacket& packet) {
  const auto& header = *reinterpret_cast<const mold::Header*>(packet.frame.payload.data());
  const LineKey key{packet.frame.destination, header.session};
  const auto found = line_index_.find(key);
  if (found != line_index_.end()) return &lines_[found->second];
  if (lines_.size() == lines_max) return nullptr;
  line_index_.emplace(key, static_cast<uint32_t>(lines_.size()));
  SurveyLine& line = lines_.emplace_back();
  line.destination = key.destination;
  line.session = key.session;
  line.race = race_of(key.session);
  line.runner = races_[line.race].race.add_line();
  return &line;
}

// Few sessions: the list is looked through when a line is new.
uint32_t FeedSurvey::race_of(const mold::Session& session) {
  const auto is_same = [&session](const SurveyRace& race) { return race.session == session; };
  const auto found = std::find_if(races_.begin(), races_.end(), is_same);
  if (found != races_.end()) return static_cast<uint32_t>(found - races_.begin());
  races_.push_back({session, LineRace()});
  return static_cast<uint32_t>(races_.size() - 1);
}

void FeedSurvey::note(uint32_t file, uint64_t offset, std::string_view reason) {
  if (places_.size() < places_max) places_.push_back({file, offset, reason});
}

}  // namespace hotlane
