// Recorded packets of one channel, read from files: what a lane is fed with in place of sockets. The files
// are handed over chunk by chunk by the thread that reads them, so that a day of any size streams through;
// the packets come out in the order in which they were received. What a file breaks off with ends that file;
// what was good before has been given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "memory/units.hpp"

namespace hotlane {

constexpr TimeNs no_time_of_day = -1;

struct RecordedPacket {
  TimeNs time = 0;                      // when it was received then, since the Unix epoch; 0: not known
  TimeNs time_of_day = no_time_of_day;  // of its first message, by the exchange, ns since midnight
  uint32_t line = 0;                    // 0: A, 1: B
  uint32_t source_address = 0;          // IPv4, host order; 0: not known
  uint16_t source_port = 0;
  std::span<const std::byte> bytes;  // MoldUDP64
};

class RecordedPackets {
 public:
  RecordedPackets() noexcept = default;
  virtual ~RecordedPackets() = default;
  RecordedPackets(const RecordedPackets&) = delete;
  RecordedPackets& operator=(const RecordedPackets&) = delete;

  // The file whose next bytes are needed before anything can be said; none: a packet is there, or all files
  // were read to their ends or to where they are broken.
  [[nodiscard]] virtual std::optional<uint32_t> wanted() noexcept = 0;
  // The next bytes of the file that is wanted; they must stay where they are until it is wanted again.
  virtual void feed(uint32_t file, std::span<const std::byte> chunk) noexcept = 0;
  // That file has no more bytes.
  virtual void finish(uint32_t file) noexcept = 0;
  // The next packet, valid until the next call. False: look at wanted().
  [[nodiscard]] virtual bool next(RecordedPacket& out) noexcept = 0;
  // Some file broke off.
  [[nodiscard]] virtual bool is_broken() const noexcept = 0;
};

}  // namespace hotlane
