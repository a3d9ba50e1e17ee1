// Of a day's messages those that a backtest of some instruments works on, as an ITCH file of them alone: read
// and unpacked once, run by many. A backtest over the extract does what it does over all of the day. Kept
// beside the instruments' own messages: those about the whole market, and the day's first, which says when it
// begins. A time that goes back is written as the one it stands for, since what it went back behind may not
// be there. Grows with what is not taken yet; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wire/alpha.hpp"

namespace hotlane {

struct ExtractCounts {
  uint64_t messages = 0;   // handed over
  uint64_t kept = 0;       // of them
  uint64_t skipped = 0;    // of a type that ITCH 5.0 does not have, or of another length than its type's
  uint64_t went_back = 0;  // with an earlier time than the one before
  uint64_t first = 0;      // times of the first and the last message, ns since midnight
  uint64_t last = 0;
};

class MarketExtract {
 public:
  explicit MarketExtract(std::vector<wire::Symbol> symbols);

  void take(std::span<const std::byte> message);

  // What was kept since clear(), as the bytes of an ITCH file.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
  void clear() noexcept { bytes_.clear(); }

  [[nodiscard]] const ExtractCounts& counts() const noexcept { return counts_; }
  // By instrument: the market has announced it.
  [[nodiscard]] const std::vector<bool>& announced() const noexcept { return is_announced_; }

 private:
  void follow_directory(std::span<const std::byte> message, uint16_t locate);

  std::vector<wire::Symbol> symbols_;
  std::vector<bool> is_announced_;
  std::vector<bool> is_ours_;  // by locate
  std::vector<std::byte> bytes_;
  ExtractCounts counts_;
};

}  // namespace hotlane
