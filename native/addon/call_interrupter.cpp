#include "addon/call_interrupter.hpp"

#include <algorithm>
#include <mutex>
#include <sstream>
#include <utility>
#include <vector>

#include "addon/v8_function.hpp"
#include "memory/seqlock.hpp"

namespace hotlane::addon {

// As in v8-isolate.h and v8-message.h; methods are functions of the object to the calling convention.
struct CallInterrupter::V8 {
  using Interrupt = void (*)(Isolate* isolate, void* data);
  void (*request_interrupt)(Isolate* isolate, Interrupt callback, void* data) = nullptr;
  void (*terminate)(Isolate* isolate) = nullptr;
  void (*cancel_terminate)(Isolate* isolate) = nullptr;
  void (*print_stack)(Isolate* isolate, std::ostream& out) = nullptr;

  [[nodiscard]] bool is_whole() const noexcept {
    return request_interrupt != nullptr && terminate != nullptr && cancel_terminate != nullptr;
  }
};

namespace {

// The interrupters of the process's lanes, by the lane's memory. Held while one is asked, so that none ends
// meanwhile.
std::mutex registered_lock;
std::vector<std::pair<boundary::LaneMemory*, CallInterrupter*>> registered;

}  // namespace

const CallInterrupter::V8& CallInterrupter::v8() noexcept {
  static const V8 found = [] {
    V8 symbols;
    find_v8_function("_ZN2v87Isolate16RequestInterruptEPFvPS0_PvES2_", symbols.request_interrupt);
    find_v8_function("_ZN2v87Isolate18TerminateExecutionEv", symbols.terminate);
    find_v8_function("_ZN2v87Isolate24CancelTerminateExecutionEv", symbols.cancel_terminate);
    find_v8_function("_ZN2v87Message22PrintCurrentStackTraceEPNS_7IsolateERSo", symbols.print_stack);
    return symbols;
  }();
  return found;
}

CallInterrupter::CallInterrupter(boundary::LaneMemory& memory) noexcept : memory_(memory) {
  isolate_ = current_isolate();
  if (isolate_ == nullptr || !v8().is_whole()) return;
  const std::lock_guard lock(registered_lock);
  registered.emplace_back(&memory, this);
}

CallInterrupter::~CallInterrupter() {
  const std::lock_guard lock(registered_lock);
  std::erase_if(registered, [this](const auto& one) { return one.second == this; });
}

void CallInterrupter::end_call(boundary::LaneMemory& memory, uint64_t deadline_ticks) noexcept {
  const std::lock_guard lock(registered_lock);
  for (const auto& [lane, interrupter] : registered) {
    if (lane == &memory) interrupter->ask(deadline_ticks);
  }
}

// Once a call: V8 keeps every wish until it can be granted.
void CallInterrupter::ask(uint64_t deadline_ticks) noexcept {
  if (wanted_.exchange(deadline_ticks, std::memory_order_relaxed) == deadline_ticks) return;
  v8().request_interrupt(isolate_, on_interrupt, this);
}

// The lane's thread, inside JavaScript: perhaps of a later call than the one that was meant.
void CallInterrupter::on_interrupt(Isolate* isolate, void* self) {
  auto& its = *static_cast<CallInterrupter*>(self);
  const uint64_t wanted = its.wanted_.load(std::memory_order_relaxed);
  if (wanted == 0 || observe_word(its.memory_.call.deadline_ticks) != wanted) return;
  if (v8().print_stack != nullptr) {
    std::ostringstream out;
    v8().print_stack(isolate, out);
    its.stack_ = out.str();
  }
  its.has_ended_ = true;
  v8().terminate(isolate);
}

bool CallInterrupter::take_ended(std::string& stack) {
  if (!has_ended_) return false;
  has_ended_ = false;
  v8().cancel_terminate(isolate_);
  stack = std::move(stack_);
  return true;
}

}  // namespace hotlane::addon
