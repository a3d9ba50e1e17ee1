// Which market a program is to work on, by its command line: any ITCH file, or a generated day; and that
// market as packets, in rounds that fit in memory.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "decode_book/packet_source.hpp"
#include "itch_day/day_options.hpp"

namespace hotlane::bench {

constexpr size_t round_messages = 600'000;

struct MarketOptions {
  ItchDaySettings day;
  std::string file;  // empty: the generated day
};

[[noreturn]] inline void refuse_options(const char* program, const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", program, what.c_str());
  std::exit(2);
}

// Pairs of --name and value, and --json. `take_own(name, value)` is asked first: true if it was the program's
// own. What nobody takes ends the program, with the reason.
template <class TakeOwn>
[[nodiscard]] MarketOptions market_options_of(const char* program, int argc, char** argv,
                                              TakeOwn&& take_own) {
  MarketOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--json") continue;
    if (i + 1 == argc) refuse_options(program, "what of " + std::string(name) + "?");
    const std::string value = argv[++i];
    if (take_own(name, value)) continue;
    if (name == "--file") {
      options.file = value;
    } else if (!set_day_option(options.day, name, value)) {
      refuse_options(program, "unknown: " + std::string(name) + " " + value);
    }
  }
  return options;
}

[[nodiscard]] inline PacketSource open_market(const MarketOptions& options) {
  return PacketSource(options.file.empty() ? read_generated(options.day) : read_file(options.file),
                      round_messages);
}

// Whether a broken file ended the day; says so.
[[nodiscard]] inline bool is_broken(const PacketSource& source) {
  if (source.error().fault == FileFault::none) return false;
  std::fprintf(stderr, "the file is broken at byte %llu\n",
               static_cast<unsigned long long>(source.error().offset));
  return true;
}

}  // namespace hotlane::bench
