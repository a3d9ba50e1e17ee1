#include "simulated_servers.hpp"

#include <algorithm>

#include "glimpse_bytes.hpp"
#include "mold_datagrams.hpp"

namespace hotlane::test {
namespace {

constexpr uint64_t answer_messages_max = 12;

uint64_t number_at(std::span<const std::byte> bytes, size_t offset, size_t length) {
  uint64_t value = 0;
  for (size_t i = 0; i < length; ++i) value = value << 8 | static_cast<uint64_t>(bytes[offset + i]);
  return value;
}

// In pieces of any size, a little later each.
std::vector<TimedBytes> in_pieces(const Bytes& bytes, TimeNs pause_max, SeededRandom& random) {
  std::vector<TimedBytes> out;
  TimeNs delay = 0;
  for (size_t at = 0; at < bytes.size();) {
    const size_t length = std::min<size_t>(bytes.size() - at, 1 + random.below(700));
    delay += 1 + random.below(static_cast<uint32_t>(pause_max));
    const auto begin = bytes.begin() + static_cast<long>(at);
    out.push_back({delay, Bytes(begin, begin + static_cast<long>(length))});
    at += length;
  }
  return out;
}

}  // namespace

Bytes mold_datagram(const SimulatedMarket& market, uint64_t begin, uint64_t end, const std::string& session) {
  std::vector<Bytes> messages;
  for (uint64_t sequence = begin; sequence < end; ++sequence) messages.push_back(market.message(sequence));
  return mold_packet(begin, end - begin, messages, session);
}

std::vector<TimedBytes> answer(AnswerHabit habit, const SimulatedMarket& market, uint64_t published,
                               std::span<const std::byte> request, SeededRandom& random) {
  uint64_t begin = number_at(request, 10, 8);
  const uint64_t count = number_at(request, 18, 2);
  // Nothing of it exists: silence (moldudp64 §3).
  if (count == 0 || begin == 0 || begin >= published || habit == AnswerHabit::never) return {};
  uint64_t end = std::min({begin + count, published, begin + answer_messages_max});
  std::string session = test_session;
  TimeNs delay = 100 * sim_us + random.below(2'000'000);
  switch (habit) {
    case AnswerHabit::late: delay += 15 * sim_ms + random.below(60'000'000); break;
    case AnswerHabit::single: end = begin + 1; break;
    case AnswerHabit::longer: end = std::min(published, end + 5); break;
    case AnswerHabit::earlier: begin -= std::min<uint64_t>(begin - 1, 4); break;
    case AnswerHabit::other_range:
      begin = 1 + random.below(static_cast<uint32_t>(published - 1));
      end = begin + 1;
      break;
    case AnswerHabit::other_session: session = "TEST000009"; break;
    case AnswerHabit::garbage: return {{delay, Bytes(random.below(60), 0x5A)}};
    case AnswerHabit::mark: return {{delay, mold_heartbeat(published + 1'000)}};
    case AnswerHabit::good:
    case AnswerHabit::never: break;
  }
  std::vector<TimedBytes> out{{delay, mold_datagram(market, begin, end, session)}};
  if (random.below(8) == 0) out.push_back({delay + 1'000, out[0].bytes});
  return out;
}

std::vector<TimedBytes> serve_snapshot(SnapshotHabit habit, const SimulatedMarket& market, uint64_t published,
                                       SeededRandom& random) {
  if (habit == SnapshotHabit::no_session) {
    return {{sim_ms, soup_packet('J', {'S'})}, {2 * sim_ms, {}}};
  }
  if (habit == SnapshotHabit::mute) return {{sim_ms, glimpse_login_accepted()}};
  const uint64_t age = habit == SnapshotHabit::stale ? random.below(60) : 0;
  const uint64_t sequence = published - std::min(published - 1, age);
  std::vector<Bytes> messages = market.snapshot_before(sequence);
  if (habit == SnapshotHabit::bad_end) {
    messages.back() = end_of_snapshot("no number");
  }
  if (habit == SnapshotHabit::bad_message)
    messages[random.below(static_cast<uint32_t>(messages.size()))].pop_back();
  if (habit == SnapshotHabit::ends_early) messages.pop_back();
  Bytes bytes = glimpse_login_accepted();
  for (const Bytes& message : messages) bytes += soup_packet('S', message);
  if (habit == SnapshotHabit::ends_early || random.below(3) == 0) bytes += soup_packet('Z');
  if (habit == SnapshotHabit::cut) bytes.resize(random.below(static_cast<uint32_t>(bytes.size() - 24)));
  std::vector<TimedBytes> out =
      in_pieces(bytes, habit == SnapshotHabit::slow ? 20 * sim_ms : 300 * sim_us, random);
  if (habit == SnapshotHabit::cut || habit == SnapshotHabit::cut_at_end) {
    out.push_back({(out.empty() ? 0 : out.back().delay) + 1, {}});
  }
  return out;
}

}  // namespace hotlane::test
