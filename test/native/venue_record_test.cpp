// The venue's record: an exchange that goes on from it, cut anywhere by a crash, is the exchange that was
// never interrupted.
#include "venue/venue_record.hpp"

#include "harness.hpp"
#include "trading_day.hpp"
#include "venue/venue_replay.hpp"

namespace {

using namespace hotlane;
using test::TradingDay;
using venue::HistoryTape;
using venue::VenueReplay;

constexpr uint64_t days = test::repeats(100);  // of each kind of market
constexpr uint32_t turns = 60;
constexpr TimeNs outage_ns = 1'400'000'000;  // some orders' time runs out meanwhile

// A file that a generated market's feed makes.
std::vector<std::byte> historical_file(uint64_t seed) {
  venue::ExchangeSettings settings = test::day_settings(false);
  settings.seed = seed;
  venue::Exchange exchange(settings, test::day_opening);
  exchange.open_day(test::day_opening);
  exchange.advance(test::day_opening + ns_per_second / 20);
  exchange.end_turn(test::day_opening);
  std::map<uint64_t, std::string> messages;
  test::take_messages(exchange, messages);
  std::vector<std::byte> file;
  for (const auto& [sequence, message] : messages) {
    const wire::be16 length = static_cast<uint16_t>(message.size());
    const Bytes prefix = std::as_bytes(std::span(&length, 1));
    const Bytes body = std::as_bytes(std::span(message));
    file.insert(file.end(), prefix.begin(), prefix.end());
    file.insert(file.end(), body.begin(), body.end());
  }
  return file;
}

// Fed in pieces, as it comes from a disk.
bool read(VenueReplay& replay, Bytes record) {
  constexpr size_t piece = 1'000;
  for (size_t at = 0; at < record.size(); at += piece) {
    if (!replay.feed(record.subspan(at, std::min(piece, record.size() - at)))) return false;
  }
  return replay.finish();
}

std::string refusal(const venue::ExchangeSettings& settings, Bytes history, Bytes record) {
  HistoryTape tape(history);
  VenueReplay replay(settings, tape);
  venue::VenueRecorder recorder;
  if (!read(replay, record)) return replay.failure();
  static_cast<void>(replay.resume(test::day_opening + ns_per_second, recorder));
  return replay.failure();
}

void check_same_accounts(venue::Exchange& a, venue::Exchange& b) {
  for (size_t i = 0; i < a.accounts().size(); ++i) {
    const venue::SequencedStore& ours = a.accounts()[i].store();
    const venue::SequencedStore& theirs = b.accounts()[i].store();
    CHECK_EQUAL(ours.next_sequence(), theirs.next_sequence());
    const uint64_t end = std::min(ours.next_sequence(), theirs.next_sequence());
    for (uint64_t n = 1; n < end; ++n)
      CHECK(test::text_of(ours.message(n)) == test::text_of(theirs.message(n)));
    CHECK(a.accounts()[i].ledger().orders() == b.accounts()[i].ledger().orders());
  }
  CHECK_EQUAL(a.trades(), b.trades());
}

// Those who missed something are told the same: every message of the feed, and a snapshot of the books.
void check_same_published(const venue::Exchange& a, const venue::Exchange& b) {
  const auto check_same = [](const venue::SequencedStore& ours, const venue::SequencedStore& theirs) {
    CHECK_EQUAL(ours.next_sequence(), theirs.next_sequence());
    const uint64_t end = std::min(ours.next_sequence(), theirs.next_sequence());
    for (uint64_t n = 1; n < end; ++n) {
      CHECK(test::text_of(ours.message(n)) == test::text_of(theirs.message(n)));
    }
  };
  check_same(a.published().messages(), b.published().messages());
  check_same(a.published().snapshot(), b.published().snapshot());
}

// What left before the crash and what leaves after it: the same messages, none missing between.
void check_feed(const std::map<uint64_t, std::string>& before, uint64_t next_before,
                const std::map<uint64_t, std::string>& after, const std::map<uint64_t, std::string>& wanted) {
  for (const auto& [sequence, message] : before) {
    if (sequence < next_before) CHECK(wanted.at(sequence) == message);
  }
  for (const auto& [sequence, message] : after) CHECK(wanted.at(sequence) == message);
  const uint64_t wanted_end = wanted.empty() ? 1 : wanted.rbegin()->first + 1;
  const uint64_t after_begin = after.empty() ? next_before : after.begin()->first;
  CHECK(after_begin <= next_before);
  CHECK_EQUAL(after_begin + after.size(), wanted_end);
}

// Of the settings, then of one input.
size_t first_input_end(Bytes record) {
  RecordReader reader;
  reader.feed(record);
  Record read;
  for (int i = 0; i < 2; ++i) CHECK(reader.next(read) == ReadStatus::record);
  return reader.offset();
}

// Crashes twice, each time at a random byte of what was written since the last start; then trades on.
// Gives the trades.
uint64_t check_day(uint64_t seed, bool is_historical) {
  std::mt19937_64 random(seed);
  venue::ExchangeSettings settings = test::day_settings(is_historical);
  settings.seed = seed;
  const std::vector<std::byte> history = is_historical ? historical_file(seed) : std::vector<std::byte>();
  auto day = std::make_unique<TradingDay>(settings, history);
  auto twin = std::make_unique<TradingDay>(settings, history);
  day->begin();
  twin->begin();
  std::vector<std::byte> record = day->file();
  size_t record_before = 0;  // bytes of it that are not the day's own
  for (uint64_t life = 0; life < 2; ++life) {
    const uint64_t life_seed = random();
    day->run(life_seed, turns);
    record.resize(record_before);
    record.insert(record.end(), day->file().begin(), day->file().end());
    // Behind the first input, if it is the first life: before it, there is nothing to go on with.
    const size_t begun = record_before > 0 ? record_before : first_input_end(record);
    const size_t first = std::max(begun, record_before + day->turns().front().file_size);
    record.resize(first + random() % (record.size() - first + 1));
    const TradingDay::Turn* last = &day->turns().front();
    for (const TradingDay::Turn& turn : day->turns()) {
      if (record_before + turn.file_size <= record.size()) last = &turn;
    }

    auto tape = std::make_unique<HistoryTape>(history);
    VenueReplay replay(settings, *tape);
    CHECK(read(replay, record));
    twin->run(life_seed, turns, replay.inputs() - 1);
    const TimeNs now = day->now() + outage_ns;
    twin->resume(now);
    record.resize(replay.good_bytes());
    record_before = record.size();

    auto next = std::make_unique<TradingDay>(replay.settings(), history);
    auto exchange = replay.resume(now, next->recorder());
    CHECK(exchange != nullptr);
    if (exchange == nullptr) return 0;
    exchange->end_turn(now);
    std::map<uint64_t, std::string> after;
    test::take_messages(*exchange, after);
    check_feed(day->left(), last->next_sequence, after, twin->left());
    for (size_t i = 0; i < last->next_answer.size(); ++i)
      CHECK(last->next_answer[i] <= exchange->accounts()[i].store().next_sequence());
    next->go_on(std::move(exchange), std::move(tape), *twin);
    check_same_accounts(next->exchange(), twin->exchange());
    check_same_published(next->exchange(), twin->exchange());
    day = std::move(next);
  }
  const uint64_t last_seed = random();
  day->run(last_seed, turns);
  twin->run(last_seed, turns);
  check_same_accounts(day->exchange(), twin->exchange());
  check_same_published(day->exchange(), twin->exchange());
  CHECK(day->left() == twin->left());
  return twin->exchange().trades();
}

void check_days(bool is_historical) {
  uint64_t trades = 0;
  for (uint64_t i = 0; i < days; ++i) trades += check_day(test::seed() + i, is_historical);
  CHECK(trades > days);
}

TEST("a generated market goes on from its record, cut anywhere, as if it had never stopped") {
  check_days(false);
}

TEST("a historical market goes on from its record, cut anywhere, as if it had never stopped") {
  check_days(true);
}

std::vector<std::byte> record_of_a_day(const venue::ExchangeSettings& settings, Bytes history) {
  TradingDay day(settings, history);
  day.begin();
  day.run(test::seed(), turns);
  return day.file();
}

TEST("a record that was cut before its day began is begun anew, not refused") {
  const venue::ExchangeSettings settings = test::day_settings(false);
  TradingDay day(settings, {});
  day.begin();
  for (size_t size = 0; size <= day.file().size(); ++size)
    CHECK_EQUAL(refusal(settings, {}, Bytes(day.file()).first(size)), std::string());
}

TEST("a record of other settings is refused by the setting's name") {
  const venue::ExchangeSettings settings = test::day_settings(false);
  const std::vector<std::byte> record = record_of_a_day(settings, {});
  const auto refused_for = [&](const char* name, auto&& change) {
    venue::ExchangeSettings other = settings;
    change(other);
    CHECK(refusal(other, {}, record).find(std::string(": ") + name + " is ") != std::string::npos);
  };
  refused_for("seed", [](auto& other) { other.seed = 2; });
  refused_for("rate", [](auto& other) { other.messages_per_second = 10; });
  refused_for("market", [](auto& other) { other.is_historical = true; });
  refused_for("symbols", [](auto& other) { other.symbols.pop_back(); });
  refused_for("symbols", [](auto& other) { std::swap(other.symbols[0], other.symbols[1]); });
  refused_for("accounts", [](auto& other) { other.accounts.pop_back(); });
  venue::ExchangeSettings other_names = settings;
  other_names.feed_session = wire::moldudp64::Session(std::string_view("OTHER"));
  other_names.accounts[0].password = wire::soupbintcp::Password(std::string_view("changed"));
  other_names.midnight = 0;
  CHECK_EQUAL(refusal(other_names, {}, record), std::string());

  const venue::ExchangeSettings historical = test::day_settings(true);
  const std::vector<std::byte> history = historical_file(1);
  const std::vector<std::byte> played = record_of_a_day(historical, history);
  const std::vector<std::byte> another = historical_file(2);
  CHECK(refusal(historical, another, played).find(": file is ") != std::string::npos);
  CHECK_EQUAL(refusal(historical, history, played), std::string());
}

TEST("a record never holds a password") {
  const std::vector<std::byte> record = record_of_a_day(test::day_settings(false), {});
  CHECK(test::text_of(record).find("secret") == std::string::npos);
}

TEST("a record damaged before its end is refused with the place") {
  const venue::ExchangeSettings settings = test::day_settings(false);
  const std::vector<std::byte> record = record_of_a_day(settings, {});
  std::mt19937_64 random(test::seed());
  for (uint32_t i = 0; i < 200; ++i) {
    std::vector<std::byte> damaged = record;
    // Behind the header, and with whole records after it.
    const size_t at = sizeof(LogHeader) + random() % (record.size() / 2);
    damaged[at] ^= static_cast<std::byte>(1 + random() % 255);
    const std::string why = refusal(settings, {}, damaged);
    REQUIRE(why.starts_with("at byte "));
    const size_t told = std::strtoull(why.c_str() + 8, nullptr, 10);
    CHECK(told <= at);
    CHECK(told + record_size_max > at);
    CHECK(why.find("damaged") != std::string::npos);
  }
}

TEST("a record of a day that was closed, or of another day, is refused") {
  const venue::ExchangeSettings settings = test::day_settings(false);
  TradingDay day(settings, {});
  day.begin();
  HistoryTape tape({});
  venue::VenueRecorder recorder;
  VenueReplay late(settings, tape);
  CHECK(read(late, day.file()));
  CHECK(late.resume(test::day_midnight + 4 * ns_per_day, recorder) == nullptr);
  CHECK(late.failure().find("another day") != std::string::npos);
  day.exchange().close_day(day.now());
  std::vector<std::byte> record = day.file();
  record.insert(record.end(), day.recorder().bytes().begin(), day.recorder().bytes().end());
  CHECK(refusal(settings, {}, record).find("closed") != std::string::npos);
}

}  // namespace
