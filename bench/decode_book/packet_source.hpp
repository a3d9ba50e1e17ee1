// Where a benchmark's packets come from: a generated day, or an ITCH file, plain, gzip or zstd. Either is cut
// into rounds that fit in memory, so that a day of any length streams through.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "feed/itch_file.hpp"
#include "feed/mold_packet.hpp"
#include "itch_day/itch_day.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane::bench {

// So many framed messages, as in a datagram behind its header.
struct Packet {
  std::span<const std::byte> body;
  uint16_t messages = 0;
};

template <class Visit>
inline void walk_frames(const Packet& packet, Visit&& visit) {
  const std::byte* at = packet.body.data();
  const std::byte* const end = at + packet.body.size();
  while (at < end) {
    const size_t length = reinterpret_cast<const wire::moldudp64::BlockPrefix*>(at)->message_length;
    at += sizeof(wire::moldudp64::BlockPrefix);
    visit(at);
    at += length;
  }
}

class PacketSource {
 public:
  static constexpr uint16_t messages_per_packet = 30;

  // Bytes of framed ITCH, as many as fit; 0 at the end.
  using Read = std::function<size_t(std::span<std::byte>)>;

  // `round_messages`: of each round, rounded down to whole packets.
  PacketSource(Read read, size_t round_messages)
      : read_(std::move(read)), packets_max_(round_messages / messages_per_packet), chunk_(chunk_bytes) {
    packets_.reserve(packets_max_);
  }

  // The next round's packets, valid until the next call; empty at the end.
  [[nodiscard]] std::span<const Packet> next_round() {
    bytes_.clear();
    packets_.clear();
    std::vector<std::pair<size_t, uint16_t>> ends;  // spans follow when the bytes have come to rest
    while (ends.size() < packets_max_) {
      const uint16_t count = take_packet();
      if (count == 0) break;
      ends.emplace_back(bytes_.size(), count);
    }
    size_t begin = 0;
    for (const auto& [end, count] : ends) {
      packets_.push_back({std::span<const std::byte>(bytes_).subspan(begin, end - begin), count});
      begin = end;
    }
    return packets_;
  }
  [[nodiscard]] const FileError& error() const { return reader_.error(); }

 private:
  static constexpr size_t chunk_bytes = size_t{1} << 20;

  // How many messages it has: only the last of all is shorter.
  uint16_t take_packet() {
    uint16_t count = 0;
    for (; count < messages_per_packet; ++count) {
      const MessageBytes message = next_message();
      if (message.empty()) break;
      const std::byte* frame = message.data();
      const wire::be16 length = static_cast<uint16_t>(message.size());
      const auto* prefix = reinterpret_cast<const std::byte*>(&length);
      bytes_.insert(bytes_.end(), prefix, prefix + sizeof length);
      bytes_.insert(bytes_.end(), frame, frame + message.size());
    }
    return count;
  }
  MessageBytes next_message() {
    while (true) {
      const MessageBytes message = reader_.next();
      if (!message.empty() || reader_.error().fault != FileFault::none) return message;
      const size_t size = read_(chunk_);
      if (size == 0) return {};
      reader_.feed(std::span<const std::byte>(chunk_).first(size));
    }
  }

  Read read_;
  size_t packets_max_;
  ItchFileReader reader_;
  std::vector<std::byte> chunk_;
  std::vector<std::byte> bytes_;
  std::vector<Packet> packets_;
};

[[nodiscard]] inline PacketSource::Read read_generated(const ItchDaySettings& settings) {
  return [day = std::make_shared<ItchDay>(settings)](std::span<std::byte> out) { return day->fill(out); };
}

// "-": standard input. Packed files are unpacked by gzip and zstd, which must be installed. Ends the program,
// with the reason, when the file can't be read.
[[nodiscard]] inline PacketSource::Read read_file(const std::string& path) {
  const auto fail = [&path](const char* why) {
    std::fprintf(stderr, "cannot read %s: %s\n", path.c_str(), why);
    std::exit(1);
  };
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) fail("it cannot be opened");
  unsigned char magic[4] = {};
  if (path != "-") {
    const size_t length = std::fread(magic, 1, sizeof magic, file);
    std::rewind(file);
    const bool is_gzip = length == 4 && magic[0] == 0x1F && magic[1] == 0x8B;
    const bool is_zstd =
        length == 4 && magic[0] == 0x28 && magic[1] == 0xB5 && magic[2] == 0x2F && magic[3] == 0xFD;
    if (is_gzip || is_zstd) {
      std::fclose(file);
      std::string quoted;
      for (const char c : path) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
      file = popen(((is_gzip ? "gzip -dc '" : "zstd -dcq '") + quoted + "'").c_str(), "r");
      if (file == nullptr) fail("it is packed, and cannot be unpacked here");
    }
  }
  return [file](std::span<std::byte> out) { return std::fread(out.data(), 1, out.size(), file); };
}

}  // namespace hotlane::bench
