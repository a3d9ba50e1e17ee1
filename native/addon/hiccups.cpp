// Node-API binding of measureHiccups(core, milliseconds): blocks its thread for as long.
#include <napi.h>

#include <algorithm>

#include "addon/bindings.hpp"
#include "io/hiccup_run.hpp"

namespace hotlane::addon {
namespace {

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

}  // namespace

void init_hiccups(Napi::Env env, Napi::Object exports) {
  exports.Set("measureHiccups", Napi::Function::New(env, measure_hiccups));
}

}  // namespace hotlane::addon
