// An ITCH file as packets of a MoldUDP64 channel, so that it goes the way of a feed from the arbiter on:
// numbered from 1, under a session's name, the messages of one time stamp in one packet, as an exchange sends
// what one event caused; up to 1,400 bytes each. A packet's receive time is its messages' time of day, on the
// first day of 1970: the file knows no date. See recorded_packets.hpp.
#pragma once

#include <array>

#include "feed/itch_file.hpp"
#include "feed/recorded_packets.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {

class ItchPackets final : public RecordedPackets {
 public:
  explicit ItchPackets(const wire::moldudp64::Session& session) noexcept : session_(session) {}

  [[nodiscard]] std::optional<uint32_t> wanted() noexcept override;
  void feed(uint32_t, std::span<const std::byte> chunk) noexcept override { reader_.feed(chunk); }
  void finish(uint32_t) noexcept override;
  [[nodiscard]] bool next(RecordedPacket& out) noexcept override;
  [[nodiscard]] bool is_broken() const noexcept override { return error().fault != FileFault::none; }

  [[nodiscard]] const FileError& error() const noexcept { return reader_.error(); }
  [[nodiscard]] uint64_t messages() const noexcept { return reader_.messages(); }

 private:
  static constexpr size_t packet_bytes_max = 1'400;  // as the venue's: passes through any tunnel
  struct Packet {
    std::array<std::byte, packet_bytes_max> bytes;
    size_t length = 0;
    uint16_t messages = 0;
    TimeNs time_of_day = no_time_of_day;
  };

  void fill() noexcept;
  void add(std::span<const std::byte> message, TimeNs time_of_day) noexcept;
  void close() noexcept;

  wire::moldudp64::Session session_;
  ItchFileReader reader_;
  uint64_t next_sequence_ = wire::moldudp64::sequence_number_first;
  // One is given while the message that did not fit it begins the other.
  std::array<Packet, 2> packets_;
  size_t open_ = 0;
  bool has_packet_ = false;  // the other one is closed and not given yet
  bool is_finished_ = false;
};

}  // namespace hotlane
