#include "addon/js_strategy.hpp"

namespace hotlane::addon {
namespace {

napi_value function_of(Napi::Object bound, const char* name) {
  const Napi::Value value = bound.Get(name);
  return value.IsFunction() ? static_cast<napi_value>(value) : nullptr;
}

}  // namespace

JsStrategy::JsStrategy(CallScope& scope, Napi::Object bound, CallInterrupter* interrupter)
    : scope_(scope),
      interrupter_(interrupter),
      receiver_(bound.Env().Undefined()),
      start_(function_of(bound, "onStart")),
      book_(function_of(bound, "onBook")),
      trade_(function_of(bound, "onTrade")),
      order_(function_of(bound, "onOrder")),
      timer_(function_of(bound, "onTimer")),
      status_(function_of(bound, "onStatus")),
      stop_(function_of(bound, "onStop")),
      throw_(function_of(bound, "onThrow")),
      reads_queue_(bound.Get("readsQueue").ToBoolean()) {}

StrategyInterests JsStrategy::interests() const noexcept {
  return {book_ != nullptr,  trade_ != nullptr,  order_ != nullptr,
          timer_ != nullptr, status_ != nullptr, reads_queue_};
}

CallResult JsStrategy::call(napi_value function, const char* name) noexcept {
  if (function == nullptr) return CallResult::done;
  scope_.next_call();
  const napi_status status = napi_call_function(scope_.env(), receiver_, function, 0, nullptr, nullptr);
  return status == napi_ok ? CallResult::done : fail(name);
}

// While the worker is being terminated nothing was thrown, and this call fails too: nothing more can be
// called.
[[gnu::noinline]] CallResult JsStrategy::fail(const char* name) noexcept {
  napi_value words[2];
  napi_value ignored;
  std::string stack;
  // Before anything else: until that is taken back, V8 lets no JavaScript run.
  const bool is_ended = interrupter_ != nullptr && interrupter_->take_ended(stack);
  const bool is_known = napi_get_and_clear_last_exception(scope_.env(), &words[1]) == napi_ok;
  // What was ended has thrown nothing: where it was is told in its place, as a text.
  if (is_ended) napi_create_string_utf8(scope_.env(), stack.data(), stack.size(), &words[1]);
  if (is_known && napi_create_string_utf8(scope_.env(), name, NAPI_AUTO_LENGTH, &words[0]) == napi_ok &&
      napi_call_function(scope_.env(), receiver_, throw_, 2, words, nullptr) != napi_ok) {
    napi_get_and_clear_last_exception(scope_.env(), &ignored);
  }
  return CallResult::failed;
}

}  // namespace hotlane::addon
