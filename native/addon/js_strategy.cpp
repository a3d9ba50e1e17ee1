#include "addon/js_strategy.hpp"

namespace hotlane::addon {
namespace {

Napi::FunctionReference function_of(Napi::Object bound, const char* name) {
  const Napi::Value value = bound.Get(name);
  return value.IsFunction() ? Napi::Persistent(value.As<Napi::Function>()) : Napi::FunctionReference();
}

}  // namespace

JsStrategy::JsStrategy(Napi::Env env, Napi::Object bound)
    : env_(env),
      start_(function_of(bound, "onStart")),
      book_(function_of(bound, "onBook")),
      trade_(function_of(bound, "onTrade")),
      order_(function_of(bound, "onOrder")),
      timer_(function_of(bound, "onTimer")),
      status_(function_of(bound, "onStatus")),
      stop_(function_of(bound, "onStop")) {}

StrategyInterests JsStrategy::interests() const noexcept {
  return {!book_.IsEmpty(), !trade_.IsEmpty(), !order_.IsEmpty(), !timer_.IsEmpty(), !status_.IsEmpty()};
}

CallResult JsStrategy::on_book(InstrumentId instrument) noexcept {
  // Handles made inside the scope of the call below would be made outside it otherwise, and pile up until the
  // loop ends.
  const Napi::HandleScope scope(env_);
  napi_value argument;
  if (napi_create_uint32(env_, instrument, &argument) != napi_ok) return CallResult::failed;
  return call(book_, &argument, 1);
}

CallResult JsStrategy::call(const Napi::FunctionReference& function, const napi_value* arguments,
                            size_t count) noexcept {
  if (function.IsEmpty()) return CallResult::done;
  const Napi::HandleScope scope(env_);
  napi_value receiver;
  napi_value result;
  napi_get_undefined(env_, &receiver);
  if (napi_call_function(env_, receiver, function.Value(), count, arguments, &result) != napi_ok) {
    // The binding catches what a strategy throws, so this is the worker being terminated: nothing more can be
    // called.
    return CallResult::failed;
  }
  bool is_good = false;
  return napi_get_value_bool(env_, result, &is_good) == napi_ok && is_good ? CallResult::done
                                                                           : CallResult::failed;
}

}  // namespace hotlane::addon
