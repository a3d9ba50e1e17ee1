// What the engine asks of V8 for the sake of memory: `collectInSteps()`.
#include "addon/bindings.hpp"
#include "addon/v8_function.hpp"

namespace hotlane::addon {
namespace {

// As in v8-isolate.h.
struct Isolate;
enum class MemoryPressure : int { none, moderate, critical };

struct Heap {
  Isolate* (*current)() = nullptr;
  void (*notify)(Isolate* isolate, MemoryPressure pressure) = nullptr;
};

const Heap& heap() noexcept {
  static const Heap found = [] {
    Heap symbols;
    // v8::Isolate::GetCurrent() and MemoryPressureNotification(MemoryPressureLevel).
    find_v8_function("_ZN2v87Isolate10GetCurrentEv", symbols.current);
    find_v8_function("_ZN2v87Isolate26MemoryPressureNotificationENS_19MemoryPressureLevelE", symbols.notify);
    return symbols;
  }();
  return found;
}

// collectInSteps(): begins a collection of the calling thread's heap, which goes on in small steps while the
// thread works, and then gives the pages that it has emptied back to the system, as a collection that is
// forced does not. Whether this node can.
Napi::Value collect_in_steps(const Napi::CallbackInfo& info) {
  const bool is_known = heap().current != nullptr && heap().notify != nullptr;
  if (is_known) heap().notify(heap().current(), MemoryPressure::moderate);
  return Napi::Boolean::New(info.Env(), is_known);
}

}  // namespace

void init_heap(Napi::Env env, Napi::Object exports) {
  exports.Set("collectInSteps", Napi::Function::New(env, collect_in_steps));
}

}  // namespace hotlane::addon
