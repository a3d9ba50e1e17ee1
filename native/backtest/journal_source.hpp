// The market data that one channel of a lane got in a session, from the lane's journal: the datagrams of its
// lines and what re-request servers brought, in the order in which the lane worked on them. The files are the
// segments of one run. A lane that joined in mid-day by a snapshot has no queues before it, so such a journal
// can't be read. See message_source.hpp.
#pragma once

#include <memory>

#include "backtest/mold_messages.hpp"
#include "journal/record_reader.hpp"

namespace hotlane {

class JournalSource final : public MessageSource {
 public:
  JournalSource(uint32_t files, uint8_t channel)
      : files_(files), channel_(channel), messages_(lines_max), reader_(std::make_unique<RecordReader>()) {}

  [[nodiscard]] std::optional<uint32_t> wanted() override {
    return is_hungry_ && file_ < files_ && !fault_ ? std::optional(file_) : std::nullopt;
  }
  void feed(uint32_t, Bytes chunk) override {
    reader_->feed(chunk);
    is_hungry_ = false;
  }
  void finish(uint32_t) override;
  [[nodiscard]] Bytes next() override;
  [[nodiscard]] const std::optional<SourceFault>& fault() const override { return fault_; }

 private:
  void take(const Record& record);
  // Whether more of it can be read at once.
  [[nodiscard]] bool read_one();
  void fail(std::string expected, std::string found) {
    if (!fault_) fault_ = SourceFault{file_, reader_->offset(), std::move(expected), std::move(found)};
  }

  uint32_t files_;
  uint32_t file_ = 0;
  uint8_t channel_;
  MoldMessages messages_;
  std::unique_ptr<RecordReader> reader_;
  bool is_hungry_ = true;
  bool is_complete_ = false;  // no more bytes of the file come
  std::optional<SourceFault> fault_;
};

}  // namespace hotlane
