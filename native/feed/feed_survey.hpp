// Explains captured packets: which MoldUDP64 channels there are, what each line lost, which line was first,
// how fast it came, and a name for every packet that is none of it. Pure; called by one thread with packets
// in the order of their stamps. Every packet is in exactly one count: of a line, foreign or malformed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "feed/capture_reader.hpp"
#include "feed/line_race.hpp"
#include "feed/mold_inspection.hpp"
#include "feed/traffic_rates.hpp"

namespace hotlane {

// One MoldUDP64 session at one destination.
struct SurveyLine {
  IpEndpoint destination;
  wire::moldudp64::Session session;
  uint32_t race = 0;     // which of the survey's races it runs in
  uint32_t runner = 0;   // and as which of its runners
  uint64_t packets = 0;  // all of it, heartbeats and ends too
  uint64_t bytes = 0;
  uint64_t messages = 0;  // in all its packets, duplicates too
  uint64_t heartbeats = 0;
  uint64_t ends = 0;
  uint64_t duplicates = 0;  // packets that brought nothing new on this line
  uint64_t late = 0;        // messages that filled a hole after something later had come
  TimeNs first_time = 0;
  TimeNs last_time = 0;
  SequenceHoles holes;
  BurstMeter burst;
};

struct SurveyRace {
  wire::moldudp64::Session session;
  LineRace race;
};

// A malformed packet that can be looked up: the first of them, up to `places_max`.
struct SurveyPlace {
  uint32_t file = 0;
  uint64_t offset = 0;
  std::string_view reason;
};

// UDP datagrams to one destination that are not MoldUDP64, by why not.
struct OtherUdp {
  IpEndpoint destination;
  uint64_t packets = 0;
  uint64_t mold_packets = 0;                            // those that are: then the others are malformed
  std::array<uint64_t, packet_fault_count> by_fault{};  // `none`: its framing walks, its session is no text
  std::vector<SurveyPlace> places;
};

class FeedSurvey {
 public:
  static constexpr size_t lines_max = 1024;
  static constexpr size_t destinations_max = 65'536;
  static constexpr size_t places_max = 64;  // of the survey; a destination keeps `places_of_destination_max`
  static constexpr size_t places_of_destination_max = 8;

  // `bodies`: count messages without regard to session and sequence, of captures in which they were blanked.
  explicit FeedSurvey(bool bodies) noexcept : bodies_(bodies) {}

  void add(const CapturedPacket& packet, uint32_t file);

  [[nodiscard]] uint64_t packets() const noexcept { return packets_; }
  [[nodiscard]] uint64_t messages() const noexcept { return messages_; }
  [[nodiscard]] uint64_t empty_messages() const noexcept { return empty_messages_; }
  [[nodiscard]] uint64_t heartbeats() const noexcept { return heartbeats_; }
  [[nodiscard]] uint64_t unstamped() const noexcept { return unstamped_; }
  [[nodiscard]] const std::array<uint64_t, 256>& by_type() const noexcept { return by_type_; }
  // Of those, messages that are not of that ITCH 5.0 type's length, or of no ITCH 5.0 type.
  [[nodiscard]] const std::array<uint64_t, 256>& not_itch() const noexcept { return not_itch_; }
  [[nodiscard]] const std::vector<SurveyLine>& lines() const noexcept { return lines_; }
  [[nodiscard]] const std::vector<SurveyRace>& races() const noexcept { return races_; }
  // Packets that are not UDP, or malformed below it.
  [[nodiscard]] uint64_t count_of(FrameContent content) const noexcept {
    return by_content_[static_cast<size_t>(content)];
  }
  // Datagrams that are MoldUDP64 but for this.
  [[nodiscard]] uint64_t count_of(PacketFault fault) const noexcept {
    return by_fault_[static_cast<size_t>(fault)];
  }
  [[nodiscard]] const std::vector<OtherUdp>& others() const noexcept { return others_; }
  // UDP to destinations, or sessions at them, beyond those that are kept.
  [[nodiscard]] uint64_t beyond() const noexcept { return beyond_; }
  [[nodiscard]] const std::vector<SurveyPlace>& places() const noexcept { return places_; }
  [[nodiscard]] const SecondRates& seconds() const noexcept { return seconds_; }
  [[nodiscard]] const BurstMeter& burst() const noexcept { return burst_; }

 private:
  struct LineKey {
    IpEndpoint destination;
    wire::moldudp64::Session session;
    friend bool operator==(const LineKey&, const LineKey&) = default;
  };
  struct LineKeyHash {
    [[nodiscard]] size_t operator()(const LineKey& key) const noexcept;
  };

  void add_datagram(const CapturedPacket& packet, uint32_t file);
  void add_other(const CapturedPacket& packet, uint32_t file, const MoldInspection& seen, OtherUdp& other);
  void add_packet(const CapturedPacket& packet, const MoldInspection& seen, SurveyLine& line);
  void follow_sequence(const CapturedPacket& packet, const MoldInspection& seen, SurveyLine& line);
  void count_messages(const MoldInspection& seen);
  [[nodiscard]] OtherUdp* destination_of(const IpEndpoint& destination);
  [[nodiscard]] SurveyLine* line_of(const CapturedPacket& packet);
  [[nodiscard]] uint32_t race_of(const wire::moldudp64::Session& session);
  void note(uint32_t file, uint64_t offset, std::string_view reason);

  bool bodies_;
  uint64_t packets_ = 0;
  uint64_t messages_ = 0;
  uint64_t empty_messages_ = 0;
  uint64_t heartbeats_ = 0;
  uint64_t unstamped_ = 0;
  uint64_t beyond_ = 0;
  std::array<uint64_t, 256> by_type_{};
  std::array<uint64_t, 256> not_itch_{};
  std::array<uint64_t, frame_content_count> by_content_{};
  std::array<uint64_t, packet_fault_count> by_fault_{};
  std::vector<SurveyLine> lines_;
  std::vector<SurveyRace> races_;
  std::vector<OtherUdp> others_;
  std::vector<SurveyPlace> places_;
  std::unordered_map<LineKey, uint32_t, LineKeyHash> line_index_;
  std::unordered_map<IpEndpoint, uint32_t, IpEndpointHash> destination_index_;
  SecondRates seconds_;
  BurstMeter burst_;
};

}  // namespace hotlane
