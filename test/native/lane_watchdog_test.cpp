// The watchdog: how it judges a lane's silence, against a model that keeps the whole history; that a halt
// cuts the lane's sockets and no other, whatever the lane does with them meanwhile.
#include <dirent.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "harness.hpp"
#include "io/lane_watchdog.hpp"
#include "io/session_lifeline.hpp"
#include "lane/heartbeat_watch.hpp"
#include "memory/seqlock.hpp"
#include "venue/seeded_random.hpp"

namespace {

using namespace hotlane;

constexpr TimeNs ms = 1'000'000;
constexpr uint64_t lives = test::repeats(2'000);

// Remembers every look, and goes through all of them each time.
class SlowWatch {
 public:
  SlowWatch(TimeNs patience, TimeNs late) : patience_(patience), late_(late) {}

  bool look(TimeNs now, uint64_t heartbeat, bool is_running) {
    looks_.push_back({now, heartbeat, is_running});
    size_t begin = 0;  // of the silence: the last look at which the lane had turned, or nothing could be said
    size_t turned = 0;
    for (size_t i = 1; i < looks_.size(); ++i) {
      if (looks_[i].heartbeat != looks_[i - 1].heartbeat || !looks_[i].is_running) turned = i;
      if (turned == i || looks_[i].now - looks_[i - 1].now > late_) begin = i;
    }
    const bool is_overdue = now - looks_[begin].now > patience_ && !(has_told_ && told_ > turned);
    if (is_overdue) {
      has_told_ = true;
      told_ = looks_.size() - 1;
    }
    return is_overdue;
  }

 private:
  struct Look {
    TimeNs now;
    uint64_t heartbeat;
    bool is_running;
  };
  TimeNs patience_;
  TimeNs late_;
  std::vector<Look> looks_;
  bool has_told_ = false;
  size_t told_ = 0;
};

TEST("a silent lane is overdue once, as a model that remembers every look says") {
  uint64_t overdue = 0;
  for (uint64_t i = 0; i < lives && test::failures() == 0; ++i) {
    SeededRandom random(test::seed() + i);
    HeartbeatWatch watch(10 * ms, 5 * ms);
    SlowWatch model(10 * ms, 5 * ms);
    TimeNs now = static_cast<TimeNs>(random.below(1'000'000));
    uint64_t heartbeat = 0;
    uint32_t mood = 0;
    for (uint32_t looks = 0; looks < 100; ++looks) {
      if (random.below(12) == 0) mood = random.below(4);
      now += static_cast<TimeNs>(random.below(40) == 0 ? 20 * ms : ms + random.below(ms));
      if (mood == 0 || random.below(20) == 0) ++heartbeat;
      const bool is_running = mood != 3;
      const bool is_overdue = watch.is_overdue(now, heartbeat, is_running);
      CHECK_EQUAL(is_overdue, model.look(now, heartbeat, is_running));
      overdue += is_overdue ? 1U : 0U;
    }
    if (test::failures() > 0) std::cout << "  replay with --seed " << test::seed() + i << "\n";
  }
  std::cout << "  " << lives << " lives, " << overdue << " times overdue\n";
  CHECK(overdue > lives / 10);
}

TEST("a watchdog that was kept from looking blames no lane for it") {
  HeartbeatWatch watch(10 * ms, 5 * ms);
  CHECK(!watch.is_overdue(0, 1, true));
  CHECK(!watch.is_overdue(100 * ms, 1, true));
  CHECK_EQUAL(watch.late_looks(), uint64_t{1});
  CHECK(!watch.is_overdue(104 * ms, 1, true));
  CHECK(!watch.is_overdue(108 * ms, 1, true));
  CHECK(watch.is_overdue(112 * ms, 1, true));
  CHECK_EQUAL(watch.silent_ns(), 12 * ms);
}

struct SocketPair {
  SocketPair() { socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()); }
  ~SocketPair() {
    for (const int end : ends) close(end);
  }
  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;
  // What goes in at one end comes out at the other.
  [[nodiscard]] bool carries() const {
    char byte = 'x';
    return send(ends[0], &byte, 1, MSG_NOSIGNAL) == 1 && recv(ends[1], &byte, 1, 0) == 1;
  }
  [[nodiscard]] bool is_cut() const {
    char byte = 0;
    return recv(ends[1], &byte, 1, 0) == 0;
  }

  std::array<int, 2> ends{-1, -1};
};

size_t open_descriptors() {
  size_t count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

TEST("a session's lifeline cuts its socket once, and a withdrawn one cuts nothing") {
  const auto memory = std::make_unique<boundary::LaneMemory>();
  const size_t before = open_descriptors();
  {
    SocketPair pair;
    io::SessionLifeline lifeline(*memory, 1);
    uint64_t& place = memory->watch.session_socket[1];
    lifeline.follow(pair.ends[0]);
    CHECK(pair.carries());
    lifeline.follow(-1);
    CHECK(!io::cut_session(place));
    CHECK(pair.carries());
    lifeline.follow(pair.ends[0]);
    CHECK(io::cut_session(place));
    CHECK(pair.is_cut());
    CHECK(!io::cut_session(place));
  }
  CHECK_EQUAL(open_descriptors(), before);
}

// The lane's thread opens and closes sessions as fast as it can while another cuts whatever lies there. What
// the lane opens beside, which gets the numbers that were just let go, is never touched.
TEST("a lifeline that is cut while its session comes and goes never hits another socket") {
  const auto memory = std::make_unique<boundary::LaneMemory>();
  uint64_t& place = memory->watch.session_socket[0];
  const size_t before = open_descriptors();
  std::atomic<bool> is_over{false};
  std::atomic<uint64_t> cuts{0};
  std::thread watchdog([&] {
    while (!is_over.load(std::memory_order_relaxed)) cuts += io::cut_session(place) ? 1U : 0U;
  });
  uint64_t harmed = 0;
  {
    io::SessionLifeline lifeline(*memory, 0);
    const uint64_t rounds = test::repeats(20'000);
    for (uint64_t i = 0; i < rounds || (cuts == 0 && i < 100 * rounds); ++i) {
      {
        const SocketPair session;
        lifeline.follow(session.ends[0]);
        if (i % 2 == 0) lifeline.follow(-1);
      }
      const SocketPair other;
      harmed += other.carries() ? 0U : 1U;
      lifeline.withdraw();
    }
  }
  is_over.store(true);
  watchdog.join();
  std::cout << "  cut " << cuts << " times\n";
  CHECK_EQUAL(harmed, uint64_t{0});
  CHECK(cuts > 0);
  CHECK_EQUAL(open_descriptors(), before);
}

template <class Condition>
bool wait_for(Condition&& is_so) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

TEST("a watchdog halts the lane that stands still, cuts its sessions, and leaves the one that turns alone") {
  const auto still = std::make_unique<boundary::LaneMemory>();
  const auto turning = std::make_unique<boundary::LaneMemory>();
  const auto halts = [](boundary::LaneMemory& lane) {
    return std::atomic_ref<uint32_t>(lane.watch.halts).load(std::memory_order_acquire);
  };
  SocketPair cut;
  SocketPair kept;
  io::SessionLifeline of_still(*still, 0);
  io::SessionLifeline of_turning(*turning, 0);
  of_still.follow(cut.ends[0]);
  of_turning.follow(kept.ends[0]);
  for (boundary::LaneMemory* lane : {still.get(), turning.get()}) {
    publish_word(lane->status.state, static_cast<uint32_t>(boundary::LaneState::running));
  }
  std::atomic<bool> is_over{false};
  std::thread lane([&] {
    for (uint64_t turn = 1; !is_over.load(); ++turn) {
      publish_word(turning->status.turns, turn);
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  });
  io::LaneWatchdog watchdog;
  watchdog.start({.patience_ns = 2'000 * ms}, {still.get(), turning.get()});
  CHECK(wait_for([&] { return halts(*still) == 1; }));
  CHECK(wait_for([&] { return observe_word(still->watch.sockets_shut) == 1; }));
  CHECK(observe_word(still->watch.silent_ns) > static_cast<uint64_t>(2'000 * ms));
  CHECK(cut.is_cut());
  CHECK(kept.carries());
  // It turns again, and stands still again.
  publish_word(still->status.turns, uint64_t{1});
  CHECK(wait_for([&] { return halts(*still) == 2; }));
  // A lane that has stopped is nobody's concern.
  publish_word(still->status.state, static_cast<uint32_t>(boundary::LaneState::stopped));
  is_over.store(true);
  lane.join();
  watchdog.stop();
  CHECK_EQUAL(halts(*still), 2U);
  CHECK_EQUAL(halts(*turning), 0U);
}

}  // namespace
