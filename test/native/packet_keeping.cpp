// Keeping packets and sending them again: the ring between two threads, the recorder's file, and real
// sockets.
#include <sys/resource.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "capture_bytes.hpp"
#include "datagram_sender.hpp"
#include "feed/capture_reader.hpp"
#include "harness.hpp"
#include "io/capture_replay.hpp"
#include "io/group_recording.hpp"
#include "io/packet_recorder.hpp"
#include "temporary_file.hpp"

using namespace hotlane;
using namespace hotlane::io;

namespace {

using test::Bytes;
using test::TemporaryFile;
using Random = std::mt19937_64;

constexpr TimeNs start = 1'700'000'000'000'000'000;
constexpr auto patience = std::chrono::seconds(20);  // a hung test ends; no test passes or fails by its speed

Bytes random_bytes(Random& random, size_t length) {
  Bytes out(length);
  for (uint8_t& byte : out) byte = static_cast<uint8_t>(random());
  return out;
}
Bytes copy(std::span<const std::byte> bytes) {
  const auto* from = reinterpret_cast<const uint8_t*>(bytes.data());
  return {from, from + bytes.size()};
}

struct Read {
  std::vector<CapturedPacket> packets;
  std::vector<Bytes> payloads;
  CaptureError error;
};

Read read(const Bytes& file) {
  Read out;
  CaptureReader reader;
  reader.feed(std::as_bytes(std::span(file)));
  CapturedPacket packet;
  while (reader.next(packet)) {
    out.packets.push_back(packet);
    out.payloads.push_back(copy(packet.frame.payload));
  }
  reader.finish();
  out.error = reader.error();
  return out;
}

// Waits for `condition`; false: it never came.
template <class Condition>
bool wait_for(Condition&& condition) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

UdpReceiverSetup group_of(const char* address) {
  UdpReceiverSetup setup;
  setup.group = address;
  setup.interface_address = "127.0.0.1";
  setup.port = test::DatagramSender("127.0.0.1").port();  // that nobody holds
  setup.receive_buffer_bytes = 8 << 20;
  return setup;
}

}  // namespace

