// The settings of an exchange as its record keeps them: lines of text, `name value`. Those that its market
// and its orders hang on must be the same when it goes on; its session's names and its midnight come from the
// record. Where a historical file is played from, to where and how fast may differ: the record says how far
// it was. Pure; the venue's thread.
#pragma once

#include <string>
#include <string_view>

#include "venue/exchange.hpp"

namespace hotlane::venue {

// `file`: the historical one, empty for a generated market. Passwords are left out.
[[nodiscard]] std::string settings_text(const ExchangeSettings& settings, Bytes file);

// Takes the names and the midnight of a record into `settings`. Empty: good; else which setting differs, or
// what is missing, in words.
[[nodiscard]] std::string adopt_settings(std::string_view text, Bytes file, ExchangeSettings& settings);

}  // namespace hotlane::venue
