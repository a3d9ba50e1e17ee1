#include "feed/capture_records.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "feed/capture_time.hpp"
#include "wire/pcap.hpp"
#include "wire/pcapng.hpp"

namespace hotlane {
namespace pcap = wire::pcap;
namespace pcapng = wire::pcapng;

namespace {

template <class Layout>
const Layout& view(const std::byte* bytes) noexcept {
  return *reinterpret_cast<const Layout*>(bytes);
}

constexpr size_t magic_length = 4;
constexpr size_t block_length_max =
    CaptureRecords::frame_length_max + CaptureRecords::options_length_max + 64;

constexpr std::endian other(std::endian order) noexcept {
  return order == std::endian::little ? std::endian::big : std::endian::little;
}

// The least length of a block whose body we read; 0: we skip it.
uint32_t body_length_min(uint32_t type) noexcept {
  switch (type) {
    case pcapng::block_interface: return sizeof(pcapng::InterfaceBody);
    case pcapng::block_enhanced_packet:
    case pcapng::block_packet: return sizeof(pcapng::EnhancedPacketBody);
    case pcapng::block_simple_packet: return sizeof(pcapng::SimplePacketBody);
    default: return 0;
  }
}

}  // namespace

std::string_view text_of(CaptureFault fault) noexcept {
  constexpr std::array<std::string_view, capture_fault_count> texts = {
      "none",         "not a capture", "version",    "file cut",          "frame too long",
      "block length", "block trailer", "byte order", "unknown interface", "interfaces too many"};
  return texts[static_cast<size_t>(fault)];
}

void CaptureRecords::feed(std::span<const std::byte> chunk) noexcept {
  assert(rest_.empty());
  if (state_ != State::stopped) rest_ = chunk;
}

bool CaptureRecords::next(CapturedFrame& out) noexcept {
  bool has_frame = false;
  bool goes_on = true;
  while (goes_on && !has_frame) {
    switch (state_) {
      case State::beginning: goes_on = begin(); break;
      case State::pcap: goes_on = has_frame = next_record(out); break;
      case State::pcapng: goes_on = next_block(out, has_frame); break;
      case State::skipping: goes_on = skip(); break;
      case State::stopped: goes_on = false; break;
    }
  }
  return has_frame;
}

void CaptureRecords::finish() noexcept {
  assert(rest_.empty());
  if (state_ == State::stopped) return;
  if (state_ == State::beginning) {
    stop(CaptureFault::file_cut, std::max(wanted_, magic_length), carried_length_);
  } else if (state_ == State::skipping) {
    stop(CaptureFault::file_cut, skipped_block_length_,
         skipped_block_length_ - sizeof(pcapng::BlockTrailer) - skip_left_ + carried_length_);
  } else if (carried_length_ > 0) {
    stop(CaptureFault::file_cut, wanted_, carried_length_);
  }
}

// The next `size` bytes of the file in one piece, without taking them; null: the chunk ends before.
const std::byte* CaptureRecords::peek(size_t size) noexcept {
  assert(size <= block_length_max);
  wanted_ = size;
  if (carried_length_ == 0 && rest_.size() >= size) return rest_.data();
  if (carried_.size() < size) carried_.resize(size);
  const size_t added = std::min(size - std::min(size, carried_length_), rest_.size());
  if (added > 0) std::memcpy(carried_.data() + carried_length_, rest_.data(), added);
  carried_length_ += added;
  rest_ = rest_.subspan(added);
  return carried_length_ >= size ? carried_.data() : nullptr;
}

// Takes what was peeked last.
void CaptureRecords::take(size_t size) noexcept {
  if (carried_length_ > 0) {
    assert(carried_length_ == size);
    carried_length_ = 0;
  } else {
    rest_ = rest_.subspan(size);
  }
  offset_ += size;
}

bool CaptureRecords::begin() noexcept {
  const std::byte* bytes = peek(magic_length);
  if (bytes == nullptr) return false;
  if (view<wire::te32>(bytes).in(std::endian::native) == pcapng::block_section) {
    state_ = State::pcapng;
    return true;
  }
  return begin_pcap(bytes);
}

bool CaptureRecords::begin_pcap(const std::byte* bytes) noexcept {
  const uint32_t magic = view<wire::te32>(bytes).in(std::endian::little);
  const uint32_t swapped = wire::swap_bytes(magic);
  for (const uint32_t known : {pcap::magic_microseconds, pcap::magic_nanoseconds}) {
    if (magic != known && swapped != known) continue;
    order_ = magic == known ? std::endian::little : std::endian::big;
    ns_per_fraction_ = known == pcap::magic_microseconds ? 1'000 : 1;
  }
  if (ns_per_fraction_ == 0) {
    stop(CaptureFault::not_a_capture, pcap::magic_microseconds, swapped);
    return false;
  }
  bytes = peek(sizeof(pcap::FileHeader));
  if (bytes == nullptr) return false;
  const auto& header = view<pcap::FileHeader>(bytes);
  if (const uint16_t version = header.version_major.in(order_); version != pcap::version_major) {
    stop(CaptureFault::version, pcap::version_major, version);
    return false;
  }
  link_type_ = static_cast<uint16_t>(header.link_type.in(order_)&pcap::link_type_mask);
  take(sizeof(pcap::FileHeader));
  state_ = State::pcap;
  return true;
}

bool CaptureRecords::next_record(CapturedFrame& out) noexcept {
  const std::byte* bytes = peek(sizeof(pcap::RecordHeader));
  if (bytes == nullptr) return false;
  const uint32_t captured = view<pcap::RecordHeader>(bytes).captured_length.in(order_);
  if (captured > frame_length_max) {
    stop(CaptureFault::frame_too_long, frame_length_max, captured);
    return false;
  }
  const size_t length = sizeof(pcap::RecordHeader) + captured;
  bytes = peek(length);
  if (bytes == nullptr) return false;
  const auto& header = view<pcap::RecordHeader>(bytes);
  out.time = TimeNs{header.seconds.in(order_)} * ns_per_second +
             TimeNs{header.fraction.in(order_)} * TimeNs{ns_per_fraction_};
  out.offset = offset_;
  out.link_type = link_type_;
  out.is_cut = captured < header.original_length.in(order_);
  out.bytes = {bytes + sizeof(pcap::RecordHeader), captured};
  take(length);
  return true;
}

bool CaptureRecords::next_block(CapturedFrame& out, bool& has_frame) noexcept {
  const std::byte* bytes = peek(sizeof(pcapng::BlockHeader));
  if (bytes == nullptr) return false;
  // A section's own byte order stands behind its length.
  if (view<wire::te32>(bytes).in(std::endian::native) == pcapng::block_section) return begin_section();
  const uint32_t type = view<pcapng::BlockHeader>(bytes).type.in(order_);
  const uint32_t length = view<pcapng::BlockHeader>(bytes).total_length.in(order_);
  const uint32_t length_min = pcapng::block_length_min + body_length_min(type);
  if (length < length_min || length % 4 != 0) {
    stop(CaptureFault::block_length, length_min, length);
    return false;
  }
  if (body_length_min(type) == 0) {
    skipped_block_offset_ = offset_;
    take(sizeof(pcapng::BlockHeader));
    skipped_block_length_ = length;
    skip_left_ = length - pcapng::block_length_min;
    state_ = State::skipping;
    return true;
  }
  if (length > block_length_max) {
    stop(CaptureFault::frame_too_long, block_length_max, length);
    return false;
  }
  bytes = peek(length);
  if (bytes == nullptr) return false;
  const uint32_t trailer =
      view<pcapng::BlockTrailer>(bytes + length - sizeof(pcapng::BlockTrailer)).in(order_);
  if (trailer != length) {
    stop(CaptureFault::block_trailer, length, trailer);
    return false;
  }
  const std::span<const std::byte> body(bytes + sizeof(pcapng::BlockHeader),
                                        length - pcapng::block_length_min);
  if (type == pcapng::block_interface) {
    add_interface(body);
  } else {
    has_frame = read_packet(type, body, out);
  }
  if (state_ == State::stopped) return false;
  take(length);
  return true;
}

// Its options tell nothing that we need: all behind the byte order is skipped.
bool CaptureRecords::begin_section() noexcept {
  constexpr size_t length_read = sizeof(pcapng::BlockHeader) + sizeof(pcapng::SectionBody);
  const std::byte* bytes = peek(length_read);
  if (bytes == nullptr) return false;
  const auto& body = view<pcapng::SectionBody>(bytes + sizeof(pcapng::BlockHeader));
  std::endian order = std::endian::little;
  if (body.byte_order_magic.in(order) != pcapng::byte_order_magic) order = other(order);
  if (body.byte_order_magic.in(order) != pcapng::byte_order_magic) {
    stop(CaptureFault::byte_order, pcapng::byte_order_magic, body.byte_order_magic.in(std::endian::big));
    return false;
  }
  const uint32_t length = view<pcapng::BlockHeader>(bytes).total_length.in(order);
  constexpr uint32_t length_min = pcapng::block_length_min + sizeof(pcapng::SectionBody);
  if (length < length_min || length % 4 != 0) {
    stop(CaptureFault::block_length, length_min, length);
    return false;
  }
  if (const uint16_t version = body.version_major.in(order); version != pcapng::version_major) {
    stop(CaptureFault::version, pcapng::version_major, version);
    return false;
  }
  order_ = order;
  interfaces_.clear();
  skipped_block_offset_ = offset_;
  take(length_read);
  skipped_block_length_ = length;
  skip_left_ = length - length_min;
  state_ = State::skipping;
  return true;
}

// Skips the rest of a block and looks at the length that ends it.
bool CaptureRecords::skip() noexcept {
  const size_t skipped = static_cast<size_t>(std::min<uint64_t>(skip_left_, rest_.size()));
  rest_ = rest_.subspan(skipped);
  offset_ += skipped;
  skip_left_ -= skipped;
  if (skip_left_ > 0) return false;
  const std::byte* bytes = peek(sizeof(pcapng::BlockTrailer));
  if (bytes == nullptr) return false;
  const uint32_t trailer = view<pcapng::BlockTrailer>(bytes).in(order_);
  if (trailer != skipped_block_length_) {
    stop(CaptureFault::block_trailer, skipped_block_length_, trailer);
    return false;
  }
  take(sizeof(pcapng::BlockTrailer));
  state_ = State::pcapng;
  return true;
}

void CaptureRecords::add_interface(std::span<const std::byte> body) noexcept {
  if (interfaces_.size() == interfaces_max) {
    stop(CaptureFault::interfaces_too_many, interfaces_max, interfaces_max + 1);
    return;
  }
  const auto& fixed = view<pcapng::InterfaceBody>(body.data());
  Interface added;
  added.link_type = fixed.link_type.in(order_);
  added.snap_length = fixed.snap_length.in(order_);
  added.time_resolution = pcapng::time_resolution_default;
  std::span<const std::byte> options = body.subspan(sizeof(pcapng::InterfaceBody));
  while (options.size() >= sizeof(pcapng::OptionHeader)) {
    const auto& option = view<pcapng::OptionHeader>(options.data());
    const uint16_t code = option.code.in(order_);
    const size_t length = option.length.in(order_);
    options = options.subspan(sizeof(pcapng::OptionHeader));
    // A list that overruns its block ends here: what it said before is kept.
    if (code == pcapng::option_end || pcapng::padded(length) > options.size()) break;
    if (code == pcapng::option_time_resolution && length >= 1) {
      added.time_resolution = static_cast<uint8_t>(options[0]);
    } else if (code == pcapng::option_time_offset && length >= sizeof(int64_t)) {
      added.time_offset_s = static_cast<int64_t>(view<wire::te64>(options.data()).in(order_));
    }
    options = options.subspan(pcapng::padded(length));
  }
  interfaces_.push_back(added);
}

bool CaptureRecords::read_packet(uint32_t type, std::span<const std::byte> body,
                                 CapturedFrame& out) noexcept {
  const bool is_simple = type == pcapng::block_simple_packet;
  const size_t fixed_length =
      is_simple ? sizeof(pcapng::SimplePacketBody) : sizeof(pcapng::EnhancedPacketBody);
  const auto frame_space = body.subspan(fixed_length);
  uint32_t interface_id = 0;
  uint32_t captured = 0;
  uint32_t original = 0;
  uint64_t stamp = 0;
  if (is_simple) {
    original = view<pcapng::SimplePacketBody>(body.data()).original_length.in(order_);
    captured = original;
  } else {
    const auto& fixed = view<pcapng::EnhancedPacketBody>(body.data());
    interface_id = type == pcapng::block_packet ? view<wire::te16>(body.data()).in(order_)
                                                : fixed.interface_id.in(order_);
    stamp = uint64_t{fixed.timestamp_high.in(order_)} << 32 | fixed.timestamp_low.in(order_);
    captured = fixed.captured_length.in(order_);
    original = fixed.original_length.in(order_);
  }
  if (interface_id >= interfaces_.size()) {
    stop(CaptureFault::unknown_interface, interfaces_.size(), uint64_t{interface_id} + 1);
    return false;
  }
  const Interface& from = interfaces_[interface_id];
  if (is_simple && from.snap_length != 0) captured = std::min(captured, from.snap_length);
  if (captured > frame_space.size()) {
    stop(CaptureFault::block_length, pcapng::block_length_min + fixed_length + captured,
         pcapng::block_length_min + body.size());
    return false;
  }
  out.time = is_simple ? 0 : capture_time_ns(stamp, from.time_resolution, from.time_offset_s);
  out.offset = offset_;
  out.link_type = from.link_type;
  out.is_cut = captured < original;
  out.bytes = frame_space.first(captured);
  return true;
}

void CaptureRecords::stop(CaptureFault fault, uint64_t expected, uint64_t found) noexcept {
  error_ = {fault, state_ == State::skipping ? skipped_block_offset_ : offset_, expected, found};
  state_ = State::stopped;
  rest_ = {};
}

}  // namespace hotlane
