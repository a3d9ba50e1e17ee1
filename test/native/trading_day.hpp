// A venue's day from a seed, driven as its loop drives it: turns of the market and of two accounts' requests,
// what was recorded written to a file's bytes before what left is kept. The same seed does the same again, so
// that a day can be held against one that was never interrupted. Used by the tests of the venue's record.
#pragma once

#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "feed/mold_packet.hpp"
#include "venue/exchange.hpp"
#include "venue/history_tape.hpp"
#include "venue/recorded_settings.hpp"
#include "wire/ouch50_inbound.hpp"

namespace hotlane::test {

constexpr TimeNs day_midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs day_opening = day_midnight + 34'200 * ns_per_second;
constexpr uint64_t no_limit = std::numeric_limits<uint64_t>::max();

inline venue::ExchangeSettings day_settings(bool is_historical) {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
  settings.order_session = wire::soupbintcp::session_field("TEST000001");
  for (const char* symbol : {"ALFA", "BRAVO", "CHARLIE"})
    settings.symbols.emplace_back(std::string_view(symbol));
  for (const char* user : {"FIRST", "SECOND"}) {
    settings.accounts.push_back({wire::soupbintcp::Username(std::string_view(user)),
                                 wire::soupbintcp::Password(std::string_view("secret"))});
  }
  settings.is_historical = is_historical;
  settings.midnight = day_midnight;
  settings.sizes = {8'192, 0, 0};  // nobody connects, and a test makes many exchanges
  return settings;
}

inline std::string text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Messages by sequence number, out of the datagrams that wait in an exchange, which are taken from it.
inline void take_messages(venue::Exchange& exchange, std::map<uint64_t, std::string>& into) {
  venue::MoldPublisher& packets = exchange.packets();
  for (size_t i = 0; i < packets.datagrams(); ++i) {
    const Bytes datagram = packets.datagram(i);
    const auto& header = *reinterpret_cast<const wire::moldudp64::Header*>(datagram.data());
    if (header.message_count == wire::moldudp64::heartbeat_count) continue;
    MoldPacket packet;
    std::vector<MessageBytes> messages(wire::moldudp64::blocks_per_datagram_max);
    if (read_mold_packet(datagram, packet) != PacketFault::none ||
        walk_mold_packet(packet, PayloadCheck::itch50, messages) != PacketFault::none) {
      fail(__FILE__, __LINE__, "the exchange made a malformed datagram");
      continue;
    }
    for (size_t j = 0; j < packet.messages; ++j) into[packet.sequence + j] = text_of(messages[j]);
  }
  packets.clear();
}

class TradingDay {
 public:
  TradingDay(const venue::ExchangeSettings& settings, Bytes history)
      : settings_(settings), tape_(std::make_unique<venue::HistoryTape>(history)) {}

  void begin() {
    exchange_ = std::make_unique<venue::Exchange>(settings_, day_opening);
    recorder_.begin(day_opening, venue::settings_text(settings_, tape_->file()));
    exchange_->record_to(&recorder_);
    commit();
    if (!settings_.is_historical) exchange_->open_day(day_opening);
    count_inputs();
    end_turn();
  }
  // In place of begin(): an exchange that a replay made with `tape`, whose clients are those of `other`.
  void go_on(std::unique_ptr<venue::Exchange> exchange, std::unique_ptr<venue::HistoryTape> tape,
             const TradingDay& other) {
    exchange_ = std::move(exchange);
    tape_ = std::move(tape);
    now_ = other.now_;
    numbers_ = other.numbers_;
    end_turn();
    left_ = other.left_;
  }
  // What a replay does at its end, to a day that was not interrupted.
  void resume(TimeNs now) {
    now_ = now;
    exchange_->resume(promised_, now);
    count_inputs();
    end_turn();
  }

  // Up to `turns` turns of what `seed` says; stops before the input after `inputs_max`, where it is met.
  void run(uint64_t seed, uint32_t turns, uint64_t inputs_max = no_limit) {
    std::mt19937_64 random(seed);
    for (uint32_t i = 0; i < turns && inputs_ < inputs_max; ++i) {
      now_ += static_cast<TimeNs>(random() % 3'000'000);
      for (uint64_t actions = random() % 6; actions > 0; --actions) {
        if (inputs_ >= inputs_max) return;
        act(random);
        count_inputs();
      }
      if (inputs_ >= inputs_max) return;
      end_turn();
    }
  }

  struct Turn {
    size_t file_size;                   // when it was committed
    uint64_t next_sequence;             // of the feed, when it had left
    std::vector<uint64_t> next_answer;  // of each account
  };

  [[nodiscard]] venue::Exchange& exchange() noexcept { return *exchange_; }
  [[nodiscard]] venue::VenueRecorder& recorder() noexcept { return recorder_; }
  [[nodiscard]] const std::vector<Turn>& turns() const noexcept { return turns_; }
  [[nodiscard]] std::vector<std::byte>& file() noexcept { return file_; }
  // All that has left, by sequence number.
  [[nodiscard]] std::map<uint64_t, std::string>& left() noexcept { return left_; }
  [[nodiscard]] TimeNs now() const noexcept { return now_; }

 private:
  void act(std::mt19937_64& random) {
    if (random() % 3 == 0) {
      if (!settings_.is_historical) return exchange_->advance(now_);
      for (uint64_t i = random() % 20; i > 0 && !tape_->has_ended(); --i) tape_->play(*exchange_);
      return;
    }
    const auto account = static_cast<uint16_t>(random() % settings_.accounts.size());
    // As when the account's connection is lost.
    if (random() % 24 == 0) return exchange_->cancel_all(account, now_);
    ask(account, random);
  }

  void ask(uint16_t account, std::mt19937_64& random) {
    const auto symbol = static_cast<size_t>(random() % settings_.symbols.size());
    const uint64_t price =
        static_cast<uint64_t>(price_near(symbol) + (static_cast<int64_t>(random() % 21) - 10) * 100);
    const auto quantity = static_cast<uint32_t>(random() % 8 * 100);
    const auto known = static_cast<uint32_t>(random() % numbers_[account] + 1);
    const uint64_t choice = random() % 20;
    if (choice < 10) {
      wire::ouch50::EnterOrder order{};
      order.type = 'O';
      order.user_ref_num = ++numbers_[account];
      order.side = random() % 2 == 0 ? 'B' : 'S';
      order.quantity = quantity;
      order.symbol = settings_.symbols[symbol];
      order.price = price;
      order.time_in_force = "0003560"[random() % 7];
      order.display = random() % 4 == 0 ? 'N' : 'Y';
      order.capacity = 'P';
      order.iso_eligibility = 'N';
      order.cross_type = 'N';
      send_tagged(account, order, random_tags(order.time_in_force, random));
    } else if (choice < 14) {
      wire::ouch50::ReplaceOrder order{};
      order.type = 'U';
      order.orig_user_ref_num = known;
      order.user_ref_num = ++numbers_[account];
      order.quantity = quantity;
      order.price = price;
      order.time_in_force = random() % 5 == 0 ? '6' : '0';
      order.display = random() % 4 == 0 ? 'N' : 'Y';
      order.iso_eligibility = 'N';
      send_tagged(account, order, random_tags(order.time_in_force, random));
    } else if (choice < 18) {
      send(account, wire::ouch50::CancelOrder{'X', known, static_cast<uint32_t>(random() % 2 * 100)});
    } else if (choice < 19) {
      send(account, wire::ouch50::AccountQuery{'Q'});
    } else {
      send(account, wire::ouch50::CancelOrder{'?', known, 0});
    }
  }

  // Some of what an order may ask for, sometimes what it may not.
  static std::vector<std::byte> random_tags(char time_in_force, std::mt19937_64& random) {
    using wire::ouch50::Tag;
    std::vector<std::byte> tags;
    const auto put = [&tags](Tag tag, const auto& value) {
      const auto bytes = std::as_bytes(std::span(&value, 1));
      tags.push_back(static_cast<std::byte>(bytes.size() + 1));
      tags.push_back(static_cast<std::byte>(tag));
      for (const std::byte byte : bytes) tags.push_back(byte);
    };
    const auto shares = [&random] { return wire::be32(static_cast<uint32_t>(1 + random() % 300)); };
    if (random() % 8 == 0) put(Tag::post_only, 'P');
    if (random() % 8 == 0) put(Tag::min_qty, shares());
    if (random() % 8 == 0) put(Tag::max_floor, shares());
    // Seconds, of which a day of the test has a few.
    if (time_in_force == '6') put(Tag::expire_time, wire::be32(static_cast<uint32_t>(random() % 4)));
    if (random() % 40 == 0) put(Tag::price_type, 'M');
    return tags;
  }

  template <class Message>
  void send_tagged(uint16_t account, Message message, const std::vector<std::byte>& tags) {
    message.appendage_length = static_cast<uint16_t>(tags.size());
    const auto fixed = std::as_bytes(std::span(&message, 1));
    std::vector<std::byte> bytes(fixed.begin(), fixed.end());
    for (const std::byte byte : tags) bytes.push_back(byte);
    exchange_->request(account, bytes, now_);
  }

  template <class Message>
  void send(uint16_t account, const Message& message) {
    exchange_->request(account, std::as_bytes(std::span(&message, 1)), now_);
  }

  // The price of the last order that the feed added, or some price.
  [[nodiscard]] int64_t price_near(size_t symbol) {
    for (auto at = left_.rbegin(); at != left_.rend(); ++at) {
      if (at->second[0] != 'A') continue;
      const auto& added = *reinterpret_cast<const wire::itch50::AddOrder*>(at->second.data());
      if (added.stock == settings_.symbols[symbol]) return static_cast<int64_t>(uint32_t{added.price});
    }
    return 1'000'000;
  }

  void count_inputs() {
    if (recorder_.bytes().size() > counted_) ++inputs_;
    counted_ = recorder_.bytes().size();
  }

  void commit() {
    const Bytes bytes = recorder_.bytes();
    file_.insert(file_.end(), bytes.begin(), bytes.end());
    recorder_.clear();
    counted_ = 0;
  }

  void end_turn() {
    const size_t before = recorder_.bytes().size();
    exchange_->end_turn(now_);
    if (recorder_.bytes().size() > before && !settings_.is_historical) {
      promised_ = static_cast<TimeNs>(exchange_->market_position()) + venue::market_ahead_ns;
    }
    count_inputs();
    commit();
    take_messages(*exchange_, left_);
    Turn turn{file_.size(), exchange_->packets().next_sequence(), {}};
    for (const venue::Account& account : exchange_->accounts())
      turn.next_answer.push_back(account.store().next_sequence());
    turns_.push_back(std::move(turn));
  }

  venue::ExchangeSettings settings_;
  std::unique_ptr<venue::HistoryTape> tape_;
  venue::VenueRecorder recorder_;
  std::unique_ptr<venue::Exchange> exchange_;
  std::vector<std::byte> file_;
  std::map<uint64_t, std::string> left_;
  std::vector<Turn> turns_;
  std::map<uint16_t, uint32_t> numbers_{{0, 1}, {1, 1}};
  TimeNs now_ = day_opening;
  TimeNs promised_ = 0;
  uint64_t inputs_ = 0;  // recorded, the settings left out
  size_t counted_ = 0;
};

}  // namespace hotlane::test
