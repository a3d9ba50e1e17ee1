#include "lane/lane_memory.hpp"

#include <cstring>

namespace hotlane {

void prepare_lane_memory(const LaneSettings& settings, boundary::LaneMemory& memory) noexcept {
  memory.magic = boundary::magic;
  memory.version = boundary::layout_version;
  memory.instruments = static_cast<uint32_t>(settings.instruments.size());
  memory.strategies = static_cast<uint32_t>(settings.strategies.size());
  memory.channels = static_cast<uint32_t>(settings.channels.size());
  memory.sessions = static_cast<uint32_t>(settings.sessions.size());
  memory.accounts = static_cast<uint32_t>(settings.accounts.size());
  for (uint32_t i = 0; i < memory.sessions; ++i) {
    memory.session[i].protocol = static_cast<uint32_t>(settings.sessions[i].protocol);
  }
  for (uint32_t i = 0; i < memory.channels; ++i) {
    memory.channel[i].lines = settings.channels[i].stream.lines;
  }
  for (uint32_t i = 0; i < memory.instruments; ++i) {
    std::memcpy(memory.views[i].symbol, settings.instruments[i].symbol.chars, sizeof(wire::Symbol));
  }
  // Each strategy's first order number.
  for (uint32_t i = 0; i < memory.strategies; ++i) memory.frames[i].next_order_id = 1;
}

}  // namespace hotlane
