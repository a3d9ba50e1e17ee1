// The floors: passes over the same packets that keep no book. One walks the framing and switches on the type,
// as any decoder must; one also reads and writes one line of memory for each order that is named, as any book
// must.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "decode_book/packet_source.hpp"
#include "memory/zeroed_array.hpp"
#include "wire/itch50.hpp"

namespace hotlane::bench {

// Reads the fields that a book would need, by type.
class FramingPass {
 public:
  void apply(const Packet& packet) {
    namespace itch = wire::itch50;
    uint64_t sum = 0;
    walk_frames(packet, [&sum](const std::byte* message) {
      switch (static_cast<char>(*message)) {
        case 'A':
        case 'F': {
          const auto& add = itch::view<itch::AddOrder>(message);
          sum += add.order_reference + add.shares * uint64_t{add.price};
          break;
        }
        case 'D': sum ^= itch::view<itch::OrderDelete>(message).order_reference; break;
        case 'E':
        case 'C':
        case 'X': {
          const auto& less = itch::view<itch::OrderCancel>(message);  // the three begin alike
          sum += less.order_reference ^ less.cancelled_shares;
          break;
        }
        case 'U': {
          const auto& anew = itch::view<itch::OrderReplace>(message);
          sum += anew.original_reference ^ (anew.new_reference + anew.shares * uint64_t{anew.price});
          break;
        }
        default: sum += 1;
      }
    });
    __asm__ volatile("" : "+r"(sum));
  }
};

// Touches a line for each order, in as much memory as the orders of a book take. No load waits for another,
// so the processor overlaps as many as it can; `fetches` does what it can't: asks for the packet's lines
// before it touches the first. Neighbours in number share a line, which is the best of layouts.
template <bool fetches>
class TouchPass {
 public:
  static constexpr size_t bytes_per_order = 24;

  explicit TouchPass(size_t orders_max) : lines_(orders_max * bytes_per_order / sizeof(Line)) {}

  void apply(const Packet& packet) {
    if constexpr (fetches) {
      walk_frames(packet, [this](const std::byte* message) {
        visit_orders(message, [this](uint64_t reference) { __builtin_prefetch(&line_of(reference), 1); });
      });
    }
    walk_frames(packet, [this](const std::byte* message) { apply_one(message); });
  }
  void apply_one(const std::byte* message) {
    visit_orders(message,
                 [this](uint64_t reference) { line_of(reference).words[reference & 3] += reference; });
  }
  [[nodiscard]] std::span<std::byte> memory() { return lines_.memory(); }

 private:
  struct alignas(64) Line {
    std::array<uint64_t, 8> words;
  };

  template <class Visit>
  static void visit_orders(const std::byte* message, Visit&& visit) {
    namespace itch = wire::itch50;
    switch (static_cast<char>(*message)) {
      case 'A':
      case 'F':
      case 'D':
      case 'E':
      case 'C':
      case 'X': visit(itch::view<itch::OrderDelete>(message).order_reference); break;
      case 'U':
        visit(itch::view<itch::OrderReplace>(message).original_reference);
        visit(itch::view<itch::OrderReplace>(message).new_reference);
        break;
      default: break;
    }
  }
  [[nodiscard]] Line& line_of(uint64_t reference) {
    const uint64_t mixed = (reference >> 2) * 0x9E3779B97F4A7C15ULL;
    return lines_[((mixed >> 32) * lines_.size()) >> 32];
  }

  ZeroedArray<Line> lines_;
};

}  // namespace hotlane::bench
