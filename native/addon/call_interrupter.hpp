// Ends a call of a strategy in JavaScript that does not return: asked on the watchdog's thread, done on the
// lane's, at the next moment at which V8 looks for such a wish (a turn of a loop, the entry of a function).
// Node-API has no way to do that, so V8's own functions are called, by the names under which node exports
// them (v8_function.hpp); where a node does not, a call that hangs hangs, and the watchdog halts the
// lane.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "lane/boundary.hpp"

namespace hotlane::addon {

struct Isolate;

class CallInterrupter {
 public:
  // Of the isolate whose thread makes it, and of the lane that this thread runs, as long as it lives.
  explicit CallInterrupter(boundary::LaneMemory& memory) noexcept;
  ~CallInterrupter();
  CallInterrupter(const CallInterrupter&) = delete;
  CallInterrupter& operator=(const CallInterrupter&) = delete;

  // Watchdog's thread: the lane's call with this deadline is to end. A lane that no interrupter has is left
  // alone.
  static void end_call(boundary::LaneMemory& memory, uint64_t deadline_ticks) noexcept;

  // Lane's thread, after a call that failed: whether it was ended here, and then where it was, a line a
  // frame, innermost first. JavaScript may be called again after this.
  [[nodiscard]] bool take_ended(std::string& stack);

 private:
  struct V8;
  [[nodiscard]] static const V8& v8() noexcept;
  static void on_interrupt(Isolate* isolate, void* self);
  void ask(uint64_t deadline_ticks) noexcept;

  boundary::LaneMemory& memory_;
  Isolate* isolate_ = nullptr;
  // By the watchdog's thread, read by the lane's: relaxed, V8's own lock stands between.
  std::atomic<uint64_t> wanted_{0};
  bool has_ended_ = false;
  std::string stack_;
};

}  // namespace hotlane::addon
