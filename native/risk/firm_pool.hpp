// The main thread's side of the firm's limits over all lanes: shares them out, so that each lane has room
// where it trades, and takes back what one doesn't need. Called some 200 times a second; keeps no state but
// the shared words, whose `granted` and `ceiling` it alone writes (firm_share.hpp).
#pragma once

#include <span>

#include "risk/firm_share.hpp"

namespace hotlane {

// One step for every measure. `limits`: of the firm, firm_unlimited or more where there is none. A limit that
// was lowered is in force once every lane has given back what it held too much: `outstanding_of` says.
void balance_firm(std::span<FirmShareWords* const> lanes, const FirmAmounts& limits) noexcept;

// What the lanes hold of a measure, all together, at most.
[[nodiscard]] int64_t outstanding_of(std::span<FirmShareWords* const> lanes, FirmMeasure measure) noexcept;

}  // namespace hotlane
