// Where a lane's channel gets its packets from: lines of the network, and servers for what they lose; or a
// recording. And where they are kept. Told at the lane's start.
#pragma once

#include <string>
#include <vector>

#include "feed/play_queue.hpp"
#include "io/receiver_choice.hpp"
#include "io/recovery_sockets.hpp"

namespace hotlane::io {

struct ChannelInput {
  std::vector<StreamSetup> lines;  // A, or A and B; none: `play` brings them
  RecoveryPlaces recovery;
  PlayQueue* play = nullptr;  // outlives the lane
  double play_speed = 1;      // times the recorded one
  std::string record_file{};  // what its lines receive is kept here; empty: it is not
};

}  // namespace hotlane::io
