// Node-API bindings of measureHiccups and measureEvents: each blocks its thread for as long as it measures.
#include <napi.h>

#include <algorithm>

#include "addon/bindings.hpp"
#include "io/event_run.hpp"
#include "io/hiccup_run.hpp"

namespace hotlane::addon {
namespace {

// measureHiccups(core, milliseconds)
Napi::Value measure_hiccups(const Napi::CallbackInfo& info) {
  const int core = info[0].ToNumber().Int32Value();
  const auto milliseconds = static_cast<uint64_t>(info[1].ToNumber().Int64Value());
  const io::HiccupRun run = io::measure_hiccups_on(core, milliseconds * 1'000'000);
  Napi::Object result = Napi::Object::New(info.Env());
  auto counts = Napi::BigUint64Array::New(info.Env(), run.counts.size());
  std::copy(run.counts.begin(), run.counts.end(), counts.Data());
  result.Set("isPinned", run.is_pinned);
  result.Set("maximumNs", static_cast<double>(run.maximum_ns));
  result.Set("counts", counts);
  return result;
}

// measureEvents(core, dueNs, workNs, isCounted): arrays of one length, of doubles and of bytes.
Napi::Value measure_events(const Napi::CallbackInfo& info) {
  const int core = info[0].ToNumber().Int32Value();
  const auto due = info[1].As<Napi::Float64Array>();
  const auto work = info[2].As<Napi::Float64Array>();
  const auto counted = info[3].As<Napi::Uint8Array>();
  std::vector<MeteredEvent> events(due.ElementLength());
  for (size_t i = 0; i < events.size(); ++i) {
    events[i] = {static_cast<uint64_t>(due[i]), static_cast<uint64_t>(work[i]), counted[i] != 0};
  }
  const io::EventRun run = io::measure_events_on(core, events);
  Napi::Object result = Napi::Object::New(info.Env());
  auto took = Napi::Float64Array::New(info.Env(), run.took_ns.size());
  std::copy(run.took_ns.begin(), run.took_ns.end(), took.Data());
  result.Set("isPinned", run.is_pinned);
  result.Set("isAboveLanes", run.is_above_lanes);
  result.Set("tookNs", took);
  return result;
}

}  // namespace

void init_hiccups(Napi::Env env, Napi::Object exports) {
  exports.Set("measureHiccups", Napi::Function::New(env, measure_hiccups));
  exports.Set("measureEvents", Napi::Function::New(env, measure_events));
}

}  // namespace hotlane::addon
