// What keeping packets costs the thread that pushes them: packets pushed to a recorder, whose writer thread
// writes them to a file, against copying the same bytes, in one run. Now and then it waits for the writer, so
// that what is measured is a push and not a drop. Percentiles over blocks.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "io/packet_recorder.hpp"
#include "outcome.hpp"

namespace {

using namespace hotlane;

constexpr uint32_t packets_per_block = 64;
constexpr uint32_t blocks = 20'000;
constexpr size_t packet_bytes_max = 1'472;      // of an Ethernet frame
constexpr uint32_t blocks_between_waits = 100;  // 5 MB

// Nanoseconds a packet, one figure a block.
template <class Keep, class Wait>
std::vector<double> measure(const std::vector<std::vector<std::byte>>& packets, Keep&& keep, Wait&& wait) {
  std::vector<double> ns_per_packet;
  size_t at = 0;
  for (uint32_t block = 0; block < blocks; ++block) {
    if (block % blocks_between_waits == 0) wait();
    const auto begun = std::chrono::steady_clock::now();
    for (uint32_t i = 0; i < packets_per_block; ++i) keep(packets[at++ % packets.size()]);
    const auto spent = std::chrono::steady_clock::now() - begun;
    const auto ns = static_cast<double>(std::chrono::nanoseconds(spent).count());
    ns_per_packet.push_back(ns / packets_per_block);
  }
  return ns_per_packet;
}

}  // namespace

int main(int argc, char** argv) {
  std::mt19937_64 random(1);
  std::vector<std::vector<std::byte>> packets(4'096);
  for (auto& packet : packets) packet.resize(64 + random() % (packet_bytes_max - 64));

  std::vector<std::byte> copies(64 << 20);
  size_t at = 0;
  const auto copy = [&](const std::vector<std::byte>& packet) {
    if (at + packet.size() > copies.size()) at = 0;
    std::memcpy(copies.data() + at, packet.data(), packet.size());
    at += packet.size();
  };
  const auto pause = [] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
  const auto copied = measure(packets, copy, pause);
  io::PacketRecorder recorder;
  const char* path = "recording.pcapng";
  if (const std::string failure = recorder.open({path}); !failure.empty()) {
    std::fprintf(stderr, "%s\n", failure.c_str());
    return 1;
  }
  const auto push = [&recorder](const std::vector<std::byte>& packet) {
    RingPacket kept;
    kept.time = 1;
    kept.bytes = packet;
    recorder.push(kept);
  };
  const auto has_written_all = [&recorder] {
    const io::PacketRecorderCounters counters = recorder.counters();
    return counters.written + counters.unwritten + counters.dropped == counters.packets;
  };
  const auto pushed = measure(packets, push, [&] {
    do pause();
    while (!has_written_all());
  });
  recorder.close(0);
  std::remove(path);
  bench::Outcome outcome("recording", "keeping a packet costs its lane little more than copying its bytes",
                         "ns/packet");
  outcome.add("push to the recorder", bench::Role::subject, pushed);
  outcome.add("copy of the bytes", bench::Role::floor, copied);
  outcome.note("packets", static_cast<double>(recorder.counters().packets));
  outcome.note("dropped", static_cast<double>(recorder.counters().dropped));
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
