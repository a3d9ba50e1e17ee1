// Packets from one thread to another: a ring of bytes with one producer and one consumer, neither of which
// ever waits. What does not fit is refused, and the producer counts it. Packets lie in one piece, so the
// consumer reads them where they are. All memory is taken and touched at construction, or is the caller's.
//
// Orders: the producer writes a packet, then moves `written_` (release); the consumer's load of it (acquire)
// sees the packet whole. The consumer is done with packets before it moves `read_` (release); the producer's
// load (acquire) keeps it from writing over them. Each side keeps the last value it saw of the other's and
// looks again only when that says full or empty.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

#include "memory/units.hpp"

namespace hotlane {

struct RingPacket {
  TimeNs time = 0;              // since the Unix epoch
  uint32_t source_address = 0;  // IPv4, host order
  uint32_t destination_address = 0;
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
  uint16_t stream = 0;               // as io::Datagram's
  bool is_at_once = false;           // of a recording that is played: without waiting for its time
  std::span<const std::byte> bytes;  // UDP payload
};

class PacketRing {
 public:
  static constexpr size_t packet_bytes_max = 65'507;

  // `bytes`: a power of two, at least 2^18.
  explicit PacketRing(size_t bytes)
      : size_(bytes), own_(std::make_unique<std::byte[]>(bytes)), memory_(own_.get()) {}
  // In memory that outlives it, of such a size, aligned to 32 bytes.
  explicit PacketRing(std::span<std::byte> memory) noexcept : size_(memory.size()), memory_(memory.data()) {}
  PacketRing(const PacketRing&) = delete;
  PacketRing& operator=(const PacketRing&) = delete;

  // Producer only. False: no room, nothing was taken.
  [[nodiscard]] bool push(const RingPacket& packet) noexcept {
    const size_t length = record_length(packet.bytes.size());
    const size_t at = producer_written_ & (size_ - 1);
    // A packet never wraps: what is left before the end of the memory is given up.
    const size_t given_up = size_ - at < length ? size_ - at : 0;
    const uint64_t end = producer_written_ + given_up + length;
    if (end - producer_read_ > size_) {
      producer_read_ = read_.load(std::memory_order_acquire);
      if (end - producer_read_ > size_) return false;
    }
    if (given_up > 0) write_header(at, {.length = wrap_mark});
    write_packet(given_up > 0 ? 0 : at, packet);
    producer_written_ = end;
    written_.store(end, std::memory_order_release);
    return true;
  }

  // Consumer only: the next packet, valid until its room is given back. False: there is none yet.
  [[nodiscard]] bool next(RingPacket& out) noexcept {
    if (consumer_at_ == consumer_written_) {
      consumer_written_ = written_.load(std::memory_order_acquire);
      if (consumer_at_ == consumer_written_) return false;
    }
    consumer_last_ = consumer_at_;
    size_t at = consumer_at_ & (size_ - 1);
    Header header = read_header(at);
    if (header.length == wrap_mark) {
      consumer_at_ += size_ - at;
      at = 0;
      header = read_header(at);
    }
    out.time = header.time;
    out.source_address = header.source_address;
    out.destination_address = header.destination_address;
    out.source_port = header.source_port;
    out.destination_port = header.destination_port;
    out.stream = header.stream;
    out.is_at_once = header.is_at_once;
    out.bytes = {memory_ + at + sizeof(Header), header.length};
    consumer_at_ += record_length(header.length);
    return true;
  }
  // Consumer only: gives the room of all packets taken so far back, or of all but the last one, which stays
  // valid.
  void release_earlier() noexcept { read_.store(consumer_last_, std::memory_order_release); }
  void release() noexcept { read_.store(consumer_at_, std::memory_order_release); }

 private:
  static constexpr size_t alignment = 32;
  static constexpr uint32_t wrap_mark = UINT32_MAX;
  struct Header {
    TimeNs time = 0;
    uint32_t length = 0;
    uint32_t source_address = 0;
    uint32_t destination_address = 0;
    uint16_t source_port = 0;
    uint16_t destination_port = 0;
    uint16_t stream = 0;
    bool is_at_once = false;
    std::array<uint8_t, 5> padding{};
  };
  static_assert(sizeof(Header) == alignment, "so that a wrap mark always fits");

  [[nodiscard]] static constexpr size_t record_length(size_t bytes) noexcept {
    return (sizeof(Header) + bytes + alignment - 1) & ~(alignment - 1);
  }
  void write_header(size_t at, const Header& header) noexcept {
    std::memcpy(memory_ + at, &header, sizeof header);
  }
  [[nodiscard]] Header read_header(size_t at) const noexcept {
    Header header;
    std::memcpy(&header, memory_ + at, sizeof header);
    return header;
  }
  void write_packet(size_t at, const RingPacket& packet) noexcept {
    write_header(at, {.time = packet.time,
                      .length = static_cast<uint32_t>(packet.bytes.size()),
                      .source_address = packet.source_address,
                      .destination_address = packet.destination_address,
                      .source_port = packet.source_port,
                      .destination_port = packet.destination_port,
                      .stream = packet.stream,
                      .is_at_once = packet.is_at_once});
    if (!packet.bytes.empty()) {
      std::memcpy(memory_ + at + sizeof(Header), packet.bytes.data(), packet.bytes.size());
    }
  }

  const size_t size_;
  std::unique_ptr<std::byte[]> own_;
  std::byte* const memory_;
  alignas(64) std::atomic<uint64_t> written_{0};  // bytes ever; producer writes
  uint64_t producer_written_ = 0;
  uint64_t producer_read_ = 0;
  alignas(64) std::atomic<uint64_t> read_{0};  // bytes ever; consumer writes
  uint64_t consumer_at_ = 0;
  uint64_t consumer_last_ = 0;  // where the packet taken last begins
  uint64_t consumer_written_ = 0;
};

}  // namespace hotlane
