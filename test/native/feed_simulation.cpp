#include "feed_simulation.hpp"

#include <algorithm>
#include <sstream>

namespace hotlane::test {
namespace {

constexpr TimeNs begins_at = 1'000 * ns_per_second;
constexpr TimeNs mark_interval = 100 * sim_ms;

}  // namespace

FeedSimulation::FeedSimulation(uint64_t seed)
    : seed_(seed),
      random_(seed),
      market_(seed ^ 0xFEED, 60 + SeededRandom(seed).below(240)),
      books_({.coverage = Coverage::all, .orders_max = 128, .windows_max = 256, .instruments_max = 4}),
      arrived_(market_.end(), false) {
  choose_settings();
  choose_habits();
  TimeNs time = begins_at + 50 * sim_ms;
  for (uint64_t sequence = 1; sequence < market_.end(); ++sequence) {
    if (random_.below(3) == 0) time += random_.below(8'000'000);
    published_.push_back(time);
  }
  heals_at_ = time + 300 * sim_ms;
  const uint32_t ending = random_.below(4);  // within the faults, after them, or not at all
  if (ending == 0) train_begins_ = time + 1 + random_.below(200'000'000);
  if (ending == 1) train_begins_ = heals_at_ + 2'500 * sim_ms;
  // Long enough for a forged number to be contradicted.
  train_length_ = has_forged_claim_ ? 18'000 * sim_ms : 2'500 * sim_ms;
  ends_at_ = std::max(heals_at_, train_begins_) + train_length_ + 1'500 * sim_ms;
  for (uint32_t line = 0; line < settings_.lines; ++line) {
    plan_line(line);
    plan_marks(line);
  }
  plan_noise();
  channel_ = std::make_unique<Channel>(settings_);
}

void FeedSimulation::choose_settings() {
  settings_.lines = random_.below(5) == 0 ? 1 : 2;
  if (random_.below(2) == 0) settings_.session = wire::moldudp64::Session(test_session);
  settings_.first_sequence = random_.below(4) == 0 ? 0 : 1;
  settings_.repair.servers = random_.below(4);
  settings_.repair.timeout_ns = 20 * sim_ms;
  settings_.repair.attempts_max = 1 + random_.below(6);
  settings_.repair.messages_per_request_max = static_cast<uint16_t>(1 + random_.below(40));
  settings_.repair.gap_messages_max = random_.below(3) == 0 ? 10 + random_.below(40) : 100'000;
  settings_.snapshot.servers = random_.below(3);
  settings_.snapshot.retry_first_ns = 5 * sim_ms;
  settings_.snapshot.retry_max_ns = 80 * sim_ms;
  settings_.snapshot.patience_ns = 400 * sim_ms;
  settings_.end_patience_ns = 1'000 * sim_ms;
  settings_.silence_max_ns = 1'500 * sim_ms;
  settings_.held_packets_max = random_.below(5) == 0 ? 4 : 512;
  settings_.held_bytes_max = random_.below(5) == 0 ? 2'000 : 1U << 17;
}

void FeedSimulation::choose_habits() {
  is_healing_ = random_.below(3) != 0;
  has_forged_claim_ = random_.below(40) == 0;
  for (LineHabit& line : lines_) {
    if (random_.below(6) == 0) continue;  // a good line
    line.loss_percent = random_.below(31);
    line.burst_percent = random_.below(3) == 0 ? random_.below(6) : 0;
    line.duplicate_percent = random_.below(10);
    line.reorder_percent = random_.below(15);
    line.damage_percent = random_.below(4);
    line.delay = random_.below(2'000'000);
    if (random_.below(5) == 0) {
      line.dies = begins_at + random_.below(400'000'000);
      line.revives = line.dies + random_.below(600'000'000);
    }
  }
  for (uint32_t i = 0; i < settings_.repair.servers; ++i) {
    answer_habits_.push_back(
        static_cast<AnswerHabit>(random_.below(2) == 0 ? 0 : random_.below(answer_habit_count)));
  }
  for (uint32_t i = 0; i < settings_.snapshot.servers; ++i) {
    snapshot_habits_.push_back(
        static_cast<SnapshotHabit>(random_.below(2) == 0 ? 0 : random_.below(snapshot_habit_count)));
  }
}

// A line's packets, cut in its own way.
void FeedSimulation::plan_line(uint32_t line) {
  for (uint64_t begin = 1; begin < market_.end();) {
    uint64_t end = begin + 1;
    const uint64_t most = 1 + random_.below(7);
    while (end < market_.end() && end - begin < most && published_[end - 1] == published_[begin - 1]) ++end;
    send(line, published_[begin - 1], mold_datagram(market_, begin, end, test_session));
    begin = end;
  }
}

void FeedSimulation::plan_marks(uint32_t line) {
  for (TimeNs time = begins_at; time < ends_at_; time += mark_interval) {
    if (train_begins_ != 0 && time >= train_begins_ + train_length_) break;
    const bool is_end = train_begins_ != 0 && time >= train_begins_;
    send(line, time, is_end ? mold_end(market_.end()) : mold_heartbeat(published_at(time)));
  }
}

// What is not the publisher's: another session's packets, and numbers that nobody published.
void FeedSimulation::plan_noise() {
  for (uint32_t i = random_.below(4); i > 0; --i) {
    const TimeNs time = begins_at + 60 * sim_ms + random_.below(300'000'000);
    const uint64_t far = ~uint64_t{0} - random_.below(100);
    const Bytes forged = random_.below(2) == 0 ? mold_heartbeat(far) : numbered_data(far - 2, 2);
    Bytes foreign = mold_heartbeat(1 + random_.below(500), "TEST000007");
    // Once the session is over, another one is welcome.
    const bool is_foreign = settings_.session && train_begins_ == 0 && random_.below(2) == 0;
    put_event(
        {time, 0, EventKind::line, random_.below(settings_.lines), 0, false, is_foreign ? foreign : forged});
  }
  if (has_forged_claim_) {
    const TimeNs time = begins_at + 60 * sim_ms + random_.below(300'000'000);
    put_event({time, 0, EventKind::line, random_.below(settings_.lines), 0, false,
               mold_heartbeat(market_.end() + 1 + random_.below(500))});
  }
}

void FeedSimulation::send(uint32_t line, TimeNs time, Bytes bytes) {
  LineHabit& habit = lines_[line];
  const TimeNs arrives = time + 20 * sim_us + habit.delay;
  if (!is_bad(time)) return put_event({arrives, 0, EventKind::line, line, 0, true, std::move(bytes)});
  if (time >= habit.dies && time < habit.revives) return;
  if (habit.burst_left == 0 && random_.below(100) < habit.burst_percent)
    habit.burst_left = 2 + random_.below(30);
  if (habit.burst_left > 0) {
    --habit.burst_left;
    return;
  }
  if (random_.below(100) < habit.loss_percent) return;
  const TimeNs detour = random_.below(100) < habit.reorder_percent ? random_.below(6'000'000) : 0;
  if (random_.below(100) < habit.duplicate_percent) {
    put_event({arrives + random_.below(3'000'000), 0, EventKind::line, line, 0, true, bytes});
  }
  bool is_honest = true;
  if (random_.below(100) < habit.damage_percent && bytes.size() > 20) {
    is_honest = false;
    switch (random_.below(3)) {
      case 0: bytes.resize(random_.below(static_cast<uint32_t>(bytes.size()))); break;
      case 1: bytes.push_back(0); break;
      default: bytes[19] = static_cast<uint8_t>(bytes[19] + 1); break;  // one message more than there is
    }
  }
  put_event({arrives + detour, 0, EventKind::line, line, 0, is_honest, std::move(bytes)});
}

void FeedSimulation::put_event(Event event) {
  event.order = next_order_++;
  events_.push_back(std::move(event));
  std::push_heap(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
    return a.time != b.time ? a.time > b.time : a.order > b.order;
  });
}

