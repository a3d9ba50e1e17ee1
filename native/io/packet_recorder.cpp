#include "io/packet_recorder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "feed/capture_writer.hpp"
#include "io/tsc_clock.hpp"

namespace hotlane::io {
namespace {

constexpr size_t buffer_bytes = 1 << 20;
constexpr size_t flush_at_bytes = buffer_bytes / 2;  // the rest is room for any packet
static_assert(buffer_bytes - flush_at_bytes > captured_length(capture_payload_max));
// The ring holds far more than what comes in this time, so the writer may sleep instead of spinning.
constexpr auto idle_pause = std::chrono::milliseconds(1);

}  // namespace

std::string PacketRecorder::open(const PacketRecorderSetup& setup) {
  constexpr mode_t readable_by_all = 0644;
  file_ = ::open(setup.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, readable_by_all);
  if (file_ < 0) return "cannot write " + setup.path + ": " + std::strerror(errno);
  ring_ = std::make_unique<PacketRing>(setup.ring_bytes);
  buffer_.resize(buffer_bytes);
  buffered_ = write_capture_beginning(buffer_);
  flush();
  if (const int failure = failure_.load(); failure != 0) {
    return "cannot write " + setup.path + ": " + std::strerror(failure);
  }
  writer_ = std::thread([this] { write_until_closed(); });
  return {};
}

void PacketRecorder::close(uint64_t kernel_drops) noexcept {
  if (!writer_.joinable()) {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
    return;
  }
  is_closing_.store(true, std::memory_order_release);
  writer_.join();
  const PacketRecorderCounters so_far = counters();
  buffered_ = write_capture_statistics(buffer_, system_time_ns(), so_far.packets + kernel_drops,
                                       so_far.dropped + so_far.unwritten + kernel_drops);
  flush();
  if (::close(file_) != 0 && failure_.load() == 0) failure_.store(errno);
  file_ = -1;
}

void PacketRecorder::write_until_closed() noexcept {
  while (true) {
    const bool is_closing =
        is_closing_.load(std::memory_order_acquire);  // before the last look into the ring
    if (write_pending()) continue;
    if (is_closing) return;
    std::this_thread::sleep_for(idle_pause);
  }
}

// False: there was nothing.
bool PacketRecorder::write_pending() noexcept {
  RingPacket packet;
  bool has_any = false;
  while (buffered_ < flush_at_bytes && ring_->next(packet)) {
    append(packet);
    has_any = true;
  }
  ring_->release();
  flush();
  return has_any;
}

void PacketRecorder::append(const RingPacket& packet) noexcept {
  CaptureDatagram datagram;
  datagram.time = packet.time;
  datagram.source = ipv4_endpoint(packet.source_address, packet.source_port);
  datagram.destination = ipv4_endpoint(packet.destination_address, packet.destination_port);
  datagram.payload = packet.bytes;
  buffered_ += write_capture_datagram(std::span(buffer_).subspan(buffered_), datagram);
  ++buffered_packets_;
}

// After a failure packets are only counted: half a block in the file would spoil what follows.
void PacketRecorder::flush() noexcept {
  size_t done = 0;
  while (done < buffered_ && failure_.load(std::memory_order_relaxed) == 0) {
    const ssize_t written = ::write(file_, buffer_.data() + done, buffered_ - done);
    if (written >= 0) {
      done += static_cast<size_t>(written);
    } else if (errno != EINTR) {
      failure_.store(errno, std::memory_order_relaxed);
    }
  }
  count(written_bytes_, done);
  count(done == buffered_ ? written_ : unwritten_, buffered_packets_);
  buffered_ = 0;
  buffered_packets_ = 0;
}

PacketRecorderCounters PacketRecorder::counters() const noexcept {
  PacketRecorderCounters out;
  out.packets = packets_.load(std::memory_order_relaxed);
  out.bytes = bytes_.load(std::memory_order_relaxed);
  out.dropped = dropped_.load(std::memory_order_relaxed);
  out.written = written_.load(std::memory_order_relaxed);
  out.written_bytes = written_bytes_.load(std::memory_order_relaxed);
  out.unwritten = unwritten_.load(std::memory_order_relaxed);
  out.failure = failure_.load(std::memory_order_relaxed);
  return out;
}

}  // namespace hotlane::io
