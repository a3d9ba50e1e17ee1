#include "feed/held_packets.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace hotlane {
namespace {

constexpr uint32_t chunk_alignment = 8;

constexpr uint32_t rounded(uint32_t size) noexcept {
  return (size + chunk_alignment - 1) / chunk_alignment * chunk_alignment;
}

}  // namespace

HeldPackets::HeldPackets(uint32_t packets_max, uint32_t bytes_max)
    : packets_max_(std::max(packets_max, 1U)),
      mask_(std::bit_ceil(packets_max_) - 1),
      capacity_(std::max(bytes_max / chunk_alignment * chunk_alignment, 2 * chunk_alignment)),
      packets_(std::make_unique_for_overwrite<HeldPacket[]>(size_t{mask_} + 1)),
      bytes_(std::make_unique_for_overwrite<std::byte[]>(capacity_)) {
  static_assert(sizeof(Chunk) == chunk_alignment);
}

// The first packet that begins after `sequence`. Most come in order, so the last one is looked at first.
uint32_t HeldPackets::place_of(uint64_t sequence) const noexcept {
  if (count_ == 0 || back().sequence <= sequence) return count_;
  uint32_t low = 0;
  uint32_t high = count_ - 1;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (at(middle).sequence > sequence) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

// Messages of a packet that the one before it does not have; 0: there is no such packet.
uint64_t HeldPackets::added_by(uint32_t index) const noexcept {
  if (index >= count_) return 0;
  const HeldPacket& packet = at(index);
  return packet.end - (index == 0 ? packet.sequence : std::max(packet.sequence, at(index - 1).end));
}

HeldPackets::Insertion HeldPackets::insert(uint64_t sequence, uint64_t end,
                                           std::span<const std::byte> datagram, TimeNs now) noexcept {
  assert(sequence < end);
  uint32_t place = place_of(sequence);
  if (place > 0 && at(place - 1).end >= end) return Insertion::duplicate;
  // Cut differently: what the new one contains is no longer needed.
  while (place < count_ && at(place).end <= end) erase(place);
  if (place > 0 && at(place - 1).sequence == sequence) erase(--place);
  uint32_t offset = 0;
  if (count_ == packets_max_ || !allocate(static_cast<uint32_t>(datagram.size()), offset))
    return Insertion::full;
  std::memcpy(bytes_.get() + offset, datagram.data(), datagram.size());
  messages_ -= added_by(place);
  ++count_;
  for (uint32_t i = count_ - 1; i > place; --i) at(i) = at(i - 1);
  at(place) = {sequence, end, now, offset, static_cast<uint32_t>(datagram.size())};
  messages_ += added_by(place) + added_by(place + 1);
  return Insertion::inserted;
}

void HeldPackets::erase(uint32_t index) noexcept {
  release(at(index));
  messages_ -= added_by(index) + added_by(index + 1);
  if (index == 0) {
    ++first_;
  } else {
    for (uint32_t i = index; i + 1 < count_; ++i) at(i) = at(i + 1);
  }
  --count_;
  messages_ += added_by(index);
}

void HeldPackets::drop_before(uint64_t sequence) noexcept {
  while (count_ > 0 && front().end <= sequence) erase(0);
}

void HeldPackets::drop_from(uint64_t sequence) noexcept {
  while (count_ > 0 && back().end > sequence) erase(count_ - 1);
}

void HeldPackets::clear() noexcept {
  first_ = count_ = 0;
  messages_ = 0;
  head_ = tail_ = used_ = 0;
}

bool HeldPackets::allocate(uint32_t length, uint32_t& offset) noexcept {
  const uint32_t size = rounded(static_cast<uint32_t>(sizeof(Chunk)) + length);
  if (used_ == 0) head_ = tail_ = 0;
  if (size > capacity_ - used_) return false;
  const uint32_t behind = capacity_ - tail_;
  if (tail_ >= head_ && behind < size) {
    // What is left at the end of the ring is too short: it goes free with its turn.
    if (head_ < size) return false;
    if (behind > 0) put_chunk(tail_, {behind, true});
    used_ += behind;
    tail_ = 0;
  } else if (tail_ < head_ && head_ - tail_ < size) {
    return false;
  }
  put_chunk(tail_, {size, false});
  offset = tail_ + static_cast<uint32_t>(sizeof(Chunk));
  tail_ += size;
  used_ += size;
  return true;
}

void HeldPackets::put_chunk(uint32_t offset, Chunk chunk) noexcept {
  std::memcpy(bytes_.get() + offset, &chunk, sizeof chunk);
}

HeldPackets::Chunk HeldPackets::chunk_at(uint32_t offset) const noexcept {
  Chunk chunk;
  std::memcpy(&chunk, bytes_.get() + offset, sizeof chunk);
  return chunk;
}

void HeldPackets::release(const HeldPacket& packet) noexcept {
  const uint32_t own = packet.offset - static_cast<uint32_t>(sizeof(Chunk));
  put_chunk(own, {chunk_at(own).size, true});
  while (used_ > 0) {
    if (head_ == capacity_) head_ = 0;
    const Chunk oldest = chunk_at(head_);
    if (!oldest.is_free) break;
    used_ -= oldest.size;
    head_ += oldest.size;
  }
}

}  // namespace hotlane
