// The channel's decisions: what to give out next, what is missing, who may still bring it, and what to call
// the state. See channel.hpp. next_step() is asked until nothing is left, so that each decision is made on
// what has been given out.
#include <algorithm>
#include <utility>

#include "feed/channel.hpp"

namespace hotlane {

Channel::Step Channel::next_step(TimeNs now) noexcept {
  for (;;) {
    if (Step step = next_snapshot_step(now); step.kind != StepKind::none) return step;
    if (is_status_news_) {
      is_status_news_ = false;
      return {StepKind::status, {}, {}};
    }
    if (is_fresh_session_) {
      is_fresh_begin_told_ = !is_fresh_begin_told_;
      if (is_fresh_begin_told_) return {StepKind::snapshot_begin, {}, {}};
      is_fresh_session_ = false;
      return {StepKind::snapshot_end, {}, {}};
    }
    if (!fresh_.empty()) {
      status_.next_sequence = fresh_end_;
      return {StepKind::messages, {}, std::exchange(fresh_, {})};
    }
    if (const auto messages = next_held(); !messages.empty()) return {StepKind::messages, {}, messages};
    if (!decide(now) && !is_status_news_) return {};
  }
}

// The next messages of the packets held that are in order now; none while a snapshot is to come before them.
std::span<const MessageBytes> Channel::next_held() noexcept {
  if (is_holding_) return {};
  held_.drop_before(status_.next_sequence);
  if (held_.empty() || held_.front().sequence > status_.next_sequence) return {};
  MoldPacket packet;
  // It was read and walked before it was held.
  static_cast<void>(read_mold_packet(held_.bytes_of(held_.front()), packet));
  static_cast<void>(walk_mold_packet(packet, PayloadCheck::none, blocks_));
  const std::span<const MessageBytes> messages = new_part(packet);
  status_.next_sequence = packet.end();
  return messages;
}

// What the snapshot's connection brought. Its first message is kept back until the begin has been told.
Channel::Step Channel::next_snapshot_step(TimeNs now) noexcept {
  SnapshotEvent event;
  if (kept_event_) {
    event = *std::exchange(kept_event_, std::nullopt);
  } else if (!snapshot_.next(now, event)) {
    return {};
  }
  if (event.kind == SnapshotEventKind::failed) {
    // The other ways are tried again while the next attempt waits; not when the books are void already.
    is_holding_ = is_void_ || is_back_;
    repair_.restart();
    return {};
  }
  if (!is_begin_told_) {
    is_begin_told_ = is_void_ = true;
    kept_event_ = event;
    return {StepKind::snapshot_begin, {}, {}};
  }
  if (event.kind == SnapshotEventKind::message) return {StepKind::snapshot_message, event.message, {}};
  return join(event.sequence, now) ? Step{StepKind::snapshot_end, {}, {}} : Step{};
}

// glimpse50 §3: `sequence` is the first message to apply. It may lie behind what had been applied, which is
// then asked for again, and ahead of the lines, which then have to come up to it.
bool Channel::join(uint64_t sequence, TimeNs now) noexcept {
  const uint64_t most = end_ != 0 ? end_ : status_.known_end + sequence_jump_max;
  if (sequence > most) {
    snapshot_.note_failure(SnapshotFault::wrong_end, now);
    return false;
  }
  is_void_ = is_holding_ = is_back_ = is_lost_ = is_late_ = false;
  status_.next_sequence = sequence;
  held_.drop_before(sequence);
  counted_hole_end_ = sequence;
  ahead_since_ = now;
  repair_.restart();
  return true;
}

// True: something can be given out now.
bool Channel::decide(TimeNs now) noexcept {
  is_plain_ = false;
  if (heard_ == never) return false;
  if (is_holding_) return decide_snapshot(now);
  if (status_.next_sequence < status_.known_end) return decide_gap(now);
  decide_whole(now);
  return false;
}

void Channel::decide_whole(TimeNs now) noexcept {
  if (status_.next_sequence > status_.known_end) {
    if (now - ahead_since_ > settings_.snapshot.patience_ns) {
      snapshot_.note_failure(SnapshotFault::ahead_of_lines, now);
      is_back_ = is_holding_ = true;
    }
    return enter(ChannelState::recovering, RecoveryStep::snapshot, ChannelCause::gap, now);
  }
  repair_.note_progress(status_.next_sequence);
  snapshot_.note_recovered();
  is_late_ = false;
  status_.is_session_over = end_ != 0;
  if (is_lost_) {
    enter(ChannelState::lost, RecoveryStep::none, lost_cause_, now);
  } else if (status_.is_session_over) {
    enter(ChannelState::ended, RecoveryStep::none, ChannelCause::none, now);
  } else if (is_silent(now)) {
    const bool is_other = foreign_heard_ > heard_;
    return enter(ChannelState::recovering, RecoveryStep::other_line,
                 is_other ? ChannelCause::other_session : ChannelCause::silent, now);
  } else {
    enter(ChannelState::live, RecoveryStep::none, ChannelCause::none, now);
  }
  is_plain_ = !status_.is_session_over;
}

bool Channel::decide_gap(TimeNs now) noexcept {
  repair_.note_progress(status_.next_sequence);
  if (is_train_over(now)) return give_up(short_cause_, now);
  const ChannelCause cause = is_late_ ? ChannelCause::late_join : ChannelCause::gap;
  const TimeNs waited = now - (held_.empty() ? known_since_ : held_.front().arrived);
  if (waited >= 0 && waited < settings_.repair.hold_ns) {
    enter_recovery(RecoveryStep::other_line, cause, now);
    return false;
  }
  const uint64_t begin = status_.next_sequence;
  if (begin >= counted_hole_end_) {
    ++counters_.gaps;
    counted_hole_end_ = hole_end();
  }
  const bool can_snapshot = snapshot_.is_usable();
  // Over all holes: each answer brings some 40 messages, so many small ones take as long as one large one.
  const uint64_t missing = status_.known_end - begin - held_.messages();
  const bool is_too_large =
      can_snapshot && snapshot_.failures() == 0 && missing > settings_.repair.gap_messages_max;
  if (repair_.has_servers() && !repair_.is_exhausted() && !is_too_large) {
    enter_recovery(RecoveryStep::rerequest, cause, now);
    return false;
  }
  if (!can_snapshot) {
    return give_up(snapshot_.has_servers() ? ChannelCause::snapshot_refused
                   : repair_.has_servers() ? ChannelCause::servers_exhausted
                                           : ChannelCause::nowhere_to_ask,
                   now);
  }
  if (snapshot_.may_start(now)) {
    start_snapshot(now);
    return true;
  }
  enter_recovery(RecoveryStep::snapshot, snapshot_.failures() > 0 ? ChannelCause::snapshot_failed : cause,
                 now);
  return false;
}

bool Channel::decide_snapshot(TimeNs now) noexcept {
  if (is_train_over(now)) {
    snapshot_.cancel();
    return give_up_snapshot(short_cause_, now);
  }
  if (!is_void_ && !is_back_ && held_.covers(status_.next_sequence, status_.known_end)) {
    // What was missing has come after all.
    snapshot_.cancel();
    ++counters_.snapshots_needless;
    is_holding_ = false;
    return true;
  }
  if (!snapshot_.is_busy()) {
    if (!snapshot_.is_usable()) {
      return give_up_snapshot(ChannelCause::snapshot_refused, now);
    }
    if (snapshot_.may_start(now)) start_snapshot(now);
  }
  enter_recovery(RecoveryStep::snapshot,
                 snapshot_.failures() > 0 ? ChannelCause::snapshot_failed
                 : is_back_               ? ChannelCause::sequence_back
                 : is_late_               ? ChannelCause::late_join
                                          : ChannelCause::gap,
                 now);
  return false;
}

void Channel::start_snapshot(TimeNs now) noexcept {
  snapshot_.start(now);
  is_holding_ = true;
  is_begin_told_ = false;
}

// The hole before the next held message is not to be closed: the stream goes on behind it.
bool Channel::give_up(ChannelCause cause, TimeNs now) noexcept {
  const uint64_t end = hole_end();
  if (end > status_.next_sequence) {  // else a snapshot's number was waited for
    counters_.lost += end - status_.next_sequence;
    status_.next_sequence = end;
  }
  repair_.restart();
  lose(cause, now);
  return true;
}

// Without the snapshot, what was held for void books is of no use; for the old ones it may be.
bool Channel::give_up_snapshot(ChannelCause cause, TimeNs now) noexcept {
  is_holding_ = false;
  if (is_void_ || is_back_) {
    held_.clear();
    static_cast<void>(give_up(cause, now));
  }
  return true;
}

void Channel::lose(ChannelCause cause, TimeNs now) noexcept {
  is_lost_ = true;
  is_late_ = is_back_ = false;
  lost_cause_ = cause;
  enter(ChannelState::lost, RecoveryStep::none, cause, now);
}

// A channel that has lost something stays lost, whatever else it recovers.
void Channel::enter_recovery(RecoveryStep step, ChannelCause cause, TimeNs now) noexcept {
  if (is_lost_) {
    enter(ChannelState::lost, step, lost_cause_, now);
  } else {
    enter(ChannelState::recovering, step, cause, now);
  }
}

void Channel::enter(ChannelState state, RecoveryStep step, ChannelCause cause, TimeNs now) noexcept {
  if (status_.state == state && status_.step == step && status_.cause == cause) return;
  if (status_.state != state) status_.since = now;
  status_.state = state;
  status_.step = step;
  status_.cause = cause;
  is_status_news_ = true;
}

uint64_t Channel::hole_end() const noexcept {
  return held_.empty() ? status_.known_end : held_.front().sequence;
}

// Re-requests are answered while the train of end packets lasts (moldudp64 §2).
bool Channel::is_train_over(TimeNs now) const noexcept {
  return end_ != 0 && now - end_heard_ > settings_.end_patience_ns;
}

bool Channel::is_silent(TimeNs now) const noexcept {
  return settings_.silence_max_ns > 0 && now - heard_ > settings_.silence_max_ns;
}

void Channel::look_around(TimeNs now) noexcept {
  last_look_ = now;
  next_look_ = now + look_interval_ns;
  snapshot_.on_time(now);
  repair_.on_time(now);
  if (now < window_begun_ || window_begun_ == never) window_begun_ = now;
  if (now - window_begun_ < claim_window_ns) return;
  window_begun_ = now;
  withdraw_contradicted();
  for (LineTracker& line : lines_) line.turn_window();
}

// A sender's numbers only grow. A number that a line stated, before for two windows it stated only lower
// ones, was forged; or the stream began anew under its old name, when what it states is below what was
// applied.
void Channel::withdraw_contradicted() noexcept {
  if (!is_begun_ || end_ != 0 || status_.next_sequence > status_.known_end) return;
  uint64_t lately = 0;
  bool has_witness = false;
  for (const LineTracker& line : lines_) {
    if (line.spoke_in_both_windows()) {
      has_witness = true;
    } else if (line.stated_ever() >= status_.known_end) {
      return;  // it said so and fell silent: it may be right
    }
    lately = std::max(lately, line.stated_lately());
  }
  if (!has_witness || lately >= status_.known_end) return;
  ++counters_.claims_withdrawn;
  for (LineTracker& line : lines_) line.withdraw_claims();
  held_.drop_from(lately);
  status_.known_end = lately;
  is_plain_ = false;
  if (lately >= status_.next_sequence) return;
  status_.next_sequence = lately;
  if (snapshot_.is_usable()) {
    snapshot_.cancel();
    is_back_ = is_holding_ = true;
  } else {
    // It is followed from there on; what it had built before is void.
    is_lost_ = is_fresh_session_ = true;
    lost_cause_ = ChannelCause::sequence_back;
  }
}

}  // namespace hotlane
