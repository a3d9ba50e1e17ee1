// How a group of a journal's records gets onto a disk soonest: write and fdatasync, or both in one io_uring
// submission; into a file that grows, or whose room was taken before. Turn about, in one run. Prints the time
// of a group's sync in us. Usage: bench_journal_disk [FOLDER ON THE DISK TO MEASURE]
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr size_t group_sizes[] = {4'096, 65'536, 1U << 20};
constexpr uint32_t groups = 200;

// The least of io_uring that two linked operations take, by its system calls alone.
class LinkedWriter {
 public:
  bool open() {
    io_uring_params params{};
    descriptor_ = static_cast<int>(syscall(SYS_io_uring_setup, entries, &params));
    if (descriptor_ < 0) return false;
    submissions_ = map(params.sq_off.array + params.sq_entries * sizeof(uint32_t), IORING_OFF_SQ_RING);
    completions_ = map(params.cq_off.cqes + params.cq_entries * sizeof(io_uring_cqe), IORING_OFF_CQ_RING);
    operations_ =
        reinterpret_cast<io_uring_sqe*>(map(params.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES));
    params_ = params;
    return true;
  }
  // False: one of the two failed.
  bool write_and_sync(int file, const std::byte* bytes, size_t size, uint64_t offset) {
    io_uring_sqe& write = next();
    write.opcode = IORING_OP_WRITE;
    write.fd = file;
    write.addr = reinterpret_cast<uint64_t>(bytes);
    write.len = static_cast<uint32_t>(size);
    write.off = offset;
    write.flags = IOSQE_IO_LINK;
    io_uring_sqe& sync = next();
    sync.opcode = IORING_OP_FSYNC;
    sync.fd = file;
    sync.fsync_flags = IORING_FSYNC_DATASYNC;
    std::atomic_ref<uint32_t>(word(submissions_, params_.sq_off.tail))
        .store(tail_, std::memory_order_release);
    if (syscall(SYS_io_uring_enter, descriptor_, 2, 2, IORING_ENTER_GETEVENTS, nullptr, 0) < 0) return false;
    return take_completions();
  }

 private:
  static constexpr unsigned entries = 8;

  std::byte* map(size_t size, uint64_t offset) {
    return static_cast<std::byte*>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                                        descriptor_, static_cast<off_t>(offset)));
  }
  static uint32_t& word(std::byte* ring, uint32_t offset) {
    return *reinterpret_cast<uint32_t*>(ring + offset);
  }

  io_uring_sqe& next() {
    const uint32_t index = tail_++ & word(submissions_, params_.sq_off.ring_mask);
    reinterpret_cast<uint32_t*>(submissions_ + params_.sq_off.array)[index] = index;
    operations_[index] = {};
    return operations_[index];
  }
  bool take_completions() {
    uint32_t& head = word(completions_, params_.cq_off.head);
    const uint32_t tail =
        std::atomic_ref<uint32_t>(word(completions_, params_.cq_off.tail)).load(std::memory_order_acquire);
    bool is_good = true;
    for (uint32_t at = head; at != tail; ++at) {
      const uint32_t index = at & word(completions_, params_.cq_off.ring_mask);
      is_good &= reinterpret_cast<io_uring_cqe*>(completions_ + params_.cq_off.cqes)[index].res >= 0;
    }
    std::atomic_ref<uint32_t>(head).store(tail, std::memory_order_release);
    return is_good;
  }

  int descriptor_ = -1;
  uint32_t tail_ = 0;
  std::byte* submissions_ = nullptr;
  std::byte* completions_ = nullptr;
  io_uring_sqe* operations_ = nullptr;
  io_uring_params params_{};
};

struct Way {
  const char* name;
  bool is_uring;
  bool is_prepared;
  int file = -1;
  uint64_t offset = 0;
  std::vector<double> us{};
};

double now_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(now).count();
}

void measure(const std::string& folder, size_t size, LinkedWriter& uring, bool has_uring) {
  Way ways[] = {{"write, grows", false, false},
                {"write, prepared", false, true},
                {"io_uring, grows", true, false},
                {"io_uring, prepared", true, true}};
  const std::vector<std::byte> bytes(size, std::byte{0x5A});
  for (Way& way : ways) {
    const std::string path = folder + "/hotlane-bench-disk";
    way.file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    unlink(path.c_str());
    if (way.is_prepared && fallocate(way.file, 0, 0, static_cast<off_t>(size * groups)) != 0)
      std::perror("fallocate");
    fsync(way.file);
  }
  for (uint32_t i = 0; i < groups; ++i) {
    for (Way& way : ways) {
      if (way.is_uring && !has_uring) continue;
      const double begun = now_us();
      const bool is_good = way.is_uring
                               ? uring.write_and_sync(way.file, bytes.data(), size, way.offset)
                               : pwrite(way.file, bytes.data(), size, static_cast<off_t>(way.offset)) > 0 &&
                                     fdatasync(way.file) == 0;
      if (!is_good) std::fprintf(stderr, "%s failed\n", way.name);
      way.us.push_back(now_us() - begun);
      way.offset += size;
    }
  }
  double base = 0;
  for (Way& way : ways) {
    ::close(way.file);
    if (way.us.empty()) continue;
    std::sort(way.us.begin(), way.us.end());
    const double p50 = way.us[way.us.size() / 2];
    if (base == 0) base = p50;
    std::printf("%9zu  %-20s %9.0f %9.0f %9.0f %8.2f\n", size, way.name, p50, way.us[way.us.size() * 9 / 10],
                way.us[way.us.size() * 99 / 100], p50 / base);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "/tmp";
  LinkedWriter uring;
  const bool has_uring = uring.open();
  if (!has_uring) std::printf("io_uring is not to be had here: %s\n", std::strerror(errno));
  std::printf("%9s  %-20s %9s %9s %9s %8s\n", "bytes", "us of a group", "p50", "p90", "p99", "x p50");
  for (const size_t size : group_sizes) measure(folder, size, uring, has_uring);
  return 0;
}
