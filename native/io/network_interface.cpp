#include "io/network_interface.hpp"

#include <ifaddrs.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace hotlane::io {

NetworkInterface interface_with_address(uint32_t address) {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return {};
  NetworkInterface found;
  for (const ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || entry->ifa_addr->sa_family != AF_INET) continue;
    sockaddr_in own;
    std::memcpy(&own, entry->ifa_addr, sizeof own);
    if (own.sin_addr.s_addr != address) continue;
    found = interface_named(entry->ifa_name);
    break;
  }
  freeifaddrs(all);
  return found;
}

NetworkInterface interface_named(const std::string& name) {
  const uint32_t index = if_nametoindex(name.c_str());
  return index == 0 ? NetworkInterface{} : NetworkInterface{name, index};
}

bool stamps_received_frames(const std::string& interface_name) {
  hwtstamp_config config{};
  ifreq request{};
  interface_name.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_data = reinterpret_cast<char*>(&config);
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  const bool answered = ioctl(descriptor, SIOCGHWTSTAMP, &request) == 0;
  close(descriptor);
  return answered && config.rx_filter == HWTSTAMP_FILTER_ALL;
}

}  // namespace hotlane::io
