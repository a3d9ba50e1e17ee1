// Hostile clients: connections that come and go, and any bytes on them, logged in or not. The exchange never
// crashes, and its records stay consistent: every order's shares are accounted for, what the accounts were
// told adds up to the ledger, and what is published is a market that a receiver can build.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "book/market_books.hpp"
#include "session/ouch50_answer.hpp"
#include "venue/exchange.hpp"
#include "wire/ouch50_inbound.hpp"

using namespace hotlane;

namespace {

constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs opening = midnight + 34'200 * ns_per_second;

void require(bool condition) {
  if (!condition) std::abort();
}

struct Tally {
  uint64_t executed = 0;
  uint64_t cancelled = 0;
  Money notional = 0;
  bool is_replaced = false;
};

void check_account(const venue::Account& account) {
  std::map<uint32_t, Tally> told;
  const venue::SequencedStore& store = account.store();
  for (uint64_t n = 1; n < store.next_sequence(); ++n) {
    OuchAnswer answer;
    require(decode_answer(store.message(n), answer) == OuchFault::none);
    Tally& tally = told[answer.user_ref_num];
    if (answer.kind == OuchAnswerKind::executed) {
      tally.executed += answer.quantity;
      tally.notional += Money{answer.price_ticks} * answer.quantity;
    } else if (answer.kind == OuchAnswerKind::cancelled) {
      tally.cancelled += answer.quantity;
    } else if (answer.kind == OuchAnswerKind::replaced) {
      told[answer.orig_user_ref_num].is_replaced = true;
    }
  }
  uint32_t last_number = 0;
  for (const venue::LedgerOrder& order : account.ledger().orders()) {
    const Tally& tally = told[order.user_ref_num];
    require(order.user_ref_num > last_number);
    last_number = order.user_ref_num;
    require(tally.executed == order.executed && tally.cancelled == order.cancelled);
    require(tally.notional == order.executed_notional);
    require(tally.is_replaced == (order.state == venue::LedgerState::replaced));
    const uint64_t done = uint64_t{order.executed} + order.cancelled;
    require(done <= order.quantity);
    if (order.state == venue::LedgerState::live) require(done < order.quantity);
    if (order.state == venue::LedgerState::filled || order.state == venue::LedgerState::cancelled) {
      require(done == order.quantity);
    }
  }
}

// A receiver too small to slow the fuzzer down: the datagrams' blocks by hand, into books of one instrument.
class Market {
 public:
  void read(venue::Exchange& exchange) {
    venue::MoldPublisher& packets = exchange.packets();
    for (size_t i = 0; i < packets.datagrams(); ++i) take(packets.datagram(i));
    packets.clear();
    require(expected_ == packets.next_sequence());
  }

 private:
  void take(Bytes datagram) {
    const auto& header = *reinterpret_cast<const wire::moldudp64::Header*>(datagram.data());
    require(header.sequence_number == expected_);
    Bytes body = datagram.subspan(sizeof header);
    for (uint16_t i = 0; i < header.message_count; ++i, ++expected_) {
      const size_t length =
          reinterpret_cast<const wire::moldudp64::BlockPrefix*>(body.data())->message_length;
      const Bytes message = body.subspan(sizeof(wire::moldudp64::BlockPrefix), length);
      require(wire::itch50::length_of(static_cast<char>(message[0])) == length);
      require(books_.apply(message.data()).error == BookError::none);
      body = body.subspan(sizeof(wire::moldudp64::BlockPrefix) + length);
    }
    require(body.empty());
  }

  uint64_t expected_ = 1;
  MarketBooks books_{{.coverage = Coverage::all,
                      .growth = Growth::doubling,
                      .orders_max = 1'024,
                      .windows_max = 64,
                      .instruments_max = 1}};
};

std::unique_ptr<venue::Exchange> open_exchange() {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("FUZZ"));
  settings.order_session = wire::soupbintcp::session_field("FUZZ");
  settings.symbols.emplace_back(std::string_view("ALFA"));
  for (const char* user : {"A", "B"}) {
    settings.accounts.push_back({wire::soupbintcp::Username(std::string_view(user)),
                                 wire::soupbintcp::Password(std::string_view("P"))});
  }
  settings.midnight = midnight;
  settings.sizes = {1'024, 1'024, 0, 0};  // the least: an exchange is made for each input
  auto exchange = std::make_unique<venue::Exchange>(settings, opening);
  exchange->open_day(opening);
  return exchange;
}

}  // namespace

