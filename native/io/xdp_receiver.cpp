#include "io/xdp_receiver.hpp"

#include <arpa/inet.h>
#include <linux/if_xdp.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <bit>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "io/tsc_clock.hpp"

namespace hotlane::io {
namespace {

// Every so many calls one of the sockets beside is asked: a system call in 64 costs a few ns each.
constexpr uint32_t turns_between_beside = 64;
constexpr int busy_poll_budget = 64;  // frames that the driver takes in one go
constexpr int attempts_for_queue = 50;
constexpr std::chrono::milliseconds pause_for_queue(10);
constexpr uint64_t frame_mask = ~uint64_t{XdpReceiver::frame_bytes - 1};

std::string why_no_socket(int error, const XdpSetup& setup) {
  switch (error) {
    case EBUSY:
      return "queue " + std::to_string(setup.queue) + " has a receiver already; give each its own queue";
    case EINVAL: return "it has no queue " + std::to_string(setup.queue);
    case EPERM: return "not permitted; run as root, or grant CAP_NET_RAW";
    case ENOBUFS: return "not enough locked memory; raise ulimit -l, or grant CAP_IPC_LOCK";
    default: return std::strerror(error);
  }
}

}  // namespace

void Unmap::operator()(std::byte* memory) const noexcept {
  munmap(memory, bytes);
}

XdpReceiver::~XdpReceiver() {
  program_.close();
}

std::string XdpReceiver::open(std::span<const UdpReceiverSetup> streams, const XdpSetup& setup) {
  const NetworkInterface interface = interface_named(setup.interface);
  if (interface.name.empty()) return "AF_XDP: there is no interface \"" + setup.interface + "\"";
  if (!std::has_single_bit(setup.frames) || setup.frames < frames_min || setup.frames > frames_max ||
      streams.empty() || streams.size() > streams_max) {
    return "AF_XDP on " + setup.interface +
           ": expected a power of two of 64 to 65536 frames, 1 to 256 streams";
  }
  std::vector<XdpDestination> destinations;
  for (const UdpReceiverSetup& stream : streams) {
    auto socket = std::make_unique<UdpReceiver>();
    if (std::string failure = socket->open(stream); !failure.empty()) return failure;
    beside_.push_back(std::move(socket));
    in_addr address{};
    in_addr source{};
    inet_pton(AF_INET, stream.group.c_str(), &address);
    if (!stream.source_address.empty()) inet_pton(AF_INET, stream.source_address.c_str(), &source);
    streams_.push_back(
        {ntohl(address.s_addr), stream.port, stream.stream, ntohl(source.s_addr), stream.source_port});
    destinations.push_back({address.s_addr, htons(stream.port)});
  }
  if (std::string failure = open_rings(setup); !failure.empty()) return failure;
  if (std::string failure = program_.open(interface, setup.mode); !failure.empty()) return failure;
  report(setup, streams[0].busy_poll_us);
  const std::string failure = program_.redirect(destinations, setup.queue, xsk_socket__fd(socket_.get()));
  return failure.empty() ? failure : "AF_XDP on " + setup.interface + ": " + failure;
}

std::string XdpReceiver::open_rings(const XdpSetup& setup) {
  const std::string name = "AF_XDP on " + setup.interface + ": ";
  const size_t bytes = size_t{setup.frames} * frame_bytes;
  void* memory =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) return name + "memory: " + std::strerror(errno);
  memory_ = {static_cast<std::byte*>(memory), Unmap{bytes}};

  xsk_umem_config umem_config{};
  umem_config.fill_size = setup.frames;
  umem_config.comp_size = 64;  // nothing is sent
  umem_config.frame_size = frame_bytes;
  xsk_umem* umem = nullptr;
  if (const int error = xsk_umem__create(&umem, memory, bytes, &fill_, &completion_, &umem_config);
      error != 0) {
    return name + "memory: " + why_no_socket(-error, setup);
  }
  umem_.reset(umem);

