// Addresses with ports between JavaScript's text and the core's values. JavaScript's thread only.
#pragma once

#include <arpa/inet.h>

#include <string>

#include "feed/ip_endpoint.hpp"

namespace hotlane::addon {

// "239.1.1.1:30001", "[ff05::1]:30001"
inline std::string text_of(const IpEndpoint& endpoint) {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(endpoint.is_ipv6 ? AF_INET6 : AF_INET, endpoint.address.data(), text, sizeof text);
  std::string out = endpoint.is_ipv6 ? "[" : "";
  out.append(text).append(endpoint.is_ipv6 ? "]:" : ":").append(std::to_string(endpoint.port));
  return out;
}

// What text_of() writes; TypeScript has checked it.
inline IpEndpoint endpoint_of(const std::string& text) {
  IpEndpoint out;
  const size_t colon = text.rfind(':');
  out.is_ipv6 = text.front() == '[';
  const std::string address = out.is_ipv6 ? text.substr(1, colon - 2) : text.substr(0, colon);
  inet_pton(out.is_ipv6 ? AF_INET6 : AF_INET, address.c_str(), out.address.data());
  out.port = static_cast<uint16_t>(std::stoul(text.substr(colon + 1)));
  return out;
}

// Of an IPv4 address that TypeScript has checked.
inline IpEndpoint ipv4_endpoint_of(const std::string& address, uint16_t port) {
  in_addr parsed{};
  inet_pton(AF_INET, address.c_str(), &parsed);
  return ipv4_endpoint(ntohl(parsed.s_addr), port);
}

}  // namespace hotlane::addon