uint64_t FeedSimulation::published_at(TimeNs time) const {
  return 1 + static_cast<uint64_t>(std::upper_bound(published_.begin(), published_.end(), time) -
                                   published_.begin());
}

SimulationResult FeedSimulation::run() {
  const auto is_later = [](const Event& a, const Event& b) {
    return a.time != b.time ? a.time > b.time : a.order > b.order;
  };
  TimeNs next_turn = begins_at;
  while (now_ < ends_at_ && result_.failure.empty()) {
    if (!events_.empty() && events_.front().time <= next_turn) {
      std::pop_heap(events_.begin(), events_.end(), is_later);
      const Event event = std::move(events_.back());
      events_.pop_back();
      now_ = event.time;
      handle(event);
    } else {
      now_ = next_turn;
      next_turn += now_ < heals_at_ + 200 * sim_ms ? sim_ms : 10 * sim_ms;
      channel_->on_time(now_, *this);
    }
    check(now_);
    serve(now_);
  }
  if (result_.failure.empty()) check_end();
  result_.status = channel_->status();
  result_.counters = channel_->counters();
  return result_;
}

void FeedSimulation::handle(const Event& event) {
  switch (event.kind) {
    case EventKind::line:
      if (event.is_honest) note_arrival(event.bytes);
      channel_->on_datagram(event.index, as_datagram(event.bytes), now_, *this);
      break;
    case EventKind::request: {
      const AnswerHabit habit = is_bad(now_) ? answer_habits_[event.index] : AnswerHabit::good;
      for (TimedBytes& reply :
           answer(habit, market_, published_at(now_), as_datagram(event.bytes), random_)) {
        if (is_bad(now_) && random_.below(10) == 0) continue;
        put_event({now_ + reply.delay, 0, EventKind::answer, event.index, 0, true, std::move(reply.bytes)});
      }
      break;
    }
    case EventKind::answer: channel_->on_answer(as_datagram(event.bytes), now_, *this); break;
    case EventKind::snapshot_open:
      if (event.connection == connection_) channel_->on_snapshot_open(now_, *this);
      break;
    case EventKind::snapshot_bytes:
      if (event.connection == connection_) receive_snapshot(event.bytes, now_);
      break;
    case EventKind::snapshot_closed:
      if (event.connection == connection_) close_connection(now_);
      break;
  }
}

