// Opens the receivers of a lane's streams in the way that the configuration asks for, or in the next best one
// with a word why. Called by the lane's thread before its first turn.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/udp_receiver.hpp"
#include "io/xdp_mode.hpp"

namespace hotlane::io {

enum class ReceiveWay : uint8_t {
  kernel,     // a socket
  xdp,        // AF_XDP, in generic mode where there is no native one; a socket where there is neither
  automatic,  // AF_XDP where the driver has native mode, else a socket
};

struct StreamSetup {
  UdpReceiverSetup udp;
  ReceiveWay way = ReceiveWay::kernel;
  std::string xdp_interface{};  // empty: the one that has udp.interface_address; else its parent, for a VLAN
  uint32_t xdp_queue = 0;
  XdpMode xdp_mode = XdpMode::best;
};

struct OpenedReceivers {
  // One a stream, or one for all streams that share an interface's queue through AF_XDP.
  std::vector<std::unique_ptr<DatagramReceiver>> receivers;
  std::vector<uint16_t> first_streams;  // UdpReceiverSetup::stream of each receiver's first
  std::vector<HostGrant> grants;        // of all of them, and why AF_XDP is not used where it was asked for
  std::string failure;                  // empty: all streams are open
};

[[nodiscard]] OpenedReceivers open_receivers(std::span<const StreamSetup> streams);

}  // namespace hotlane::io
