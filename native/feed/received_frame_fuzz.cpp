// Any bytes as an Ethernet frame: whatever is accepted lies inside the frame and is of the length that its
// headers state, and nothing of a faulty frame is handed out.
#include <cstdlib>
#include <vector>

#include "ethernet_frames.hpp"
#include "feed/received_frame.hpp"

using namespace hotlane;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A copy of exactly this length, so that reading behind it is seen.
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  const std::vector<std::byte> frame(bytes, bytes + size);
  const ReceivedFrame read = read_frame(frame);
  if (read.fault != FrameFault::none) {
    if (!read.payload.empty()) std::abort();
    return 0;
  }
  const std::byte* end = frame.data() + frame.size();
  if (read.payload.data() < frame.data() || read.payload.data() + read.payload.size() > end) std::abort();
  const std::byte* udp = read.payload.data() - 8;
  const size_t told = std::to_integer<size_t>(udp[4]) << 8 | std::to_integer<size_t>(udp[5]);
  if (told != read.payload.size() + 8) std::abort();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<std::vector<uint8_t>> examples;
  test::FrameShape shape;
  for (shape.vlan_tags = 0; shape.vlan_tags <= 2; ++shape.vlan_tags) {
    // Without a UDP checksum, so that a changed payload is still a datagram.
    for (const auto sum : {test::UdpSum::right, test::UdpSum::none}) {
      shape.sum = sum;
      const auto frame = test::udp_frame(shape, std::vector<std::byte>(40, std::byte{7}));
      const auto* bytes = reinterpret_cast<const uint8_t*>(frame.data());
      examples.emplace_back(bytes, bytes + frame.size());
    }
  }
  return examples;
}
