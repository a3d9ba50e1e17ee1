// Order entries, each for a port account of its own, joined with one exchange by bytes in memory: what is
// asked through an entry reaches the exchange's market, what the account is told comes back as answers. Time
// moves with each turn. Used by the tests of the order port and of order entry, over either protocol.
#pragma once

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gated_intents.hpp"
#include "harness.hpp"
#include "session/order_entry.hpp"
#include "session/ouch42_codec.hpp"
#include "session/ouch50_codec.hpp"
#include "session/soup_framer.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {

class EntriesWithVenue {
 public:
  static constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
  static constexpr TimeNs opening = midnight + 34'200 * ns_per_second;
  static constexpr TimeNs turn_ns = 200'000;

  struct Client {
    VenueProfile profile;
    std::unique_ptr<OrderEntry> entry;
    std::optional<uint32_t> line;
    std::vector<OrderAnswer> answers;
    std::vector<OrderEntryEvent> events;  // all others
    uint32_t ready = 0;                   // times
  };

  // `messages_per_second` 0: a market without orders of its own.
  explicit EntriesWithVenue(const std::vector<VenueProfile>& profiles, double messages_per_second = 0,
                            bool cancel_on_disconnect = false) {
    venue::ExchangeSettings settings;
    settings.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
    settings.order_session = wire::soupbintcp::session_field("TEST000001");
    for (const char* symbol : {"ABCD", "WXYZ"}) settings.symbols.emplace_back(std::string_view(symbol));
    for (size_t i = 0; i < profiles.size(); ++i) {
      settings.accounts.push_back(
          {username(i), wire::soupbintcp::Password("secret"), profiles[i].protocol, cancel_on_disconnect});
      clients_.emplace_back();
      clients_.back().profile = profiles[i];
      clients_.back().entry = std::make_unique<OrderEntry>(profiles[i], 1U << 16, 1U << 16);
    }
    settings.midnight = midnight;
    settings.messages_per_second = messages_per_second > 0 ? messages_per_second : 1;
    settings.sizes = {8'192, 1U << 16, 1U << 16};
    has_market_ = messages_per_second > 0;
    exchange_ = std::make_unique<venue::Exchange>(settings, opening);
    if (has_market_) exchange_->open_day(opening);
  }

  void connect(size_t client) {
    clients_[client].line = exchange_->connect(now_);
    clients_[client].entry->connect({username(client), wire::soupbintcp::Password("secret")}, now_);
  }
  // What was on its way is lost, but for the first `heard` bytes of what the venue had not read yet.
  void cut(size_t client, size_t heard = 0) {
    Client& its = clients_[client];
    if (!its.line) return;
    carry_to_venue(its, heard);
    exchange_->serve(*its.line, now_);
    exchange_->disconnect(*its.line, now_);
    its.line.reset();
    its.entry->on_disconnect();
  }
  // Connects all and waits until they are ready.
  void begin() {
    for (size_t i = 0; i < clients_.size(); ++i) connect(i);
    turn(5);
    for (const Client& client : clients_) CHECK(client.entry->is_ready());
  }
  void turn(uint32_t times = 1) {
    for (; times > 0; --times) {
      now_ += turn_ns;
      if (has_market_) exchange_->advance(now_);
      for (Client& client : clients_) {
        if (!client.line) continue;
        carry_to_venue(client, SIZE_MAX);
        exchange_->serve(*client.line, now_);
      }
      exchange_->end_turn(now_);
      exchange_->packets().clear();
      for (Client& client : clients_) carry_to_client(client);
    }
  }
  void wait(TimeNs time) {
    now_ += time;
    turn();
  }

  [[nodiscard]] OrderEntry& entry(size_t client) { return *clients_[client].entry; }
  [[nodiscard]] Client& client(size_t client) { return clients_[client]; }
  [[nodiscard]] venue::Exchange& exchange() { return *exchange_; }
  [[nodiscard]] const venue::VenueLedger& ledger(size_t client) const {
    return exchange_->accounts()[client].ledger();
  }
  // The venue's record of our order of this number: an OUCH 4.2 account counts for itself. Null: none.
  [[nodiscard]] const venue::LedgerOrder* recorded(size_t client, UserRefNum number) const {
    for (const venue::LedgerOrder& order : ledger(client).orders()) {
      const auto name = parse_token(order.token);
      if (name ? name->number == number : order.token.text().empty() && order.user_ref_num == number) {
        return &order;
      }
    }
    return nullptr;
  }
  [[nodiscard]] PermissiveGate& gate() { return gate_; }
  [[nodiscard]] TimeNs now() const { return now_; }

  // An order of the first instrument; its number.
  UserRefNum enter(size_t client, Side side, Quantity quantity, PriceTicks price,
                   const OrderAttributes& attributes = {}, const char* firm = "") {
    Intent intent{};
    intent.strategy_order_id = ++last_order_;
    intent.side = side;
    intent.quantity = quantity;
    intent.price_ticks = price;
    intent.attributes = attributes;
    const OrderTerms terms{wire::Symbol(std::string_view("ABCD")), wire::Firm(firm)};
    const UserRefNum number = entry(client).send_new(gate_.pass(intent), terms, now_);
    by_number_[{client, number}] = last_order_;
    return number;
  }
  UserRefNum replace(size_t client, UserRefNum original, Quantity quantity, PriceTicks price,
                     const OrderAttributes& attributes = {}) {
    Intent intent{};
    intent.kind = IntentKind::replace;
    intent.strategy_order_id = by_number_[{client, original}];
    intent.quantity = quantity;
    intent.price_ticks = price;
    intent.attributes = attributes;
    intent.has_new_attributes = true;
    const UserRefNum number = entry(client).send_replace(gate_.pass(intent), name(client, original), now_);
    by_number_[{client, number}] = intent.strategy_order_id;
    return number;
  }
  bool cancel(size_t client, UserRefNum number, Quantity quantity = 0) {
    return entry(client).send_cancel(name(client, number), quantity, now_);
  }
  // Our lanes never ask for it: it goes out as another program would send it.
  bool modify(size_t client, UserRefNum number, Quantity quantity, char side_letter) {
    Intent intent{};
    intent.kind = IntentKind::replace;
    intent.quantity = quantity;
    intent.price_ticks = 1;
    std::array<std::byte, order_request_size_max> room{};
    const auto write = [&](const OrderCodec& codec) {
      return codec.modify(room, gate_.pass(intent), name(client, number), side_letter);
    };
    const VenueProfile& profile = clients_[client].profile;
    const size_t size =
        profile.protocol == OrderProtocol::ouch42 ? write(Ouch42Codec(profile)) : write(Ouch50Codec(profile));
    return size != 0 && write_packet(entry(client).out(), wire::soupbintcp::PacketType::unsequenced_data,
                                     Bytes(room).first(size));
  }

  // What the client was told since the last look: a letter an answer, a cancel with its reason, a reject with
  // its code.
  std::string told(size_t client) {
    turn(2);
    std::string out;
    for (const OrderAnswer& answer : clients_[client].answers) out += letter_of(answer);
    clients_[client].answers.clear();
    return out;
  }

 private:
  static wire::soupbintcp::Username username(size_t client) {
    return wire::soupbintcp::Username("USER" + std::to_string(client));
  }
  [[nodiscard]] OrderName name(size_t client, UserRefNum number) {
    return {number, 0, by_number_[{client, number}]};
  }
  static std::string letter_of(const OrderAnswer& answer) {
    constexpr const char* letters = "SAUCDEBJPITMRXGKQFN";
    std::string out(1, letters[static_cast<size_t>(answer.kind)]);
    if (answer.kind == OrderAnswerKind::cancelled) out += answer.reason;
    if (answer.kind == OrderAnswerKind::rejected) out += "(" + std::to_string(answer.reject_reason) + ")";
    return out;
  }

  void carry_to_venue(Client& client, size_t most) {
    SoupBinServer& server = exchange_->connection(*client.line);
    const Bytes waiting = client.entry->out().waiting();
    const std::span<std::byte> room = server.receive_space();
    const size_t size = std::min({waiting.size(), room.size(), most});
    if (size == 0) return;
    std::memcpy(room.data(), waiting.data(), size);
    client.entry->out().consumed(size);
    server.received(size, now_);
  }
  void carry_to_client(Client& client) {
    if (client.line) {
      ByteQueue& out = exchange_->connection(*client.line).out();
      const std::span<std::byte> room = client.entry->receive_space();
      const size_t size = std::min(out.waiting().size(), room.size());
      if (size > 0) {
        std::memcpy(room.data(), out.waiting().data(), size);
        client.entry->received(size, now_);
        out.consumed(size);
      }
    }
    OrderEntryEvent event;
    while (client.entry->next(event, now_)) {
      if (event.kind == OrderEntryEventKind::answer || event.kind == OrderEntryEventKind::foreign_answer) {
        client.answers.push_back(event.answer);
      }
      if (event.kind == OrderEntryEventKind::ready) ++client.ready;
      if (event.kind != OrderEntryEventKind::answer) client.events.push_back(event);
    }
    client.entry->on_time(now_);
  }

  std::unique_ptr<venue::Exchange> exchange_;
  std::vector<Client> clients_;
  PermissiveGate gate_;
  TimeNs now_ = opening;
  bool has_market_ = false;
  StrategyOrderId last_order_ = 0;
  std::map<std::pair<size_t, UserRefNum>, StrategyOrderId> by_number_;
};

}  // namespace hotlane::test
