#include "io/host_setup.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hotlane::io {
namespace {

HostGrant granted(std::string what) {
  return {std::move(what), true, {}};
}

HostGrant refused(std::string what, int error, const std::string& remedy) {
  return {std::move(what), false, std::string(std::strerror(error)) + "; " + remedy};
}

HostGrant pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(core), &set);
  const int error = pthread_setaffinity_np(pthread_self(), sizeof set, &set);
  const std::string what = "pinned to core " + std::to_string(core);
  return error == 0 ? granted(what) : refused(what, error, "choose a core that this process may run on");
}

size_t size_of(std::span<const std::span<std::byte>> memory) noexcept {
  size_t bytes = 0;
  for (const std::span<std::byte> part : memory) bytes += part.size();
  return bytes;
}

// Only the lane's own memory: locking the whole process would lock V8's heap reservations too.
HostGrant lock(std::span<const std::span<std::byte>> memory) {
  const std::string what = "locked memory";
  int error = 0;
  for (const std::span<std::byte> part : memory) {
    if (error == 0 && mlock(part.data(), part.size()) != 0) error = errno;
  }
  if (error == 0) return granted(what);
  rlimit limit{};
  getrlimit(RLIMIT_MEMLOCK, &limit);
  return refused(what, error,
                 std::to_string(size_of(memory) >> 10) + " KiB wanted, the limit is " +
                     std::to_string(limit.rlim_cur >> 10) + " KiB (ulimit -l)");
}

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25  // Linux 6.1
#endif

// What was touched before has small pages already: they are collapsed at once where the kernel can, else in
// its own good time.
HostGrant use_huge_pages(std::span<const std::span<std::byte>> memory) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  for (const std::span<std::byte> part : memory) {
    const auto begin = (reinterpret_cast<uintptr_t>(part.data()) + page - 1) & ~(page - 1);
    const auto end = (reinterpret_cast<uintptr_t>(part.data()) + part.size()) & ~(page - 1);
    if (end <= begin) continue;
    if (madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE) != 0) {
      return refused("huge pages", errno,
                     "set /sys/kernel/mm/transparent_hugepage/enabled to madvise or always");
    }
    madvise(reinterpret_cast<void*>(begin), end - begin, MADV_COLLAPSE);
  }
  return granted("huge pages");
}

HostGrant touch(std::span<const std::span<std::byte>> memory) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  for (const std::span<std::byte> part : memory) {
    for (size_t offset = 0; offset < part.size(); offset += page) {
      volatile std::byte* where = part.data() + offset;
      *where = *where;
    }
  }
  return granted("touched memory");
}

HostGrant take_real_time_priority(int wanted) {
  sched_param priority{};
  priority.sched_priority = wanted;
  const int error = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
  if (error == 0) return granted("real-time priority " + std::to_string(wanted));
  return refused("real-time priority", error, "allow rtprio in limits.conf, or grant CAP_SYS_NICE");
}

HostGrant unasked(const char* what) {
  return {what, false, "not asked for"};
}

}  // namespace

std::vector<int> allowed_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cores;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(static_cast<unsigned>(core), &set)) cores.push_back(core);
  }
  return cores;
}

std::vector<HostGrant> prepare_thread(const HostWishes& wishes) {
  // The priority first: on a core whose lane never sleeps a thread without it might not run at all.
  HostGrant priority =
      wishes.real_time ? take_real_time_priority(wishes.real_time_priority) : unasked("real-time priority");
  HostGrant core = wishes.core >= 0 ? pin(wishes.core) : unasked("pinned core");
  std::vector<HostGrant> grants;
  grants.push_back(std::move(core));
  grants.push_back(std::move(priority));
  return grants;
}

std::vector<HostGrant> prepare_memory(const HostWishes& wishes,
                                      std::span<const std::span<std::byte>> memory) {
  std::vector<HostGrant> grants;
  grants.push_back(wishes.huge_pages ? use_huge_pages(memory) : unasked("huge pages"));
  grants.push_back(wishes.lock_memory ? lock(memory) : unasked("locked memory"));
  grants.push_back(touch(memory));
  return grants;
}

}  // namespace hotlane::io
