#include "node_addon/ways_to_call.hpp"

namespace hotlane::bench {
namespace {

napi_ref reference_to(napi_env env, napi_value value) {
  napi_ref reference = nullptr;
  napi_create_reference(env, value, 1, &reference);
  return reference;
}

class OwnScope {
 public:
  explicit OwnScope(napi_env env) : env_(env) { napi_open_handle_scope(env, &scope_); }
  ~OwnScope() { napi_close_handle_scope(env_, scope_); }
  OwnScope(const OwnScope&) = delete;
  OwnScope& operator=(const OwnScope&) = delete;

 private:
  napi_env env_;
  napi_handle_scope scope_ = nullptr;
};

napi_value undefined_of(napi_env env) {
  napi_value undefined;
  napi_get_undefined(env, &undefined);
  return undefined;
}

bool call(napi_env env, napi_value function, std::span<const napi_value> arguments = {},
          napi_value* result = nullptr) {
  return napi_call_function(env, undefined_of(env), function, arguments.size(), arguments.data(), result) ==
         napi_ok;
}

bool is_true(napi_env env, napi_value value) {
  bool is = false;
  return napi_get_value_bool(env, value, &is) == napi_ok && is;
}

napi_value number(napi_env env, uint32_t value) {
  napi_value made;
  napi_create_uint32(env, value, &made);
  return made;
}

napi_value function_at(napi_env env, napi_ref reference) {
  napi_value function;
  napi_get_reference_value(env, reference, &function);
  return function;
}

bool as_it_was(Callees& callees, InstrumentId instrument) {
  const napi_env env = callees.scope.env();
  const OwnScope outer(env);
  const napi_value argument = number(env, instrument);
  const OwnScope inner(env);
  napi_value result;
  return call(env, function_at(env, callees.reference_to_both), {&argument, 1}, &result) &&
         is_true(env, result);
}

bool scope_a_call(Callees& callees, InstrumentId) {
  const OwnScope scope(callees.scope.env());
  return call(callees.scope.env(), callees.bare);
}

bool by_reference(Callees& callees, InstrumentId) {
  const napi_env env = callees.scope.env();
  callees.scope.next_call();
  return call(env, function_at(env, callees.reference));
}

bool with_argument(Callees& callees, InstrumentId instrument) {
  const napi_env env = callees.scope.env();
  callees.scope.next_call();
  const napi_value argument = number(env, instrument);
  return call(env, callees.argument, {&argument, 1});
}

bool with_answer(Callees& callees, InstrumentId) {
  const napi_env env = callees.scope.env();
  callees.scope.next_call();
  napi_value result;
  return call(env, callees.answering, {}, &result) && is_true(env, result);
}

bool dispatched(Callees& callees, InstrumentId) {
  const napi_env env = callees.scope.env();
  callees.scope.next_call();
  const napi_value callback = number(env, 1);
  return call(env, callees.dispatcher, {&callback, 1});
}

bool two_at_once(Callees& callees, InstrumentId) {
  if (callees.calls++ % 2 == 0) return true;
  callees.scope.next_call();
  return call(callees.scope.env(), callees.list);
}

bool as_callback(Callees& callees, InstrumentId) {
  const napi_env env = callees.scope.env();
  callees.scope.next_call();
  napi_value receiver;
  napi_get_global(env, &receiver);
  return napi_make_callback(env, nullptr, receiver, callees.bare, 0, nullptr, nullptr) == napi_ok;
}

template <napi_value Callees::*function>
bool other(Callees& callees, InstrumentId) {
  callees.scope.next_call();
  return call(callees.scope.env(), callees.*function);
}

constexpr Way ways[] = {
    {"as it was: by a reference, argument, boolean, two scopes", as_it_was},
    {"a handle scope a call", scope_a_call},
    {"by a reference", by_reference},
    {"the instrument as an argument", with_argument},
    {"try and catch, a boolean as result", with_answer},
    {"one function for all callbacks", dispatched},
    {"two changes a call, each", two_at_once},
    {"napi_make_callback", as_callback},
    {"an empty function", other<&Callees::empty>},
    {"12 words by Int32Array", other<&Callees::words>},
    {"12 words by DataView", other<&Callees::view>},
    {"12 doubles by Float64Array", other<&Callees::doubles>},
};

}  // namespace

Callees::Callees(Napi::Env env, Napi::Object functions)
    : scope(env),
      bare(functions.Get("bare")),
      argument(functions.Get("argument")),
      answering(functions.Get("answering")),
      both(functions.Get("both")),
      dispatcher(functions.Get("dispatcher")),
      list(functions.Get("list")),
      empty(functions.Get("empty")),
      words(functions.Get("words")),
      view(functions.Get("view")),
      doubles(functions.Get("doubles")),
      reference(reference_to(env, bare)),
      reference_to_both(reference_to(env, both)) {}

std::span<const Way> ways_to_call() {
  return ways;
}

}  // namespace hotlane::bench
