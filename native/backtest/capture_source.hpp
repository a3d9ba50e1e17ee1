// Captures (pcap, pcapng) of ITCH 5.0 over MoldUDP64, lines A and B in one file or in several side by side.
// See message_source.hpp.
#pragma once

#include "backtest/mold_messages.hpp"
#include "feed/capture_packets.hpp"

namespace hotlane {

class CaptureSource final : public MessageSource {
 public:
  explicit CaptureSource(uint32_t files) : files_(files), packets_({.files = files}), messages_(lines_max) {}

  [[nodiscard]] std::optional<uint32_t> wanted() override {
    return is_over() ? std::nullopt : packets_.wanted();
  }
  void feed(uint32_t file, Bytes chunk) override { packets_.feed(file, chunk); }
  void finish(uint32_t file) override {
    packets_.finish(file);
    note_fault();
  }
  [[nodiscard]] Bytes next() override;
  [[nodiscard]] const std::optional<SourceFault>& fault() const override { return fault_; }

 private:
  [[nodiscard]] bool is_over() const noexcept { return fault_.has_value() || is_ended_; }
  void note_fault();
  void note_gap();

  uint32_t files_;
  CapturePackets packets_;
  MoldMessages messages_;
  bool is_ended_ = false;
  std::optional<SourceFault> fault_;
};

}  // namespace hotlane
