// What the venue of bench/wire_to_wire and the echo that it is held against have in common: where in a packet
// and in an order the number of the packet stands, and how a program of either kind is told what to do.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "io/host_setup.hpp"
#include "wire/ouch50.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane::bench {

// A packet's bid, and so its order's price, says which packet of so many it was: each a cent higher.
constexpr uint32_t numbers = 32'768;
constexpr uint32_t first_price_ticks = 1'000'000;
constexpr uint32_t price_step_ticks = 100;

[[nodiscard]] constexpr uint32_t price_of(uint64_t packet) noexcept {
  return first_price_ticks + static_cast<uint32_t>(packet % numbers) * price_step_ticks;
}
[[nodiscard]] constexpr uint64_t number_of(uint64_t price) noexcept {
  return (price - first_price_ticks) / price_step_ticks % numbers;
}

// An order as it goes over the wire, without tags.
#pragma pack(push, 1)
struct WireOrder {
  wire::soupbintcp::PacketHeader header;
  wire::ouch50::EnterOrder enter;
};
#pragma pack(pop)
static_assert(sizeof(WireOrder) == 50);

struct Arguments {
  std::string group = "239.255.71.1";
  std::string address = "127.0.0.1";  // of the interface
  uint16_t feed_port = 0;
  std::string venue_address = "127.0.0.1";
  uint16_t order_port = 0;
  int core = -1;
  uint64_t packets = 0;
  uint64_t warm_up = 0;
  uint64_t per_second = 2'000;
  bool is_echo = false;  // the venue: an echo is at the other end, which needs no session
};

// --name value …; a wrong one ends the program.
[[nodiscard]] inline Arguments arguments_of(int count, char** values) {
  Arguments out;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = values[i];
    if (name == "--echo") {
      out.is_echo = true;
      continue;
    }
    const char* value = i + 1 < count ? values[++i] : "";
    const auto number = std::strtoull(value, nullptr, 10);
    if (name == "--group")
      out.group = value;
    else if (name == "--address")
      out.address = value;
    else if (name == "--venue")
      out.venue_address = value;
    else if (name == "--feed-port")
      out.feed_port = static_cast<uint16_t>(number);
    else if (name == "--order-port")
      out.order_port = static_cast<uint16_t>(number);
    else if (name == "--core")
      out.core = static_cast<int>(number);
    else if (name == "--packets")
      out.packets = number;
    else if (name == "--warm-up")
      out.warm_up = number;
    else if (name == "--per-second")
      out.per_second = number;
    else {
      std::fprintf(stderr, "%s: unknown argument %s\n", values[0], values[i]);
      std::exit(2);
    }
  }
  return out;
}

[[noreturn]] inline void fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

// Both ends alike: on a core of its own, its memory kept.
inline void prepare(const Arguments& arguments) {
  static_cast<void>(io::prepare_thread({.core = arguments.core, .real_time = false}));
}

}  // namespace hotlane::bench
