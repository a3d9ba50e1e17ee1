#include "io/receiver_choice.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <bit>

#include "io/network_interface.hpp"
#if HOTLANE_AF_XDP
#include "io/xdp_receiver.hpp"
#endif

namespace hotlane::io {
namespace {

// Streams that one AF_XDP receiver can serve.
struct XdpGroup {
  std::string interface;
  uint32_t queue = 0;
  XdpMode mode = XdpMode::best;
  std::vector<UdpReceiverSetup> streams;
};

std::string xdp_interface_of(const StreamSetup& stream) {
  if (!stream.xdp_interface.empty()) return stream.xdp_interface;
  in_addr address{};
  inet_pton(AF_INET, stream.udp.interface_address.c_str(), &address);
  return interface_with_address(address.s_addr).name;
}

std::vector<XdpGroup> xdp_groups(std::span<const StreamSetup> streams) {
  std::vector<XdpGroup> groups;
  for (const StreamSetup& stream : streams) {
    if (stream.way == ReceiveWay::kernel) continue;
    const std::string interface = xdp_interface_of(stream);
    const XdpMode mode = stream.way == ReceiveWay::automatic ? XdpMode::native : stream.xdp_mode;
    XdpGroup* group = nullptr;
    for (XdpGroup& known : groups) {
      if (known.interface == interface && known.queue == stream.xdp_queue) group = &known;
    }
    if (group == nullptr) group = &groups.emplace_back(XdpGroup{interface, stream.xdp_queue, mode, {}});
    group->streams.push_back(stream.udp);
  }
  return groups;
}

void take(OpenedReceivers& opened, std::unique_ptr<DatagramReceiver> receiver, uint16_t first_stream) {
  const std::vector<HostGrant>& grants = receiver->grants();
  opened.grants.insert(opened.grants.end(), grants.begin(), grants.end());
  opened.receivers.push_back(std::move(receiver));
  opened.first_streams.push_back(first_stream);
}

std::string open_through_kernel(OpenedReceivers& opened, const UdpReceiverSetup& setup) {
  auto receiver = std::make_unique<UdpReceiver>();
  std::string failure = receiver->open(setup);
  if (failure.empty()) take(opened, std::move(receiver), setup.stream);
  return failure;
}

#if HOTLANE_AF_XDP
// As many frames as the largest buffer asked for has room for.
uint32_t frames_of(const XdpGroup& group) {
  int bytes = 0;
  for (const UdpReceiverSetup& stream : group.streams) bytes = std::max(bytes, stream.receive_buffer_bytes);
  const auto frames = static_cast<uint32_t>(bytes) / XdpReceiver::frame_bytes;
  return std::bit_floor(std::clamp(frames, XdpReceiver::frames_min, XdpReceiver::frames_max));
}
#endif

std::string open_through_xdp([[maybe_unused]] OpenedReceivers& opened,
                             [[maybe_unused]] const XdpGroup& group) {
#if HOTLANE_AF_XDP
  auto receiver = std::make_unique<XdpReceiver>();
  std::string failure =
      receiver->open(group.streams, {group.interface, group.queue, group.mode, frames_of(group)});
  if (failure.empty()) take(opened, std::move(receiver), group.streams.front().stream);
  return failure;
#else
  return "built without it: install libxdp-dev and libbpf-dev, then build again";
#endif
}

}  // namespace

OpenedReceivers open_receivers(std::span<const StreamSetup> streams) {
  OpenedReceivers opened;
  for (const StreamSetup& stream : streams) {
    if (stream.way != ReceiveWay::kernel) continue;
    opened.failure = open_through_kernel(opened, stream.udp);
    if (!opened.failure.empty()) return opened;
  }
  for (const XdpGroup& group : xdp_groups(streams)) {
    const std::string why_not = open_through_xdp(opened, group);
    if (why_not.empty()) continue;
    opened.grants.push_back({"AF_XDP", false, why_not + "; the kernel's socket is used"});
    for (const UdpReceiverSetup& setup : group.streams) {
      opened.failure = open_through_kernel(opened, setup);
      if (!opened.failure.empty()) return opened;
    }
  }
  return opened;
}

}  // namespace hotlane::io
