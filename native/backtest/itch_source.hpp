// ITCH 5.0 files (BinaryFILE framing) that follow each other in one day. See message_source.hpp.
#pragma once

#include "backtest/message_source.hpp"
#include "feed/itch_file.hpp"

namespace hotlane {

class ItchSource final : public MessageSource {
 public:
  explicit ItchSource(uint32_t files) : files_(files) {}

  [[nodiscard]] std::optional<uint32_t> wanted() override {
    return is_hungry_ && file_ < files_ && !fault_ ? std::optional(file_) : std::nullopt;
  }
  void feed(uint32_t, Bytes chunk) override {
    reader_.feed(chunk);
    is_hungry_ = false;
    note_fault();
  }
  void finish(uint32_t) override;
  [[nodiscard]] Bytes next() override {
    const Bytes message = reader_.next();
    if (message.empty()) [[unlikely]] {
      is_hungry_ = true;
      note_fault();
    }
    return message;
  }
  [[nodiscard]] const std::optional<SourceFault>& fault() const override { return fault_; }

 private:
  void note_fault();

  uint32_t files_;
  uint32_t file_ = 0;
  ItchFileReader reader_;
  bool is_hungry_ = true;
  std::optional<SourceFault> fault_;
};

}  // namespace hotlane
