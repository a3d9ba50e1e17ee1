// A small lane and any records at all, as fuzz targets give them to what reads a lane's journal: records of
// type, time and payload, without the log's checks, which the record log's own target is for.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "journal/lane_records.hpp"
#include "lane/boundary.hpp"
#include "lane/settings_record.hpp"

namespace hotlane::test {

struct FuzzedRecord {
  uint8_t type;
  uint8_t time_step;  // ms
  wire::be16 length;
};

inline RecordedSettings small_lane() {
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

inline std::vector<std::byte> settings_payload() {
  std::vector<std::byte> payload = encode_settings(small_lane());
  payload.insert(payload.begin(), std::byte{0});  // no more parts
  return payload;
}

// Gives each record to take(Record) until it says false.
template <class Take>
void take_records(hotlane::Bytes input, Take&& take) {
  TimeNs now = ns_per_day;
  while (input.size() >= sizeof(FuzzedRecord)) {
    FuzzedRecord head;
    std::memcpy(&head, input.data(), sizeof head);
    input = input.subspan(sizeof head);
    const hotlane::Bytes payload = input.first(std::min<size_t>(head.length, input.size()));
    input = input.subspan(payload.size());
    now += head.time_step * 1'000'000;
    if (!take(Record{head.type, now, payload})) break;
  }
}

inline void append_record(std::vector<uint8_t>& out, LaneRecord type, std::vector<uint8_t> payload) {
  out.insert(out.end(), {static_cast<uint8_t>(type), 1, static_cast<uint8_t>(payload.size() >> 8),
                         static_cast<uint8_t>(payload.size())});
  out.insert(out.end(), payload.begin(), payload.end());
}

// A start, a login, a little of each kind of input, and no end; behind one byte for the target.
inline std::vector<uint8_t> example_of_records() {
  std::vector<uint8_t> records{0};
  append_record(records, LaneRecord::start, {});
  // A command to connect, the connection, the login's answer, time, a callback that asks for an order.
  std::vector<uint8_t> command(sizeof(boundary::Command), ' ');
  std::fill_n(command.begin(), 16, uint8_t{0});
  command[0] = static_cast<uint8_t>(boundary::CommandKind::connect_session);
  append_record(records, LaneRecord::command, command);
  append_record(records, LaneRecord::session_open, {0});
  append_record(records, LaneRecord::session_sent, {0, 0, 0, 0, 49, 0, 0, 0, 0, 0, 0, 0, 9});
  std::vector<uint8_t> accepted(1 + 8, 0);
  const std::string login = std::string("\0\x1f", 2) + "A" + "SESSION001" + "                   1";
  accepted.insert(accepted.end(), login.begin(), login.end());
  append_record(records, LaneRecord::session_bytes, accepted);
  append_record(records, LaneRecord::time, {});
  std::vector<uint8_t> datagram(2 + 16, 0);
  const std::string mold = std::string("SESSION001") + std::string("\0\0\0\0\0\0\0\1\0\0", 10);
  datagram.insert(datagram.end(), mold.begin(), mold.end());
  append_record(records, LaneRecord::datagram, datagram);
  datagram[1] = 1;
  append_record(records, LaneRecord::datagram, datagram);
  append_record(records, LaneRecord::keeping, {1});
  append_record(records, LaneRecord::input_end, {0, 0});
  append_record(records, LaneRecord::snapshot_lost, {0});
  append_record(records, LaneRecord::session_lost, {0});
  return records;
}

}  // namespace hotlane::test
