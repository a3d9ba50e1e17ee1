// The venue of bench/wire_to_wire: sends packets at even times and takes the time until the order that each
// causes is in its hands, by the processor's counter, on one thread that never waits. Behind that it is an
// exchange: its books, its session, its answers are venue/exchange.hpp's. With --echo there is none behind
// it. Prints the port that it listens on, then one JSON object: the times in ns, in the order of the packets.
#include <array>
#include <vector>

#include "io/tcp_listener.hpp"
#include "io/tsc_clock.hpp"
#include "io/udp_multicast_sender.hpp"
#include "session/soup_framer.hpp"
#include "venue/exchange.hpp"
#include "wire/itch50.hpp"
#include "wire_clock.hpp"

namespace {

using namespace hotlane;
using bench::Arguments;

constexpr TimeNs settle_ns = 1'000'000'000;        // between the first packets and the ones that are timed
constexpr TimeNs patience_ns = 20'000'000'000;     // for the other end to come
constexpr TimeNs last_answer_ns = 10'000'000'000;  // after the last packet, at most
constexpr uint32_t far_ask_ticks = 10'000'000;
constexpr std::string_view symbol = "WIRE";

venue::ExchangeSettings exchange_settings() {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("WIRECLOCK1"));
  settings.order_session = wire::soupbintcp::session_field("WIRECLOCK1");
  settings.symbols.push_back(wire::Symbol(symbol));
  settings.accounts.push_back({wire::soupbintcp::Username(std::string_view("WIRE")),
                               wire::soupbintcp::Password(std::string_view("secret"))});
  settings.is_historical = true;
  return settings;
}

class WireVenue {
 public:
  explicit WireVenue(const Arguments& arguments)
      : arguments_(arguments), exchange_(exchange_settings(), io::system_time_ns()) {
    latencies_.assign(arguments.packets, 0);
  }

  void open() {
    std::string failure = feed_.open({arguments_.group, arguments_.feed_port, arguments_.address});
    if (failure.empty()) failure = listener_.open(arguments_.address, arguments_.order_port);
    if (!failure.empty()) bench::fail("venue: " + failure);
    std::printf("%u\n", unsigned{listener_.port()});
    std::fflush(stdout);
  }

  void run() {
    const TimeNs begun = now();
    const auto is_there = [&] { return arguments_.is_echo ? client_.is_open() : exchange_.has_login(); };
    while (!is_there()) {
      if (now() - begun > patience_ns) bench::fail("venue: nobody came");
      if (!client_.is_open() && listener_.accept(client_))
        static_cast<void>(exchange_.connect(now()));  // the first: place 0
      take();
    }
    if (!arguments_.is_echo) open_market();
    const TimeNs settled = now() + settle_ns;
    while (now() < settled) take();
    const TimeNs interval = ns_per_second / static_cast<TimeNs>(arguments_.per_second);
    const uint64_t all = arguments_.warm_up + arguments_.packets;
    TimeNs due = now();
    for (uint64_t packet = 0; packet < all; due += interval) {
      while (now() < due) take();
      send(packet++);
    }
    for (const TimeNs end = now() + last_answer_ns; now() < end && answered_ < all;) take();
  }

  void print() const {
    std::printf("{\"sent\":%llu,\"latencies\":[", static_cast<unsigned long long>(arguments_.packets));
    const char* comma = "";
    for (const uint64_t latency : latencies_) {
      if (latency == 0) continue;  // no order came
      std::printf("%s%llu", comma, static_cast<unsigned long long>(latency));
      comma = ",";
    }
    std::printf("]}\n");
  }

 private:
  [[nodiscard]] TimeNs now() noexcept { return clock_.at(clock_.ticks()); }

  // Whatever has come, timed first.
  void take() {
    if (!client_.is_open()) return;
    SoupBinServer& server = exchange_.connection(0);
    const std::span<std::byte> space =
        arguments_.is_echo ? std::span<std::byte>(echoed_) : server.receive_space();
    const size_t size = client_.receive(space);
    if (size == 0) return;
    const uint64_t arrived = clock_.ticks();
    note_orders(Bytes(space.first(size)), arrived);
    if (arguments_.is_echo) return;
    server.received(size, now());
    exchange_.serve(0, now());
    answer();
  }

