// Hostile clients: connections that come and go, and any bytes on them, logged in or not. The exchange never
// crashes, and its records stay consistent: every order's shares are accounted for, what the accounts were
// told adds up to the ledger, and what is published is a market that a receiver can build.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "book/market_books.hpp"
#include "session/ouch42_answer.hpp"
#include "session/ouch50_answer.hpp"
#include "venue/exchange.hpp"
#include "wire/ouch42.hpp"
#include "wire/ouch50_inbound.hpp"

using namespace hotlane;

namespace {

constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs opening = midnight + 34'200 * ns_per_second;

void require(bool condition) {
  if (!condition) std::abort();
}

// Of one order, from what its account was told.
struct Tally {
  uint64_t accepted = 0;
  uint64_t executed = 0;
  uint64_t cancelled = 0;
  Money notional = 0;
  bool is_replaced = false;
};

// How an account's messages name an order: a channel and a number, or a token as it is.
std::string named(uint8_t channel, uint32_t number) {
  return std::to_string(channel) + "/" + std::to_string(number);
}
std::string named(const wire::ouch42::Token& token) {
  return {token.chars, sizeof token.chars};
}

// What one message says; `previous`: whose place a replacement has taken.
OrderAnswer read(const venue::Account& account, Bytes message, std::string& name, std::string& previous) {
  OrderAnswer answer;
  if (!account.is_ouch42()) {
    require(decode_ouch50_answer(message, answer) == OuchFault::none);
    name = named(answer.detail.user_ref_idx, answer.user_ref_num);
    previous = named(answer.detail.user_ref_idx, answer.orig_user_ref_num);
    return answer;
  }
  require(decode_ouch42_answer(message, wire::ouch42::RejectLetters::text2018, answer) == OuchFault::none);
  using namespace wire::ouch42;
  name = named(reinterpret_cast<const TokenNotice*>(message.data())->token);
  if (answer.kind == OrderAnswerKind::replaced)
    previous = named(reinterpret_cast<const Replaced*>(message.data())->previous_token);
  return answer;
}

void check_account(const venue::Account& account) {
  std::map<std::string, Tally> told;
  const venue::SequencedStore& store = account.store();
  for (uint64_t n = 1; n < store.next_sequence(); ++n) {
    std::string name;
    std::string previous;
    const OrderAnswer answer = read(account, store.message(n), name, previous);
    Tally& tally = told[name];
    switch (answer.kind) {
      case OrderAnswerKind::replaced: told[previous].is_replaced = true; [[fallthrough]];
      case OrderAnswerKind::accepted: tally.accepted = answer.quantity; break;
      case OrderAnswerKind::executed:
        tally.executed += answer.quantity;
        tally.notional += Money{answer.price_ticks} * answer.quantity;
        break;
      case OrderAnswerKind::cancelled: tally.cancelled += answer.quantity; break;
      case OrderAnswerKind::modified: {
        const uint64_t left = tally.accepted - tally.executed - tally.cancelled;
        if (answer.quantity <= left) {
          tally.cancelled += left - answer.quantity;
        } else {
          require(account.is_ouch42());
          tally.accepted += answer.quantity - left;
        }
        break;
      }
      default: break;
    }
  }
  std::map<uint8_t, uint32_t> last_numbers;
  for (const venue::LedgerOrder& order : account.ledger().orders()) {
    const Tally& tally =
        told[account.is_ouch42() ? named(order.token) : named(order.channel, order.user_ref_num)];
    require(order.user_ref_num > last_numbers[order.channel]);
    last_numbers[order.channel] = order.user_ref_num;
    require(tally.accepted == order.quantity);
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
  const wire::soupbintcp::Password password(std::string_view("P"));
  settings.accounts.push_back({wire::soupbintcp::Username(std::string_view("A")), password});
  settings.accounts.push_back(
      {wire::soupbintcp::Username(std::string_view("B")), password, OrderProtocol::ouch42, true});
  settings.midnight = midnight;
  settings.sizes = {1'024, 0, 0};  // the least: an exchange is made for each input
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
      exchange->disconnect(connected.back(), now);
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

std::vector<std::vector<uint8_t>> ouch42_examples() {
  using namespace wire::ouch42;
  const std::string login = login_packet("B", "1");
  EnterOrder order{};
  order.type = 'O';
  order.token = Token(std::string_view("ONE"));
  order.side = 'S';
  order.shares = 100U;
  order.stock = wire::Symbol(std::string_view("ALFA"));
  order.price = 3'000'000U;
  order.time_in_force = time_in_force::market_hours;
  order.firm = wire::Firm(std::string_view(""));
  order.display = 'Y';
  order.capacity = 'P';
  order.iso_eligibility = 'N';
  order.cross_type = 'N';
  order.customer_type = ' ';
  const std::string rests = request_packet(order);
  const std::string short_form = rests.substr(0, rests.size() - 1);
  const std::string raised = request_packet(ModifyOrder{'M', order.token, 'E', 150U});
  ReplaceOrder replace{};
  replace.type = 'U';
  replace.existing_token = order.token;
  replace.replacement_token = Token(std::string_view("TWO"));
  replace.shares = 200U;
  replace.price = 2'000'000U;
  replace.time_in_force = 5U;
  replace.display = 'N';
  replace.iso_eligibility = 'N';
  const std::string replaced = request_packet(replace);
  order.token = Token(std::string_view("THREE"));
  order.side = 'B';
  order.time_in_force = time_in_force::immediate_or_cancel;
  order.minimum_quantity = 10U;
  const std::string takes = request_packet(order);
  const std::string cut = request_packet(CancelOrder{'X', replace.replacement_token, 50U});
  std::vector<uint8_t> lost = sent({login, rests, raised});
  lost.push_back(8);  // loses the connection
  return {sent({login, short_form, raised, replaced, cut, takes}), lost};
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
  const std::string modify = request_packet(wire::ouch50::ModifyOrder{'M', 2, 'T', 60});
  const wire::Firm firm(std::string_view("A"));
  const std::string disable = request_packet(wire::ouch50::DisableOrderEntry{'D', 3, firm, uint16_t{0}});
  const std::string enable = request_packet(wire::ouch50::EnableOrderEntry{'E', 5, firm, uint16_t{0}});
  const std::string mass =
      request_packet(wire::ouch50::MassCancel{'C', 6, firm, wire::Symbol(std::string_view("")), uint16_t{0}});
  examples.push_back(sent({login, enters[0], enters[1], modify, disable, enters[3], enable, mass}));
  for (std::vector<uint8_t>& older : ouch42_examples()) examples.push_back(std::move(older));
  return examples;
}
