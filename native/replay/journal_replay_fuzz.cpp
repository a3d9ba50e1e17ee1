// Any records at all, run as a lane's journal: no crash, nothing read outside them, an end in words. The
// lane's settings are a fixed small lane's; what follows is the input: records of type, time and payload,
// without the log's checks, which the record log's own target is for. The settings' decoder gets the input as
// well.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "replay/journal_replay.hpp"
#include "replay/order_story.hpp"

using namespace hotlane;

namespace {

struct FuzzedRecord {
  uint8_t type;
  uint8_t time_step;  // ms
  wire::be16 length;
};

RecordedSettings small_lane() {
  RecordedSettings settings;
  LaneSettings& lane = settings.lane;
  lane.name = "fuzz";
  lane.book_orders_max = 1U << 8;
  lane.orders_max = 1U << 6;
  make_unlimited(lane.limits);
  ScopeLimits& limits = lane.limits.instruments[0];
  limits.order_quantity_max = limits.messages_per_second_max = 1'000;
  limits.order_notional_max = 1'000'000'000;
  limits.reference_collar_ticks = 1'000'000;
  limits.position_max = 1'000;
  limits.messages_burst_max = 100;
  lane.instruments.push_back({.symbol = wire::Symbol(std::string_view("A"))});
  LaneStrategySettings strategy;
  strategy.name = "s";
  strategy.instruments = {0};
  lane.strategies.push_back(strategy);
  LaneChannel channel;
  channel.instruments = 1;
  channel.stream.lines = 2;
  channel.stream.repair.servers = 1;
  channel.stream.snapshot.servers = 1;
  channel.stream.held_packets_max = 64;
  channel.stream.held_bytes_max = 1U << 16;
  lane.channels.push_back(channel);
  settings.interests.push_back({true, true, true, true, true, true});
  return settings;
}

std::vector<std::byte> settings_payload() {
  std::vector<std::byte> payload = encode_settings(small_lane());
  payload.insert(payload.begin(), std::byte{0});  // no more parts
  return payload;
}

// Every other input is watched, as for an order's story.
void run_records(Bytes input, bool is_watched) {
  static const std::vector<std::byte> settings = settings_payload();
  // What a lane takes at its start is taken once: this many of them are made.
  const auto replay = std::make_unique<JournalReplay>();
  OrderStory story(*replay, 0, 1);
  if (!replay->take({static_cast<uint16_t>(LaneRecord::settings), 0, settings})) std::abort();
  if (is_watched) replay->watch(&story);
  TimeNs now = ns_per_day;
  while (input.size() >= sizeof(FuzzedRecord)) {
    FuzzedRecord head;
    std::memcpy(&head, input.data(), sizeof head);
    input = input.subspan(sizeof head);
    const Bytes payload = input.first(std::min<size_t>(head.length, input.size()));
    input = input.subspan(payload.size());
    now += head.time_step * 1'000'000;
    if (!replay->take({head.type, now, payload})) break;
  }
  const bool is_good = replay->run_held();
  const bool is_explained = !replay->failure().empty() || replay->outputs().first_difference().has_value();
  if (!is_good && !is_explained) std::abort();
}

void append(std::vector<uint8_t>& out, LaneRecord type, std::vector<uint8_t> payload) {
  out.insert(out.end(), {static_cast<uint8_t>(type), 1, static_cast<uint8_t>(payload.size() >> 8),
                         static_cast<uint8_t>(payload.size())});
  out.insert(out.end(), payload.begin(), payload.end());
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
  std::vector<uint8_t> records{0};
  append(records, LaneRecord::start, {});
  // A command to connect, the connection, the login's answer, time, a callback that asks for an order.
  std::vector<uint8_t> command(sizeof(boundary::Command), ' ');
  std::fill_n(command.begin(), 16, uint8_t{0});
  command[0] = static_cast<uint8_t>(boundary::CommandKind::connect_session);
  append(records, LaneRecord::command, command);
  append(records, LaneRecord::session_open, {0});
  append(records, LaneRecord::session_sent, {0, 0, 0, 0, 49, 0, 0, 0, 0, 0, 0, 0, 9});
  std::vector<uint8_t> accepted(1 + 8, 0);
  const std::string login = std::string("\0\x1f", 2) + "A" + "SESSION001" + "                   1";
  accepted.insert(accepted.end(), login.begin(), login.end());
  append(records, LaneRecord::session_bytes, accepted);
  append(records, LaneRecord::time, {});
  std::vector<uint8_t> datagram(2 + 16, 0);
  const std::string mold = std::string("SESSION001") + std::string("\0\0\0\0\0\0\0\1\0\0", 10);
  datagram.insert(datagram.end(), mold.begin(), mold.end());
  append(records, LaneRecord::datagram, datagram);
  datagram[1] = 1;
  append(records, LaneRecord::datagram, datagram);
  append(records, LaneRecord::keeping, {1});
  append(records, LaneRecord::input_end, {0, 0});
  append(records, LaneRecord::snapshot_lost, {0});
  append(records, LaneRecord::session_lost, {0});
  append(records, LaneRecord::end, {});
  examples.push_back(records);
  const std::vector<std::byte> settings = encode_settings(small_lane());
  const auto* first = reinterpret_cast<const uint8_t*>(settings.data());
  examples.emplace_back(first, first + settings.size());
  return examples;
}
