// A high-dynamic-range histogram with one writer: values in ns, relative error below 1/128, over memory that
// it is given (shared with TypeScript, which reads it as an hdr-histogram-js). Recording is one index and
// three stores, no branch on the value's size but for the cap.
//
// Buckets are log-linear: values below 256 are exact; above, each power of two has 128 equal buckets. The
// rule stands again in src/latency/bucket-index.ts, and a test compares the two.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "memory/fetch_ahead.hpp"
#include "memory/seqlock.hpp"

namespace hotlane {

constexpr uint32_t histogram_sub_bucket_bits = 7;
constexpr uint64_t histogram_value_max = (uint64_t{1} << 36) - 1;  // 68.7 s; larger values count as this

[[nodiscard]] constexpr uint32_t histogram_index(uint64_t value) noexcept {
  const uint64_t capped = value < histogram_value_max ? value : histogram_value_max;
  const uint32_t width = static_cast<uint32_t>(std::bit_width(capped | 0xFF));  // at least 8
  const uint32_t exponent = width - 1 - histogram_sub_bucket_bits;              // 0 for values below 256
  return (exponent << histogram_sub_bucket_bits) + static_cast<uint32_t>(capped >> exponent);
}

// The least value that falls into a bucket, ns.
[[nodiscard]] constexpr uint64_t histogram_lowest(uint32_t index) noexcept {
  if (index < 256) return index;
  const uint32_t exponent = (index >> histogram_sub_bucket_bits) - 1;
  return static_cast<uint64_t>(index - (exponent << histogram_sub_bucket_bits)) << exponent;
}

constexpr uint32_t histogram_counts_needed = histogram_index(histogram_value_max) + 1;

class LatencyHistogram {
 public:
  LatencyHistogram() noexcept = default;
  // The memory must outlive this, start at zero, and hold `histogram_counts_needed` counts.
  LatencyHistogram(uint64_t& count, uint64_t& maximum, std::span<uint64_t> counts) noexcept
      : count_(&count), maximum_(&maximum), counts_(counts.data()) {}

  // Writer's thread only. Readers may see the count before the bucket: they take the buckets' sum as the
  // truth.
  void record(uint64_t value_ns) noexcept {
    uint64_t& bucket = counts_[histogram_index(value_ns)];
    publish_word(bucket, bucket + 1);
    publish_word(*count_, *count_ + 1);
    if (value_ns > *maximum_) publish_word(*maximum_, value_ns);
  }

  // What every value is counted in.
  void fetch() const noexcept {
    fetch_ahead(count_);
    fetch_ahead(maximum_);
  }

  [[nodiscard]] uint64_t count() const noexcept { return *count_; }

  // The value at or below which a fraction lies, to the bucket's lowest value; 0 when empty. For tests and
  // benchmarks.
  [[nodiscard]] uint64_t percentile(double fraction) const noexcept {
    const auto rank = static_cast<uint64_t>(fraction * static_cast<double>(*count_));
    uint64_t seen = 0;
    for (uint32_t index = 0; index < histogram_counts_needed; ++index) {
      seen += counts_[index];
      if (seen > rank) return histogram_lowest(index);
    }
    return *maximum_;
  }

 private:
  uint64_t* count_ = nullptr;
  uint64_t* maximum_ = nullptr;
  uint64_t* counts_ = nullptr;
};

}  // namespace hotlane
