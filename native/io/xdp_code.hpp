// The instructions of the XDP program (xdp_program.hpp), put together here so that no BPF compiler is needed,
// and the memory that they share with us. Called once when a program is loaded.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

namespace hotlane::io {

// Key of the map of destinations. Address and port as they lie in the frame, in network order.
struct XdpKey {
  uint32_t address;
  uint16_t port;
  uint16_t queue;  // host order
};
static_assert(sizeof(XdpKey) == 8, "the program builds it on its stack without holes");

// Written in front of each frame's first byte, where the driver has room for it.
struct XdpStamp {
  uint64_t monotonic_ns;  // CLOCK_MONOTONIC when the program ran
  uint64_t magic;         // xdp_stamp_magic
};
static_assert(sizeof(XdpStamp) == 16, "the kernel wants metadata in multiples of 4, of at most 32 bytes");
constexpr uint64_t xdp_stamp_magic = 0x686F'746C'616E'6531;

// `destinations`: a hash of XdpKey. `sockets`: an XSKMAP by queue. Both as descriptors.
[[nodiscard]] std::vector<bpf_insn> xdp_code(int destinations, int sockets);

}  // namespace hotlane::io