  xsk_socket_config config{};
  config.rx_size = setup.frames;
  config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
  config.bind_flags = XDP_USE_NEED_WAKEUP;  // zero copy where the driver can, else copies
  xsk_socket* socket = nullptr;
  int error = -EBUSY;
  // The kernel frees a queue a moment after its socket was closed: a lane that starts again may be too early.
  for (int attempt = 0; attempt < attempts_for_queue && error == -EBUSY; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(pause_for_queue);
    error =
        xsk_socket__create(&socket, setup.interface.c_str(), setup.queue, umem, &arrived_, nullptr, &config);
  }
  if (error != 0) return name + why_no_socket(-error, setup);
  socket_.reset(socket);

  uint32_t slot = 0;
  xsk_ring_prod__reserve(&fill_, setup.frames, &slot);
  for (uint64_t frame = 0; frame < setup.frames; ++frame) {
    *xsk_ring_prod__fill_addr(&fill_, slot++) = frame * frame_bytes;
  }
  xsk_ring_prod__submit(&fill_, setup.frames);
  return {};
}

void XdpReceiver::report(const XdpSetup& setup, uint32_t busy_poll_us) {
  const int descriptor = xsk_socket__fd(socket_.get());
  descriptors_.push_back(descriptor);
  for (const auto& socket : beside_) descriptors_.push_back(socket->descriptor());
  own_.queue_bytes_limit = uint64_t{setup.frames} * frame_bytes;

  const bool is_native = program_.mode() == XdpMode::native;
  grants_.push_back({"AF_XDP on " + setup.interface + " queue " + std::to_string(setup.queue), true, {}});
  const std::string why = program_.why_not_native();
  grants_.push_back({"AF_XDP in the driver (native mode)", is_native,
                     is_native ? "" : (why.empty() ? "not asked for" : why + "; generic mode is used")});
  xdp_options options{};
  socklen_t length = sizeof options;
  getsockopt(descriptor, SOL_XDP, XDP_OPTIONS, &options, &length);
  const bool is_zero_copy = (options.flags & XDP_OPTIONS_ZEROCOPY) != 0;
  grants_.push_back(
      {"AF_XDP without a copy", is_zero_copy, is_zero_copy ? "" : "the driver copies each frame"});
  if (busy_poll_us == 0) return;
  const int microseconds = static_cast<int>(busy_poll_us);
  const int on = 1;
  is_busy_polling_ =
      setsockopt(descriptor, SOL_SOCKET, SO_PREFER_BUSY_POLL, &on, sizeof on) == 0 &&
      setsockopt(descriptor, SOL_SOCKET, SO_BUSY_POLL, &microseconds, sizeof microseconds) == 0 &&
      setsockopt(descriptor, SOL_SOCKET, SO_BUSY_POLL_BUDGET, &busy_poll_budget, sizeof busy_poll_budget) ==
          0;
  grants_.push_back({"AF_XDP busy polling", is_busy_polling_, is_busy_polling_ ? "" : std::strerror(errno)});
}

std::span<const Datagram> XdpReceiver::receive() noexcept {
  if (!lent_.give_back(fill_)) [[unlikely]] {
    wake_driver();
    return {};
  }
  if (++turn_ % turns_between_beside == 0) [[unlikely]] {
    if (const auto datagrams = receive_beside(); !datagrams.empty()) return datagrams;
  }
  uint32_t first = 0;
  const uint32_t count = xsk_ring_cons__peek(&arrived_, batch_max, &first);
  if (count == 0) {
    wake_driver();
    return {};
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const xdp_desc& frame = *xsk_ring_cons__rx_desc(&arrived_, first + i);
    lent_.add(frame.addr & frame_mask);
    if (i + 1 < count) {
      const uint64_t next = xsk_ring_cons__rx_desc(&arrived_, first + i + 1)->addr;
      __builtin_prefetch(memory_.get() + next - sizeof(XdpStamp));
    }
    if (read(frame, datagrams_[kept])) ++kept;
  }
  xsk_ring_cons__release(&arrived_, count);
  if (count == batch_max) [[unlikely]] {
    ++own_.full_batches;
    sample();
  }
  return {datagrams_.data(), kept};
}

