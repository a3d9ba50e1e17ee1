// One channel's way to ask for what is missing: its re-request socket and the connection to its snapshot
// server. Sends what the lane's channel asks for, hands on what comes. Lane's thread only; never blocks.
#pragma once

#include <string>
#include <vector>

#include "io/live_lane.hpp"
#include "io/rerequest_socket.hpp"
#include "io/tcp_client.hpp"

namespace hotlane::io {

// Where one channel may ask.
struct RecoveryPlaces {
  std::vector<RerequestServer> rerequest;
  std::vector<RerequestServer> snapshot;  // GLIMPSE servers
};

class RecoverySockets {
 public:
  RecoverySockets(LiveLane& lane, uint32_t channel) noexcept : lane_(lane), channel_(channel) {}

  // Empty: good; else what could not be opened and why, in words.
  [[nodiscard]] std::string open(const RecoveryPlaces& places);
  // Once a turn. False: nothing was to be done.
  bool turn(TimeNs now) noexcept;
  // To wait on until something arrives, appended to `out`.
  void list_descriptors(std::vector<int>& out) const;

 private:
  bool take_answers(TimeNs now) noexcept;
  void send_requests() noexcept;
  bool turn_snapshot(TimeNs now) noexcept;
  bool open_snapshot(TimeNs now) noexcept;
  bool take_snapshot(TimeNs now) noexcept;

  LiveLane& lane_;
  uint32_t channel_;
  RerequestSocket rerequest_;
  bool has_rerequest_ = false;
  std::vector<RerequestServer> snapshot_servers_;
  TcpClient snapshot_;
};

}  // namespace hotlane::io