TEST("a packet ring gives back what it took, in order, and refuses only what has no room") {
  Random random(test::seed());
  constexpr size_t ring_bytes = 1 << 18;
  PacketRing ring(ring_bytes);
  std::deque<std::pair<RingPacket, Bytes>> model;
  uint64_t refused = 0;
  for (uint64_t step = 0; step < test::repeats(200'000); ++step) {
    if (random() % 2 == 0) {
      RingPacket packet;
      packet.time = static_cast<TimeNs>(random());
      packet.source_port = static_cast<uint16_t>(random());
      const Bytes payload = random_bytes(random, random() % 200 == 0 ? random() % 65'508 : random() % 3'000);
      packet.bytes = std::as_bytes(std::span(payload));
      if (ring.push(packet)) {
        model.emplace_back(packet, payload);
      } else {
        ++refused;
        size_t held = 0;
        for (const auto& entry : model) held += entry.second.size() + 64;
        // Before the end of the memory less is given up than the packet that did not fit there: this one, and
        // one among those held.
        CHECK(held + 2 * payload.size() + PacketRing::packet_bytes_max + 256 > ring_bytes);
      }
      continue;
    }
    const uint64_t taken = random() % (step / 5'000 % 2 == 0 ? 2 : 5);  // fills up, then drains
    for (uint64_t i = 0; i < taken; ++i) {
      RingPacket packet;
      const bool has_packet = ring.next(packet);
      CHECK(has_packet == !model.empty());
      if (!has_packet) break;
      CHECK_EQUAL(packet.time, model.front().first.time);
      CHECK_EQUAL(packet.source_port, model.front().first.source_port);
      CHECK(copy(packet.bytes) == model.front().second);
      model.pop_front();
    }
    ring.release();
  }
  CHECK(refused > 0);
}

TEST("a packet ring carries packets between two threads whole and in order") {
  PacketRing ring(1 << 18);
  constexpr uint64_t packets = 200'000;
  std::thread producer([&ring] {
    Random random(test::seed());
    Bytes payload(2'000);
    for (uint64_t i = 0; i < packets; ++i) {
      RingPacket packet;
      packet.time = static_cast<TimeNs>(i);
      const size_t length = 8 + random() % 1'500;
      for (size_t at = 0; at < length; at += 97) payload[at] = static_cast<uint8_t>(i + at);
      packet.bytes = std::as_bytes(std::span(payload)).first(length);
      while (!ring.push(packet)) std::this_thread::yield();
    }
  });
  uint64_t wrong = 0;
  for (uint64_t i = 0; i < packets; ++i) {
    RingPacket packet;
    while (!ring.next(packet)) std::this_thread::yield();
    if (packet.time != static_cast<TimeNs>(i)) ++wrong;
    for (size_t at = 0; at < packet.bytes.size(); at += 97) {
      if (packet.bytes[at] != static_cast<std::byte>(static_cast<uint8_t>(i + at))) ++wrong;
    }
    // Now and then only the earlier ones' room is given back, while this one is still read.
    i % 3 == 0 ? ring.release_earlier() : ring.release();
  }
  producer.join();
  CHECK_EQUAL(wrong, 0U);
}

TEST("a recorder writes every packet that it did not count as dropped") {
  Random random(test::seed());
  const TemporaryFile file("recorder.pcapng");
  PacketRecorder recorder;
  REQUIRE(recorder.open({file.path(), 1 << 18}).empty());
  std::vector<Bytes> pushed;
  for (int i = 0; i < 20'000; ++i) {
    const uint64_t dropped = recorder.counters().dropped;
    const Bytes payload = random_bytes(random, random() % 1'400);
    RingPacket packet;
    packet.time = start + i;
    packet.source_address = 0x0A000001;
    packet.destination_address = 0xEF010101;
    packet.source_port = 1;
    packet.destination_port = 2;
    packet.bytes = std::as_bytes(std::span(payload));
    recorder.push(packet);
    if (recorder.counters().dropped == dropped) pushed.push_back(payload);
  }
  recorder.close(5);
  const PacketRecorderCounters counters = recorder.counters();
  CHECK_EQUAL(counters.packets, 20'000U);
  CHECK_EQUAL(counters.written, pushed.size());
  CHECK_EQUAL(counters.written + counters.dropped, counters.packets);
  CHECK_EQUAL(counters.failure, 0);
  const Read kept = read(file.bytes());
  CHECK(kept.error.fault == CaptureFault::none);
  CHECK(kept.payloads == pushed);
  CHECK_EQUAL(counters.written_bytes, file.bytes().size());
}

TEST("a recorder whose file takes no more counts what is not in it, and the file is good up to there") {
  const TemporaryFile file("full.pcapng");
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{100'000, limit.rlim_max};
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  PacketRecorder recorder;
  const std::string refusal = recorder.open({file.path(), 1 << 20});
  const Bytes payload(1'000);
  RingPacket packet;
  packet.bytes = std::as_bytes(std::span(payload));
  for (int i = 0; i < 500; ++i) recorder.push(packet);
  recorder.close(0);
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  CHECK(refusal.empty());
  const PacketRecorderCounters counters = recorder.counters();
  CHECK_EQUAL(counters.failure, EFBIG);
  CHECK_EQUAL(counters.written + counters.unwritten + counters.dropped, 500U);
  CHECK(counters.unwritten > 0);
  const Read kept = read(file.bytes());
  CHECK(kept.packets.size() >= counters.written && kept.packets.size() < 100);
  PacketRecorder nowhere;
  CHECK(nowhere.open({"/nonexistent/capture.pcapng", 1 << 18}).find("/nonexistent") != std::string::npos);
}

TEST("a capture replayed to two groups is recorded with the same payloads, in order on each line") {
  Random random(test::seed());
  const UdpReceiverSetup a = group_of("239.255.72.1");
  const UdpReceiverSetup b = group_of("239.255.72.2");
  Bytes capture = test::pcap_header(test::Order::big, 0xA1B23C4D, 1);
  std::array<std::vector<Bytes>, 2> sent;
  for (uint64_t i = 0; i < 2'000; ++i) {
    const uint64_t line = random() % 2;
    const test::Addressed where{{10, 0, 0, 1}, {233, 54, 12, static_cast<uint8_t>(line)}, 1, 18'024};
    const Bytes payload = random_bytes(random, 1 + random() % (i % 100 == 0 ? 20'000 : 1'400));
    sent[i < 2 ? i : line].push_back(payload);
    const test::Addressed both{{10, 0, 0, 1}, {233, 54, 12, static_cast<uint8_t>(i)}, 1, 18'024};
    const Bytes packet =
        test::ipv4_packet(i < 2 ? both : where, 17, test::udp_packet(i < 2 ? both : where, payload));
    test::put_record(capture, test::Order::big, 1'700'000'000, i * 10'000,
                     test::ethernet_frame(0x0800, packet));
  }
  test::put_record(capture, test::Order::big, 1'700'000'001, 0, test::ethernet_frame(0x0806, {1, 2, 3}));

  const TemporaryFile file("replayed.pcapng");
  GroupRecording recording;
  GroupRecordingSetup recording_setup{{a, b}, {file.path()}, 2'000};
  REQUIRE(recording.start(recording_setup).empty());
  CaptureReplay replay;
  CaptureReplaySetup setup;
  setup.speed = 2;
  setup.mappings = {{0U, {}, ipv4_endpoint(0xEFFF4801, a.port)},
                    {std::nullopt, ipv4_endpoint(0xE9360C01, 18'024), ipv4_endpoint(0xEFFF4802, b.port)}};
  REQUIRE(replay.start(setup).empty());
  replay.feed(std::as_bytes(std::span(capture)));
  CHECK(wait_for([&] { return replay.pump(); }));
  replay.finish();
  CHECK(wait_for([&] { return replay.is_done(); }));
  CHECK_EQUAL(replay.counters().sent, 2'000U);
  CHECK_EQUAL(replay.count_of(FrameContent::arp), 1U);
  CHECK(wait_for([&] { return recording.is_done(); }));
  recording.stop();
  CHECK_EQUAL(recording.counters().recorder.dropped + recording.counters().kernel_drops, 0U);
  const Read kept = read(file.bytes());
  std::array<std::vector<Bytes>, 2> received;
  for (size_t i = 0; i < kept.packets.size(); ++i) {
    received[kept.packets[i].frame.destination.port == a.port ? 0 : 1].push_back(kept.payloads[i]);
    CHECK(kept.packets[i].frame.source.address == ipv4_endpoint(0x7F000001, 0).address);
    CHECK(kept.packets[i].time > start);
  }
  CHECK(received == sent);
}

TEST("a replay sends nothing to where it may not: not to the world, nor to another host") {
  const auto allowed = [](const char* interface_address, uint32_t to, bool anything = false) {
    ReplayRoute route(
        {}, test::ipv4(interface_address, 0).sin_addr.s_addr == 0x0100007F ? 0x7F000001 : 0x0A000002,
        anything);
    return route.take(ipv4_endpoint(to, 1))->is_allowed;
  };
  CHECK(allowed("127.0.0.1", 0xEF000001));
  CHECK(allowed("127.0.0.1", 0x7F000005));
  CHECK(allowed("10.0.0.2", 0x0A000002));
  CHECK(!allowed("10.0.0.2", 0x7F000001));
  CHECK(!allowed("10.0.0.2", 0x0A000003));
  CHECK(!allowed("127.0.0.1", 0x0A000003));
  CHECK(!allowed("127.0.0.1", 0xE9360C9E));  // 233.54.12.158
  CHECK(!allowed("127.0.0.1", 0xF0000001));
  CHECK(allowed("127.0.0.1", 0xE9360C9E, true));
}

TEST("a replay can be stopped in the middle of a long pause") {
  Bytes capture = test::pcap_header(test::Order::little, 0xA1B2C3D4, 228);
  const test::Addressed where{{10, 0, 0, 1}, {239, 255, 72, 3}, 1, 30'599};
  const Bytes packet = test::ipv4_packet(where, 17, test::udp_packet(where, {1, 2, 3}));
  test::put_record(capture, test::Order::little, 1, 0, packet);
  test::put_record(capture, test::Order::little, 4'000'000'000, 0, packet);
  CaptureReplay replay;
  REQUIRE(replay.start({}).empty());
  replay.feed(std::as_bytes(std::span(capture)));
  CHECK(replay.pump());
  replay.finish();
  CHECK(wait_for([&] { return replay.counters().sent == 1; }));
  replay.stop();
  CHECK_EQUAL(replay.counters().sent, 1U);
}
