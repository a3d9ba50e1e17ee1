// Packets that came before what precedes them: copied once, kept in the order of their numbers, mostly
// appended. Bounded in packets and bytes, allocated at construction. Owned by one channel, used on its lane's
// thread only. No kept packet lies inside another, so begins and ends both grow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "memory/units.hpp"

namespace hotlane {

struct HeldPacket {
  uint64_t sequence = 0;
  uint64_t end = 0;  // one past its last message
  TimeNs arrived = 0;
  uint32_t offset = 0;
  uint32_t length = 0;
};
static_assert(sizeof(HeldPacket) == 32);

class HeldPackets {
 public:
  enum class Insertion : uint8_t { inserted, duplicate, full };

  HeldPackets(uint32_t packets_max, uint32_t bytes_max);

  [[nodiscard]] Insertion insert(uint64_t sequence, uint64_t end, std::span<const std::byte> datagram,
                                 TimeNs now) noexcept;
  // Forgets those that hold nothing from `sequence` on.
  void drop_before(uint64_t sequence) noexcept;
  // Forgets those that hold anything from `sequence` on.
  void drop_from(uint64_t sequence) noexcept;
  void clear() noexcept;

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] uint32_t size() const noexcept { return count_; }
  [[nodiscard]] const HeldPacket& front() const noexcept { return at(0); }
  [[nodiscard]] const HeldPacket& back() const noexcept { return at(count_ - 1); }
  // Valid until the packet is dropped.
  [[nodiscard]] std::span<const std::byte> bytes_of(const HeldPacket& packet) const noexcept {
    return {bytes_.get() + packet.offset, packet.length};
  }
  // Messages that are held.
  [[nodiscard]] uint64_t messages() const noexcept { return messages_; }
  // Whether [begin, end) is held without a hole.
  [[nodiscard]] bool covers(uint64_t begin, uint64_t end) const noexcept {
    return begin >= end || (count_ > 0 && messages_ == back().end - front().sequence &&
                            front().sequence <= begin && back().end >= end);
  }

 private:
  // Stands before each packet's bytes. They are kept in a ring in order of arrival and freed from its oldest
  // end on, so one that is freed early waits for those before it.
  struct Chunk {
    uint32_t size = 0;  // with this header, a multiple of its alignment
    bool is_free = false;
  };

  [[nodiscard]] HeldPacket& at(uint32_t index) noexcept { return packets_[(first_ + index) & mask_]; }
  [[nodiscard]] const HeldPacket& at(uint32_t index) const noexcept {
    return packets_[(first_ + index) & mask_];
  }
  [[nodiscard]] uint32_t place_of(uint64_t sequence) const noexcept;
  [[nodiscard]] uint64_t added_by(uint32_t index) const noexcept;
  void erase(uint32_t index) noexcept;
  // Where `length` bytes may be written; false: no room.
  [[nodiscard]] bool allocate(uint32_t length, uint32_t& offset) noexcept;
  void put_chunk(uint32_t offset, Chunk chunk) noexcept;
  [[nodiscard]] Chunk chunk_at(uint32_t offset) const noexcept;
  void release(const HeldPacket& packet) noexcept;

  uint32_t packets_max_;
  uint32_t mask_;
  uint32_t capacity_;  // bytes
  std::unique_ptr<HeldPacket[]> packets_;
  std::unique_ptr<std::byte[]> bytes_;
  uint32_t first_ = 0;
  uint32_t count_ = 0;
  uint64_t messages_ = 0;
  uint32_t head_ = 0;  // oldest chunk
  uint32_t tail_ = 0;  // where the next one goes
  uint32_t used_ = 0;  // bytes between them
};

}  // namespace hotlane
