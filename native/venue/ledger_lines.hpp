// The venue's record of an account's orders as text: one JSON object a line. Pure; called by the edge that
// puts it into a file.
#pragma once

#include <string>

#include "venue/account.hpp"

namespace hotlane::venue {

// A line, with its end. `symbol`: of the order's instrument. Money in ticks x shares.
void append_ledger_line(std::string& out, const Account& account, const LedgerOrder& order,
                        const wire::Symbol& symbol);

}  // namespace hotlane::venue
