// Any bytes as a frame of any link type (the first byte chooses): the payload lies inside the frame, and only
// a UDP datagram has one. What it carries is surveyed, and every packet is explained once.
#include <cstdlib>
#include <vector>

#include "capture_bytes.hpp"
#include "feed/feed_survey.hpp"

using namespace hotlane;

namespace {

constexpr uint16_t link_types[] = {0, 1, 12, 14, 101, 108, 113, 228, 229, 276, 147};

void survey_twice(const CapturedPacket& packet) {
  FeedSurvey survey(static_cast<uint8_t>(packet.time) % 2 == 0);
  survey.add(packet, 0);
  survey.add(packet, 1);
  uint64_t explained = survey.beyond();
  for (const SurveyLine& line : survey.lines()) explained += line.packets;
  for (const OtherUdp& other : survey.others()) explained += other.packets;
  for (size_t i = 0; i < frame_content_count; ++i) explained += survey.count_of(static_cast<FrameContent>(i));
  for (size_t i = 0; i < packet_fault_count; ++i) explained += survey.count_of(static_cast<PacketFault>(i));
  if (explained != 2) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::vector<uint8_t> bytes(data + 1, data + size);  // of its own, so that reading past it is seen
  CapturedFrame frame;
  frame.link_type = link_types[data[0] % std::size(link_types)];
  frame.is_cut = data[0] >= 128;
  frame.bytes = std::as_bytes(std::span(bytes));
  CapturedPacket packet;
  packet.time = 1 + data[0];
  packet.frame = parse_udp_frame(frame);
  if (packet.frame.content != FrameContent::udp && !packet.frame.payload.empty()) std::abort();
  if (!packet.frame.payload.empty()) {
    const std::byte* begin = packet.frame.payload.data();
    if (begin < frame.bytes.data() ||
        begin + packet.frame.payload.size() > frame.bytes.data() + bytes.size()) {
      std::abort();
    }
  }
  survey_twice(packet);
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  const test::Addressed ipv4{{10, 0, 0, 1}, {239, 1, 2, 3}, 4000, 30'001};
  const test::Addressed ipv6{test::Bytes(16, 0x20), test::Bytes(16, 0xFF), 4000, 30'001};
  const test::Bytes mold =
      test::mold_packet("TEST000001", 7, 2, {test::itch_delete(1, 1), test::itch_delete(1, 2)});
  const test::Bytes packet_4 = test::ipv4_packet(ipv4, 17, test::udp_packet(ipv4, mold), 2);
  const test::Bytes packet_6 =
      test::ipv6_packet(ipv6, 0, test::from_hex("1100 0000 00000000"), test::udp_packet(ipv6, mold));
  std::vector<std::vector<uint8_t>> examples;
  const auto add = [&examples](uint8_t chooser, const test::Bytes& frame) {
    examples.push_back({chooser});
    test::append(examples.back(), frame);
  };
  add(0, test::family_frame(test::Order::little, 2, packet_4));
  add(1, test::ethernet_frame(0x0800, packet_4, {0x88A8, 0x8100}));
  add(1, test::ethernet_frame(0x86DD, packet_6));
  add(6, test::cooked_frame(0x0800, packet_4));
  add(9, test::cooked_2_frame(0x86DD, packet_6));
  add(4, packet_6);
  return examples;
}
