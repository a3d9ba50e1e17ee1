// What a capture's frames begin with, by link type (tcpdump.org/linktypes): Ethernet with VLAN tags, Linux
// cooked captures, null and loopback, raw IP. Plain views over a frame's bytes, on any thread; alignment 1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/big_endian.hpp"

namespace hotlane::wire::link {

constexpr uint16_t type_null = 0;  // a host-order address family of the machine that captured
constexpr uint16_t type_ethernet = 1;
constexpr uint16_t type_raw_bsd = 12;  // raw IP as some systems number it
constexpr uint16_t type_raw_openbsd = 14;
constexpr uint16_t type_raw = 101;   // IPv4 or IPv6, told by the version
constexpr uint16_t type_loop = 108;  // as null, in network order
constexpr uint16_t type_linux_cooked = 113;
constexpr uint16_t type_ipv4 = 228;
constexpr uint16_t type_ipv6 = 229;
constexpr uint16_t type_linux_cooked_2 = 276;

// IEEE 802: what follows.
constexpr uint16_t ether_ipv4 = 0x0800;
constexpr uint16_t ether_arp = 0x0806;
constexpr uint16_t ether_vlan = 0x8100;      // 802.1Q
constexpr uint16_t ether_qinq = 0x88A8;      // 802.1ad, outer tag
constexpr uint16_t ether_qinq_old = 0x9100;  // the same before it was standardised
constexpr uint16_t ether_ipv6 = 0x86DD;

struct Ethernet {
  uint8_t destination[6];
  uint8_t source[6];
  be16 ether_type;
};
static_assert(sizeof(Ethernet) == 14 && offsetof(Ethernet, ether_type) == 12);

// Stands where the EtherType was; the EtherType of what it tags follows.
struct VlanTag {
  be16 control;  // priority 3 bits, drop eligible 1, VLAN 12
  be16 ether_type;
};
static_assert(sizeof(VlanTag) == 4 && offsetof(VlanTag, ether_type) == 2);

// LINKTYPE_LINUX_SLL: `tcpdump -i any`.
struct LinuxCooked {
  be16 packet_type;
  be16 hardware_type;
  be16 address_length;
  uint8_t address[8];
  be16 ether_type;
};
static_assert(sizeof(LinuxCooked) == 16 && offsetof(LinuxCooked, ether_type) == 14);

// LINKTYPE_LINUX_SLL2: the same with the interface it came by.
struct LinuxCooked2 {
  be16 ether_type;
  be16 reserved;
  be32 interface_index;
  be16 hardware_type;
  uint8_t packet_type;
  uint8_t address_length;
  uint8_t address[8];
};
static_assert(sizeof(LinuxCooked2) == 20 && offsetof(LinuxCooked2, interface_index) == 4);

// LINKTYPE_NULL and _LOOP: four bytes of address family. IPv6's differs from system to system.
constexpr size_t family_length = 4;
constexpr uint32_t family_ipv4 = 2;
[[nodiscard]] constexpr bool is_family_ipv6(uint32_t family) noexcept {
  return family == 10 || family == 24 || family == 28 || family == 30;
}

}  // namespace hotlane::wire::link
