// Any bytes as an ITCH file or as one or two captures (the first byte chooses, the second how they are cut):
// what comes out is sound, numbered without a hole, and every packet of a capture is accounted for once.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "capture_bytes.hpp"
#include "feed/capture_packets.hpp"
#include "feed/itch_packets.hpp"
#include "feed/mold_packet.hpp"

using namespace hotlane;

namespace {

// Hands over each file in pieces of `size` bytes, each a copy of its own, so that reading past one is seen.
template <class Take>
void read(RecordedPackets& packets, const std::vector<test::Bytes>& files, size_t size, Take&& take) {
  std::vector<size_t> at(files.size());
  std::vector<test::Bytes> pieces(files.size());
  while (true) {
    RecordedPacket packet;
    while (packets.next(packet)) take(packet);
    const std::optional<uint32_t> file = packets.wanted();
    if (!file) return;
    const test::Bytes& bytes = files[*file];
    const size_t length = std::min(size, bytes.size() - at[*file]);
    if (length == 0) {
      packets.finish(*file);
      continue;
    }
    const auto begin = bytes.begin() + static_cast<long>(at[*file]);
    pieces[*file] = test::Bytes(begin, begin + static_cast<long>(length));
    at[*file] += length;
    packets.feed(*file, std::as_bytes(std::span(pieces[*file])));
  }
}

void read_itch(const test::Bytes& file, size_t size) {
  static std::vector<MessageBytes> blocks(wire::moldudp64::blocks_per_datagram_max);
  ItchPackets packets{wire::moldudp64::Session(std::string_view("FILE"))};
  uint64_t next = 1;
  read(packets, {file}, size, [&next](const RecordedPacket& packet) {
    MoldPacket mold;
    if (read_mold_packet(packet.bytes, mold) != PacketFault::none || mold.sequence != next) std::abort();
    if (mold.messages == 0 || packet.line != 0) std::abort();
    if (walk_mold_packet(mold, PayloadCheck::itch50, blocks) != PacketFault::none) std::abort();
    next = mold.end();
  });
  if (next != packets.messages() + 1) std::abort();
}

void read_captures(const std::vector<test::Bytes>& files, size_t size) {
  CapturePackets packets({.files = static_cast<uint32_t>(files.size())});
  uint64_t given = 0;
  read(packets, files, size, [&](const RecordedPacket& packet) {
    if (packet.line >= packets.lines().size()) std::abort();
    ++given;
  });
  const CapturePacketsCounters& counters = packets.counters();
  uint64_t others = counters.elsewhere + counters.given;
  for (size_t i = 1; i < frame_content_count; ++i) others += counters.by_content[i];
  if (counters.given != given || others != counters.packets || packets.lines().size() > lines_max)
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const test::Bytes bytes(data + 2, data + size);
  const size_t piece = 1 + size_t{data[1]} * 7;
  const auto middle = bytes.begin() + static_cast<long>(bytes.size() / 2);
  switch (data[0] % 3) {
    case 0: read_itch(bytes, piece); break;
    case 1: read_captures({bytes}, piece); break;
    default:
      read_captures({test::Bytes(bytes.begin(), middle), test::Bytes(middle, bytes.end())}, piece);
      break;
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  test::Bytes itch;
  for (uint64_t i = 0; i < 8; ++i) test::put_framed(itch, test::itch_delete(1, i));
  const test::Addressed a{{10, 0, 0, 1}, {239, 1, 2, 3}, 4000, 30'001};
  const test::Addressed b{{10, 0, 0, 1}, {239, 1, 2, 4}, 4000, 30'001};
  test::Bytes capture = test::pcap_header(test::Order::little, 0xA1B23C4D, 1);
  for (uint32_t i = 1; i < 4; ++i) {
    for (const test::Addressed& where : {a, b}) {
      const test::Bytes mold = test::mold_packet("TEST000001", i, 1, {test::itch_delete(1, i)});
      const test::Bytes packet = test::ipv4_packet(where, 17, test::udp_packet(where, mold));
      test::put_record(capture, test::Order::little, 1, i, test::ethernet_frame(0x0800, packet));
    }
  }
  std::vector<std::vector<uint8_t>> examples;
  const auto add = [&examples](uint8_t kind, uint8_t piece, std::initializer_list<test::Bytes> parts) {
    examples.push_back({kind, piece});
    for (const test::Bytes& part : parts) test::append(examples.back(), part);
  };
  add(0, 3, {itch});
  add(1, 40, {capture});
  add(2, 9, {capture, capture});  // of equal length, so that each half is a whole file
  return examples;
}
