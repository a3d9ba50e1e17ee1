// What a simulated run holds the channel to: order, once, truth about being live, and that recovery ends.
#include <algorithm>

#include "feed_simulation.hpp"

namespace hotlane::test {

void FeedSimulation::on_messages(std::span<const MessageBytes> messages) {
  const uint64_t first = channel_->status().next_sequence - messages.size();
  if (messages.empty()) return fail("no messages are given out");
  if (is_void_ && channel_->status().state != ChannelState::lost)
    return fail("messages are applied to the half of a snapshot");
  if (applied_ == 0) applied_ = settings_.first_sequence == 0 ? first : settings_.first_sequence;
  if (first < applied_) return fail("a message is given out twice");
  if (first > applied_ && channel_->status().state != ChannelState::lost)
    return fail("a gap is passed over in silence");
  for (uint64_t sequence = applied_; sequence < first; ++sequence) {
    if (sequence < market_.end() && arrived_[sequence] && !has_begun_snapshot_ &&
        channel_->counters().held_dropped == 0) {
      return fail("a message that had arrived is given up");
    }
  }
  for (size_t i = 0; i < messages.size(); ++i) {
    const uint64_t sequence = first + i;
    if (sequence >= market_.end()) return fail("a message is given out that was never published");
    const Bytes& wanted = market_.message(sequence);
    if (!std::ranges::equal(messages[i], as_datagram(wanted)))
      return fail("a message is not the one published");
    static_cast<void>(books_.apply(messages[i].data()));
  }
  applied_ = first + messages.size();
}

void FeedSimulation::on_snapshot_begin() {
  if (channel_->status().state == ChannelState::live)
    return fail("a snapshot begins while the books are live");
  books_.clear_orders();
  is_void_ = has_begun_snapshot_ = true;
}

void FeedSimulation::on_snapshot_message(MessageBytes message) {
  if (!is_void_) return fail("a snapshot's message comes before its begin");
  static_cast<void>(books_.apply(message.data()));
}

void FeedSimulation::on_snapshot_end() {
  if (!is_void_) return fail("a snapshot ends that had not begun");
  is_void_ = false;
  applied_ = channel_->status().next_sequence;
}

void FeedSimulation::on_status(const ChannelStatus& status) {
  if (status.state == ChannelState::recovering) was_recovering_ = true;
  if (status.state == ChannelState::live && was_recovering_) result_.has_recovered = true;
  // Called at once, not only between two events: what is live now may be traded on now.
  check(now_);
}

// The publisher's word is about to reach the channel, which takes it before it calls anyone.
void FeedSimulation::note_arrival(const Bytes& datagram) {
  MoldPacket packet;
  if (read_mold_packet(as_datagram(datagram), packet) != PacketFault::none) return;
  // What the channel has passed over by then comes too late.
  const uint64_t needed = std::max(packet.sequence, channel_->status().next_sequence);
  for (uint64_t sequence = needed; sequence < packet.end(); ++sequence) arrived_[sequence] = true;
  stated_ = std::max(stated_, packet.end());
}

void FeedSimulation::check(TimeNs now) {
  const ChannelStatus& status = channel_->status();
  result_.trace = SeededRandom(result_.trace ^ static_cast<uint64_t>(now)).next() + status.next_sequence * 8 +
                  static_cast<uint64_t>(status.state);
  const bool is_current = status.state == ChannelState::live || status.state == ChannelState::ended;
  if (!is_current) {
    checked_at_ = 0;
    return;
  }
  if (is_void_) return fail("live on the half of a snapshot");
  if (status.next_sequence != status.known_end) return fail("live, and something is known to be missing");
  if (status.next_sequence < stated_)
    return fail("live, though a line has told of more: " + std::to_string(status.next_sequence) + " of " +
                std::to_string(stated_));
  if (status.next_sequence > market_.end()) return fail("live beyond the end of the stream");
  if (status.next_sequence != checked_at_) check_books();
}

void FeedSimulation::check_books() {
  checked_at_ = channel_->status().next_sequence;
  ++result_.live_checks;
  if (books_hash() != market_.hash_before(checked_at_))
    return fail("live, and the books are not the stream's");
  for (const OrderBook& book : books_.books()) {
    if (book.is_untrusted) return fail("live, and a book has refused a message");
  }
}

uint64_t FeedSimulation::books_hash() const {
  uint64_t hash = 0;
  books_.for_each_order([&](const OrderRecord& order) {
    hash +=
        hash_of({order.reference, books_.book(order.instrument).locate, order.side == Side::buy ? 'B' : 'S',
                 order.quantity, static_cast<uint64_t>(order.price_ticks)});
  });
  return hash;
}

// The faults are long over, where they do end: what had to be recovered has been, or is called lost.
void FeedSimulation::check_end() {
  const ChannelStatus& status = channel_->status();
  const FeedCounters& counters = channel_->counters();
  const bool is_current = status.state == ChannelState::live || status.state == ChannelState::ended;
  const bool has_all = std::all_of(arrived_.begin() + 1, arrived_.end(), [](bool has) { return has; });
  const std::string state = std::string(words_of(status.state)) + ", " + std::string(words_of(status.cause));
  if (is_current && status.next_sequence != market_.end())
    return fail("ends current before the stream's end");
  if (counters.ends > counters.stale_ends && !status.is_session_over)
    return fail("does not know that the session is over");
  if (has_forged_claim_ && status.state == ChannelState::lost) return;
  if (is_healing_) {
    if (settings_.snapshot.servers > 0 && !is_current) return fail("good servers, and it ends " + state);
    if (settings_.repair.servers > 0 && !is_current && counters.requests_exhausted == 0 &&
        status.cause != ChannelCause::late_join) {
      return fail("requests were left, and it ends " + state);
    }
  }
  const bool has_anyone = settings_.snapshot.servers + settings_.repair.servers > 0;
  if (!has_anyone && !is_current && status.state != ChannelState::lost && is_healing_) {
    return fail("nobody to ask, and it ends " + state);
  }
  const bool is_silent = status.cause == ChannelCause::silent;
  if (has_all && counters.held_dropped == 0 && counters.lost == 0 && !has_begun_snapshot_ &&
      !has_forged_claim_ && !is_current && !is_silent && status.cause != ChannelCause::late_join) {
    return fail("everything had arrived, and it ends " + state);
  }
}

}  // namespace hotlane::test
