// Any bytes as a sequence of calls to a channel, with time steps between them: messages come once and in
// order, a gap is passed over only when the channel is lost, nothing known is missing while it is live,
// requests stay inside the gap and the protocol, counters add up.
//
// Each call: one byte that says which, one of time, then what the call takes (see take_call).
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <vector>

#include "glimpse_bytes.hpp"
#include "mold_datagrams.hpp"

using namespace hotlane;

namespace {

struct Checker {
  const Channel* channel = nullptr;
  uint64_t applied = 1;
  bool is_void = false;

  void on_messages(std::span<const MessageBytes> messages) {
    const uint64_t first = channel->status().next_sequence - messages.size();
    const bool is_lost = channel->status().state == ChannelState::lost;
    if (messages.empty() || first < applied || (first > applied && !is_lost) || (is_void && !is_lost))
      std::abort();
    applied = channel->status().next_sequence;
  }
  void on_snapshot_begin() { is_void = true; }
  void on_snapshot_message(MessageBytes message) {
    if (!is_void || message.empty()) std::abort();
  }
  void on_snapshot_end() {
    if (!is_void) std::abort();
    is_void = false;
    applied = channel->status().next_sequence;
  }
  void on_status(const ChannelStatus& status) {
    const bool is_current = status.state == ChannelState::live || status.state == ChannelState::ended;
    if (is_current && (is_void || status.next_sequence != status.known_end)) std::abort();
  }
};

class Driver {
 public:
  Driver() : channel_(std::make_unique<Channel>(settings())) { checker_.channel = channel_.get(); }

  // Takes one call from the front of `input`.
  void take_call(std::span<const uint8_t>& input) {
    const uint8_t call = input[0];
    now_ += TimeNs{input[1]} * input[1] * 400'000;  // up to 26 s
    input = input.subspan(2);
    switch (call % 8) {
      case 0:
      case 1: channel_->on_datagram(call % 2, datagram(input), now_, checker_); break;
      case 2: channel_->on_answer(datagram(input), now_, checker_); break;
      case 3: connect(); break;
      case 4: receive(input); break;
      case 5:
        if (is_connected_) lose_connection();
        break;
      case 6: ask(); break;
      default: channel_->on_time(now_, checker_); break;
    }
    if (is_connected_ && channel_->wants_snapshot_disconnect()) lose_connection();
    check();
  }

 private:
  static ChannelSettings settings() {
    ChannelSettings out;
    out.lines = 2;
    out.repair.servers = 2;
    out.repair.gap_messages_max = 50;
    out.snapshot.servers = 2;
    out.held_packets_max = 8;
    out.held_bytes_max = 2'000;
    return out;
  }

  // Behind two bytes of length; the header may be short for our session, which is long to guess.
  std::span<const std::byte> datagram(std::span<const uint8_t>& input) {
    if (input.size() < 2) return {};
    const size_t stated = static_cast<size_t>(input[0]) << 8 | input[1];
    input = input.subspan(2);
    const size_t length = std::min(stated, input.size());
    const auto out = std::as_bytes(input.first(length));
    input = input.subspan(length);
    return out;
  }
  void connect() {
    uint32_t server = 0;
    if (!channel_->take_snapshot_connect(server)) return;
    if (is_connected_ || server >= 2) std::abort();
    is_connected_ = true;
    channel_->on_snapshot_open(now_, checker_);
  }
  void receive(std::span<const uint8_t>& input) {
    const auto bytes = datagram(input);
    if (!is_connected_) return;
    const std::span<std::byte> space = channel_->snapshot_space();
    const size_t size = std::min(space.size(), bytes.size());
    std::copy_n(bytes.begin(), size, space.begin());
    channel_->on_snapshot_bytes(size, now_, checker_);
    channel_->snapshot_out().clear();
  }
  void lose_connection() {
    is_connected_ = false;
    channel_->on_snapshot_lost(now_, checker_);
  }
  void ask() {
    RerequestDatagram request;
    if (!channel_->next_request(now_, request)) return;
    const uint64_t begin = request.bytes.sequence_number;
    const uint16_t count = request.bytes.requested_message_count;
    const ChannelStatus& status = channel_->status();
    if (request.server >= 2 || count == 0 || count > wire::moldudp64::message_count_max) std::abort();
    if (begin != status.next_sequence || begin + count > status.known_end) std::abort();
  }
  void check() const {
    const FeedCounters& counters = channel_->counters();
    const auto& faults = counters.malformed_by_fault;
    if (std::accumulate(faults.begin(), faults.end(), uint64_t{0}) != counters.malformed) std::abort();
    const uint64_t wins = channel_->line(0).wins + channel_->line(1).wins;
    const uint64_t parts = wins + counters.duplicates + counters.heartbeats + counters.ends +
                           counters.foreign + counters.malformed + counters.held_dropped;
    if (counters.packets != parts) std::abort();
    const bool is_live = channel_->status().state == ChannelState::live;
    if (is_live && channel_->status().next_sequence != channel_->status().known_end) std::abort();
    if (checker_.applied > channel_->status().next_sequence) std::abort();
  }

  std::unique_ptr<Channel> channel_;
  Checker checker_;
  TimeNs now_ = 1'000'000'000;
  bool is_connected_ = false;
};

std::vector<uint8_t> call(uint8_t which, uint8_t time, const test::Bytes& bytes = {}) {
  std::vector<uint8_t> out{which, time};
  if (!bytes.empty()) test::put_framed(out, bytes);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Driver driver;
  std::span<const uint8_t> input(data, size);
  while (input.size() >= 2) driver.take_call(input);
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  using test::operator+=;
  test::Bytes snapshot = test::glimpse_login_accepted();
  snapshot += test::soup_packet('S', test::itch_add(1, "ABCD", 1, 'B', 100, 5000));
  snapshot += test::soup_packet('S', test::end_of_snapshot("80"));
  test::Bytes mid_day = call(0, 1, test::numbered_data(80, 3));
  for (const auto& more : {call(7, 3), call(3, 0), call(4, 0, snapshot), call(5, 0)}) mid_day += more;
  test::Bytes gap = call(0, 1, test::numbered_data(1, 2));
  for (const auto& more : {call(1, 0, test::numbered_data(5, 2)), call(7, 3), call(6, 0),
                           call(2, 0, test::numbered_data(3, 2))}) {
    gap += more;
  }
  return {mid_day,
          gap,
          call(0, 1, test::numbered_data(1, 2)),
          call(1, 0, test::numbered_data(3, 1)),
          call(1, 0, test::mold_heartbeat(9)),
          call(0, 0, test::mold_end(7)),
          call(7, 255),
          call(0, 0, test::numbered_data(1, 1, "TEST000002"))};
}
