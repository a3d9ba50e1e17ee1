#include "io/journal_writer.hpp"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "io/host_setup.hpp"
#include "journal/lane_records.hpp"
#include "journal/record_writer.hpp"

namespace hotlane::io {
namespace {

TimeNs monotonic_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return TimeNs{now.tv_sec} * ns_per_second + now.tv_nsec;
}

// A thread inherits its maker's core and priority, and the lane's are the lane's alone.
void leave_the_lane(pthread_t thread, const std::vector<int>& cores) noexcept {
  const sched_param none{};
  pthread_setschedparam(thread, SCHED_OTHER, &none);
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores) CPU_SET(static_cast<unsigned>(core), &set);
  if (!cores.empty()) pthread_setaffinity_np(thread, sizeof set, &set);
}

}  // namespace

std::string JournalWriter::open(const JournalWriterSetup& setup, const std::string& lane, JournalPipe& pipe,
                                TimeNs now) {
  setup_ = setup;
  lane_ = lane;
  pipe_ = &pipe;
  run_began_ = now;
  if (std::string failure = directory_.open(setup.directory); !failure.empty()) return failure;
  buffer_.resize(buffer_bytes);
  wake_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  notice_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  int failure = wake_ < 0 || notice_ < 0 ? errno : begin_segment();
  if (failure == 0) failure = pipe.shortage.load(std::memory_order_relaxed);
  if (failure != 0) return "journal " + setup.directory + ": beginning to write: " + std::strerror(failure);
  synced_at_ = monotonic_ns();
  thread_ = std::thread([this] { run(); });
  leave_the_lane(thread_.native_handle(), setup.cores);
  return {};
}

void JournalWriter::wake() noexcept {
  const uint64_t one = 1;
  static_cast<void>(!::write(wake_, &one, sizeof one));
}

void JournalWriter::take_notice() noexcept {
  uint64_t count = 0;
  static_cast<void>(!::read(notice_, &count, sizeof count));
}

void JournalWriter::close() noexcept {
  if (thread_.joinable()) {
    is_closing_.store(true, std::memory_order_release);
    wake();
    thread_.join();
  }
  for (int* descriptor : {&wake_, &notice_}) {
    if (*descriptor >= 0) ::close(*descriptor);
    *descriptor = -1;
  }
  segment_.close();
  spare_.close();
  directory_.close();
}

void JournalWriter::run() noexcept {
  bool is_waited_for = false;
  while (!has_failed()) {
    const bool is_closing =
        is_closing_.load(std::memory_order_acquire);  // before the last look into the pipe
    const bool has_any = take_pending();
    const TimeNs now = monotonic_ns();
    if (is_waited_for || now - synced_at_ >= setup_.sync_interval_ns) sync();
    if (is_waited_for) wake_lane();
    is_waited_for = false;
    if (!spare_.is_open() && now - spare_tried_at_ >= spare_retry_ns) prepare_spare();
    if (has_any) continue;
    if (is_closing) return finish();
    is_waited_for = wait();
  }
}

bool JournalWriter::wait() noexcept {
  pollfd waited{wake_, POLLIN, 0};
  const timespec pause{0, pause_ns};
  if (ppoll(&waited, 1, &pause, nullptr) <= 0) return false;
  uint64_t count = 0;
  static_cast<void>(!::read(wake_, &count, sizeof count));
  return true;
}

void JournalWriter::wake_lane() noexcept {
  const uint64_t one = 1;
  static_cast<void>(!::write(notice_, &one, sizeof one));
}

// False: there was nothing.
bool JournalWriter::take_pending() noexcept {
  std::span<std::byte> chunk;
  bool has_any = false;
  while (!has_failed() && buffered_ < flush_at_bytes && pipe_->ring.next(chunk)) {
    append(chunk);
    has_any = true;
  }
  flush();
  pipe_->ring.release();
  return has_any;
}

// A chunk is a record's header and payload (journal/lane_journal.cpp).
void JournalWriter::append(std::span<const std::byte> chunk) noexcept {
  RecordHeader header;
  std::memcpy(&header, chunk.data(), sizeof header);
  const size_t size = chunk.size() + sizeof(wire::be32);
  if (segment_.room() < buffered_ + size) {
    flush();
    if (!has_failed()) fail(begin_segment());
    if (has_failed()) return;
  }
  RecordWriter writer(std::span<std::byte>(buffer_).subspan(buffered_));
  // There is room for the longest: flush_at_bytes leaves it.
  static_cast<void>(writer.append(
      {header.type, static_cast<TimeNs>(uint64_t{header.time_ns}), chunk.subspan(sizeof header)}));
  buffered_ += writer.bytes().size();
  place_ = pipe_->ring.taken();
  ++counters_.records;
}

void JournalWriter::flush() noexcept {
  if (buffered_ == 0 || has_failed()) return;
  fail(segment_.append(std::span<const std::byte>(buffer_).first(buffered_)));
  counters_.bytes += buffered_;
  buffered_ = 0;
}

void JournalWriter::sync() noexcept {
  const TimeNs begun = monotonic_ns();
  synced_at_ = begun;
  if (has_failed() || pipe_->durable.load(std::memory_order_relaxed) == place_) return;
  fail(segment_.sync());
  if (has_failed()) return;
  pipe_->durable.store(place_, std::memory_order_release);
  ++counters_.syncs;
  counters_.sync_ns_max = std::max(counters_.sync_ns_max, static_cast<uint64_t>(monotonic_ns() - begun));
}

// Ends the segment under way, if there is one, and goes on in the spare one.
int JournalWriter::begin_segment() noexcept {
  if (segment_.is_open()) {
    if (const int failure = segment_.finish(); failure != 0) return failure;
  }
  if (!spare_.is_open()) prepare_spare();
  if (!spare_.is_open()) return pipe_->shortage.load(std::memory_order_relaxed);
  segment_ = std::move(spare_);
  if (const int failure = segment_.place(directory_.descriptor(), directory_.next_name()); failure != 0) {
    return failure;
  }
  RecordWriter writer(buffer_);
  static_cast<void>(writer.append_header(lane_journal_kind, run_began_));
  lane_record::Segment head{static_cast<uint64_t>(run_began_), index_++};
  std::vector<std::byte> payload(sizeof head + lane_.size());
  std::memcpy(payload.data(), &head, sizeof head);
  std::memcpy(payload.data() + sizeof head, lane_.data(), lane_.size());
  static_cast<void>(writer.append({static_cast<uint16_t>(LaneRecord::segment), run_began_, payload}));
  counters_.bytes += writer.bytes().size();
  ++counters_.segments;
  const int failure = segment_.append(writer.bytes());
  if (failure == 0) prepare_spare();
  return failure;
}

void JournalWriter::prepare_spare() noexcept {
  spare_tried_at_ = monotonic_ns();
  const int failure =
      spare_.prepare(directory_.descriptor(), JournalDirectory::spare_name, setup_.segment_bytes);
  pipe_->shortage.store(failure, std::memory_order_relaxed);
}

void JournalWriter::finish() noexcept {
  sync();
  fail(segment_.finish());
  spare_.close();
  unlinkat(directory_.descriptor(), JournalDirectory::spare_name, 0);
}

void JournalWriter::fail(int failure) noexcept {
  if (failure == 0 || has_failed()) return;
  failure_ = failure;
  pipe_->failure.store(failure, std::memory_order_relaxed);
  wake_lane();
}

}  // namespace hotlane::io
