// What a strategy is told of an ITCH message that is news but no order and no trade: trading action, Reg SHO,
// LULD collar, circuit breaker, IPO, imbalance and system events as one flat record. Called by the lane's
// thread.
#pragma once

#include <cstddef>

#include "lane/boundary.hpp"
#include "memory/units.hpp"

namespace hotlane {

// `message` begins at its type byte and has its type's length; `instrument` as the books found it,
// no_instrument for news of the whole market. StatusKind::none: no such news.
[[nodiscard]] boundary::StatusSlot status_slot_of(const std::byte* message, InstrumentId instrument) noexcept;

// A book came to another state.
[[nodiscard]] boundary::StatusSlot book_state_slot(InstrumentId instrument,
                                                   boundary::BookState state) noexcept;

}  // namespace hotlane