// The input: what happens, a byte each, with its length and bytes where it has some.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto exchange = open_exchange();
  Market market;
  TimeNs now = opening;
  std::vector<uint32_t> connected;
  for (size_t at = 0; at < size;) {
    const uint8_t what = data[at++];
    now += what % 16 == 15 ? ns_per_second : 100'000;
    if (what < 8 || connected.empty()) {
      if (const auto id = exchange->connect(now)) connected.push_back(*id);
    } else if (what < 12) {
      exchange->disconnect(connected.back());
      connected.pop_back();
    } else if (what < 20) {
      exchange->advance(now);
    } else {
      const uint32_t id = connected[what % connected.size()];
      SoupBinServer& server = exchange->connection(id);
      const size_t length = at < size ? data[at++] : 0;
      const auto room = server.receive_space();
      const size_t part = std::min({length, size - at, room.size()});
      std::memcpy(room.data(), data + at, part);
      at += part;
      server.received(part, now);
      exchange->serve(id, now);
    }
    exchange->end_turn(now);
    market.read(*exchange);
    for (const uint32_t id : connected) exchange->connection(id).out().clear();
  }
  for (const venue::Account& account : exchange->accounts()) check_account(account);
  return 0;
}

namespace {

std::vector<uint8_t> sent(std::initializer_list<std::string_view> packets) {
  std::vector<uint8_t> input{0};  // connects
  for (const std::string_view packet : packets) {
    input.push_back(20);
    input.push_back(static_cast<uint8_t>(packet.size() + 2));
    input.push_back(0);
    input.push_back(static_cast<uint8_t>(packet.size()));
    input.insert(input.end(), packet.begin(), packet.end());
  }
  return input;
}

std::string login_packet(std::string_view user, std::string_view sequence) {
  std::string packet = "L";
  packet += user;
  packet.resize(1 + 6, ' ');
  packet += "P";
  packet.resize(1 + 6 + 10 + 10, ' ');  // password, blank session
  packet.append(20 - sequence.size(), ' ');
  packet += sequence;
  return packet;
}

template <class Message>
std::string request_packet(const Message& message) {
  std::string packet(1, 'U');
  packet.append(reinterpret_cast<const char*>(&message), sizeof message);
  return packet;
}

}  // namespace

std::vector<std::vector<uint8_t>> fuzz_examples() {
  const std::string login = login_packet("A", "1");
  std::vector<std::vector<uint8_t>> examples{sent({login}), sent({login_packet("B", "0")})};
  wire::ouch50::EnterOrder order{
      'O', 1,   'B', 100, wire::Symbol(std::string_view("ALFA")),       1'000'000,  '0',
      'Y', 'P', 'N', 'N', wire::ouch50::ClOrdId(std::string_view("X")), uint16_t{0}};
  std::string enters[6];
  for (uint32_t i = 0; i < 6; ++i) {
    order.user_ref_num = i + 1;
    order.side = i % 2 == 0 ? 'B' : 'S';
    order.price = i < 3 ? 3'000'000 : 1'000;
    order.quantity = 100 * (i + 1);
    order.time_in_force = i % 3 == 0 ? '3' : '0';
    enters[i] = request_packet(order);
  }
  wire::ouch50::ReplaceOrder replace{
      'U', 2, 7, 400, 2'000'000, '0', 'Y', 'N', wire::ouch50::ClOrdId(std::string_view("Y")), uint16_t{0}};
  const std::string replaced = request_packet(replace);
  const std::string cut = request_packet(wire::ouch50::CancelOrder{'X', 2, 50});
  const std::string cancel = request_packet(wire::ouch50::CancelOrder{'X', 7, 0});
  const std::string query = request_packet(wire::ouch50::AccountQuery{'Q'});
  examples.push_back(sent({login, query, enters[0], enters[1], cut, replaced, cancel}));
  examples.push_back(sent({login, enters[1], enters[2], enters[3], enters[4], enters[5], cancel, "O"}));
  return examples;
}
