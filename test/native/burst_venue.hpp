// The venue's side of a burst, on real sockets, as fast as its caller wants: publishes the messages of a
// market the venue's own way (packed, kept for those who miss some, on one line or two), answers re-requests
// and gives snapshots of what it has published so far. One thread.
#pragma once

#include <cstring>
#include <string>

#include "burst_market.hpp"
#include "io/feed_lines.hpp"
#include "io/recovery_ports.hpp"
#include "io/tsc_clock.hpp"

namespace hotlane::test {

class BurstVenue {
 public:
  using Lines = std::array<io::FeedLine, io::FeedLines::lines_max>;

  explicit BurstVenue(const BurstMarket& market)
      : market_(market),
        packets_(BurstMarket::session()),
        recovery_({0, 0, {{username(), password()}}}, BurstMarket::session(),
                  wire::soupbintcp::session_field("BURST")) {}

  // Empty: good; else what failed and why.
  [[nodiscard]] std::string open(const Lines& lines, const std::string& interface_address) {
    std::string failure = lines_.open(lines, interface_address);
    return failure.empty() ? recovery_.open(interface_address) : failure;
  }

  // The next `count` messages, or as many as are left, at once.
  void publish(uint64_t count) {
    for (; count > 0 && !is_all_published(); --count) {
      const Bytes message = market_.message(published_.next_sequence());
      std::memcpy(packets_.append(message.size()), message.data(), message.size());
      published_.append(message);
    }
    send();
    datagrams_ = sent_;
  }
  // A heartbeat when one is due, and whoever asks is answered.
  void serve() {
    send();
    recovery_.serve(published_, io::system_time_ns());
  }

  [[nodiscard]] bool is_all_published() const noexcept {
    return published_.next_sequence() > market_.messages();
  }
  [[nodiscard]] uint64_t next_sequence() const noexcept { return published_.next_sequence(); }
  // Sent so far on each line, heartbeats included; and of messages alone.
  [[nodiscard]] uint64_t sent() const noexcept { return sent_; }
  [[nodiscard]] uint64_t datagrams() const noexcept { return datagrams_; }
  [[nodiscard]] uint16_t rerequest_port() const noexcept { return recovery_.rerequest_port(); }
  [[nodiscard]] uint16_t glimpse_port() const noexcept { return recovery_.glimpse_port(); }

  static wire::soupbintcp::Username username() {
    return wire::soupbintcp::Username(std::string_view("burst"));
  }
  static wire::soupbintcp::Password password() {
    return wire::soupbintcp::Password(std::string_view("burst"));
  }

 private:
  void send() {
    packets_.end_turn(io::system_time_ns());
    sent_ += packets_.datagrams();
    lines_.send(packets_);
  }

  const BurstMarket& market_;
  venue::MoldPublisher packets_;
  venue::PublishedFeed published_;
  io::FeedLines lines_;
  io::RecoveryPorts recovery_;
  uint64_t sent_ = 0;
  uint64_t datagrams_ = 0;
};

}  // namespace hotlane::test
