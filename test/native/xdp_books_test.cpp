// A generated market over a veth pair: the books that AF_XDP's datagrams give are those of the kernel's
// socket.
#include <memory>

#include "book_sink.hpp"
#include "feed/channel.hpp"
#include "venue/exchange.hpp"
#include "xdp_wire.hpp"

using namespace hotlane;
using namespace hotlane::io;
using namespace hotlane::test;

namespace {

constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs opening = midnight + 34'200 * ns_per_second;

// The datagrams of a second of the market.
std::vector<Payload> market_datagrams(uint64_t seed) {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
  settings.order_session = wire::soupbintcp::session_field("TEST000001");
  for (const char* symbol : {"ALFA", "BRAVO"}) settings.symbols.emplace_back(std::string_view(symbol));
  settings.seed = seed;
  settings.midnight = midnight;
  const auto exchange = std::make_unique<venue::Exchange>(settings, opening);
  std::vector<Payload> all;
  exchange->open_day(opening);
  for (TimeNs now = opening; now < opening + ns_per_second; now += 1'000'000) {
    exchange->advance(now);
    exchange->end_turn(now);
    venue::MoldPublisher& packets = exchange->packets();
    for (size_t i = 0; i < packets.datagrams(); ++i) {
      all.emplace_back(packets.datagram(i).begin(), packets.datagram(i).end());
    }
    packets.clear();
  }
  return all;
}

// 0: the channel does not call its books live.
uint64_t books_of(const std::vector<Payload>& datagrams) {
  BookSink sink;
  Channel channel(ChannelSettings{});
  for (const Payload& datagram : datagrams) channel.on_datagram(0, datagram, opening, sink);
  return channel.status().state == ChannelState::live ? sink.books.state_hash() : 0;
}

}  // namespace

TEST("AF_XDP's datagrams give the books that the kernel socket's do, in native and in generic mode") {
  const Wire wire;
  if (!wire.is_open) return;
  const std::vector<Payload> sent = market_datagrams(test::seed());
  CHECK(sent.size() > 500);
  const uint64_t expected = books_of(sent);
  CHECK(expected != 0);
  {
    UdpReceiver socket;
    REQUIRE(socket.open(feed()).empty());
    CHECK_EQUAL(books_of(carry(*wire.sender, socket, sent)), expected);
  }
  for (const XdpMode mode : {XdpMode::native, XdpMode::generic}) {
    XdpReceiver receiver;
    const std::vector<UdpReceiverSetup> streams{feed()};
    REQUIRE(receiver.open(streams, xdp(mode)).empty());
    CHECK_EQUAL(books_of(carry(*wire.sender, receiver, sent)), expected);
  }
}
