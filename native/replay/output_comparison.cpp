#include "replay/output_comparison.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

namespace hotlane {
namespace {

constexpr const char* hash_parts[] = {"channels", "books", "sessions", "orders", "positions", "gate"};
static_assert(std::size(hash_parts) * sizeof(uint64_t) == sizeof(lane_record::StateHash));
constexpr size_t bytes_shown_max = 32;

// The part of the payload that a replay makes again: an order's stamps are the day's own.
std::array<Bytes, 2> repeated_parts(LaneRecord type, Bytes payload) {
  if (type != LaneRecord::order_sent || payload.size() < sizeof(lane_record::OrderSent)) return {payload, {}};
  return {payload.first(lane_record::OrderSent::compared), payload.subspan(sizeof(lane_record::OrderSent))};
}

bool is_same(LaneRecord type, Bytes a, Bytes b) {
  const auto ours = repeated_parts(type, a);
  const auto theirs = repeated_parts(type, b);
  return std::ranges::equal(ours[0], theirs[0]) && std::ranges::equal(ours[1], theirs[1]);
}

std::string words_of(LaneRecord type) {
  switch (type) {
    case LaneRecord::session_out: return "bytes to the venue";
    case LaneRecord::order_sent: return "order sent";
    case LaneRecord::state_hash: return "state";
    default: return "record of type " + std::to_string(static_cast<unsigned>(type));
  }
}

std::string hexadecimal(Bytes bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes.first(std::min(bytes.size(), bytes_shown_max))) {
    text += digits[static_cast<uint8_t>(byte) >> 4];
    text += digits[static_cast<uint8_t>(byte) & 15];
  }
  if (bytes.size() > bytes_shown_max) text += "… (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

// Where the two part.
size_t parting_of(Bytes a, Bytes b) {
  return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

OutputComparison::Output OutputComparison::copy_of(const Record& record) {
  return {static_cast<LaneRecord>(record.type), record.time_ns,
          std::vector<std::byte>(record.payload.begin(), record.payload.end())};
}

void OutputComparison::expect(const Record& output) {
  expected_.push_back(copy_of(output));
}

void OutputComparison::take(const Record& output) {
  if (difference_) return;
  if (expected_.empty()) {
    const Output made = copy_of(output);
    return differ(nullptr, &made);
  }
  const Output recorded = std::move(expected_.front());
  expected_.pop_front();
  const auto type = static_cast<LaneRecord>(output.type);
  if (type != recorded.type || output.time_ns != recorded.time_ns ||
      !is_same(type, output.payload, recorded.payload)) {
    const Output made = copy_of(output);
    return differ(&recorded, &made);
  }
  ++outputs_;
  hashes_ += type == LaneRecord::state_hash;
  if (type == LaneRecord::session_out) bytes_ += output.payload.size() - sizeof(lane_record::SessionOut);
}

void OutputComparison::end_input() {
  if (!difference_ && !expected_.empty()) differ(&expected_.front(), nullptr);
  expected_.clear();
}

void OutputComparison::differ(const Output* recorded, const Output* replayed) {
  OutputDifference difference;
  difference.time_ns = recorded != nullptr ? recorded->time_ns : replayed->time_ns;
  difference.what = words_of(recorded != nullptr ? recorded->type : replayed->type);
  Bytes ours = recorded != nullptr ? Bytes(recorded->payload) : Bytes();
  Bytes theirs = replayed != nullptr ? Bytes(replayed->payload) : Bytes();
  if (recorded != nullptr && replayed != nullptr && recorded->type == replayed->type) {
    size_t at = parting_of(ours, theirs);
    if (recorded->type == LaneRecord::state_hash) {
      at -= at % sizeof(uint64_t);
      difference.what +=
          std::string(": ") + hash_parts[std::min(at / sizeof(uint64_t), std::size(hash_parts) - 1)];
    }
    ours = ours.subspan(std::min(at, ours.size()));
    theirs = theirs.subspan(std::min(at, theirs.size()));
    if (recorded->type != LaneRecord::state_hash)
      difference.what += " from byte " + std::to_string(at) + " on";
  }
  difference.recorded = hexadecimal(ours);
  difference.replayed = hexadecimal(theirs);
  difference_ = std::move(difference);
}

}  // namespace hotlane
