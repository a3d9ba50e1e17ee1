// One of the processor's event counters over the parts of a run that are between resume() and pause(), this
// thread in user space. Many virtual machines have none; then failure() says why. One thread.
#pragma once

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace hotlane::bench {

class EventCounter {
 public:
  explicit EventCounter(uint64_t hardware_event) {
    perf_event_attr attributes{};
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.config = hardware_event;
    attributes.disabled = 1;
    attributes.exclude_kernel = 1;
    attributes.exclude_hv = 1;
    descriptor_ = static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
    if (descriptor_ < 0) failure_ = std::strerror(errno);
  }
  EventCounter(const EventCounter&) = delete;
  EventCounter& operator=(const EventCounter&) = delete;
  ~EventCounter() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  [[nodiscard]] const char* failure() const { return failure_; }  // null: it counts
  void resume() const { control(PERF_EVENT_IOC_ENABLE); }
  void pause() const { control(PERF_EVENT_IOC_DISABLE); }
  [[nodiscard]] uint64_t count() const {
    uint64_t value = 0;
    return descriptor_ >= 0 && read(descriptor_, &value, sizeof value) == sizeof value ? value : 0;
  }

 private:
  void control(unsigned long request) const {
    if (descriptor_ >= 0) ioctl(descriptor_, request, 0);
  }

  int descriptor_ = -1;
  const char* failure_ = nullptr;
};

}  // namespace hotlane::bench
