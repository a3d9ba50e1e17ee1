// What the engine asks of V8 for the sake of memory: `collectInSteps()`.
#include "addon/bindings.hpp"
#include "addon/v8_function.hpp"

namespace hotlane::addon {
namespace {

// As in v8-isolate.h.
enum class MemoryPressure : int { none, moderate, critical };
using Notify = void (*)(Isolate* isolate, MemoryPressure pressure);

Notify memory_pressure_notification() noexcept {
  static const Notify found = [] {
    Notify notify = nullptr;
    // v8::Isolate::MemoryPressureNotification(MemoryPressureLevel)
    find_v8_function("_ZN2v87Isolate26MemoryPressureNotificationENS_19MemoryPressureLevelE", notify);
    return notify;
  }();
  return found;
}

// collectInSteps(): begins a collection of the calling thread's heap, which goes on in small steps while the
// thread works, and then gives the pages that it has emptied back to the system, as a collection that is
// forced does not. Where this node can't, V8 collects when it likes.
void collect_in_steps(const Napi::CallbackInfo&) {
  Isolate* isolate = current_isolate();
  const Notify notify = memory_pressure_notification();
  if (isolate != nullptr && notify != nullptr) notify(isolate, MemoryPressure::moderate);
}

}  // namespace

void init_heap(Napi::Env env, Napi::Object exports) {
  exports.Set("collectInSteps", Napi::Function::New(env, collect_in_steps));
}

}  // namespace hotlane::addon