  void note_orders(Bytes bytes, uint64_t arrived) {
    std::memcpy(heard_.space(bytes.size()).data(), bytes.data(), bytes.size());
    heard_.filled(bytes.size());
    SoupPacket packet;
    // What has not come whole waits for its rest.
    while (peek_packet(heard_.waiting(), packet) == FrameResult::packet) {
      note_packet(packet, arrived);
      heard_.consumed(packet.whole.size());
    }
  }

  void note_packet(const SoupPacket& packet, uint64_t arrived) {
    if (packet.whole.size() < sizeof(bench::WireOrder)) return;
    const auto order = packet_as<bench::WireOrder>(packet.whole);
    if (order.enter.type != static_cast<char>(wire::ouch50::InboundType::enter_order)) return;
    Sent& sent = sent_[bench::number_of(order.enter.price)];
    if (sent.ticks == 0) return;  // answered before
    if (sent.packet >= arguments_.warm_up)
      latencies_[sent.packet - arguments_.warm_up] = clock_.ns(arrived - sent.ticks);
    sent.ticks = 0;
    ++answered_;
  }

  void answer() {
    exchange_.end_turn(now());
    publish();
    ByteQueue& out = exchange_.connection(0).out();
    out.consumed(client_.send(out.waiting()));
  }

  void publish() {
    venue::MoldPublisher& packets = exchange_.packets();
    for (size_t i = 0; i < packets.datagrams(); ++i) {
      const std::array<Bytes, 1> one{packets.datagram(i)};
      static_cast<void>(feed_.send(one));
    }
    packets.clear();
  }

  template <class Message>
  void tell(Message message) {
    message.header.type = Message::code;
    message.header.stock_locate = Locate{1};
    message.header.timestamp = static_cast<uint64_t>(now() % ns_per_day);
    exchange_.historical(std::as_bytes(std::span(&message, 1)));
  }

  void add(uint64_t reference, char side, uint32_t price) {
    wire::itch50::AddOrder add{};
    add.order_reference = reference;
    add.side = side;
    add.shares = 100;
    add.stock = wire::Symbol(symbol);
    add.price = price;
    tell(add);
  }

  void open_market() {
    for (const char code : {'O', 'S', 'Q'}) {
      wire::itch50::SystemEvent event{};
      event.event_code = code;
      tell(event);
    }
    wire::itch50::StockDirectory directory{};
    directory.stock = wire::Symbol(symbol);
    tell(directory);
    wire::itch50::StockTradingAction action{};
    action.stock = wire::Symbol(symbol);
    action.trading_state = 'T';
    tell(action);
    add(1, 'S', far_ask_ticks);
    add(bid_, 'B', bench::first_price_ticks - bench::price_step_ticks);
    answer();
  }

  // The bid moves: the packet's last word is its price.
  void send(uint64_t packet) {
    const uint32_t price = bench::price_of(packet);
    wire::itch50::OrderReplace replace{};
    replace.original_reference = bid_;
    replace.new_reference = ++bid_;
    replace.shares = 100;
    replace.price = price;
    tell(replace);
    exchange_.end_turn(now());
    sent_[bench::number_of(price)] = {packet, clock_.ticks()};
    publish();
  }

  struct Sent {
    uint64_t packet = 0;
    uint64_t ticks = 0;  // 0: its order has come
  };

  const Arguments& arguments_;
  io::TscClock clock_;
  io::UdpMulticastSender feed_;
  io::TcpListener listener_;
  io::TcpConnection client_;
  venue::Exchange exchange_;
  uint64_t bid_ = 2;  // its reference
  std::array<Sent, bench::numbers> sent_{};
  std::array<std::byte, 4'096> echoed_{};
  ByteQueue heard_{1U << 20};  // more than one read brings, and what was left of the one before
  std::vector<uint64_t> latencies_;
  uint64_t answered_ = 0;  // packets whose orders have come, warm-up included
};

}  // namespace

int main(int count, char** values) {
  const Arguments arguments = bench::arguments_of(count, values);
  WireVenue venue(arguments);
  venue.open();
  bench::prepare(arguments);
  venue.run();
  venue.print();
  return 0;
}
