// Node-API binding of the generated day: generateDay gives its bytes. Checked by src/venue/generated-day.ts.
#include "venue/generated_day.hpp"

#include <napi.h>

#include "addon/bindings.hpp"

namespace hotlane::addon {
namespace {

TimeNs nanoseconds(Napi::Object setup, const char* name) {
  return static_cast<TimeNs>(setup.Get(name).ToNumber().DoubleValue());
}

Napi::Value generate_day(const Napi::CallbackInfo& info) {
  const auto setup = info[0].As<Napi::Object>();
  venue::GeneratedDaySettings day;
  const auto symbols = setup.Get("symbols").As<Napi::Array>();
  for (uint32_t i = 0; i < symbols.Length(); ++i)
    day.symbols.emplace_back(symbols.Get(i).ToString().Utf8Value());
  day.seed = static_cast<uint64_t>(setup.Get("seed").ToNumber().DoubleValue());
  day.messages_per_second = setup.Get("messagesPerSecond").ToNumber().DoubleValue();
  day.from = nanoseconds(setup, "fromNs");
  day.duration = nanoseconds(setup, "durationNs");
  const std::vector<std::byte> bytes = venue::generated_day(day);
  return Napi::Buffer<std::byte>::Copy(info.Env(), bytes.data(), bytes.size());
}

}  // namespace

void init_generated_day(Napi::Env env, Napi::Object exports) {
  exports.Set("generateDay", Napi::Function::New(env, generate_day));
}

}  // namespace hotlane::addon
