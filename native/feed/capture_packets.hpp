// Captures as packets of one MoldUDP64 channel: line A's and line B's datagrams, from one file or several
// side by side, in the order of their stamps. Which destinations the lines are is told, or found: the first
// MoldUDP64 session seen (or the one asked for) is the channel's, the first destination that gets it line A,
// the next one line B. All that goes there is given, sound or not; the rest is counted. See
// recorded_packets.hpp.
#pragma once

#include <array>
#include <vector>

#include "feed/capture_merge.hpp"
#include "feed/channel_settings.hpp"
#include "feed/recorded_packets.hpp"

namespace hotlane {

struct CapturePacketsSettings {
  uint32_t files = 1;
  std::vector<IpEndpoint> lines{};                    // destinations of A, or A and B; none: found
  std::optional<wire::moldudp64::Session> session{};  // to find the lines by; none: the first one seen
};

struct CapturePacketsCounters {
  uint64_t packets = 0;                                    // captured, of whatever kind
  uint64_t given = 0;                                      // of those, the lines'
  uint64_t elsewhere = 0;                                  // UDP datagrams to other destinations
  std::array<uint64_t, frame_content_count> by_content{};  // of all packets; UDP's are in the two above
};

class CapturePackets final : public RecordedPackets {
 public:
  explicit CapturePackets(const CapturePacketsSettings& settings)
      : merge_(settings.files),
        lines_(settings.lines),
        session_(settings.session),
        is_finding_(lines_.empty()) {
    lines_.reserve(lines_max);
  }

  [[nodiscard]] std::optional<uint32_t> wanted() noexcept override { return merge_.wanted(); }
  void feed(uint32_t file, std::span<const std::byte> chunk) noexcept override { merge_.feed(file, chunk); }
  void finish(uint32_t file) noexcept override { merge_.finish(file); }
  [[nodiscard]] bool next(RecordedPacket& out) noexcept override;
  [[nodiscard]] bool is_broken() const noexcept override;

  // Where and why a file breaks off.
  [[nodiscard]] const CaptureError& error(uint32_t file) const noexcept {
    return merge_.reader(file).error();
  }
  [[nodiscard]] const CapturePacketsCounters& counters() const noexcept { return counters_; }
  // As told, or as found so far.
  [[nodiscard]] const std::vector<IpEndpoint>& lines() const noexcept { return lines_; }

 private:
  [[nodiscard]] std::optional<uint32_t> line_of(const UdpFrame& frame) noexcept;

  CaptureMerge merge_;
  std::vector<IpEndpoint> lines_;
  std::optional<wire::moldudp64::Session> session_;
  bool is_finding_;
  CapturePacketsCounters counters_;
};

}  // namespace hotlane
