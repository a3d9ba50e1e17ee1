// What it costs to go on from a venue's record: ten minutes of a generated market at its default rate, with
// an order a millisecond, replayed from memory; beside it, in the same run, the same market made the first
// time.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "outcome.hpp"
#include "venue/recorded_settings.hpp"
#include "venue/venue_replay.hpp"
#include "wire/ouch50_inbound.hpp"

namespace {

using namespace hotlane;

constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs opening = midnight + 34'200 * ns_per_second;
constexpr int64_t seconds = 600;
constexpr TimeNs turn_ns = 200'000;
constexpr int64_t turns_per_order = 5;
constexpr double day_seconds = 6.5 * 3600;

double seconds_since(std::clock_t begun) {
  return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
}

}  // namespace

int main(int argc, char** argv) {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("BENCH"));
  settings.order_session = wire::soupbintcp::session_field("BENCH");
  for (int i = 0; i < 8; ++i) settings.symbols.emplace_back("SYM" + std::to_string(i));
  settings.accounts.push_back({wire::soupbintcp::Username("BENCH"), wire::soupbintcp::Password("secret")});
  settings.midnight = midnight;
  std::vector<std::byte> record;
  venue::VenueRecorder recorder;
  const auto commit = [&] {
    record.insert(record.end(), recorder.bytes().begin(), recorder.bytes().end());
    recorder.clear();
  };
  const auto live_begun = std::clock();
  auto exchange = std::make_unique<venue::Exchange>(settings, opening);
  recorder.begin(opening, venue::settings_text(settings, {}));
  exchange->record_to(&recorder);
  exchange->open_day(opening);
  uint32_t number = 0;
  int64_t turn = 0;
  for (TimeNs now = opening; now < opening + seconds * ns_per_second; now += turn_ns, ++turn) {
    exchange->advance(now);
    if (turn % turns_per_order == 0) {
      wire::ouch50::EnterOrder order{};
      order.type = 'O';
      order.user_ref_num = ++number;
      order.side = number % 2 == 0 ? 'B' : 'S';
      order.quantity = 100;
      order.symbol = settings.symbols[number % settings.symbols.size()];
      order.price = number % 2 == 0 ? 3'000'000 : 100;
      order.time_in_force = '3';
      exchange->request(0, std::as_bytes(std::span(&order, 1)), now);
    }
    exchange->end_turn(now);
    exchange->packets().clear();
    commit();
  }
  const double live = seconds_since(live_begun);
  const uint64_t messages = exchange->packets().next_sequence() - 1;

  const auto replay_begun = std::clock();
  venue::HistoryTape tape({});
  venue::VenueReplay replay(settings, tape);
  const bool is_good = replay.feed(record) && replay.finish();
  const auto again = replay.resume(opening + seconds * ns_per_second, recorder);
  const double replayed = seconds_since(replay_begun);
  if (!is_good || again == nullptr || again->trades() < exchange->trades()) {
    std::fprintf(stderr, "the replay differs: %s\n", replay.failure().c_str());
    return 1;
  }
  const auto per_message = [messages](double spent) {
    return std::vector<double>{spent / static_cast<double>(messages) * 1e9};
  };
  bench::Outcome outcome("venue_replay", "going on from a venue's record costs about what making its day did",
                         "ns/message");
  outcome.add("replayed", bench::Role::subject, per_message(replayed));
  outcome.add("made the first time", bench::Role::baseline, per_message(live));
  outcome.note("messages", static_cast<double>(messages));
  outcome.note("orders", number);
  outcome.note("recordMegabytes", static_cast<double>(record.size()) / 1e6);
  outcome.note("replaySecondsOfADay", replayed * day_seconds / static_cast<double>(seconds));
  outcome.remark("CPU time of one run of ten minutes of market; a day is 6.5 hours");
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
