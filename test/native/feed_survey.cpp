// The feed survey against a model that keeps every number, and each thing that it has to name.
#include "feed/feed_survey.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include "capture_bytes.hpp"
#include "harness.hpp"

namespace hotlane::test {
namespace {

constexpr TimeNs start = 1'700'000'000'000'000'000;
constexpr uint32_t group_a = 0xEF010101;
constexpr uint32_t group_b = 0xEF010102;

struct Survey {
  explicit Survey(bool bodies = false) : survey(bodies) {}

  void add(uint32_t group, TimeNs time, const Bytes& payload) {
    CapturedPacket packet;
    packet.time = time;
    packet.offset = offset++;
    packet.frame.content = FrameContent::udp;
    packet.frame.destination = ipv4_endpoint(group, 30'001);
    packet.frame.payload = std::as_bytes(std::span(payload));
    survey.add(packet, 0);
  }
  void data(uint32_t group, TimeNs time, uint64_t sequence, size_t count, uint8_t salt = 0) {
    std::vector<Bytes> messages;
    for (size_t i = 0; i < count; ++i) {
      Bytes message = itch_delete(1, sequence + i);
      message.back() = static_cast<uint8_t>(message.back() ^ salt);
      messages.push_back(message);
    }
    add(group, time, mold_packet("TEST000001", sequence, count, messages));
  }
  [[nodiscard]] const SurveyLine& line(size_t index) const { return survey.lines()[index]; }
  [[nodiscard]] const LineRaceRunner& runner(size_t index) const {
    return survey.races()[line(index).race].race.runners()[line(index).runner];
  }

  FeedSurvey survey;
  uint64_t offset = 0;
};

// Lines, foreign and malformed packets are all there are.
void check_explained(const FeedSurvey& survey) {
  uint64_t explained = survey.beyond();
  for (const SurveyLine& line : survey.lines()) explained += line.packets;
  for (const OtherUdp& other : survey.others()) explained += other.packets;
  for (size_t i = 0; i < frame_content_count; ++i) explained += survey.count_of(static_cast<FrameContent>(i));
  for (size_t i = 0; i < packet_fault_count; ++i) explained += survey.count_of(static_cast<PacketFault>(i));
  CHECK_EQUAL(explained, survey.packets());
}

}  // namespace

TEST("holes of a sequence are those of a model that keeps every number, in any order of arrival") {
  std::mt19937_64 random(seed());
  for (int round = 0; round < 300; ++round) {
    SequenceHoles holes;
    std::set<uint64_t> seen;
    uint64_t known_end = 0;
    uint64_t at = 1'000'000;
    for (int step = 0; step < 200; ++step) {
      at += random() % 4;
      const uint64_t back = random() % 3 == 0 ? random() % 60 : 0;
      const uint64_t sequence = at - back;
      if (random() % 10 == 0) {
        if (seen.empty()) continue;
        holes.announce(sequence, 1);
        known_end = std::max(known_end, sequence);
        continue;
      }
      const uint64_t count = 1 + random() % 5;
      uint64_t fresh = 0;
      for (uint64_t i = 0; i < count; ++i) fresh += seen.insert(sequence + i).second ? 1U : 0U;
      CHECK_EQUAL(holes.arrive(sequence, count, 1).fresh, fresh);
      known_end = std::max(known_end, sequence + count);
      at = std::max(at, back == 0 ? sequence + count : at);
    }
    uint64_t lost = 0;
    uint64_t gaps = 0;
    for (uint64_t number = *seen.begin(); number < known_end; ++number) {
      if (seen.contains(number)) continue;
      ++lost;
      gaps += seen.contains(number - 1) ? 1U : 0U;
    }
    CHECK_EQUAL(holes.first(), *seen.begin());
    CHECK_EQUAL(holes.next(), known_end);
    CHECK_EQUAL(holes.lost(), lost);
    // Holes side by side, noticed one after the other, are kept apart.
    CHECK(holes.gaps() >= gaps);
    for (size_t i = 1; i < holes.holes().size(); ++i) CHECK(holes.holes()[i - 1].to <= holes.holes()[i].from);
  }
}

TEST("more holes than are kept open are still counted") {
  SequenceHoles holes;
  const uint64_t count = SequenceHoles::holes_max + 100;
  for (uint64_t i = 0; i <= count; ++i) holes.arrive(1 + 3 * i, 1, 1);
  CHECK_EQUAL(holes.gaps(), count);
  CHECK_EQUAL(holes.lost(), 2 * count);
  CHECK_EQUAL(holes.holes().size(), SequenceHoles::holes_max);
}

TEST("gaps, late messages and duplicates are counted on the line that had them") {
  Survey survey;
  survey.data(group_a, start, 10, 2);
  survey.data(group_a, start + 1, 15, 1);                            // 12 to 14 missing
  survey.data(group_a, start + 2, 13, 1);                            // late
  survey.data(group_a, start + 3, 15, 1);                            // again
  survey.add(group_a, start + 4, mold_packet("TEST000001", 18, 0));  // 16 and 17 exist
  survey.add(group_a, start + 5, mold_packet("TEST000001", 18, 0xFFFF));
  const SurveyLine& line = survey.line(0);
  CHECK_EQUAL(line.packets, 6U);
  CHECK_EQUAL(line.messages, 5U);
  CHECK_EQUAL(line.holes.first(), 10U);
  CHECK_EQUAL(line.holes.next(), 18U);
  CHECK_EQUAL(line.holes.gaps(), 3U);  // 12, 14, 16 to 17
  CHECK_EQUAL(line.holes.lost(), 4U);
  CHECK_EQUAL(line.late, 1U);
  CHECK_EQUAL(line.duplicates, 1U);
  CHECK_EQUAL(line.heartbeats, 1U);
  CHECK_EQUAL(line.ends, 1U);
  CHECK_EQUAL(survey.survey.by_type()['D'], 5U);
  check_explained(survey.survey);
}

TEST(
    "two lines of a session race: the first copy wins, by its stamp, and together they lose only what both "
    "lost") {
  std::mt19937_64 random(seed());
  Survey survey;
  std::map<uint64_t, int64_t> lead_of_a;  // packets that came by both lines
  std::multimap<TimeNs, std::pair<uint32_t, uint64_t>> arrivals;
  uint64_t lost_on_both = 0;
  std::array<uint64_t, 2> wins{};
  for (uint64_t i = 0; i < 5'000; ++i) {
    const TimeNs sent = start + static_cast<TimeNs>(i) * 10'000;
    const TimeNs a = sent + static_cast<TimeNs>(random() % 4'000);
    const TimeNs b =
        sent + 4'000 + static_cast<TimeNs>(random() % 3'000) - static_cast<TimeNs>(random() % 4'000);
    const bool has_a = i == 0 || i == 4'999 || random() % 10 != 0;
    const bool has_b = i == 0 || i == 4'999 || random() % 10 != 0;
    if (has_a) arrivals.emplace(a, std::pair(group_a, i));
    if (has_b) arrivals.emplace(b, std::pair(group_b, i));
    if (has_a && has_b) lead_of_a[i] = b - a;
    if (!has_a && !has_b) ++lost_on_both;
    if (has_a && (!has_b || a <= b)) ++wins[0];
    if (has_b && (!has_a || b < a)) ++wins[1];
  }
  for (const auto& [time, arrival] : arrivals) survey.data(arrival.first, time, 1 + 3 * arrival.second, 3);
  REQUIRE(survey.survey.lines().size() == 2);
  REQUIRE(survey.survey.races().size() == 1);
  const size_t a = survey.line(0).destination == ipv4_endpoint(group_a, 30'001) ? 0 : 1;
  const LineRace& race = survey.survey.races()[0].race;
  CHECK_EQUAL(race.holes().lost(), 3 * lost_on_both);
  CHECK_EQUAL(race.differing(), 0U);
  // The first packet came before there was a second line to race with.
  CHECK_EQUAL(survey.runner(0).led + survey.runner(1).led, lead_of_a.size() - 1);
  // Copies with the same stamp go to whichever stands first.
  const auto ties = static_cast<uint64_t>(
      std::count_if(lead_of_a.begin(), lead_of_a.end(), [](const auto& entry) { return entry.second == 0; }));
  CHECK(survey.runner(a).wins <= wins[0]);
  CHECK(survey.runner(a).wins + ties >= wins[0]);
  CHECK_EQUAL(survey.runner(0).wins + survey.runner(1).wins, wins[0] + wins[1]);
}

TEST("a capture that holds a copy before the original gives the win to the earlier stamp") {
  Survey survey;
  survey.data(group_a, start, 1, 1);
  survey.data(group_b, start + 500, 1, 1);
  survey.data(group_a, start + 2'000, 2, 1);
  survey.data(group_b, start + 1'000, 2, 1);
  CHECK_EQUAL(survey.runner(0).wins, 1U);
  CHECK_EQUAL(survey.runner(1).wins, 1U);
  CHECK_EQUAL(survey.runner(1).lead_max, 1'000);
}

TEST("groups that share a session's name but not its messages are said to be no lines of one stream") {
  Survey survey;
  survey.data(group_a, start, 1, 1);
  survey.data(group_b, start, 1, 1);
  for (uint64_t i = 2; i < 10; ++i) {
    survey.data(group_a, start + 1, i, 1);
    survey.data(group_b, start + 2, i, 1, 0x55);
  }
  CHECK_EQUAL(survey.survey.races()[0].race.differing(), 8U);
}

TEST("what is no MoldUDP64 is foreign, unless its session or its group says that it should have been") {
  Survey survey;
  survey.data(group_a, start, 1, 2);
  Bytes broken = mold_packet("TEST000001", 3, 2, {itch_delete(1, 1)});  // one message, says two
  survey.add(group_b, start, broken);
  Bytes binary = mold_packet("TEST000001", 3, 2, {itch_delete(1, 1)});
  binary[0] = 0x01;                       // no text
  survey.add(group_a, start, binary);     // the group gets a feed
  survey.add(0xEF090909, start, binary);  // this one doesn't
  survey.add(0xEF090909, start, {1, 2, 3});
  survey.add(group_a, start, mold_packet("TEST000001", 0, 1, {itch_delete(1, 1)}));
  survey.add(group_a, start, mold_packet("TEST000001", ~uint64_t{0}, 1, {itch_delete(1, 1)}));
  const FeedSurvey& seen = survey.survey;
  CHECK_EQUAL(seen.count_of(PacketFault::prefix_cut), 1U);
  CHECK_EQUAL(seen.count_of(PacketFault::sequence_zero), 1U);
  CHECK_EQUAL(seen.count_of(PacketFault::sequence_wraps), 1U);
  REQUIRE(seen.others().size() == 3);
  CHECK_EQUAL(seen.others()[0].packets, 1U);
  CHECK(seen.others()[0].mold_packets > 0);
  CHECK_EQUAL(seen.others()[2].packets, 2U);
  CHECK_EQUAL(seen.others()[2].mold_packets, 0U);
  REQUIRE(seen.places().size() == 3);
  CHECK_EQUAL(seen.places()[0].offset, 1U);
  check_explained(seen);
}

TEST("a session padded with zero bytes on either side is one, zeros between are not") {
  Survey survey;
  survey.add(group_a, start, mold_packet(std::string("DAY1\0\0\0\0\0\0", 10), 1, 1, {itch_delete(1, 1)}));
  survey.add(group_a, start, mold_packet(std::string("\0\0\0\0\0\0DAY2", 10), 1, 1, {itch_delete(1, 1)}));
  survey.add(group_a, start, mold_packet(std::string("DA\0\0\0\0\0\0Y3", 10), 1, 1, {itch_delete(1, 1)}));
  CHECK_EQUAL(survey.survey.lines().size(), 2U);
  CHECK_EQUAL(survey.survey.messages(), 2U);
  check_explained(survey.survey);
}

TEST("bodies are counted without regard to a blanked envelope, and only when asked") {
  for (const bool bodies : {false, true}) {
    Survey survey(bodies);
    for (int i = 0; i < 5; ++i) {
      survey.add(0, start, mold_packet(std::string(10, '\0'), 0, 1, {itch_add(1, "ABCD", 1, 'B', 1, 1)}));
    }
    CHECK_EQUAL(survey.survey.messages(), bodies ? 5U : 0U);
    CHECK_EQUAL(survey.survey.by_type()['A'], bodies ? 5U : 0U);
    CHECK_EQUAL(survey.survey.count_of(PacketFault::sequence_zero), bodies ? 0U : 5U);
    check_explained(survey.survey);
  }
}

TEST("messages of another protocol inside MoldUDP64 are counted by type and said to be no ITCH 5.0") {
  Survey survey;
  survey.add(group_a, start, mold_packet("TEST000001", 1, 4, {{'T', 1, 2}, {}, itch_delete(1, 1), {'D', 1}}));
  CHECK_EQUAL(survey.survey.messages(), 4U);
  CHECK_EQUAL(survey.survey.empty_messages(), 1U);
  CHECK_EQUAL(survey.survey.by_type()['D'], 2U);
  CHECK_EQUAL(survey.survey.not_itch()['D'], 1U);
  CHECK_EQUAL(survey.survey.not_itch()['T'], 1U);
}

TEST("the worst millisecond is the one with most messages, and seconds add up to all of them") {
  std::mt19937_64 random(seed());
  Survey survey;
  std::map<TimeNs, uint64_t> by_millisecond;
  std::map<TimeNs, uint64_t> by_second;
  TimeNs time = start;
  for (uint64_t i = 0; i < 20'000; ++i) {
    time += static_cast<TimeNs>(random() % (random() % 50 == 0 ? 20'000'000 : 300'000));
    const size_t count = 1 + random() % 3;
    survey.data(group_a, time, 1 + 3 * i, count);
    by_millisecond[time / 1'000'000] += count;
    by_second[time / 1'000'000'000] += count;
  }
  uint64_t most = 0;
  for (const auto& entry : by_millisecond) most = std::max(most, entry.second);
  CHECK_EQUAL(survey.survey.burst().worst().messages, most);
  CHECK_EQUAL(by_millisecond[survey.survey.burst().worst().from / 1'000'000], most);
  REQUIRE(survey.survey.seconds().seconds().size() == by_second.size());
  for (const auto& [from, traffic] : survey.survey.seconds().seconds()) {
    CHECK_EQUAL(traffic.messages, by_second[from / 1'000'000'000]);
  }
}

}  // namespace hotlane::test