// Some drivers stop when they ran out of frames, and a busy-polled one works only when called.
void XdpReceiver::wake_driver() noexcept {
  if (!is_busy_polling_ && xsk_ring_prod__needs_wakeup(&fill_) == 0) return;
  recvfrom(xsk_socket__fd(socket_.get()), nullptr, 0, MSG_DONTWAIT, nullptr, nullptr);
}

bool XdpReceiver::read(const xdp_desc& frame, Datagram& out) noexcept {
  std::byte* bytes = memory_.get() + frame.addr;
  const ReceivedFrame datagram = read_frame({bytes, frame.len});
  out.received_ns = take_stamp(bytes);
  if (datagram.fault != FrameFault::none) [[unlikely]] {
    ++own_.malformed;
    return false;
  }
  const auto is_for = [&datagram](const Stream& stream) {
    return stream.address == datagram.destination_address && stream.port == datagram.destination_port;
  };
  if (!is_for(streams_[last_stream_])) {
    size_t found = 0;
    while (found < streams_.size() && !is_for(streams_[found])) ++found;
    if (found == streams_.size()) {  // of a lane that had this queue before us
      ++own_.foreign;
      return false;
    }
    last_stream_ = found;
  }
  const Stream& stream = streams_[last_stream_];
  if ((stream.source_address != 0 && stream.source_address != datagram.source_address) ||
      (stream.source_port != 0 && stream.source_port != datagram.source_port)) [[unlikely]] {
    ++own_.foreign;
    return false;
  }
  out.bytes = datagram.payload;
  out.source_address = datagram.source_address;
  out.source_port = datagram.source_port;
  out.stream = stream.number;
  ++own_.datagrams;
  own_.bytes += datagram.payload.size();
  own_.stamped += out.received_ns != 0 ? 1 : 0;
  return true;
}

TimeNs XdpReceiver::take_stamp(std::byte* frame) noexcept {
  XdpStamp stamp;
  std::memcpy(&stamp, frame - sizeof stamp, sizeof stamp);
  if (stamp.magic != xdp_stamp_magic) return 0;
  // So that a later frame in this place without a stamp doesn't wear this one.
  std::memset(frame - sizeof stamp, 0, sizeof stamp);
  if (stamp.monotonic_ns - epoch_taken_at_ns_ > static_cast<uint64_t>(ns_per_second)) [[unlikely]] {
    epoch_of_monotonic_ns_ = epoch_of_monotonic_ns();
    epoch_taken_at_ns_ = stamp.monotonic_ns;
  }
  return static_cast<TimeNs>(stamp.monotonic_ns) + epoch_of_monotonic_ns_;
}

std::span<const Datagram> XdpReceiver::receive_beside() noexcept {
  beside_next_ = (beside_next_ + 1) % static_cast<uint32_t>(beside_.size());
  return beside_[beside_next_]->receive();
}

void XdpReceiver::sample() noexcept {
  const uint32_t waiting = __atomic_load_n(arrived_.producer, __ATOMIC_RELAXED) - arrived_.cached_cons;
  own_.queue_bytes_worst = std::max(own_.queue_bytes_worst, uint64_t{waiting + lent_.size()} * frame_bytes);
  xdp_statistics statistics{};
  socklen_t length = sizeof statistics;
  if (getsockopt(xsk_socket__fd(socket_.get()), SOL_XDP, XDP_STATISTICS, &statistics, &length) != 0) return;
  own_.kernel_drops = statistics.rx_dropped + statistics.rx_ring_full;
}

ReceiverCounters XdpReceiver::counters() const noexcept {
  ReceiverCounters all = own_;
  for (const auto& socket : beside_) {
    const ReceiverCounters beside = socket->counters();
    all.datagrams += beside.datagrams;
    all.foreign += beside.foreign;
    all.truncated += beside.truncated;
    all.bytes += beside.bytes;
    all.stamped += beside.stamped;
    all.kernel_drops += beside.kernel_drops;
    all.by_kernel += beside.datagrams;
    all.failures += beside.failures;
  }
  return all;
}

int XdpReceiver::receive_buffer_bytes() const noexcept {
  return beside_.empty() ? 0 : beside_[0]->receive_buffer_bytes();
}

}  // namespace hotlane::io
