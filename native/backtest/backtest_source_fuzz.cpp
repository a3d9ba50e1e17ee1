// Any bytes as a file of each kind that a backtest reads, in pieces of any size: no crash, the same messages
// whatever the pieces, and what comes out is of its type's length or of no known type.
#include <cstdlib>
#include <memory>
#include <vector>

#include "backtest/capture_source.hpp"
#include "backtest/dbn_source.hpp"
#include "backtest/itch_source.hpp"
#include "backtest/journal_source.hpp"
#include "dbn_bytes.hpp"
#include "journal/state_mix.hpp"
#include "journal_log.hpp"
#include "wire/itch50.hpp"

using namespace hotlane;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::unique_ptr<MessageSource> make(uint8_t kind) {
  switch (kind % 4) {
    case 0: return std::make_unique<ItchSource>(1);
    case 1: return std::make_unique<CaptureSource>(1);
    case 2: return std::make_unique<JournalSource>(1, uint8_t{0});
    default: return std::make_unique<DbnSource>(1);
  }
}

uint64_t digest(uint8_t kind, Bytes file, size_t piece) {
  const auto source = make(kind);
  StateMix mix;
  const auto drain = [&] {
    for (Bytes message = source->next(); !message.empty(); message = source->next()) {
      const uint16_t length = wire::itch50::length_of(static_cast<char>(message[0]));
      // A lane's channel checks lengths; so does a file's reader. DBN's are made here.
      require(length == 0 || length == message.size());
      for (const std::byte byte : message) mix.add(static_cast<uint64_t>(byte));
    }
  };
  while (source->wanted()) {
    if (file.empty()) {
      source->finish(0);
      drain();
      break;
    }
    const Bytes chunk = file.first(std::min(piece, file.size()));
    file = file.subspan(chunk.size());
    source->feed(0, chunk);
    drain();
  }
  mix.add(source->fault() ? 1 : 0);
  return mix.digest();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const Bytes file(reinterpret_cast<const std::byte*>(data) + 2, size - 2);
  const uint64_t whole = digest(data[0], file, file.size() + 1);
  require(digest(data[0], file, size_t{1} + data[1]) == whole);
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  test::Bytes itch = {0, 6};
  test::put_framed(itch, test::itch_directory(1, "ABCD"));
  test::put_framed(itch, test::itch_add(1, "ABCD", 1, 'B', 100, 5'000));
  test::put_framed(itch, test::itch_delete(1, 1));

  test::Bytes capture = {1, 40};
  test::append(capture, test::pcap_header(test::Order::little, 0xA1B23C4D, 1));
  const test::Addressed where{{10, 0, 0, 1}, {233, 54, 12, 1}, 1'000, 26'477};
  for (uint64_t sequence = 1; sequence <= 3; ++sequence) {
    const test::Bytes datagram =
        test::mold_packet("ABCDEFGHIJ", sequence, 1, {test::itch_delete(1, sequence)});
    test::put_record(
        capture, test::Order::little, 1'700'000'000, sequence,
        test::ethernet_frame(0x0800, test::ipv4_packet(where, 17, test::udp_packet(where, datagram))));
  }

  test::JournalLog log;
  const test::Bytes datagram = test::mold_packet("ABCDEFGHIJ", 1, 1, {test::itch_delete(1, 1)});
  std::vector<std::byte> payload(sizeof(lane_record::Datagram));
  for (const uint8_t byte : datagram) payload.push_back(static_cast<std::byte>(byte));
  log.append({static_cast<uint16_t>(LaneRecord::datagram), 1, payload});
  test::Bytes journal = {2, 30};
  for (const std::byte byte : log.bytes()) journal.push_back(static_cast<uint8_t>(byte));

  test::Bytes dbn = {3, 20};
  test::append(dbn, test::dbn_file({{'A', 'B', 1, 1'000, 300},
                                    {'A', 'A', 2, 1'001, 500},
                                    {'T', 'A', 9, 1'000, 100, false},
                                    {'F', 'B', 1, 1'000, 100, false},
                                    {'C', 'B', 1, 1'000, 100},
                                    {'M', 'A', 2, 1'002, 400},
                                    {'R', 'N', 0}}));
  return {itch, capture, journal, dbn};
}
