// Writes UDP datagrams as a pcapng file with one Ethernet interface and nanosecond stamps, as Wireshark reads
// it: into memory that it is given, nothing kept between calls. Pure, on any thread; the packet recorder's
// writer thread uses it. The frames are made: addresses and ports are the datagram's, the rest is what a
// sender would have written, with correct checksums.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "feed/ip_endpoint.hpp"
#include "memory/units.hpp"

namespace hotlane {

struct CaptureDatagram {
  TimeNs time = 0;  // since the Unix epoch
  IpEndpoint source;
  IpEndpoint destination;
  std::span<const std::byte> payload;
};

constexpr size_t capture_payload_max = 65'507;  // over IPv4
constexpr size_t capture_beginning_length = 72;
constexpr size_t capture_statistics_length = 52;

// Bytes that write_capture_datagram takes for a payload of this length.
[[nodiscard]] constexpr size_t captured_length(size_t payload_length) noexcept {
  constexpr size_t block = 12 + 20;
  constexpr size_t headers = 14 + 20 + 8;
  return block + ((headers + payload_length + 3) & ~size_t{3});
}

// Each writes to the front of `out`, which must have room, and gives the bytes written.
// What the file begins with.
size_t write_capture_beginning(std::span<std::byte> out) noexcept;
// One packet. IPv4 only, payloads up to capture_payload_max: 0 for others, with nothing written.
[[nodiscard]] size_t write_capture_datagram(std::span<std::byte> out,
                                            const CaptureDatagram& datagram) noexcept;
// How many datagrams came and how many of them are not in the file, up to `time`; belongs at its end.
size_t write_capture_statistics(std::span<std::byte> out, TimeNs time, uint64_t received,
                                uint64_t dropped) noexcept;

}  // namespace hotlane
