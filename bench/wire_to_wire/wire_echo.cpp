// The floor of bench/wire_to_wire: a datagram in, an order's bytes out, and nothing between: one socket
// polled without pause, one write. The order's bytes are those of an engine's; its price is the last word of
// the datagram. Ends when its venue closes the connection.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "io/udp_receiver.hpp"
#include "wire_clock.hpp"

namespace {

using namespace hotlane;
using bench::Arguments;

int connect_to(const Arguments& arguments) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in venue{};
  venue.sin_family = AF_INET;
  venue.sin_port = htons(arguments.order_port);
  inet_pton(AF_INET, arguments.venue_address.c_str(), &venue.sin_addr);
  if (connect(descriptor, reinterpret_cast<sockaddr*>(&venue), sizeof venue) != 0)
    bench::fail(std::string("echo: connect: ") + std::strerror(errno));
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

bench::WireOrder order() {
  bench::WireOrder order{};
  order.header.packet_length = static_cast<uint16_t>(sizeof order - sizeof(wire::be16));
  order.header.packet_type = static_cast<char>(wire::soupbintcp::PacketType::unsequenced_data);
  order.enter.type = static_cast<char>(wire::ouch50::InboundType::enter_order);
  order.enter.side = 'B';
  order.enter.quantity = 1;
  order.enter.symbol = wire::Symbol(std::string_view("WIRE"));
  order.enter.time_in_force = wire::ouch50::time_in_force::immediate_or_cancel;
  return order;
}

}  // namespace

int main(int count, char** values) {
  const Arguments arguments = bench::arguments_of(count, values);
  io::UdpReceiver feed;  // for its group and its buffer alone
  std::string failure = feed.open({.group = arguments.group,
                                   .port = arguments.feed_port,
                                   .interface_address = arguments.address,
                                   .stamps = io::StampSource::none});
  if (!failure.empty()) bench::fail("echo: " + failure);
  bench::prepare(arguments);
  const int venue = connect_to(arguments);
  bench::WireOrder out = order();
  std::array<std::byte, 2'048> in;
  for (uint32_t idle = 0;;) {
    const ssize_t size = recv(feed.descriptor(), in.data(), in.size(), MSG_DONTWAIT);
    if (size >= static_cast<ssize_t>(sizeof(wire::be32))) {
      wire::be32 price;
      std::memcpy(&price, in.data() + size - sizeof price, sizeof price);
      out.enter.price = uint64_t{price};
      if (send(venue, &out, sizeof out, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return 0;
    } else if (++idle % (1U << 20) == 0) {
      // Now and then: whether the venue is still there.
      std::byte byte;
      if (recv(venue, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0) return 0;
    }
  }
}
