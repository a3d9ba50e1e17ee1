// What one channel wants the edge to send and open to make good what it missed: re-requests, and a connection
// to a snapshot server. Asked of the channel inside the lane's inputs, so that its state depends on them
// alone and not on when the edge comes to take these. Lane's thread only.
#pragma once

#include <array>
#include <optional>
#include <utility>

#include "feed/channel.hpp"

namespace hotlane {

class RecoveryRequests {
 public:
  // After each input of the channel.
  void collect(Channel& channel, TimeNs now) noexcept {
    RerequestDatagram request;
    while (channel.next_request(now, request)) put(request);
    uint32_t server = 0;
    if (channel.take_snapshot_connect(server)) connect_ = server;
  }

  // The oldest request not sent yet; false: none.
  [[nodiscard]] bool take_request(RerequestDatagram& out) noexcept {
    if (taken_ == made_) return false;
    out = requests_[taken_++ % requests_max];
    return true;
  }
  // The snapshot server to connect to, given once; see Channel::take_snapshot_connect().
  [[nodiscard]] bool take_connect(uint32_t& server) noexcept {
    const std::optional<uint32_t> wanted = std::exchange(connect_, std::nullopt);
    if (wanted) server = *wanted;
    return wanted.has_value();
  }

 private:
  // As many as the channel's rate lets out at once. The edge takes them each turn; one for which there is no
  // room is like one lost on its way: it times out and is made again.
  static constexpr uint32_t requests_max = 16;

  void put(const RerequestDatagram& request) noexcept {
    if (made_ - taken_ < requests_max) requests_[made_++ % requests_max] = request;
  }

  std::array<RerequestDatagram, requests_max> requests_{};
  uint32_t made_ = 0;   // ever, modulo 2^32
  uint32_t taken_ = 0;  // ever, modulo 2^32
  std::optional<uint32_t> connect_;
};

}  // namespace hotlane
