// Any bytes at all, read as a venue's record: refused in words or gone on from, never a crash; the same
// verdict however they are cut into chunks; and what was good goes on again as it did.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "venue/recorded_settings.hpp"
#include "venue/venue_replay.hpp"
#include "wire/ouch50_inbound.hpp"

using namespace hotlane;

namespace {

constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs opening = midnight + 34'200 * ns_per_second;

venue::ExchangeSettings fuzz_settings() {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("FUZZ"));
  settings.order_session = wire::soupbintcp::session_field("FUZZ");
  settings.symbols.emplace_back(std::string_view("ALFA"));
  settings.accounts.push_back({wire::soupbintcp::Username(std::string_view("FUZZ")),
                               wire::soupbintcp::Password(std::string_view("secret"))});
  // Slow, so that a record that jumps by days costs a few thousand messages at most.
  settings.messages_per_second = 0.01;
  settings.midnight = midnight;
  settings.sizes = {1'024, 0, 0};  // the least: an exchange is made for each input
  return settings;
}

struct Verdict {
  std::string failure;
  bool has_exchange = false;
  uint64_t good_bytes = 0;
  uint64_t next_message = 0;
  uint64_t next_answer = 0;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

Verdict replay_in_chunks(Bytes record, size_t chunk_size) {
  venue::HistoryTape tape({});
  venue::VenueReplay replay(fuzz_settings(), tape);
  bool is_good = true;
  for (size_t at = 0; is_good && at < record.size(); at += chunk_size)
    is_good = replay.feed(record.subspan(at, std::min(chunk_size, record.size() - at)));
  is_good = is_good && replay.finish();
  venue::VenueRecorder recorder;
  const auto exchange = is_good ? replay.resume(opening + ns_per_second, recorder) : nullptr;
  Verdict verdict{replay.failure(), exchange != nullptr, replay.good_bytes()};
  if (!is_good && replay.failure().empty()) std::abort();
  if (exchange == nullptr) return verdict;
  exchange->end_turn(opening + ns_per_second);
  verdict.next_message = exchange->packets().next_sequence();
  verdict.next_answer = exchange->accounts()[0].store().next_sequence();
  if (recorder.bytes().empty()) std::abort();  // that it went on must be recorded
  return verdict;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes record = std::as_bytes(std::span(data, size));
  const Verdict verdict = replay_in_chunks(record, size + 1);
  if (verdict.good_bytes > size || (verdict.has_exchange && !verdict.failure.empty())) std::abort();
  if (replay_in_chunks(record, 13) != verdict) std::abort();
  if (verdict.has_exchange && replay_in_chunks(record.first(verdict.good_bytes), size + 1) != verdict)
    std::abort();
  return 0;
}

// Changed at random, a record's checksums fail: the examples hold many that don't, one a kind of nonsense.
std::vector<std::vector<uint8_t>> fuzz_examples() {
  using venue::VenueInputKind;
  std::vector<std::vector<uint8_t>> examples;
  venue::VenueRecorder recorder;
  const auto keep = [&] {
    const auto* first = reinterpret_cast<const uint8_t*>(recorder.bytes().data());
    examples.emplace_back(first, first + recorder.bytes().size());
  };
  recorder.begin(opening, venue::settings_text(fuzz_settings(), {}));
  keep();
  venue::Exchange exchange(fuzz_settings(), opening);
  exchange.record_to(&recorder);
  exchange.open_day(opening);
  exchange.end_turn(opening);
  keep();
  wire::ouch50::EnterOrder order{};
  order.type = 'O';
  order.side = 'B';
  order.quantity = 100;
  order.symbol = wire::Symbol(std::string_view("ALFA"));
  order.time_in_force = '0';
  order.display = 'Y';
  order.cross_type = 'N';
  for (uint32_t number = 1; number < 5; ++number) {
    order.user_ref_num = number;
    order.price = number * 1'000'000;
    exchange.request(0, std::as_bytes(std::span(&order, 1)), opening + number * ns_per_second);
    exchange.end_turn(opening + number * ns_per_second);
  }
  keep();
  exchange.close_day(opening + 9 * ns_per_second);
  keep();
  for (const VenueInputKind kind :
       {VenueInputKind::settings, VenueInputKind::open_day, VenueInputKind::turn, VenueInputKind::request,
        VenueInputKind::resume, VenueInputKind::close_day}) {
    for (const uint64_t position : {uint64_t{0}, uint64_t{opening}, UINT64_MAX, uint64_t{INT64_MAX}}) {
      for (const TimeNs now : {TimeNs{0}, opening, INT64_MAX, INT64_MIN}) {
        recorder.clear();
        recorder.append({kind, now, position, static_cast<uint16_t>(position % 2), {}});
        keep();
      }
    }
  }
  return examples;
}
