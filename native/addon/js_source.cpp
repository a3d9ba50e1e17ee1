#include "addon/js_source.hpp"

#include "addon/compiled_calls.hpp"
#include "memory/seqlock.hpp"

namespace hotlane::addon {

JsSource::JsSource(CallScope& scope, boundary::LaneMemory& memory, Napi::Array bound, Napi::Function install,
                   Napi::Function look)
    : scope_(scope),
      memory_(memory),
      interrupter_(memory),
      install_(install),
      look_(look),
      owners_(bound.Length()),
      ports_(bound.Length()) {
  for (uint32_t place = 0; place < bound.Length(); ++place) put(place, bound.Get(place));
}

void JsSource::put(uint32_t place, Napi::Value bound) {
  owners_[place] = nullptr;
  if (bound.IsObject()) {
    const auto strategy = bound.As<Napi::Object>();
    if (is_loaded(strategy)) {
      owners_[place] = take_loaded(strategy);
    } else {
      owners_[place] = std::make_shared<JsStrategy>(scope_, strategy, &interrupter_);
    }
  }
  ports_[place] = owners_[place].get();
}

Installation JsSource::take(uint16_t place) noexcept {
  if (place >= ports_.size()) return {};
  // Its functions are called for as long as the lane runs: no call's scope may take them along.
  scope_.leave();
  const Napi::Env env(scope_.env());
  napi_value argument = Napi::Number::New(env, place);
  napi_value result = nullptr;
  napi_value ignored = nullptr;
  if (napi_call_function(env, env.Undefined(), install_, 1, &argument, &result) != napi_ok) {
    // It catches what it can: nothing was thrown but by a worker that is being ended.
    napi_get_and_clear_last_exception(env, &ignored);
    put(place, env.Null());
    return {};
  }
  const Napi::Value given(env, result);
  put(place, given.IsObject() ? given.As<Napi::Object>().Get("strategy") : env.Null());
  return {ports_[place], given.IsObject() && given.As<Napi::Object>().Get("keepsOrders").ToBoolean().Value()};
}

void JsSource::look_after() noexcept {
  scope_.next_call();
  napi_value result = nullptr;
  double bytes = 0;
  if (napi_call_function(scope_.env(), Napi::Env(scope_.env()).Undefined(), look_, 0, nullptr, &result) ==
          napi_ok &&
      napi_get_value_double(scope_.env(), result, &bytes) == napi_ok && bytes >= 0) {
    publish_word(memory_.call.script_heap_bytes, static_cast<uint64_t>(bytes));
  }
}

}  // namespace hotlane::addon
