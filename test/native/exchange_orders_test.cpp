// The exchange's order port: OUCH 5.0 bytes in, the account's answers out, on a market without other orders.
#include <cstring>
#include <memory>

#include "harness.hpp"
#include "itch_messages.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {
namespace {

constexpr TimeNs opening = 34'200 * ns_per_second;

// Two clients, each with an account of its own, at one exchange. Messages by the offsets of ouch50.md.
class TwoClients {
 public:
  TwoClients() {
    venue::ExchangeSettings settings;
    settings.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
    settings.order_session = wire::soupbintcp::session_field("TEST000001");
    settings.symbols.emplace_back(std::string_view("ABCD"));
    for (const char* name : {"ONE", "TWO"}) {
      settings.accounts.push_back({wire::soupbintcp::Username(std::string_view(name)),
                                   wire::soupbintcp::Password(std::string_view("secret"))});
    }
    exchange_ = std::make_unique<venue::Exchange>(settings, opening);
    for (const char* name : {"ONE", "TWO"}) {
      const uint32_t connection = *exchange_->connect(opening);
      Bytes login{'L'};
      put(login, std::string(name), 6);
      put(login, std::string("secret"), 10);
      put(login, std::string(), 10);
      put(login, std::string(19, ' ') + "1", 20);
      send(connection, login);
      connections_.push_back(connection);
    }
  }

  void enter(size_t client, uint32_t number, char side, uint32_t shares, uint64_t price,
             bool is_post_only = false) {
    Bytes message{'U', 'O'};
    put(message, number, 4);
    message.push_back(static_cast<uint8_t>(side));
    put(message, shares, 4);
    put(message, std::string("ABCD"), 8);
    put(message, price, 8);
    put(message, std::string("0YPNN"), 5);  // day, visible, principal, no intermarket sweep, no cross
    put(message, std::string("ID"), 14);
    put(message, is_post_only ? 3 : 0, 2);
    if (is_post_only) put(message, 0x020C50, 3);  // tag 12, PostOnly: P
    send(connections_[client], message);
  }
  void replace(size_t client, uint32_t original, uint32_t number, uint32_t shares, uint64_t price,
               char time_in_force, const Bytes& tags = {}) {
    Bytes message{'U', 'U'};
    put(message, original, 4);
    put(message, number, 4);
    put(message, shares, 4);
    put(message, price, 8);
    message.push_back(static_cast<uint8_t>(time_in_force));
    put(message, std::string("YN"), 2);
    put(message, std::string("ID"), 14);
    put(message, tags.size(), 2);
    message.insert(message.end(), tags.begin(), tags.end());
    send(connections_[client], message);
  }

  // What the client's account has been told, a letter each, a cancel with its reason.
  [[nodiscard]] std::string told(size_t client) const {
    std::string out;
    const auto& store = exchange_->accounts()[client].store();
    for (uint64_t sequence = 1; sequence < store.next_sequence(); ++sequence) {
      const auto message = store.message(sequence);
      out += static_cast<char>(message[0]);
      if (message[0] == std::byte{'C'}) out += static_cast<char>(message[17]);
    }
    return out;
  }

 private:
  void send(uint32_t connection, const Bytes& payload) {
    Bytes framed;
    put_framed(framed, payload);
    const auto space = exchange_->connection(connection).receive_space();
    std::memcpy(space.data(), framed.data(), framed.size());
    exchange_->connection(connection).received(framed.size(), opening);
    exchange_->serve(connection, opening);
  }

  std::unique_ptr<venue::Exchange> exchange_;
  std::vector<uint32_t> connections_;
};

}  // namespace

TEST("order port: a post-only order that is replaced into the other side is cancelled and does not trade") {
  TwoClients clients;
  clients.enter(0, 1, 'S', 100, 10'010);
  clients.enter(1, 1, 'B', 100, 10'000, true);
  clients.replace(1, 1, 2, 100, 10'010, '0');
  CHECK_EQUAL(clients.told(0), std::string("A"));
  CHECK_EQUAL(clients.told(1), std::string("AUCG"));
}

TEST("order port: a replacement that says that it is no longer post-only trades") {
  TwoClients clients;
  clients.enter(0, 1, 'S', 100, 10'010);
  clients.enter(1, 1, 'B', 100, 10'000, true);
  clients.replace(1, 1, 2, 100, 10'010, '0', from_hex("020c4e"));  // tag 12, PostOnly: N
  CHECK_EQUAL(clients.told(0), std::string("AE"));
  CHECK_EQUAL(clients.told(1), std::string("AUE"));
}

TEST("order port: an order replaced by an immediate one does not rest") {
  TwoClients clients;
  clients.enter(0, 1, 'S', 60, 10'010);
  clients.enter(1, 1, 'B', 100, 10'000);
  clients.replace(1, 1, 2, 100, 10'010, '3');
  clients.enter(0, 2, 'S', 40, 10'010);
  CHECK_EQUAL(clients.told(0), std::string("AEA"));
  CHECK_EQUAL(clients.told(1), std::string("AUECI"));
}

TEST("order port: a cancel by the market's rules tells which rule") {
  TwoClients clients;
  clients.enter(0, 1, 'S', 100, 10'010);
  clients.enter(0, 2, 'B', 100, 10'010);
  clients.enter(1, 1, 'B', 100, 10'010, true);
  CHECK_EQUAL(clients.told(0), std::string("AACQ"));
  CHECK_EQUAL(clients.told(1), std::string("ACG"));
}

}  // namespace hotlane::test
