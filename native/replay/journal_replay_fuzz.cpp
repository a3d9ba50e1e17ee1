// Any records at all, run as a lane's journal: no crash, nothing read outside them, an end in words. The
// lane's settings are a fixed small lane's; what follows is the input. The settings' decoder gets the input
// as well.
#include <memory>
#include <vector>

#include "fuzzed_records.hpp"
#include "replay/journal_replay.hpp"
#include "replay/order_story.hpp"

using namespace hotlane;

namespace {

// Every other input is watched, as for an order's story.
void run_records(Bytes input, bool is_watched) {
  static const std::vector<std::byte> settings = test::settings_payload();
  // What a lane takes at its start is taken once: this many of them are made.
  const auto replay = std::make_unique<JournalReplay>();
  OrderStory story(*replay, 0, 1);
  if (!replay->take({static_cast<uint16_t>(LaneRecord::settings), 0, settings})) std::abort();
  if (is_watched) replay->watch(&story);
  test::take_records(input, [&](const Record& record) { return replay->take(record); });
  const bool is_good = replay->run_held();
  const bool is_explained = !replay->failure().empty() || replay->outputs().first_difference().has_value();
  if (!is_good && !is_explained) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input = std::as_bytes(std::span(data, size));
  std::string failure;
  static_cast<void>(decode_settings(input, failure));
  if (size > 0) run_records(input.subspan(1), data[0] % 2 == 0);
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<std::vector<uint8_t>> examples;
  examples.push_back(test::example_of_records());
  test::append_record(examples[0], LaneRecord::end, {});
  const std::vector<std::byte> settings = encode_settings(test::small_lane());
  const auto* first = reinterpret_cast<const uint8_t*>(settings.data());
  examples.emplace_back(first, first + settings.size());
  return examples;
}
