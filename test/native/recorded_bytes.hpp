// Reads recorded packets as a lane's file reader does, chunk by chunk, and keeps what came out.
#pragma once

#include <algorithm>
#include <optional>
#include <random>

#include "capture_bytes.hpp"
#include "feed/recorded_packets.hpp"

namespace hotlane::test {

struct KeptPacket {
  TimeNs time = 0;
  TimeNs time_of_day = 0;
  uint32_t line = 0;
  Bytes bytes;

  friend bool operator==(const KeptPacket&, const KeptPacket&) = default;
};

inline Bytes copy_of(std::span<const std::byte> bytes) {
  const auto* from = reinterpret_cast<const uint8_t*>(bytes.data());
  return {from, from + bytes.size()};
}

// Hands over each file in pieces of random size, each a copy of its own, so that reading past one is seen by
// the address sanitizer. `take(const RecordedPacket&)` is called for each packet.
class FilePieces {
 public:
  FilePieces(std::vector<Bytes> files, std::mt19937_64& random, size_t piece_max)
      : files_(std::move(files)),
        at_(files_.size()),
        pieces_(files_.size()),
        random_(random),
        piece_max_(piece_max) {}

  // The file that is wanted gets its next piece, or is finished.
  void give(RecordedPackets& packets, uint32_t file) {
    const Bytes& bytes = files_[file];
    if (at_[file] == bytes.size()) return packets.finish(file);
    const size_t length = std::min<size_t>(1 + random_() % piece_max_, bytes.size() - at_[file]);
    const auto begin = bytes.begin() + static_cast<long>(at_[file]);
    pieces_[file].assign(begin, begin + static_cast<long>(length));
    pieces_[file].shrink_to_fit();
    at_[file] += length;
    packets.feed(file, std::as_bytes(std::span(pieces_[file])));
  }

 private:
  std::vector<Bytes> files_;
  std::vector<size_t> at_;
  std::vector<Bytes> pieces_;
  std::mt19937_64& random_;
  size_t piece_max_;
};

inline std::vector<KeptPacket> read_all(RecordedPackets& packets, std::vector<Bytes> files,
                                        std::mt19937_64& random, size_t piece_max = 3'000) {
  FilePieces pieces(std::move(files), random, piece_max);
  std::vector<KeptPacket> out;
  while (true) {
    RecordedPacket packet;
    while (packets.next(packet)) {
      out.push_back({packet.time, packet.time_of_day, packet.line, copy_of(packet.bytes)});
    }
    const std::optional<uint32_t> file = packets.wanted();
    if (!file) return out;
    pieces.give(packets, *file);
  }
}

}  // namespace hotlane::test
