// The journal on a real file system: every record that was put stands in the segments, in order and checked;
// a torn tail is cut; a full disk and a failing one are told, and nothing is called durable that isn't.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "harness.hpp"
#include "io/journal_writer.hpp"
#include "journal/lane_journal.hpp"
#include "journal_folder.hpp"
#include "venue/seeded_random.hpp"

namespace {

using namespace hotlane;
using io::JournalWriter;
using io::JournalWriterSetup;

constexpr size_t ring_bytes = 1U << 20;
constexpr TimeNs began = 1'700'000'000 * ns_per_second;

JournalWriterSetup setup_in(const test::JournalFolder& folder) {
  return {.directory = folder.path(),
          .ring_bytes = ring_bytes,
          .segment_bytes = io::segment_bytes_min,
          .sync_interval_ns = 1'000'000};
}

// Datagram records whose bytes follow from their number.
void put_numbered(LaneJournal& journal, uint64_t number, size_t size) {
  std::vector<std::byte> body(size);
  for (size_t i = 0; i < size; ++i) body[i] = static_cast<std::byte>(number * 31 + i);
  journal.put(lane_record::Datagram{0, 0, number, 0}, static_cast<TimeNs>(number), body);
}

bool is_numbered(const Record& record, uint64_t number) {
  lane_record::Datagram head;
  if (record.payload.size() < sizeof head || record.time_ns != static_cast<TimeNs>(number)) return false;
  std::memcpy(&head, record.payload.data(), sizeof head);
  const Bytes body = record.payload.subspan(sizeof head);
  for (size_t i = 0; i < body.size(); ++i) {
    if (body[i] != static_cast<std::byte>(number * 31 + i)) return false;
  }
  return head.arrived_ticks == number;
}

// Waits for the writer's thread, which is given a minute before the test calls it stuck.
template <class Condition>
bool eventually(Condition&& is_so) {
  for (int i = 0; i < 60'000; ++i) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST("a journal's segments hold every record that was put, in order, whatever the sizes") {
  const test::JournalFolder folder("segments");
  SeededRandom random(test::seed());
  // Enough for some segments, under a sanitizer too.
  const uint64_t records = std::max<uint64_t>(4'000, test::repeats(20'000));
  uint64_t runs = 0;
  uint64_t put = 0;
  std::vector<uint64_t> firsts;
  for (; runs < 2; ++runs) {
    JournalPipe pipe(ring_bytes);
    JournalWriter writer;
    REQUIRE(writer.open(setup_in(folder), "lane", pipe, began + static_cast<TimeNs>(runs)).empty());
    CHECK_EQUAL(writer.tail().bytes_torn, uint64_t{0});
    CHECK(!writer.tail().is_damaged);
    LaneJournal journal(&pipe, {});
    for (uint64_t i = 0; i < records; ++i) {
      const size_t size = random.below(200) == 0 ? random.below(65'508) : random.below(1'500);
      // A lane would call the ring's half full and stop; this one waits.
      REQUIRE(eventually([&] { return pipe.ring.held() < ring_bytes / 2; }));
      put_numbered(journal, put++, size);
      if (random.below(1'000) == 0) writer.wake();
    }
    CHECK_EQUAL(journal.records(), records);
    writer.close();
    CHECK_EQUAL(writer.counters().records, records);
    CHECK_EQUAL(pipe.durable.load(), pipe.ring.written());
    CHECK_EQUAL(pipe.failure.load(), 0);
  }
  uint64_t number = 0;
  CHECK(folder.read([&](const Record& record) {
    CHECK(is_numbered(record, number));
    ++number;
  }));
  CHECK_EQUAL(number, put);
  CHECK(folder.files().size() > 2 * runs);
  // Each file says which segment of which run it is, and nothing but segments is left.
  uint32_t index = 0;
  uint64_t run = 0;
  for (const auto& file : folder.files()) {
    const std::vector<std::byte> bytes = test::JournalFolder::bytes_of(file);
    test::read_log(bytes, [&](const Record& record) {
      lane_record::Segment head;
      CHECK(record.type == static_cast<uint16_t>(LaneRecord::segment));
      std::memcpy(&head, record.payload.data(), sizeof head);
      index = head.run == run ? index + 1 : 0;
      run = head.run;
      CHECK_EQUAL(uint32_t{head.index}, index);
      return false;
    });
  }
}

TEST("a journal's folder is held by one writer at a time") {
  const test::JournalFolder folder("held");
  JournalPipe pipe(ring_bytes);
  JournalWriter first;
  JournalWriter second;
  REQUIRE(first.open(setup_in(folder), "lane", pipe, began).empty());
  const std::string failure = second.open(setup_in(folder), "lane", pipe, began);
  CHECK_EQUAL(failure, "journal " + folder.path() + ": another process is writing it");
  first.close();
  CHECK_EQUAL(second.open(setup_in(folder), "lane", pipe, began), std::string());
}

TEST("what a crash left torn at a journal's end is cut off at the last whole record, and told") {
  SeededRandom random(test::seed());
  for (uint64_t round = 0; round < test::repeats(40); ++round) {
    const test::JournalFolder folder("torn");
    {
      JournalPipe pipe(ring_bytes);
      JournalWriter writer;
      REQUIRE(writer.open(setup_in(folder), "lane", pipe, began).empty());
      LaneJournal journal(&pipe, {});
      for (uint64_t i = 0; i < 20; ++i) put_numbered(journal, i, random.below(300));
      writer.close();
    }
    // As after kill -9 or a power cut: cut anywhere behind the header, perhaps with the prepared zeros
    // behind.
    const auto file = folder.files().front();
    const uint64_t size = std::filesystem::file_size(file);
    const uint64_t kept = sizeof(LogHeader) + random.below(static_cast<uint32_t>(size - sizeof(LogHeader)));
    std::filesystem::resize_file(file, kept);
    if (random.below(2) == 0) std::filesystem::resize_file(file, io::segment_bytes_min);
    uint64_t whole = 0;
    const std::vector<std::byte> torn = test::JournalFolder::bytes_of(file);
    uint64_t whole_bytes = sizeof(LogHeader);
    test::read_log(torn, [&](const Record& record) {
      whole_bytes += record_overhead + record.payload.size();
      whole += record.type != static_cast<uint16_t>(LaneRecord::segment);
      return true;
    });
    JournalPipe pipe(ring_bytes);
    JournalWriter writer;
    REQUIRE(writer.open(setup_in(folder), "lane", pipe, began + 1).empty());
    CHECK_EQUAL(writer.tail().file, file.string());
    CHECK(!writer.tail().is_damaged);
    CHECK_EQUAL(writer.tail().bytes_kept, whole_bytes);
    CHECK(writer.tail().bytes_torn <= kept - whole_bytes);
    writer.close();
    uint64_t read = 0;
    CHECK(folder.read([&](const Record& record) { CHECK(is_numbered(record, read++)); }));
    CHECK_EQUAL(read, whole);
  }
}

TEST("a journal that is damaged before its end is left as it is, and told") {
  const test::JournalFolder folder("damaged");
  {
    JournalPipe pipe(ring_bytes);
    JournalWriter writer;
    REQUIRE(writer.open(setup_in(folder), "lane", pipe, began).empty());
    LaneJournal journal(&pipe, {});
    for (uint64_t i = 0; i < 20; ++i) put_numbered(journal, i, 100);
    writer.close();
  }
  const auto file = folder.files().front();
  const int descriptor = ::open(file.c_str(), O_WRONLY);
  CHECK_EQUAL(::pwrite(descriptor, "spoilt", 6, 400), ssize_t{6});
  ::close(descriptor);
  const uint64_t size = std::filesystem::file_size(file);
  JournalPipe pipe(ring_bytes);
  JournalWriter writer;
  REQUIRE(writer.open(setup_in(folder), "lane", pipe, began + 1).empty());
  CHECK(writer.tail().is_damaged);
  CHECK_EQUAL(std::filesystem::file_size(file), size);
}

// Puts records until the lane's end of the journal says `wanted`.
bool put_until(LaneJournal& journal, JournalPipe& pipe, JournalState wanted, uint64_t& put) {
  return eventually([&] {
    for (int i = 0; i < 50 && pipe.ring.held() < ring_bytes / 4; ++i) put_numbered(journal, put++, 1'000);
    return journal.look(began) == wanted;
  });
}

// In a mount namespace of the calling thread's own.
bool mount_small_disk(const std::string& path) {
  std::filesystem::create_directories(path);
  return unshare(CLONE_FS | CLONE_NEWNS) == 0 &&
         mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("none", path.c_str(), "tmpfs", 0, "size=5m") == 0;
}

void fill_a_disk(const std::string& path) {
  const test::JournalFolder folder("full", path);
  JournalPipe pipe(ring_bytes);
  JournalWriter writer;
  REQUIRE(writer.open(setup_in(folder), "lane", pipe, began).empty());
  LaneJournal journal(&pipe, {});
  uint64_t put = 0;
  // The disk takes five segments: the last one is in use when there is no room for another.
  CHECK(put_until(journal, pipe, JournalState::full, put));
  CHECK_EQUAL(journal.failure(), ENOSPC);
  CHECK(journal.is_on());
  const uint64_t told_at = put;
  // What is left takes more, as it must take the cancels.
  for (int i = 0; i < 100; ++i) put_numbered(journal, put++, 100);
  CHECK(eventually([&] { return pipe.durable.load() == pipe.ring.written(); }));
  // Room is made: it goes on.
  std::filesystem::remove(folder.files().front());
  CHECK(eventually([&] { return journal.look(began) == JournalState::good; }));
  CHECK(put_until(journal, pipe, JournalState::full, put));
  // No room is made: it ends.
  CHECK(put_until(journal, pipe, JournalState::failed, put));
  const uint64_t durable = pipe.durable.load();
  writer.close();
  CHECK(durable < pipe.ring.written());
  uint64_t number = 0;
  bool is_first = true;
  CHECK(folder.read([&](const Record& record) {
    if (is_first) number = static_cast<uint64_t>(record.time_ns);  // of the second segment
    is_first = false;
    CHECK(is_numbered(record, number++));
  }));
  CHECK(number > told_at + 100 && number < put);
}

TEST("a journal whose disk gets full says so while it still takes records, and goes on when there is room") {
  const std::string path = test::JournalFolder("small-disk").path();
  bool is_mounted = false;
  std::thread in_its_own_namespace([&] {
    is_mounted = mount_small_disk(path);
    if (is_mounted) fill_a_disk(path);
  });
  in_its_own_namespace.join();
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
  if (!is_mounted) test::skip("mounting a small disk takes CAP_SYS_ADMIN");
}

TEST("a journal whose file can't be written fails with the reason, and calls nothing durable after it") {
  const test::JournalFolder folder("failing");
  JournalPipe pipe(ring_bytes);
  JournalWriter writer;
  JournalWriterSetup setup = setup_in(folder);
  setup.segment_bytes = 2 * io::segment_bytes_min;
  REQUIRE(writer.open(setup, "lane", pipe, began).empty());
  LaneJournal journal(&pipe, {});
  uint64_t put = 0;
  for (; put < 10; ++put) put_numbered(journal, put, 1'000);
  CHECK(eventually([&] { return pipe.durable.load() == pipe.ring.written(); }));
  // The kernel takes no more of any file than this: a write beyond it fails as on a broken device.
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  getrlimit(RLIMIT_FSIZE, &old_limit);
  const rlimit small{100'000, old_limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  CHECK(put_until(journal, pipe, JournalState::failed, put));
  CHECK_EQUAL(journal.failure(), EFBIG);
  setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, before);
  const uint64_t durable = pipe.durable.load();
  writer.close();
  CHECK_EQUAL(pipe.durable.load(), durable);
  // All that was called durable can be read; what came after is cut off by the next to write.
  uint64_t number = 0;
  const std::vector<std::byte> bytes = test::JournalFolder::bytes_of(folder.files().front());
  test::read_log(bytes, [&](const Record& record) {
    if (record.type != static_cast<uint16_t>(LaneRecord::segment)) CHECK(is_numbered(record, number++));
    return true;
  });
  CHECK(number >= 10 && number < put);
}

}  // namespace