// What the lane's edge does each turn: requests out, connections, bytes out.
void FeedSimulation::serve(TimeNs now) {
  RerequestDatagram request;
  while (channel_->next_request(now, request)) {
    if (request.server >= settings_.repair.servers) fail("a request goes to a server that isn't configured");
    const auto* bytes = reinterpret_cast<const uint8_t*>(&request.bytes);
    put_event({now + 50 * sim_us, 0, EventKind::request, request.server, 0, true,
               Bytes(bytes, bytes + sizeof request.bytes)});
  }
  uint32_t server = 0;
  if (channel_->take_snapshot_connect(server)) open_connection(server, now);
  if (connection_ != 0 && !channel_->snapshot_out().is_empty()) answer_login(now);
  if (connection_ != 0 && channel_->wants_snapshot_disconnect()) close_connection(now);
}

void FeedSimulation::open_connection(uint32_t server, TimeNs now) {
  if (connection_ != 0) return fail("a second snapshot connection is asked for while one is open");
  connection_ = ++connections_;
  connected_server_ = server;
  is_logged_in_ = false;
  const bool is_unreachable = is_bad(now) && snapshot_habits_[server] == SnapshotHabit::unreachable;
  put_event({now + sim_ms,
             0,
             is_unreachable ? EventKind::snapshot_closed : EventKind::snapshot_open,
             server,
             connection_,
             true,
             {}});
}

// The snapshot is of the time of the login (glimpse50 §1).
void FeedSimulation::answer_login(TimeNs now) {
  const bool is_login = !is_logged_in_ && channel_->snapshot_out().waiting().size() >= 49;
  channel_->snapshot_out().clear();
  if (!is_login) return;
  is_logged_in_ = true;
  const SnapshotHabit habit = is_bad(now) ? snapshot_habits_[connected_server_] : SnapshotHabit::good;
  for (TimedBytes& piece : serve_snapshot(habit, market_, published_at(now), random_)) {
    put_event({now + piece.delay, 0,
               piece.bytes.empty() ? EventKind::snapshot_closed : EventKind::snapshot_bytes,
               connected_server_, connection_, true, std::move(piece.bytes)});
  }
}

void FeedSimulation::receive_snapshot(const Bytes& bytes, TimeNs now) {
  const std::span<std::byte> space = channel_->snapshot_space();
  if (space.size() < bytes.size()) return fail("the snapshot has no room for its bytes");
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<uint8_t*>(space.data()));
  channel_->on_snapshot_bytes(bytes.size(), now, *this);
}

void FeedSimulation::close_connection(TimeNs now) {
  connection_ = 0;
  channel_->on_snapshot_lost(now, *this);
}

void FeedSimulation::fail(const std::string& what) {
  if (!result_.failure.empty()) return;
  const ChannelStatus& status = channel_->status();
  const FeedCounters& counters = channel_->counters();
  std::ostringstream out;
  out << what << ": seed " << seed_ << ", " << (now_ - begins_at) / 1'000 << " us after its begin, "
      << words_of(status.state) << ", " << words_of(status.step) << ", " << words_of(status.cause)
      << ", next " << status.next_sequence << ", known " << status.known_end << ", stream's end "
      << market_.end() << ", servers " << settings_.repair.servers << " and " << settings_.snapshot.servers
      << ", lost " << counters.lost << ", withdrawn " << counters.claims_withdrawn << ", forged "
      << has_forged_claim_ << ", healing " << is_healing_ << ", train "
      << (train_begins_ == 0 ? 0 : (train_begins_ - begins_at) / 1'000) << ", snapshots "
      << counters.snapshots << " of " << counters.snapshots_asked << ", applied " << applied_;
  result_.failure = out.str();
}

}  // namespace hotlane::test
