// LaneWatchdog: watches the engine's lanes on a thread of its own, started and stopped from JavaScript
// (src/engine/engine.ts). Keeps the lanes' memory alive while it runs. And cpuTicks(), the counter that kill
// switches are timed by.
#include "io/lane_watchdog.hpp"

#include <vector>

#include "addon/bindings.hpp"
#include "addon/call_interrupter.hpp"
#include "addon/lane_memory.hpp"
#include "io/tsc_clock.hpp"

namespace hotlane::addon {
namespace {

class Watchdog : public Napi::ObjectWrap<Watchdog> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("LaneWatchdog", DefineClass(env, "LaneWatchdog",
                                            {InstanceMethod<&Watchdog::stop>("stop"),
                                             InstanceMethod<&Watchdog::late_looks>("lateLooks"),
                                             InstanceMethod<&Watchdog::obstacle>("obstacle")}));
  }

  // new LaneWatchdog(memories, patienceNs, core): throws an Error where a memory is none.
  explicit Watchdog(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Watchdog>(info) {
    const auto list = info[0].As<Napi::Array>();
    std::vector<boundary::LaneMemory*> lanes;
    for (uint32_t i = 0; i < list.Length(); ++i) {
      const Napi::Value memory = list.Get(i);
      lanes.push_back(lane_memory(memory));
      if (lanes.back() == nullptr) {
        Napi::Error::New(info.Env(), "lane memory: expected a Uint8Array of the lane's layout")
            .ThrowAsJavaScriptException();
        return;
      }
      kept_.push_back(Napi::Persistent(memory.As<Napi::Object>()));
    }
    watchdog_.start({.patience_ns = static_cast<TimeNs>(info[1].ToNumber().Int64Value()),
                     .end_call = CallInterrupter::end_call,
                     .core = info[2].ToNumber().Int32Value()},
                    std::move(lanes));
  }

 private:
  Napi::Value stop(const Napi::CallbackInfo& info) {
    watchdog_.stop();
    return info.Env().Undefined();
  }
  Napi::Value late_looks(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(watchdog_.late_looks()));
  }
  Napi::Value obstacle(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), watchdog_.obstacle());
  }

  std::vector<Napi::ObjectReference> kept_;  // before the watchdog: let go after its thread has ended
  io::LaneWatchdog watchdog_;
};

Napi::Value cpu_ticks(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), io::TscClock::ticks());
}

}  // namespace

void init_lane_watchdog(Napi::Env env, Napi::Object exports) {
  Watchdog::init(env, exports);
  exports.Set("cpuTicks", Napi::Function::New(env, cpu_ticks));
}

}  // namespace hotlane::addon
