// A plain GLIMPSE client for tests: logs in over bytes, reads SoupBinTCP packets by their offsets, shares no
// code with the session machines. Talks to a GlimpseServer directly.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "itch_messages.hpp"
#include "venue/glimpse_server.hpp"

namespace hotlane::test {

inline Bytes soup_packet(char type, const std::string& payload) {
  Bytes out;
  put(out, payload.size() + 1, 2);
  out.push_back(static_cast<uint8_t>(type));
  put(out, payload, payload.size());
  return out;
}

inline Bytes soup_login(const std::string& username, const std::string& password,
                        const std::string& session = "", const std::string& sequence = "1") {
  std::string payload = username + std::string(6 - username.size(), ' ');
  payload += password + std::string(10 - password.size(), ' ');
  payload += std::string(10 - session.size(), ' ') + session;
  payload += std::string(20 - sequence.size(), ' ') + sequence;
  return soup_packet('L', payload);
}

class GlimpseClient {
 public:
  GlimpseClient(venue::GlimpseServer& server, TimeNs now) : server_(server), id_(server.connect(now)) {}

  [[nodiscard]] bool is_connected() const { return id_.has_value(); }

  void say(const Bytes& packet, TimeNs now) {
    const auto space = server_.connection(*id_).receive_space();
    std::memcpy(space.data(), packet.data(), packet.size());
    server_.connection(*id_).received(packet.size(), now);
  }
  // One turn of the server; takes at most `bytes_max` of what it sends. False: it hung up.
  bool turn(const venue::PublishedFeed& published, TimeNs now, size_t bytes_max = SIZE_MAX) {
    const bool goes_on = server_.serve(*id_, published, now);
    ByteQueue& out = server_.connection(*id_).out();
    const auto part = out.waiting().first(std::min(bytes_max, out.waiting().size()));
    const auto* bytes = reinterpret_cast<const uint8_t*>(part.data());
    heard_.insert(heard_.end(), bytes, bytes + part.size());
    out.consumed(part.size());
    read_packets();
    if (!goes_on) hang_up();
    return goes_on;
  }
  void hang_up() {
    if (id_) server_.disconnect(*id_);
    id_.reset();
  }

  // The types of all packets so far, in order; S left out.
  [[nodiscard]] const std::string& others() const { return others_; }
  [[nodiscard]] char reject_reason() const { return reject_reason_; }
  // Payloads of the S packets so far.
  [[nodiscard]] const std::vector<Bytes>& messages() const { return messages_; }
  [[nodiscard]] bool has_end() const { return !messages_.empty() && messages_.back()[0] == 'G'; }
  // The number in G; 0: no G, or none that is well-formed.
  [[nodiscard]] uint64_t next_sequence() const {
    if (!has_end() || messages_.back().size() != 21) return 0;
    const std::string digits(messages_.back().begin() + 1, messages_.back().end());
    const size_t begin = digits.find_first_not_of(' ');
    if (begin == std::string::npos || digits.find_first_not_of("0123456789", begin) != std::string::npos)
      return 0;
    return std::strtoull(digits.c_str() + begin, nullptr, 10);
  }

 private:
  void read_packets() {
    size_t at = 0;
    while (at + 3 <= heard_.size()) {
      const size_t length = heard_[at] * size_t{256} + heard_[at + 1];
      if (at + 2 + length > heard_.size()) break;
      const auto begin = heard_.begin() + static_cast<long>(at);
      const auto type = static_cast<char>(heard_[at + 2]);
      if (type == 'S') {
        messages_.emplace_back(begin + 3, begin + 2 + static_cast<long>(length));
      } else {
        others_ += type;
        if (type == 'J') reject_reason_ = static_cast<char>(heard_[at + 3]);
      }
      at += 2 + length;
    }
    heard_.erase(heard_.begin(), heard_.begin() + static_cast<long>(at));
  }

  venue::GlimpseServer& server_;
  std::optional<uint32_t> id_;
  Bytes heard_;
  std::string others_;
  char reject_reason_ = 0;
  std::vector<Bytes> messages_;
};

}  // namespace hotlane::test
