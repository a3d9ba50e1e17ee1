// What a lane's channels receive, kept beside it: each channel's datagrams in its own file, under its lines'
// addresses, and what became of them in the lane's tables.
#include "io/channel_recorders.hpp"
#include <memory>

#include "feed/capture_reader.hpp"
#include "harness.hpp"
#include "temporary_file.hpp"

namespace hotlane::test {
namespace {

io::StreamSetup line(const char* group, uint16_t port) {
  io::StreamSetup out;
  out.udp.group = group;
  out.udp.port = port;
  return out;
}

io::Datagram datagram(uint32_t channel, uint32_t line, const Bytes& bytes, TimeNs received) {
  io::Datagram out;
  out.bytes = std::as_bytes(std::span(bytes));
  out.received_ns = received;
  out.source_address = 0x0A000001;
  out.source_port = 4'000;
  out.stream = static_cast<uint16_t>(channel * boundary::lines_max + line);
  return out;
}

}  // namespace

TEST("each kept channel has a file of what its lines received, with their addresses and receive times") {
  const TemporaryFile first("channel-0.pcapng");
  const TemporaryFile third("channel-2.pcapng");
  std::vector<io::ChannelInput> inputs(3);
  inputs[0].lines = {line("239.1.1.1", 30'001), line("239.1.1.2", 30'002)};
  inputs[0].record_file = first.path();
  inputs[1].lines = {line("239.2.2.1", 30'003)};  // not kept
  inputs[2].lines = {line("239.3.3.1", 30'004)};
  inputs[2].record_file = third.path();
  io::ChannelRecorders recorders;
  REQUIRE(recorders.open(inputs).empty());
  constexpr TimeNs start = 1'700'000'000'000'000'000;
  const Bytes payload{1, 2, 3, 4};
  for (TimeNs i = 0; i < 300; ++i) {
    // Those without a stamp of their own get the time at which the lane took them.
    recorders.push(datagram(0, static_cast<uint32_t>(i % 2), payload, i % 3 == 0 ? 0 : start + i), start + i);
    recorders.push(datagram(1, 0, payload, start + i), start + i);
    if (i < 20) recorders.push(datagram(2, 0, payload, start + i), start + i);
  }
  recorders.close([](uint32_t channel) { return channel == 2 ? uint64_t{7} : uint64_t{0}; });
  const auto memory = std::make_unique<boundary::LaneMemory>();
  recorders.publish(*memory);
  CHECK_EQUAL(memory->channel[0].recorded, 300U);
  CHECK_EQUAL(memory->channel[0].record_written, 300U);
  CHECK_EQUAL(memory->channel[0].record_dropped + memory->channel[0].record_failure, 0U);
  CHECK_EQUAL(memory->channel[1].recorded, 0U);
  CHECK_EQUAL(memory->channel[2].record_written, 20U);
  const Bytes file = first.bytes();
  CHECK_EQUAL(memory->channel[0].record_bytes, file.size());
  CaptureReader reader;
  reader.feed(std::as_bytes(std::span(file)));
  CapturedPacket packet;
  TimeNs i = 0;
  for (; reader.next(packet); ++i) {
    CHECK_EQUAL(packet.time, start + i);
    CHECK(packet.frame.source == ipv4_endpoint(0x0A000001, 4'000));
    CHECK(packet.frame.destination ==
          (i % 2 == 0 ? ipv4_endpoint(0xEF010101, 30'001) : ipv4_endpoint(0xEF010102, 30'002)));
  }
  CHECK_EQUAL(i, 300);
}

TEST("a recording that can't be written is said before the lane starts") {
  std::vector<io::ChannelInput> inputs(1);
  inputs[0].lines = {line("239.1.1.1", 30'001)};
  inputs[0].record_file = "/nonexistent/feed.pcapng";
  io::ChannelRecorders recorders;
  CHECK(recorders.open(inputs).find("/nonexistent/feed.pcapng") != std::string::npos);
}

}  // namespace hotlane::test
