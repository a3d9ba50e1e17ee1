// The TCP payloads of a small classic pcap file in the shared data, for tests on real captures. Empty where
// the file isn't present. Trusts the IP length, not the frame's: some captures have trailing bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "harness.hpp"

namespace hotlane::test {

inline std::vector<std::vector<std::byte>> tcp_payloads(const std::string& shared_path) {
  std::vector<std::vector<std::byte>> payloads;
  const std::string path = shared_data_path(shared_path);
  if (path.empty()) return payloads;
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> chars((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto byte_at = [&chars](size_t at) {
    return at < chars.size() ? static_cast<size_t>(static_cast<uint8_t>(chars[at])) : size_t{0};
  };
  size_t at = 24;  // the file's header; the captures are little-endian
  while (at + 16 <= chars.size()) {
    const size_t captured = byte_at(at + 8) | byte_at(at + 9) << 8 | byte_at(at + 10) << 16;
    const size_t frame = at + 16;
    at = frame + captured;
    size_t ip = frame + 14;
    if (byte_at(ip - 2) == 0x81 && byte_at(ip - 1) == 0) ip += 4;  // 802.1Q
    const size_t ip_header = (byte_at(ip) & 15) * 4;
    const size_t ip_length = byte_at(ip + 2) << 8 | byte_at(ip + 3);
    const size_t tcp = ip + ip_header;
    const size_t payload = tcp + (byte_at(tcp + 12) >> 4) * 4;
    if (payload > ip + ip_length || ip + ip_length > chars.size()) continue;
    const auto bytes = std::as_bytes(std::span(chars)).subspan(payload, ip + ip_length - payload);
    payloads.emplace_back(bytes.begin(), bytes.end());
  }
  return payloads;
}

}  // namespace hotlane::test
