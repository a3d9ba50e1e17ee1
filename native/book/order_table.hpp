// Live orders by exchange reference: a seeded hash whose buckets are cache lines of four orders. An order is
// its reference, its shares and where its level is: 16 bytes. One line is read and written for nearly every
// order; what doesn't fit its own line stands in one of the next, and each line it passed counts it, so that
// nothing is left behind by an erase and lookups never slow down with age. No stream of references, however
// chosen, makes probing long without knowing the seed; where it would be, the order is refused. Owned and
// called by one thread. Places hold until the table grows.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

#include "book/lane_mask.hpp"
#include "memory/fetch_ahead.hpp"
#include "memory/growth.hpp"
#include "memory/mix_bits.hpp"
#include "memory/units.hpp"
#include "memory/zeroed_array.hpp"

namespace hotlane {

// Where an order's level is (PriceLadders): a window's cell << 4 | side << 3 | which of its prices. 30 bits.
using LevelHandle = uint32_t;
constexpr uint32_t level_handle_bits = 30;

struct alignas(64) OrderLine {
  uint64_t reference[4];
  uint32_t quantity[4];  // shares left; 0: a free slot, whatever its reference
  uint32_t level[4];     // a LevelHandle, and above it a quarter of `passed`
};
static_assert(sizeof(OrderLine) == 64, "one cache line: all that an order's change touches of the table");

class OrderTable {
 public:
  // Past so many lines, an order is refused: the bound of a probe. Also of `passed`, which has eight bits.
  static constexpr uint32_t lines_probed_max = 64;
  static_assert((lines_probed_max - 1) * 4 < 256);

  struct Place {
    OrderLine* line = nullptr;  // none: not there, or no room
    uint32_t slot = 0;

    [[nodiscard]] uint64_t reference() const noexcept { return line->reference[slot]; }
    [[nodiscard]] Quantity& quantity() const noexcept { return line->quantity[slot]; }
    [[nodiscard]] LevelHandle level() const noexcept { return level_at(*line, slot); }
  };

  // Growth::fixed takes exactly `orders_max` orders; Growth::doubling begins with room for that many.
  OrderTable(uint32_t orders_max, Growth growth, uint64_t hash_seed)
      : lines_(lines_for(orders_max < orders_min ? orders_min : orders_max)),
        orders_max_(orders_max < orders_min ? orders_min : orders_max),
        growth_(growth),
        seed_(mix_bits(hash_seed)),
        multiplier_(mix_bits(hash_seed + 1) | 1) {}

  // Where an order's search begins.
  [[nodiscard]] OrderLine* home_of(OrderReference reference) noexcept {
    return lines_.data() + home_index(reference);
  }
  [[nodiscard]] Place find(OrderReference reference, OrderLine* home) noexcept {
    const unsigned matches = matches_in(*home, reference);
    if (matches != 0) [[likely]]
      return {home, static_cast<uint32_t>(std::countr_zero(matches))};
    return has_passed(*home) ? find_further(reference, home) : Place{};
  }
  [[nodiscard]] Place find(OrderReference reference) noexcept { return find(reference, home_of(reference)); }

  // A free slot for an order that isn't there yet: put() must follow, or nothing. None: no room.
  [[nodiscard]] Place room_for(OrderLine* home) noexcept {
    if (size_ >= orders_max_) [[unlikely]]
      return {};
    const unsigned free = free_slots(*home);
    if (free != 0) [[likely]]
      return {home, static_cast<uint32_t>(std::countr_zero(free))};
    return room_further(home);
  }
  void put(const Place& place, OrderLine* home, OrderReference reference, Quantity quantity,
           LevelHandle level) noexcept {
    assert(quantity != 0 && place.line->quantity[place.slot] == 0);
    place.line->reference[place.slot] = reference;
    place.line->quantity[place.slot] = quantity;
    place.line->level[place.slot] = (place.line->level[place.slot] & ~level_mask) | level;
    ++size_;
    if (place.line != home) [[unlikely]]
      count_passing(home, place.line, 1);
  }
  void erase(const Place& place, OrderLine* home) noexcept {
    assert(place.line->quantity[place.slot] != 0);
    place.line->quantity[place.slot] = 0;
    --size_;
    if (place.line != home) [[unlikely]]
      count_passing(home, place.line, -1);
  }

