#include "venue/generated_day.hpp"

namespace hotlane::venue {
namespace {

constexpr uint64_t keep_messages = 1'024;  // nobody asks for any again

// A datagram's blocks are a file's frames: only the headers go.
void append_messages(MoldPublisher& packets, std::vector<std::byte>& out) {
  for (size_t i = 0; i < packets.datagrams(); ++i) {
    const Bytes blocks = packets.datagram(i).subspan(sizeof(wire::moldudp64::Header));
    out.insert(out.end(), blocks.begin(), blocks.end());
  }
  packets.clear();
}

}  // namespace

std::vector<std::byte> generated_day(const GeneratedDaySettings& day) {
  ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("GENERATED"));
  settings.order_session = wire::soupbintcp::session_field("GENERATED");
  settings.symbols = day.symbols;
  settings.seed = day.seed;
  settings.messages_per_second = day.messages_per_second;
  settings.keep_messages_max = keep_messages;
  const auto exchange = std::make_unique<Exchange>(settings, day.from);
  std::vector<std::byte> out;
  const auto end_turn = [&exchange, &out](TimeNs now) {
    exchange->end_turn(now);
    append_messages(exchange->packets(), out);
  };
  exchange->open_day(day.from);
  end_turn(day.from);
  const TimeNs until = day.from + day.duration;
  for (TimeNs now = exchange->next_due(); now < until; now = exchange->next_due()) {
    exchange->advance(now);
    end_turn(now);
  }
  exchange->close_day(until);
  end_turn(until);
  return out;
}

}  // namespace hotlane::venue
