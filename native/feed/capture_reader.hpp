// Reads a capture file, fed chunk by chunk, as packets: each UDP datagram with its stamp and addresses, and
// everything else with its name. Called by whoever reads the file, on one thread; see capture_records.hpp for
// what it guarantees.
#pragma once

#include "feed/udp_frame.hpp"

namespace hotlane {

struct CapturedPacket {
  TimeNs time = 0;      // since the Unix epoch; 0: the capture does not say
  uint64_t offset = 0;  // of its record in the file, bytes
  UdpFrame frame;       // its payload is valid until the next call of next()
};

class CaptureReader {
 public:
  void feed(std::span<const std::byte> chunk) noexcept { records_.feed(chunk); }
  // False: the chunk is used up, or there is an error().
  [[nodiscard]] bool next(CapturedPacket& out) noexcept {
    CapturedFrame frame;
    if (!records_.next(frame)) return false;
    out.time = frame.time;
    out.offset = frame.offset;
    out.frame = parse_udp_frame(frame);
    return true;
  }
  void finish() noexcept { records_.finish(); }

  [[nodiscard]] const CaptureError& error() const noexcept { return records_.error(); }
  [[nodiscard]] uint64_t offset() const noexcept { return records_.offset(); }

 private:
  CaptureRecords records_;
};

}  // namespace hotlane
