// Writes the venue's record of all accounts' orders into a file, a line an order, a part at a time: whole or
// not at all for whoever reads it meanwhile. The venue's thread, between two turns or after the last.
#pragma once

#include <span>
#include <string>

#include "venue/account.hpp"

namespace hotlane::io {

// `symbols`: of the instruments. Empty: good; else what failed and why, in words.
[[nodiscard]] std::string write_ledger(const std::string& path, std::span<const venue::Account> accounts,
                                       std::span<const wire::Symbol> symbols);

}  // namespace hotlane::io
