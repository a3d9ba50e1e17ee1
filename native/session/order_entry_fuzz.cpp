// Any bytes from a venue to an order entry of either protocol, in pieces of any size, between sends, pauses
// and lost connections: it sends only while it is ready, never gives a number twice, hears each sequenced
// message once, and never holds more than its venue has said.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz_steps.hpp"
#include "gated_intents.hpp"
#include "session/order_entry.hpp"
#include "wire/ouch42.hpp"
#include "wire/ouch50.hpp"

namespace {

using namespace hotlane;

// The input: a byte says what happens, with a length and bytes where it has some.
enum Step : uint8_t {
  connects,
  loses,
  raw_bytes,
  sequenced,
  enters,
  replaces,
  cancels,
  mass_cancels,
  waits,
  logs_in,
  steps
};

class Fuzzed {
 public:
  explicit Fuzzed(uint8_t kind) : entry_(profile_of(kind), 8'192, 8'192) {}

  void take(uint8_t step, Bytes bytes) {
    const uint8_t first = bytes.empty() ? 0 : static_cast<uint8_t>(bytes[0]);
    switch (step % steps) {
      case connects: entry_.connect({}, now_); break;
      case loses: entry_.on_disconnect(); break;
      case raw_bytes: hear(bytes); break;
      case sequenced: hear_packet('S', bytes); break;
      case logs_in: log_in(first); break;
      case enters: note(entry_.send_new(gated(first), {wire::Symbol("A"), wire::Firm("")}, now_)); break;
      case replaces: note(entry_.send_replace(gated(first), {first, 0, first}, now_)); break;
      case cancels:
        if (entry_.send_cancel({first, 0, first}, first, now_) && !was_ready_) std::abort();
        break;
      case mass_cancels: note(entry_.send_mass_cancel(wire::Firm(""), wire::Symbol(""), now_)); break;
      default: now_ += TimeNs{first} * ns_per_second / 8; entry_.on_time(now_);
    }
    drain();
    entry_.out().clear();
  }

 private:
  static VenueProfile profile_of(uint8_t kind) {
    VenueProfile profile;
    profile.protocol = kind % 2 == 0 ? OrderProtocol::ouch50 : OrderProtocol::ouch42;
    profile.user_ref_idx = kind % 8 == 4 ? 3 : 0;
    return profile;
  }

  GatedIntent gated(uint8_t letter) {
    Intent intent{};
    intent.strategy_order_id = letter;
    intent.quantity = 1;
    intent.price_ticks = 1;
    static test::PermissiveGate gate;
    return gate.pass(intent);
  }

  void note(UserRefNum number) {
    if (number == 0) return;
    if (!was_ready_ || number <= last_number_) std::abort();
    last_number_ = number;
  }

  void hear(Bytes bytes) {
    while (!bytes.empty()) {
      const std::span<std::byte> room = entry_.receive_space();
      const size_t part = std::min(bytes.size(), room.size());
      if (part == 0) std::abort();  // there is always room for a packet more
      std::memcpy(room.data(), bytes.data(), part);
      bytes = bytes.subspan(part);
      entry_.received(part, now_);
      drain();
    }
  }
  void hear_packet(char type, Bytes payload) {
    ByteQueue packet(4'096);
    if (write_packet(packet, static_cast<wire::soupbintcp::PacketType>(type), payload))
      hear(packet.waiting());
  }
  // Accepted at what it asked for, or a little off.
  void log_in(uint8_t off) {
    const std::string digits = std::to_string(entry_.next_sequence() + (off < 250 ? 0 : off - 250u));
    const std::string accepted =
        std::string(entry_.session().chars, 10) + std::string(20 - digits.size(), ' ') + digits;
    hear_packet('A', std::as_bytes(std::span(accepted)));
  }

  void drain() {
    OrderEntryEvent event;
    while (entry_.next(event, now_)) {
      switch (event.kind) {
        case OrderEntryEventKind::answer:
        case OrderEntryEventKind::foreign_answer:
        case OrderEntryEventKind::malformed_answer:
        case OrderEntryEventKind::probe_taken:
          if (event.sequence < heard_until_) std::abort();
          heard_until_ = event.sequence + 1;
          break;
        case OrderEntryEventKind::ready:
          if (!entry_.is_ready()) std::abort();
          break;
        case OrderEntryEventKind::logged_in: heard_until_ = entry_.next_sequence(); break;
        default: break;
      }
      if (event.kind == OrderEntryEventKind::answer && event.answer.price_ticks < 0) std::abort();
      if (entry_.next_user_ref_num() <= last_number_ && last_number_ != UINT32_MAX) std::abort();
    }
    was_ready_ = entry_.is_ready();
  }

  OrderEntry entry_;
  TimeNs now_ = ns_per_second;
  UserRefNum last_number_ = 0;
  uint64_t heard_until_ = 1;
  bool was_ready_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  Fuzzed fuzzed(data[0]);
  test::run_steps(data, size, 1, [&fuzzed](uint8_t step, Bytes bytes) { fuzzed.take(step, bytes); });
  return 0;
}

namespace {

template <class Message>
std::string_view text(const Message& message) {
  return {reinterpret_cast<const char*>(&message), sizeof message};
}

}  // namespace

std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<uint8_t> newer{0};
  test::put_step(newer, connects);
  test::put_step(newer, logs_in, std::string_view("\0", 1));
  wire::ouch50::AccountQueryResponse query{};
  query.type = 'Q';
  query.next_user_ref_num = 5U;
  test::put_step(newer, sequenced, text(query));
  test::put_step(newer, enters, "\1");
  test::put_step(newer, replaces, "\5");
  test::put_step(newer, mass_cancels);
  const wire::ouch50::OrderCanceled cancelled{'C', {}, 90U, 1U, 'U'};
  test::put_step(newer, sequenced, text(cancelled));
  test::put_step(newer, sequenced, text(query));
  test::put_step(newer, waits, "\x40");
  test::put_step(newer, loses);
  std::vector<uint8_t> older{1};
  test::put_step(older, connects);
  test::put_step(older, logs_in, std::string_view("\0", 1));
  // The first probe's token, known because time and numbers are.
  wire::ouch42::Rejected reject{};
  reject.type = 'J';
  reject.token = probe_token(ns_per_second, 1);
  reject.reason = 'S';
  test::put_step(older, sequenced, text(reject));
  test::put_step(older, enters, "\1");
  test::put_step(older, cancels, "\1");
  wire::ouch42::Accepted accepted{};
  accepted.order.type = 'A';
  accepted.order.token = token_of({1, 0, 1});
  accepted.order.side = 'B';
  accepted.order.shares = 1U;
  accepted.order.order_state = 'L';
  test::put_step(older, sequenced, text(accepted));
  test::put_step(older, waits, "\x20");
  std::vector<uint8_t> probed{1};
  test::put_step(probed, connects);
  test::put_step(probed, logs_in, std::string_view("\0", 1));
  accepted.order.token = probe_token(ns_per_second, 1);
  test::put_step(probed, sequenced, text(accepted));
  test::put_step(probed, raw_bytes, std::string_view("\0\1H\0\1Z", 6));
  return {newer, older, probed};
}
