// The options that choose a generated day, for the programs that make one.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "itch_day/itch_day.hpp"

namespace hotlane::bench {

constexpr const char* day_options =
    "--messages N --names N --live N --references dense|interleaved|strided|scattered --removals young|any "
    "--seed N";

[[nodiscard]] inline std::optional<uint64_t> number_in(const std::string& text) {
  char* end = nullptr;
  const uint64_t value = std::strtoull(text.c_str(), &end, 10);
  return text.empty() || *end != 0 ? std::nullopt : std::optional(value);
}

// False: there is no such option, or it doesn't take this value.
[[nodiscard]] inline bool set_day_option(ItchDaySettings& day, std::string_view name,
                                         const std::string& value) {
  const std::optional<uint64_t> number = number_in(value);
  if (name == "--messages" && number) {
    day.messages = *number;
  } else if (name == "--names" && number && *number > 0 && *number <= 65'534) {
    day.names = static_cast<uint32_t>(*number);
  } else if (name == "--live" && number) {
    day.live_max = *number;
  } else if (name == "--seed" && number) {
    day.seed = *number;
  } else if (name == "--removals" && (value == "young" || value == "any")) {
    day.removes_any = value == "any";
  } else if (const auto references = references_named(value); name == "--references" && references) {
    day.references = *references;
  } else {
    return false;
  }
  return true;
}

}  // namespace hotlane::bench
