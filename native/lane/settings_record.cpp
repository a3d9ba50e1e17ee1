#include "lane/settings_record.hpp"

#include <algorithm>
#include <type_traits>

#include "lane/boundary.hpp"
#include "wire/big_endian.hpp"

namespace hotlane {
namespace {

// Every field is described once, below; these two write and read it. A number or flag takes eight bytes, a
// text or list eight for its length and then its parts.
class FieldWriter {
 public:
  template <class... Values>
  void numbers(const Values&... values) {
    (put(static_cast<uint64_t>(values)), ...);
  }
  template <size_t N>
  void text(const wire::Alpha<N>& text) {
    put_bytes(std::as_bytes(std::span(text.chars)));
  }
  // A plain value as it lies in memory: what crosses the boundary has one layout.
  template <class Value>
  void raw(const Value& value) {
    put_bytes(std::as_bytes(std::span(&value, 1)));
  }
  void text(const std::string& text, size_t) {
    put(text.size());
    put_bytes(std::as_bytes(std::span(text)));
  }
  template <class Item, class Describe>
  void list(const std::vector<Item>& items, size_t, Describe&& describe) {
    put(items.size());
    for (const Item& item : items) describe(item);
  }
  [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  void put(uint64_t value) {
    const wire::be64 word(value);
    put_bytes(std::as_bytes(std::span(&word, 1)));
  }
  void put_bytes(Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  std::vector<std::byte> bytes_;
};

// After what is missing or too large everything reads as zero.
class FieldReader {
 public:
  explicit FieldReader(Bytes bytes) : rest_(bytes) {}

  template <class... Values>
  void numbers(Values&... values) {
    (number(values), ...);
  }
  template <size_t N>
  void text(wire::Alpha<N>& text) {
    const Bytes bytes = take(N);
    if (bytes.size() == N) std::memcpy(text.chars, bytes.data(), N);
  }
  template <class Value>
  void raw(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    const Bytes bytes = take(sizeof value);
    if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
  }
  void text(std::string& text, size_t size_max) {
    const Bytes bytes = take(count(size_max));
    text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  template <class Item, class Describe>
  void list(std::vector<Item>& items, size_t count_max, Describe&& describe) {
    items.resize(count(count_max));
    for (Item& item : items) describe(item);
  }
  [[nodiscard]] bool is_good() const noexcept { return is_good_ && rest_.empty(); }

 private:
  template <class Value>
  void number(Value& value) {
    const Bytes bytes = take(sizeof(wire::be64));
    wire::be64 word(0);
    if (!bytes.empty()) std::memcpy(&word, bytes.data(), sizeof word);
    value = static_cast<Value>(uint64_t{word});
    if (static_cast<uint64_t>(value) != uint64_t{word}) is_good_ = false;
  }
  [[nodiscard]] size_t count(size_t most) {
    uint64_t value = 0;
    number(value);
    if (value > most) is_good_ = false;
    return is_good_ ? value : 0;
  }
  [[nodiscard]] Bytes take(size_t size) {
    if (size > rest_.size()) is_good_ = false;
    if (!is_good_) return {};
    const Bytes taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  Bytes rest_;
  bool is_good_ = true;
};

constexpr size_t name_length_max = 256;

// `Settings` is const where it is written. Credentials' passwords are left out.
template <class Fields, class Its>
void describe_stream(Fields& fields, Its& stream) {
  fields.numbers(stream.first_sequence, stream.lines, stream.payload, stream.silence_max_ns,
                 stream.end_patience_ns, stream.held_packets_max, stream.held_bytes_max);
  auto& repair = stream.repair;
  fields.numbers(repair.servers, repair.hold_ns, repair.timeout_ns, repair.attempts_max,
                 repair.messages_per_request_max, repair.requests_per_second_max, repair.gap_messages_max);
  auto& snapshot = stream.snapshot;
  fields.numbers(snapshot.servers, snapshot.retry_first_ns, snapshot.retry_max_ns, snapshot.patience_ns);
  fields.text(snapshot.credentials.username);
}

template <class Fields, class Its>
void describe_lane(Fields& fields, Its& lane) {
  fields.text(lane.name, name_length_max);
  fields.numbers(lane.hash_seed, lane.book_orders_max, lane.orders_max, lane.fills_max);
  fields.numbers(lane.journal.is_sync_before_send, lane.journal.lag_max_ns);
  fields.list(lane.instruments, boundary::instruments_max, [&](auto& instrument) {
    fields.text(instrument.symbol);
    fields.numbers(instrument.session);
  });
  fields.list(lane.accounts, boundary::accounts_max, [&](auto& account) { fields.text(account.firm); });
  fields.list(lane.sessions, boundary::sessions_max, [&](auto& session) {
    fields.numbers(session.protocol, session.user_ref_idx, session.reject_letters, session.has_customer_type);
    fields.text(session.probe_symbol);
  });
  fields.list(lane.fees, boundary::sessions_max, [&](auto& fees) {
    for (auto& rate : fees.rates) fields.numbers(rate);
    fields.numbers(fees.per_order, fees.sec_cents_per_million, fees.taf_millionths_per_share,
                   fees.taf_cents_max);
  });
  fields.list(lane.strategies, boundary::strategies_max, [&](auto& strategy) {
    fields.text(strategy.name, name_length_max);
    fields.numbers(strategy.account, strategy.is_vacant);
    fields.list(strategy.instruments, boundary::instruments_max, [&](auto& id) { fields.numbers(id); });
  });
  fields.raw(lane.limits);
  fields.raw(lane.grants);
}

template <class Fields, class Its>
void describe_interests(Fields& fields, Its& interests) {
  fields.list(interests, boundary::strategies_max, [&](auto& its) {
    fields.numbers(its.book, its.trade, its.order, its.timer, its.status, its.queue);
  });
}

// What a lane can be: beyond it, its constructor asserts or takes all memory there is.
bool is_within_bounds(const ChannelSettings& stream) noexcept {
  return stream.lines >= 1 && stream.lines <= lines_max && stream.repair.servers <= rerequest_servers_max &&
         stream.snapshot.servers <= snapshot_servers_max && stream.payload <= PayloadCheck::itch50 &&
         stream.held_packets_max <= 1U << 20 && stream.held_bytes_max <= 1U << 30;
}

bool is_within_bounds(const RecordedSettings& settings) noexcept {
  const LaneSettings& lane = settings.lane;
  const auto is_power = [](uint32_t value, uint32_t most) {
    return value > 0 && (value & (value - 1)) == 0 && value <= most;
  };
  size_t carried = 0;
  for (const LaneChannel& channel : lane.channels) {
    if (!is_within_bounds(channel.stream)) return false;
    carried += channel.instruments;
  }
  for (const VenueProfile& session : lane.sessions) {
    if (session.protocol > OrderProtocol::ouch42 ||
        session.reject_letters > wire::ouch42::RejectLetters::later)
      return false;
  }
  for (const LaneInstrument& instrument : lane.instruments) {
    if (instrument.session >= lane.sessions.size()) return false;
  }
  for (const LaneStrategySettings& strategy : lane.strategies) {
    if (strategy.account >= lane.accounts.size()) return false;
    for (const InstrumentId id : strategy.instruments) {
      if (id >= lane.instruments.size()) return false;
    }
  }
  for (size_t i = 0; i < lane.instruments.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (lane.instruments[i].symbol == lane.instruments[j].symbol) return false;
    }
  }
  return !lane.channels.empty() && !lane.accounts.empty() && !lane.sessions.empty() &&
         carried == lane.instruments.size() && settings.interests.size() == lane.strategies.size() &&
         is_power(lane.book_orders_max, 1U << 26) && is_power(lane.orders_max, 1U << 20) &&
         is_power(lane.fills_max, 1U << 24);
}

// "strategy 2 is maker, was taker"; empty: the lists are the same.
template <class Item, class Describe>
std::string list_difference(const std::string& what, const std::vector<Item>& earlier,
                            const std::vector<Item>& now, Describe&& describe) {
  for (size_t i = 0; i < std::max(earlier.size(), now.size()); ++i) {
    const std::string was = i < earlier.size() ? describe(earlier[i]) : "none";
    const std::string is = i < now.size() ? describe(now[i]) : "none";
    if (was != is) return what + " " + std::to_string(i + 1) + " is " + is + ", was " + was;
  }
  return {};
}

}  // namespace

std::vector<std::byte> encode_settings(const RecordedSettings& settings) {
  FieldWriter fields;
  fields.numbers(settings_record_version);
  describe_lane(fields, settings.lane);
  fields.list(settings.lane.channels, boundary::channels_max, [&](const LaneChannel& channel) {
    fields.numbers(channel.instruments, channel.is_timed_by_packets, channel.stream.session.has_value());
    fields.text(channel.stream.session.value_or(wire::moldudp64::Session{}));
    describe_stream(fields, channel.stream);
  });
  describe_interests(fields, settings.interests);
  return fields.take();
}

std::optional<RecordedSettings> decode_settings(Bytes record, std::string& failure) {
  FieldReader fields(record);
  RecordedSettings settings;
  uint64_t version = 0;
  fields.numbers(version);
  if (version != settings_record_version) {
    failure = "its settings are of version " + std::to_string(version) + ", this program reads version " +
              std::to_string(settings_record_version);
    return std::nullopt;
  }
  describe_lane(fields, settings.lane);
  fields.list(settings.lane.channels, boundary::channels_max, [&](LaneChannel& channel) {
    bool has_session = false;
    wire::moldudp64::Session session{};
    fields.numbers(channel.instruments, channel.is_timed_by_packets, has_session);
    fields.text(session);
    if (has_session) channel.stream.session = session;
    describe_stream(fields, channel.stream);
  });
  describe_interests(fields, settings.interests);
  if (fields.is_good() && is_within_bounds(settings)) return settings;
  failure = "its settings are not those of a lane";
  return std::nullopt;
}

std::string identity_difference(const LaneSettings& earlier, const LaneSettings& now) {
  const std::string differences[] = {
      list_difference("strategy", earlier.strategies, now.strategies,
                      [](const LaneStrategySettings& its) {
                        return its.name + " for account " + std::to_string(its.account + 1);
                      }),
      list_difference("instrument", earlier.instruments, now.instruments,
                      [](const LaneInstrument& its) {
                        return std::string(its.symbol.text()) + " by session " +
                               std::to_string(its.session + 1);
                      }),
      list_difference("account", earlier.accounts, now.accounts,
                      [](const LaneAccount& its) {
                        return its.firm.text().empty() ? "of no firm"
                                                       : "of firm " + std::string(its.firm.text());
                      }),
      list_difference("session", earlier.sessions, now.sessions,
                      [](const VenueProfile& its) {
                        const bool is_ouch42 = its.protocol == OrderProtocol::ouch42;
                        return is_ouch42 ? std::string("of OUCH 4.2")
                                         : "of OUCH 5.0, channel " + std::to_string(its.user_ref_idx);
                      }),
  };
  for (const std::string& difference : differences) {
    if (!difference.empty()) return difference;
  }
  return {};
}

}  // namespace hotlane
