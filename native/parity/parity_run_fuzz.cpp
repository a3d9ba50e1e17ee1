// Any records at all, held against a backtest as a lane's journal: no crash, nothing read outside them, an
// end in words. The lane's settings are a fixed small lane's and its strategy a seeded market maker, so that
// it goes another way than what is recorded; what follows is the input.
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "fuzzed_records.hpp"
#include "itch_messages.hpp"
#include "lane/lane_memory.hpp"
#include "mold_datagrams.hpp"
#include "parity/parity_run.hpp"
#include "quoting_strategy.hpp"

using namespace hotlane;

namespace {

constexpr TimeNs other_latency = 1'000'000;

const Record& settings_record() {
  static const std::vector<std::byte> payload = test::settings_payload();
  static const Record record{static_cast<uint16_t>(LaneRecord::settings), 0, payload};
  return record;
}

void run_records(hotlane::Bytes input, bool has_latency) {
  RecordedVenue recorded;
  if (!recorded.take(settings_record())) std::abort();
  bool is_good = true;
  test::take_records(input, [&](const Record& record) { return is_good = recorded.take(record); });
  if (!is_good || !recorded.finish()) {
    if (recorded.failure().empty()) std::abort();
    return;
  }
  const auto memory = std::make_unique<boundary::LaneMemory>();
  prepare_lane_memory(recorded.settings()->lane, *memory);
  test::QuotingSettings quoting;
  quoting.instruments = {0};
  test::QuotingStrategy strategy(*memory, quoting);
  StrategyPort* const ports[] = {&strategy};
  ParityRun run(recorded, *memory, ports, nullptr);
  if (has_latency) run.set_latency(other_latency);
  test::take_records(input, [&](const Record& record) { return is_good = run.take(record); });
  if ((!is_good || !run.finish()) && run.failure().empty()) std::abort();
  for (const ParityDifference& one : run.differences()) {
    if (one.live == one.backtest) std::abort();
  }
}

constexpr uint64_t opening = 34'200'000'000'000;

test::Bytes datagram_of(uint64_t sequence, const std::vector<test::Bytes>& messages) {
  test::Bytes payload(sizeof(lane_record::Datagram), 0);
  const test::Bytes packet = test::mold_packet(sequence, messages.size(), messages);
  payload.insert(payload.end(), packet.begin(), packet.end());
  return payload;
}

test::Bytes told(const test::Bytes& message) {
  test::Bytes payload(sizeof(lane_record::SessionBytes), 0);
  test::put(payload, message.size() + 1, 2);
  payload.push_back('S');
  payload.insert(payload.end(), message.begin(), message.end());
  return payload;
}

test::Bytes sent_order() {
  lane_record::OrderSent head{};
  head.number = 1;
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.quantity = 100;
  intent.price_ticks = 100'000;
  test::Bytes payload(sizeof head + sizeof intent);
  std::memcpy(payload.data(), &head, sizeof head);
  std::memcpy(payload.data() + sizeof head, &intent, sizeof intent);
  return payload;
}

test::Bytes accepted() {
  test::Bytes message{'A'};
  test::put(message, opening, 8);
  test::put(message, 1, 4);
  message.push_back('B');
  test::put(message, 100, 4);
  test::put(message, std::string("A"), 8);
  test::put(message, 100'000, 8);
  test::put(message, std::string("0Y"), 2);
  test::put(message, 77, 8);
  test::put(message, std::string("PNNL"), 4);
  test::put(message, std::string(), 14);
  test::put(message, 0, 2);
  return message;
}

test::Bytes executed(uint64_t match) {
  test::Bytes message{'E'};
  test::put(message, opening, 8);
  test::put(message, 1, 4);
  test::put(message, 60, 4);
  test::put(message, 100'000, 8);
  message.push_back('A');
  test::put(message, match, 8);
  test::put(message, 0, 2);
  return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0) run_records(std::as_bytes(std::span(data, size)).subspan(1), data[0] % 2 != 0);
  return 0;
}

// A market that a recorded order rests in and is filled in, behind what any lane is told.
std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<uint8_t> traded = test::example_of_records();
  constexpr uint64_t locate = 1;
  const auto put = [&](LaneRecord type, const test::Bytes& payload) {
    test::append_record(traded, type, payload);
  };
  put(LaneRecord::datagram,
      datagram_of(1, {test::itch_directory(locate, "A"), test::itch_add(locate, "A", 1, 'B', 200, 100'000),
                      test::itch_add(locate, "A", 2, 'S', 200, 100'200)}));
  put(LaneRecord::order_sent, sent_order());
  put(LaneRecord::session_bytes, told(accepted()));
  put(LaneRecord::datagram,
      datagram_of(4, {test::itch_add(locate, "A", 77, 'B', 100, 100'000),
                      test::itch_execute(locate, 1, 200, 5), test::itch_execute(locate, 77, 60, 6)}));
  put(LaneRecord::session_bytes, told(executed(6)));
  put(LaneRecord::datagram, datagram_of(9, {test::itch_execute(locate, 2, 100, 7)}));
  put(LaneRecord::time, {});
  put(LaneRecord::end, {});
  std::vector<std::vector<uint8_t>> examples{test::example_of_records(), traded, traded};
  examples[2][0] = 1;
  return examples;
}