  // Whether some orders stand outside their home line: with a quarter of the room used, one in a thousand
  // does.
  [[nodiscard]] bool is_crowded() const noexcept { return size_ > orders_max_ / 4; }
  // Before an order is put there whose home line has come: the next line, where finding room will read on.
  static void prefetch_room(const OrderLine& home) noexcept {
    const bool reads_on = has_passed(home) | (free_slots(home) == 0);
    fetch_ahead(&home + static_cast<size_t>(reads_on));
  }
  // Whether a search that begins here may have to go on.
  [[nodiscard]] static bool has_passed(const OrderLine& line) noexcept {
    return ((line.level[0] | line.level[1] | line.level[2] | line.level[3]) >> level_handle_bits) != 0;
  }
  // Slots with this reference; slots that are free.
  [[nodiscard]] static unsigned matches_in(const OrderLine& line, OrderReference reference) noexcept {
    return equal_mask(line.reference, reference) & ~free_slots(line);
  }
  [[nodiscard]] static unsigned free_slots(const OrderLine& line) noexcept {
    return equal_mask(line.quantity, uint32_t{0});
  }

  [[nodiscard]] static LevelHandle level_at(const OrderLine& line, uint32_t slot) noexcept {
    return line.level[slot] & level_mask;
  }

  // As long as the table is large: never on the path of a packet.
  void clear() noexcept;
  // Doubles the room when it is used up. As long as the table is large; Growth::doubling alone.
  [[nodiscard]] bool grow() noexcept;

  // How often it has grown: lines that were found before have moved.
  [[nodiscard]] uint32_t moves() const noexcept { return moves_; }
  [[nodiscard]] size_t size() const noexcept { return size_; }
  [[nodiscard]] size_t capacity() const noexcept { return orders_max_; }
  [[nodiscard]] std::span<std::byte> memory() noexcept { return lines_.memory(); }

  // In an order that depends on the seed: only for sums and copies. visit(reference, quantity, level)
  template <class Visit>
  void for_each(Visit&& visit) const noexcept {
    for (size_t i = 0; i < lines_.size(); ++i) {
      for (size_t slot = 0; slot < 4; ++slot) {
        const OrderLine& line = lines_[i];
        if (line.quantity[slot] != 0)
          visit(line.reference[slot], line.quantity[slot], line.level[slot] & level_mask);
      }
    }
  }

 private:
  static constexpr uint32_t orders_min = 8;
  static constexpr uint32_t level_mask = (1U << level_handle_bits) - 1;
  // Six slots of ten are used when the table is full: one order in thirty then stands outside its line
  // (docs/books.md).
  static constexpr size_t lines_for(size_t orders) noexcept { return orders * 10 / (4 * 6) + 1; }

  // Multiplied by a seeded number to 128 bits, both halves folded: no bit of the reference is left out.
  [[nodiscard]] size_t home_index(OrderReference reference) const noexcept {
    const auto product = static_cast<Wide>(reference ^ seed_) * multiplier_;
    const uint64_t mixed = static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product);
    return static_cast<size_t>((static_cast<Wide>(mixed) * lines_.size()) >> 64);
  }
  [[nodiscard]] OrderLine* next(OrderLine* line) noexcept {
    return ++line == lines_.data() + lines_.size() ? lines_.data() : line;
  }
  [[nodiscard]] Place find_further(OrderReference reference, OrderLine* home) noexcept;
  [[nodiscard]] Place room_further(OrderLine* home) noexcept;
  void count_passing(OrderLine* home, const OrderLine* until, int change) noexcept;

  __extension__ using Wide = unsigned __int128;

  ZeroedArray<OrderLine> lines_;
  size_t size_ = 0;
  size_t orders_max_;
  uint32_t moves_ = 0;
  Growth growth_;
  uint64_t seed_;
  uint64_t multiplier_;
};

}  // namespace hotlane
