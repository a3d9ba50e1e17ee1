// Any bytes as framed messages of history, with our orders entered, cut and replaced in between, queued by
// order or by level: what rests of each of ours or waits for a cross is what was entered less what filled and
// what was taken off, and nobody else's fill is told as ours.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "adversarial_stream.hpp"
#include "venue/history_market.hpp"
#include "wire/moldudp64.hpp"

using namespace hotlane;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

class OwnOrders {
 public:
  explicit OwnOrders(HistoryMarket& market) : market_(market) {}

  void take_fills(std::span<const HistoryFill> fills) {
    for (const HistoryFill& fill : fills) {
      require(fill.shares > 0 && left_[fill.handle] >= fill.shares);
      left_[fill.handle] -= fill.shares;
    }
  }

  void take_left_by_cross(std::span<const uint32_t> handles_left) {
    for (const uint32_t handle : handles_left) {
      require(left_[handle] > 0);
      left_[handle] = 0;
    }
  }

  // Enters, cuts or replaces, as a hash of the messages up to now decides.
  void step(std::span<const std::byte> message) {
    for (const std::byte byte : message) {
      hash_ = (hash_ ^ std::to_integer<uint64_t>(byte)) * 0x100000001B3;  // FNV-1a
    }
    const auto pick = [this](uint32_t bits_from, uint64_t below) {
      return static_cast<uint32_t>((hash_ >> bits_from) % below);
    };
    const uint32_t handle = pick(8, handles);
    const uint32_t shares = 10 * pick(16, 40);
    const HistoryOrder order{.handle = pick(20, handles),
                             .locate = static_cast<Locate>(1 + pick(24, 4)),
                             .side = pick(28, 2) == 0 ? Side::buy : Side::sell,
                             .price_ticks = static_cast<PriceTicks>(9'995 + pick(32, 50)),
                             .shares = shares,
                             .is_immediate_or_cancel = pick(40, 4) == 0,
                             .is_post_only = pick(42, 8) == 0,
                             .is_hidden = pick(46, 4) == 0,
                             .min_quantity = pick(48, 4) == 0 ? pick(50, 400) : 0,
                             .cross = pick(34, 4) == 0 ? "OCH"[pick(36, 3)] : '\0'};
    switch (pick(44, 4)) {
      case 0: left_[handle] -= market_.cancel(handle, shares); break;
      case 1: take_entry(handle, order, market_.replace(handle, order)); break;
      default: take_entry(order.handle, order, market_.enter(order)); break;
    }
    check();
  }

  void check() const {
    for (const auto& [handle, left] : left_) require(market_.resting_shares(handle) == left);
  }

 private:
  static constexpr uint32_t handles = 16;

  void take_entry(uint32_t replaced, const HistoryOrder& order, const HistoryEntryResult& entry) {
    if (entry.result >= HistoryEntry::handle_in_use) return;
    left_[replaced] = 0;
    left_[order.handle] = order.shares;
    take_fills(entry.fills);
    require(left_[order.handle] == entry.left);
    require(!order.is_immediate_or_cancel || entry.result != HistoryEntry::rests);
    if (entry.result != HistoryEntry::rests && entry.result != HistoryEntry::waits) left_[order.handle] = 0;
  }

  HistoryMarket& market_;
  uint64_t hash_ = 0xCBF29CE484222325;
  std::map<uint32_t, uint64_t> left_;  // of each handle, what should rest
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  HistoryMarket market;
  if (size % 2 == 1) market.queue_by_level({.power = static_cast<uint32_t>(size / 2 % 4)});
  OwnOrders own(market);
  std::span<const std::byte> rest(reinterpret_cast<const std::byte*>(data), size);
  while (rest.size() > sizeof(wire::moldudp64::BlockPrefix)) {
    const auto* prefix = reinterpret_cast<const wire::moldudp64::BlockPrefix*>(rest.data());
    const size_t length = prefix->message_length;
    rest = rest.subspan(sizeof *prefix);
    const auto message = rest.first(std::min(length, rest.size()));
    rest = rest.subspan(message.size());
    own.take_fills(market.apply(message));
    own.take_left_by_cross(market.left_by_cross());
    if (!message.empty()) own.step(message);
  }
  own.check();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<std::vector<uint8_t>> examples;
  for (uint64_t stream_seed = 1; stream_seed <= 8; ++stream_seed) {
    test::AdversarialStream stream(stream_seed);
    test::Bytes file;
    for (uint64_t locate = 1; locate <= test::AdversarialStream::locates; ++locate) {
      test::put_framed(file, test::itch_directory(locate, test::AdversarialStream::symbol_of(locate)));
    }
    for (int i = 0; i < 60; ++i) {
      test::put_framed(file, stream.next());
      if (i % 10 != 9) continue;
      const uint64_t locate = 1 + static_cast<uint64_t>(i) / 10 % test::AdversarialStream::locates;
      const char type = "OCH"[(stream_seed + static_cast<uint64_t>(i) / 10) % 3];
      test::put_framed(
          file, test::itch_cross(locate, test::AdversarialStream::symbol_of(locate), 1'000, 10'020, type));
    }
    examples.push_back(file);
  }
  return examples;
}
