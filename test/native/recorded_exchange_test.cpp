// An exchange and its record on a real disk: begun, gone on from, held by one venue at a time, and out of
// room.
#include "io/recorded_exchange.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "harness.hpp"
#include "trading_day.hpp"

namespace {

using namespace hotlane;
using io::RecordedExchange;

// A file of its own, gone with the test.
struct TemporaryFile {
  TemporaryFile() { ::close(mkstemp(path)); }
  ~TemporaryFile() { unlink(path); }
  char path[32] = "/tmp/hotlane-record-XXXXXX";

  [[nodiscard]] uint64_t size() const {
    struct stat status {};
    return stat(path, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
  }
};

constexpr TimeNs later = test::day_opening + ns_per_second;

void trade(RecordedExchange& recorded, TimeNs now, uint32_t number) {
  wire::ouch50::EnterOrder order{};
  order.type = 'O';
  order.user_ref_num = number;
  order.side = 'B';
  order.quantity = 100;
  order.symbol = recorded.settings().symbols[0];
  order.price = 100;
  order.time_in_force = '0';
  order.display = 'Y';
  order.cross_type = 'N';
  recorded.exchange().request(0, std::as_bytes(std::span(&order, 1)), now);
  recorded.exchange().end_turn(now);
}

std::string open(RecordedExchange& recorded, const char* path, TimeNs now) {
  venue::HistoryTape tape({});
  return recorded.open(test::day_settings(false), path, tape, now);
}

TEST("a venue's record on disk is begun, held by one venue, and gone on from with its torn tail cut off") {
  const TemporaryFile file;
  {
    RecordedExchange first;
    CHECK_EQUAL(open(first, file.path, test::day_opening), std::string());
    CHECK(!first.is_resumed());
    first.exchange().open_day(test::day_opening);
    trade(first, test::day_opening, 1);
    CHECK_EQUAL(first.commit(), std::string());
    RecordedExchange second;
    CHECK(open(second, file.path, later).find("another venue is writing it") != std::string::npos);
  }
  const uint64_t good = file.size();
  std::ofstream(file.path, std::ios::app) << "torn";
  RecordedExchange again;
  CHECK_EQUAL(open(again, file.path, later), std::string());
  CHECK(again.is_resumed());
  CHECK_EQUAL(again.bytes_cut(), uint64_t{4});
  CHECK_EQUAL(file.size(), good);
  CHECK_EQUAL(again.exchange().accounts()[0].ledger().size(), uint32_t{1});
  trade(again, later, 2);
  CHECK_EQUAL(again.commit(), std::string());
  CHECK(file.size() > good);
}

TEST("a file that is no venue's record is refused and left as it is") {
  const TemporaryFile file;
  std::ofstream(file.path) << "a letter to someone";
  const uint64_t size = file.size();
  RecordedExchange recorded;
  CHECK(open(recorded, file.path, later).find("no record of a venue") != std::string::npos);
  CHECK_EQUAL(file.size(), size);
  RecordedExchange device;
  CHECK(open(device, "/dev/full", later).find("no plain file") != std::string::npos);
}

TEST("a record without room for more says so, and what stood in it before goes on") {
  const TemporaryFile file;
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  {
    RecordedExchange recorded;
    CHECK_EQUAL(open(recorded, file.path, test::day_opening), std::string());
    recorded.exchange().open_day(test::day_opening);
    trade(recorded, test::day_opening, 1);
    CHECK_EQUAL(recorded.commit(), std::string());
    trade(recorded, test::day_opening + 1, 2);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{file.size() + 10, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
    const std::string failure = recorded.commit();
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, ignored);
    CHECK(failure.find(file.path) != std::string::npos);
    CHECK(failure.find("writing to it: ") != std::string::npos);
  }
  RecordedExchange again;
  CHECK_EQUAL(open(again, file.path, later), std::string());
  CHECK_EQUAL(again.bytes_cut(), uint64_t{10});
  CHECK_EQUAL(again.exchange().accounts()[0].ledger().size(), uint32_t{1});
}

}  // namespace
