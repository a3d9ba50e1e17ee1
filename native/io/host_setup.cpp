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

// Only the lane's own memory: locking the whole process would lock V8's heap reservations too.
HostGrant lock(std::span<std::byte> memory) {
  const std::string what = "locked memory";
  if (mlock(memory.data(), memory.size()) == 0) return granted(what);
  const int error = errno;
  rlimit limit{};
  getrlimit(RLIMIT_MEMLOCK, &limit);
  return refused(what, error,
                 std::to_string(memory.size() >> 10) + " KiB wanted, the limit is " +
                     std::to_string(limit.rlim_cur >> 10) + " KiB (ulimit -l)");
}

HostGrant use_huge_pages(std::span<std::byte> memory) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<uintptr_t>(memory.data()) + page - 1) & ~(page - 1);
  const auto end = (reinterpret_cast<uintptr_t>(memory.data()) + memory.size()) & ~(page - 1);
  if (madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE) == 0) return granted("huge pages");
  return refused("huge pages", errno, "set /sys/kernel/mm/transparent_hugepage/enabled to madvise or always");
}

HostGrant touch(std::span<std::byte> memory) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  for (size_t offset = 0; offset < memory.size(); offset += page) {
    volatile std::byte* where = memory.data() + offset;
    *where = *where;
  }
  return granted("touched memory");
}

HostGrant take_real_time_priority() {
  sched_param priority{};
  priority.sched_priority = 50;
  const int error = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
  if (error == 0) return granted("real-time priority 50");
  return refused("real-time priority", error, "allow rtprio in limits.conf, or grant CAP_SYS_NICE");
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

std::vector<HostGrant> prepare_thread(const HostWishes& wishes, std::span<std::byte> memory) {
  std::vector<HostGrant> grants;
  const auto unasked = [](const char* what) { return HostGrant{what, false, "not asked for"}; };
  grants.push_back(wishes.core >= 0 ? pin(wishes.core) : unasked("pinned core"));
  grants.push_back(wishes.huge_pages ? use_huge_pages(memory) : unasked("huge pages"));
  grants.push_back(wishes.lock_memory ? lock(memory) : unasked("locked memory"));
  grants.push_back(touch(memory));
  grants.push_back(wishes.real_time ? take_real_time_priority() : unasked("real-time priority"));
  return grants;
}

}  // namespace hotlane::io
