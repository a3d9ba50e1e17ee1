// Reads several captures side by side as one train of packets in the order of their stamps: lines A and B
// that were kept in a file each. Fed chunk by chunk, each file when it is wanted; called by one thread. A
// capture whose own stamps go back keeps its own order; a packet without a stamp comes at once.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "feed/capture_reader.hpp"

namespace hotlane {

class CaptureMerge {
 public:
  explicit CaptureMerge(size_t files) : files_(files) {}

  // The next bytes of a file; they must stay where they are until the file is wanted again.
  void feed(uint32_t file, std::span<const std::byte> chunk) noexcept { files_[file].reader.feed(chunk); }
  // The file has no more bytes.
  void finish(uint32_t file) noexcept {
    files_[file].reader.finish();
    files_[file].is_finished = true;
  }
  // The next packet and its file. False: look at wanted().
  [[nodiscard]] bool next(CapturedPacket& out, uint32_t& file) noexcept {
    if (wanted().has_value()) return false;
    uint32_t earliest = 0;
    const Source* best = nullptr;
    for (uint32_t i = 0; i < files_.size(); ++i) {
      const Source& source = files_[i];
      if (!source.has_packet || (best != nullptr && source.packet.time >= best->packet.time)) continue;
      best = &source;
      earliest = i;
    }
    if (best == nullptr) return false;
    out = best->packet;
    file = earliest;
    files_[earliest].has_packet = false;
    return true;
  }
  // The file whose next bytes are needed before anything can be said; none: all files were read to their
  // ends, or to where they are broken.
  [[nodiscard]] std::optional<uint32_t> wanted() noexcept {
    for (uint32_t i = 0; i < files_.size(); ++i) {
      Source& source = files_[i];
      if (source.has_packet) continue;
      source.has_packet = source.reader.next(source.packet);
      const bool is_broken = source.reader.error().fault != CaptureFault::none;
      if (!source.has_packet && !source.is_finished && !is_broken) return i;
    }
    return std::nullopt;
  }

  [[nodiscard]] const CaptureReader& reader(uint32_t file) const noexcept { return files_[file].reader; }
  [[nodiscard]] size_t size() const noexcept { return files_.size(); }

 private:
  struct Source {
    CaptureReader reader;
    CapturedPacket packet;
    bool has_packet = false;
    bool is_finished = false;
  };

  std::vector<Source> files_;
};

}  // namespace hotlane
