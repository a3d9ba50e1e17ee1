// A generated market as an ITCH 5.0 file: what an exchange without accounts publishes between two times, each
// message stamped with its own. The same settings give the same bytes. Any thread; pure.
#pragma once

#include <cstddef>
#include <vector>

#include "venue/exchange.hpp"

namespace hotlane::venue {

struct GeneratedDaySettings {
  std::vector<wire::Symbol> symbols;
  uint64_t seed = 1;
  double messages_per_second = 20'000;
  TimeNs from = 34'200 * ns_per_second;  // since midnight
  TimeNs duration = ns_per_second;
};

// Messages with their lengths before them, as in Nasdaq's files: opening, market, closing.
[[nodiscard]] std::vector<std::byte> generated_day(const GeneratedDaySettings& day);

}  // namespace hotlane::venue
