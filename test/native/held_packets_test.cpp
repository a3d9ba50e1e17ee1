// Packets held ahead of a gap, against a plain list.
#include "feed/held_packets.hpp"

#include <map>
#include <set>

#include "harness.hpp"
#include "mold_datagrams.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::test {

TEST("held packets: whatever is held comes back whole and in order, within its bounds") {
  SeededRandom random(seed());
  uint64_t full = 0;
  for (int round = 0; round < 200; ++round) {
    const uint32_t packets_max = 1 + random.below(40);
    HeldPackets held(packets_max, 100 + random.below(6'000));
    std::map<uint64_t, std::pair<uint64_t, Bytes>> slow;  // begin to end and bytes
    uint64_t base = 1;
    for (int step = 0; step < 400; ++step) {
      const uint64_t begin = base + random.below(60);
      const uint64_t end = begin + 1 + random.below(8);
      const Bytes bytes(1 + random.below(200), static_cast<uint8_t>(random.below(256)));
      const HeldPackets::Insertion insertion = held.insert(begin, end, as_datagram(bytes), step);
      bool is_contained = false;
      for (const auto& [from, packet] : slow) is_contained |= from <= begin && packet.first >= end;
      CHECK((insertion == HeldPackets::Insertion::duplicate) == is_contained);
      if (insertion != HeldPackets::Insertion::duplicate) {
        std::erase_if(slow,
                      [&](const auto& entry) { return entry.first >= begin && entry.second.first <= end; });
      }
      if (insertion == HeldPackets::Insertion::inserted) slow[begin] = {end, bytes};
      full += insertion == HeldPackets::Insertion::full ? 1 : 0;
      if (random.below(6) == 0) {
        base += random.below(30);
        held.drop_before(base);
        std::erase_if(slow, [&](const auto& entry) { return entry.second.first <= base; });
      }
      if (random.below(40) == 0) {
        const uint64_t from = base + random.below(60);
        held.drop_from(from);
        std::erase_if(slow, [&](const auto& entry) { return entry.second.first > from; });
      }
      REQUIRE(held.size() == slow.size() && held.size() <= packets_max);
      std::set<uint64_t> messages;
      for (const auto& [from, packet] : slow) {
        for (uint64_t sequence = from; sequence < packet.first; ++sequence) messages.insert(sequence);
      }
      CHECK_EQUAL(held.messages(), messages.size());
      if (slow.empty()) continue;
      CHECK_EQUAL(held.front().sequence, slow.begin()->first);
      CHECK_EQUAL(held.back().end, slow.rbegin()->second.first);
      CHECK(std::ranges::equal(held.bytes_of(held.front()), as_datagram(slow.begin()->second.second)));
      CHECK(std::ranges::equal(held.bytes_of(held.back()), as_datagram(slow.rbegin()->second.second)));
      uint64_t covered = slow.begin()->first;
      for (const auto& [from, packet] : slow) covered = from <= covered ? packet.first : covered;
      CHECK(held.covers(held.front().sequence, held.back().end) == (covered == held.back().end));
    }
  }
  CHECK(full > 0);
}

TEST("held packets: an endless hold that never empties reuses its bytes") {
  HeldPackets held(64, 4'000);
  uint64_t full = 0;
  for (uint64_t sequence = 1; sequence < 20'000; ++sequence) {
    const Bytes bytes(50 + sequence % 90, 1);
    if (held.insert(sequence, sequence + 1, as_datagram(bytes), 0) == HeldPackets::Insertion::full) ++full;
    if (sequence > 10) held.drop_before(sequence - 10);
    CHECK(!held.empty());
  }
  CHECK_EQUAL(full, 0U);
}

}  // namespace hotlane::test
