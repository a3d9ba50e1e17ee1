// Where a backtest's messages come from: files of one trading day, handed over chunk by chunk by the thread
// that reads them, so that a day of any size streams through. ITCH 5.0 messages come out, in the order in
// which the exchange sent them. What a file breaks off with ends the source: what was good before has been
// given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "session/byte_queue.hpp"

namespace hotlane {

// Where and why it is over before its files are.
struct SourceFault {
  uint32_t file = 0;
  uint64_t offset = 0;  // bytes of the unpacked file
  std::string expected;
  std::string found;
};

class MessageSource {
 public:
  MessageSource() noexcept = default;
  virtual ~MessageSource() = default;
  MessageSource(const MessageSource&) = delete;
  MessageSource& operator=(const MessageSource&) = delete;

  // The file whose next bytes are needed before next() can say more; none: all were read to their ends, or it
  // is over.
  [[nodiscard]] virtual std::optional<uint32_t> wanted() = 0;
  // The next bytes of the file that is wanted; they must stay where they are until one is wanted again.
  virtual void feed(uint32_t file, Bytes chunk) = 0;
  // That file has no more bytes.
  virtual void finish(uint32_t file) = 0;
  // Valid until the next call. Empty: look at wanted().
  [[nodiscard]] virtual Bytes next() = 0;
  [[nodiscard]] virtual const std::optional<SourceFault>& fault() const = 0;
};

// Messages that wait to be given out.
class WaitingMessages {
 public:
  [[nodiscard]] bool is_empty() const noexcept { return given_ == ends_.size(); }
  void put(Bytes message) {
    bytes_.insert(bytes_.end(), message.begin(), message.end());
    ends_.push_back(bytes_.size());
  }
  // Only where one waits; valid until the next put().
  [[nodiscard]] Bytes take() noexcept {
    const size_t begin = given_ == 0 ? 0 : ends_[given_ - 1];
    return Bytes(bytes_).subspan(begin, ends_[given_++] - begin);
  }
  // All were given, and are done with.
  void clear() noexcept {
    bytes_.clear();
    ends_.clear();
    given_ = 0;
  }

 private:
  std::vector<std::byte> bytes_;
  std::vector<size_t> ends_;
  size_t given_ = 0;
};

}  // namespace hotlane
