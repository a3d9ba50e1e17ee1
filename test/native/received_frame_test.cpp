// The reader of raw frames against frames that the tests build byte by byte.
#include "feed/received_frame.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "ethernet_frames.hpp"
#include "harness.hpp"

using namespace hotlane;
using test::FrameShape;
using test::UdpSum;

namespace {

std::vector<std::byte> random_bytes(size_t size, std::mt19937_64& random) {
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

FrameFault fault_of(const FrameShape& shape, size_t payload = 64) {
  return read_frame(test::udp_frame(shape, std::vector<std::byte>(payload, std::byte{3}))).fault;
}

}  // namespace

TEST("a frame of any length, tagged or not, padded or not, gives its datagram as it was put in") {
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 20'000; ++round) {
    FrameShape shape;
    shape.source = static_cast<uint32_t>(random());
    shape.destination = static_cast<uint32_t>(random());
    shape.source_port = static_cast<uint16_t>(random());
    shape.destination_port = static_cast<uint16_t>(random());
    shape.vlan_tags = static_cast<uint32_t>(random() % 3);
    shape.padding = random() % 40;
    shape.sum = std::array{UdpSum::right, UdpSum::none, UdpSum::left_to_card}[random() % 3];
    const auto payload = random_bytes(random() % 1'500, random);
    const auto frame = test::udp_frame(shape, payload);
    const ReceivedFrame read = read_frame(frame);
    REQUIRE(read.fault == FrameFault::none);
    CHECK(std::equal(read.payload.begin(), read.payload.end(), payload.begin(), payload.end()));
    CHECK_EQUAL(read.source_address, shape.source);
    CHECK_EQUAL(read.destination_address, shape.destination);
    CHECK_EQUAL(read.source_port, shape.source_port);
    CHECK_EQUAL(read.destination_port, shape.destination_port);
  }
}

TEST("a turned bit anywhere in what the checksums cover is seen") {
  std::mt19937_64 random(test::seed());
  const auto frame = test::udp_frame({}, random_bytes(101, random));
  constexpr size_t ethernet_bytes = 14;
  for (size_t at = ethernet_bytes; at < frame.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto turned = frame;
      turned[at] ^= static_cast<std::byte>(1 << bit);
      CHECK(read_frame(turned).fault != FrameFault::none);
    }
  }
}

TEST("a frame cut anywhere is refused and not read behind its end") {
  FrameShape shape;
  shape.vlan_tags = 1;
  const auto frame = test::udp_frame(shape, std::vector<std::byte>(200, std::byte{3}));
  for (size_t size = 0; size < frame.size(); ++size) {
    const std::vector<std::byte> cut(frame.begin(), frame.begin() + static_cast<long>(size));
    CHECK(read_frame(cut).fault != FrameFault::none);
  }
}

TEST("frames that lie or are not ours to read are told apart") {
  FrameShape shape;
  CHECK(fault_of(shape) == FrameFault::none);
  CHECK(fault_of(shape, 0) == FrameFault::none);
  shape.sum = UdpSum::wrong;
  CHECK(fault_of(shape) == FrameFault::bad_checksum);
  shape = {};
  shape.is_header_sum_right = false;
  CHECK(fault_of(shape) == FrameFault::bad_checksum);
  shape = {};
  shape.total_length_off = 1;
  CHECK(fault_of(shape) == FrameFault::bad_length);
  shape.total_length_off = -65;
  CHECK(fault_of(shape) == FrameFault::bad_length);
  shape = {};
  shape.udp_length_off = 1;
  CHECK(fault_of(shape) == FrameFault::bad_length);
  shape.udp_length_off = -65;
  CHECK(fault_of(shape) == FrameFault::bad_length);
  shape = {};
  for (const uint16_t fragment : std::array<uint16_t, 3>{0x2000, 0x0001, 0x3FFF}) {
    shape.fragment = fragment;
    CHECK(fault_of(shape) == FrameFault::not_udp);
  }
  shape = {};
  shape.fragment = 0x4000;  // must not be fragmented, and is not
  CHECK(fault_of(shape) == FrameFault::none);
  shape = {};
  shape.protocol = 6;
  CHECK(fault_of(shape) == FrameFault::not_udp);
  shape = {};
  shape.version_and_words = 0x46;  // options
  CHECK(fault_of(shape) == FrameFault::not_udp);
  shape = {};
  shape.ether_type = 0x86DD;
  CHECK(fault_of(shape) == FrameFault::not_udp);
  shape = {};
  shape.vlan_tags = 3;
  CHECK(fault_of(shape) == FrameFault::not_udp);
}
