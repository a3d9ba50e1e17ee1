// Two accounts at an exchange whose market has no other orders: what is asked for by the offsets of
// ouch50.md, and what they are told, in a few letters. For the tests.
#pragma once

#include <memory>
#include <string>

#include "harness.hpp"
#include "itch_messages.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {

constexpr TimeNs opening = 34'200 * ns_per_second;

// How an order is asked for; what is not said is plain.
struct Ask {
  char side = 'B';
  uint32_t shares = 100;
  uint64_t price = 10'000;
  char time_in_force = '0';
  char display = 'Y';
  char cross = 'N';
  std::string tags{};  // hex of TagValue elements
};

inline std::string min_qty(uint32_t shares) {
  char text[32];
  std::snprintf(text, sizeof text, "0503%08x", shares);
  return text;
}
inline std::string max_floor(uint32_t shares) {
  char text[32];
  std::snprintf(text, sizeof text, "0505%08x", shares);
  return text;
}
inline std::string expire(uint32_t seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "050f%08x", seconds);
  return text;
}
constexpr const char* post_only = "020c50";

// Two accounts at one exchange.
class TermsPort {
 public:
  explicit TermsPort(bool is_historical = false) : is_historical_(is_historical) {
    venue::ExchangeSettings settings;
    settings.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
    settings.order_session = wire::soupbintcp::session_field("TEST000001");
    settings.symbols.emplace_back(std::string_view("ABCD"));
    settings.messages_per_second = 1e-6;  // no flow but ours
    settings.is_historical = is_historical;
    for (const char* name : {"ONE", "TWO"}) {
      settings.accounts.push_back({wire::soupbintcp::Username(std::string_view(name)),
                                   wire::soupbintcp::Password(std::string_view("secret"))});
    }
    exchange_ = std::make_unique<venue::Exchange>(settings, opening);
    if (!is_historical) return;
    history(itch_add(1, "ABCD", 1, 'B', 1, 100), opening);
  }

  void enter(uint16_t account, const Ask& ask) {
    Bytes message{'O'};
    put(message, ++numbers_[account], 4);
    message.push_back(static_cast<uint8_t>(ask.side));
    put(message, ask.shares, 4);
    put(message, std::string("ABCD"), 8);
    put(message, ask.price, 8);
    put(message, std::string{ask.time_in_force, ask.display, 'P', 'N', ask.cross}, 5);
    put(message, std::string("ID"), 14);
    send(account, std::move(message), ask.tags);
  }
  void replace(uint16_t account, uint32_t original, const Ask& ask) {
    Bytes message{'U'};
    put(message, original, 4);
    put(message, ++numbers_[account], 4);
    put(message, ask.shares, 4);
    put(message, ask.price, 8);
    put(message, std::string{ask.time_in_force, ask.display, 'N'}, 3);
    put(message, std::string("ID"), 14);
    send(account, std::move(message), ask.tags);
  }
  void cancel(uint16_t account, uint32_t number, uint32_t left) {
    Bytes message{'X'};
    put(message, number, 4);
    put(message, left, 4);
    exchange_->request(account, std::as_bytes(std::span(message)), now_);
  }
  void wait(TimeNs span) {
    now_ += span;
    if (!is_historical_) exchange_->advance(now_);
  }
  // The next message of history, now.
  void history(Bytes message, TimeNs now) {
    for (size_t i = 0; i < 6; ++i) {
      message[5 + i] = static_cast<uint8_t>(static_cast<uint64_t>(now) >> (8 * (5 - i)));
    }
    exchange_->historical(std::as_bytes(std::span(message)));
  }
  void history(const Bytes& message) { history(message, now_); }

  // What an account has been told: a letter each, executions with shares and flag, cancels and rejects with
  // their reason, restatements with the shares shown.
  [[nodiscard]] std::string told(uint16_t account) const {
    std::string out;
    const auto& store = exchange_->accounts()[account].store();
    for (uint64_t sequence = 1; sequence < store.next_sequence(); ++sequence) {
      const auto message = store.message(sequence);
      const auto number = [&message](size_t at, size_t bytes) {
        uint64_t value = 0;
        for (size_t i = 0; i < bytes; ++i) value = value << 8 | std::to_integer<uint64_t>(message[at + i]);
        return value;
      };
      const auto letter = static_cast<char>(message[0]);
      out += out.empty() ? "" : " ";
      out += letter;
      if (letter == 'E') out += std::to_string(number(13, 4)) + static_cast<char>(message[25]);
      if (letter == 'C') out += std::to_string(number(13, 4)) + static_cast<char>(message[17]);
      if (letter == 'J') out += std::to_string(number(13, 2));
      if (letter == 'R') out += std::to_string(number(16 + 10 + 2, 4));
    }
    return out;
  }
  // Of the last execution that an account has been told of, in 1/10,000 dollar; 0: there was none.
  [[nodiscard]] uint64_t last_price(uint16_t account) const {
    uint64_t price = 0;
    const auto& store = exchange_->accounts()[account].store();
    for (uint64_t sequence = 1; sequence < store.next_sequence(); ++sequence) {
      const auto message = store.message(sequence);
      if (static_cast<char>(message[0]) != 'E') continue;
      price = 0;
      for (size_t i = 17; i < 25; ++i) price = price << 8 | std::to_integer<uint64_t>(message[i]);
    }
    return price;
  }
  // What the feed has shown: a letter each, with the shares.
  [[nodiscard]] std::string shown() const {
    std::string out;
    const auto& messages = exchange_->published().messages();
    for (uint64_t sequence = 1; sequence < messages.next_sequence(); ++sequence) {
      const auto message = messages.message(sequence);
      const auto letter = static_cast<char>(message[0]);
      const size_t shares_at = letter == 'E' || letter == 'X' ? 19 : letter == 'U' ? 27 : 20;
      uint32_t shares = 0;
      for (size_t i = 0; i < 4 && shares_at + i < message.size(); ++i) {
        shares = shares << 8 | std::to_integer<uint32_t>(message[shares_at + i]);
      }
      out += out.empty() ? "" : " ";
      out += letter;
      if (letter != 'D') out += std::to_string(shares);
    }
    return out;
  }

 private:
  void send(uint16_t account, Bytes message, const std::string& tags_hex) {
    const Bytes tags = from_hex(tags_hex);
    put(message, tags.size(), 2);
    for (const uint8_t byte : tags) message.push_back(byte);
    exchange_->request(account, std::as_bytes(std::span(message)), now_);
  }

  std::unique_ptr<venue::Exchange> exchange_;
  TimeNs now_ = opening;
  uint32_t numbers_[2] = {0, 0};
  bool is_historical_;
};

inline std::string reject_of(const Ask& ask, bool is_historical = false) {
  TermsPort port(is_historical);
  port.enter(0, ask);
  return port.told(0);
}

}  // namespace hotlane::test
