#include "io/datagram_batch.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hotlane::io {
namespace {

TimeNs ns_of(const timespec& time) noexcept {
  return TimeNs{time.tv_sec} * ns_per_second + time.tv_nsec;
}

}  // namespace

DatagramBatch::DatagramBatch(uint32_t bytes_max)
    : spill_bytes_(bytes_max > slot_bytes ? bytes_max : 0),
      slots_(std::make_unique<Slot[]>(datagrams_max)),
      spills_(std::make_unique_for_overwrite<std::byte[]>(spill_bytes_ * datagrams_max)) {
  for (uint32_t i = 0; i < datagrams_max; ++i) {
    vectors_[i][0] = {slots_[i].bytes.data(), std::min<size_t>(slot_bytes, bytes_max)};
    if (spill_bytes_ > 0) {
      vectors_[i][1] = {spills_.get() + i * spill_bytes_ + slot_bytes, spill_bytes_ - slot_bytes};
    }
    msghdr& header = headers_[i].msg_hdr;
    header.msg_iov = vectors_[i].data();
    header.msg_iovlen = spill_bytes_ > 0 ? 2 : 1;
    header.msg_name = &sources_[i];
    header.msg_control = controls_[i].bytes.data();
  }
  taken_ = datagrams_max;  // all headers are to be prepared before the first call
}

uint32_t DatagramBatch::receive(int descriptor) noexcept {
  // The kernel wrote only the headers that it used.
  for (uint32_t i = 0; i < taken_; ++i) {
    headers_[i].msg_hdr.msg_namelen = sizeof(SourceName);
    headers_[i].msg_hdr.msg_controllen = control_bytes;
  }
  const int count = recvmmsg(descriptor, headers_.data(), datagrams_max, MSG_DONTWAIT, nullptr);
  if (count < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) ++counters_.failures;
    return 0;
  }
  counters_.full_batches += static_cast<uint32_t>(count) == datagrams_max ? 1 : 0;
  return static_cast<uint32_t>(count);
}

bool DatagramBatch::read(uint32_t index, StampSource stamps, Datagram& out) noexcept {
  const msghdr& header = headers_[index].msg_hdr;
  const size_t size = headers_[index].msg_len;
  const TimeNs received_ns = read_control(header, stamps);
  if ((header.msg_flags & MSG_TRUNC) != 0) [[unlikely]] {
    ++counters_.truncated;
    return false;
  }
  const std::byte* bytes = slots_[index].bytes.data();
  if (size > slot_bytes) [[unlikely]] {
    std::byte* spill = spills_.get() + index * spill_bytes_;
    std::memcpy(spill, bytes, slot_bytes);
    bytes = spill;
  }
  out.bytes = {bytes, size};
  out.received_ns = received_ns;
  out.source_address = ntohl(sources_[index].address);
  out.source_port = ntohs(sources_[index].port);
  out.stream = 0;
  return true;
}

TimeNs DatagramBatch::read_control(const msghdr& header, StampSource stamps) noexcept {
  TimeNs received_ns = 0;
  for (const cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr;
       control = CMSG_NXTHDR(const_cast<msghdr*>(&header), const_cast<cmsghdr*>(control))) {
    if (control->cmsg_level != SOL_SOCKET) continue;
    if (control->cmsg_type == SO_TIMESTAMPING) {
      // The kernel's stamp, one that is no longer used, the card's.
      std::array<timespec, 3> times;
      std::memcpy(times.data(), CMSG_DATA(control), sizeof times);
      const TimeNs kernel_ns = ns_of(times[0]);
      const TimeNs card_ns = ns_of(times[2]);
      received_ns = stamps == StampSource::card && card_ns != 0 ? card_ns : kernel_ns;
    } else if (control->cmsg_type == SO_TIMESTAMPNS) {
      timespec time;
      std::memcpy(&time, CMSG_DATA(control), sizeof time);
      received_ns = ns_of(time);
    } else if (control->cmsg_type == SO_RXQ_OVFL) {
      uint32_t total;
      std::memcpy(&total, CMSG_DATA(control), sizeof total);
      note_drops(total);
    }
  }
  return received_ns;
}

void DatagramBatch::note_drops(uint32_t total) noexcept {
  // Two counts of the same thing may be read out of order; a step back is not four thousand million drops.
  const uint32_t step = total - drops_seen_;
  if (step > UINT32_MAX / 2) return;
  drops_seen_ = total;
  counters_.kernel_drops += step;
}

}  // namespace hotlane::io
