#include "addon/compiled_calls.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "addon/bindings.hpp"
#include "addon/lane_memory.hpp"

namespace hotlane::addon {
namespace {

template <class Element>
std::vector<Element> numbers(Napi::Object object, const char* name) {
  std::vector<Element> out;
  const auto list = object.Get(name).As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    out.push_back(static_cast<Element>(list.Get(i).ToNumber().DoubleValue()));
  }
  return out;
}

io::CompiledStrategySetup read_setup(Napi::Object strategy) {
  io::CompiledStrategySetup setup;
  setup.path = strategy.Get("compiled").ToString().Utf8Value();
  setup.index = static_cast<StrategyId>(strategy.Get("index").ToNumber().Uint32Value());
  setup.instruments = numbers<int32_t>(strategy, "instruments");
  setup.parameters = numbers<double>(strategy, "parameters");
  setup.reads_queue = strategy.Get("readsQueue").ToBoolean();
  setup.budget = strategy.Get("budget").ToNumber().Int64Value();
  return setup;
}

// A handle scope of its own: the lane's loop may call it at any time, and never comes back to JavaScript's.
void tell_failure(Napi::Env env, const std::function<Napi::Object()>& self, const char* callback,
                  const hotlane_failure& failure) {
  const Napi::HandleScope scope(env);
  const Napi::Object strategy = self();
  Napi::Object told = Napi::Object::New(env);
  told.Set("code", failure.code);
  told.Set("place", failure.place);
  told.Set("line", failure.line);
  told.Set("column", failure.column);
  told.Set("file", std::string(failure.file));
  told.Set("message", std::string(failure.message));
  strategy.Get("onFailure").As<Napi::Function>().Call({Napi::String::New(env, callback), told});
  if (env.IsExceptionPending()) static_cast<void>(env.GetAndClearPendingException());
}

// callCompiled(memory, strategy, callbacks): makes the strategy, calls what `callbacks` (an array of
// functions, each answering a callback's name or "" to end) asks for, until one fails. For tests that hold
// both tiers against each other.
Napi::Value call_compiled(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  boundary::LaneMemory* memory = lane_memory(info[0]);
  std::string error = "lane memory: expected a Uint8Array of the lane's layout";
  std::unique_ptr<io::CompiledStrategy> strategy;
  const auto given = info[1].As<Napi::Object>();
  if (memory != nullptr) strategy = load_compiled([given] { return given; }, *memory, error);
  if (strategy == nullptr) {
    Napi::Error::New(env, error).ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const auto next = info[2].As<Napi::Function>();
  for (;;) {
    const Napi::HandleScope scope(env);
    const Napi::Value answer = next.Call({});
    if (env.IsExceptionPending() || !answer.IsString()) return env.Undefined();
    const std::string callback = answer.As<Napi::String>().Utf8Value();
    CallResult result = CallResult::done;
    if (callback == "onStart") result = strategy->on_start();
    if (callback == "onBook") result = strategy->on_book(0);
    if (callback == "onTrade") result = strategy->on_trade();
    if (callback == "onOrder") result = strategy->on_order();
    if (callback == "onTimer") result = strategy->on_timer();
    if (callback == "onStatus") result = strategy->on_status();
    if (callback == "onStop") result = strategy->on_stop();
    if (result == CallResult::failed) return env.Undefined();
  }
}

// Held by JavaScript: a strategy that no lane has yet, or the way to one that a lane has.
struct LoadedStrategy {
  std::shared_ptr<io::CompiledStrategy> waiting;
  std::weak_ptr<io::CompiledStrategy> strategy;
};

using LoadedExternal = Napi::External<LoadedStrategy>;

// loadCompiled(memory, strategy): makes it; throws when it can't be made, after it was told why.
Napi::Value load_for_lane(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  boundary::LaneMemory* memory = lane_memory(info[0]);
  std::string error = "lane memory: expected a Uint8Array of the lane's layout";
  std::shared_ptr<io::CompiledStrategy> strategy;
  if (memory != nullptr) {
    // It is called long after this call's handles are gone.
    const auto kept = std::make_shared<Napi::ObjectReference>(Napi::Persistent(info[1].As<Napi::Object>()));
    strategy = load_compiled([kept] { return kept->Value(); }, *memory, error);
  }
  if (strategy == nullptr) {
    Napi::Error::New(env, error).ThrowAsJavaScriptException();
    return env.Undefined();
  }
  auto loaded = std::make_unique<LoadedStrategy>(LoadedStrategy{strategy, strategy});
  return LoadedExternal::New(env, loaded.release(), [](Napi::Env, LoadedStrategy* its) { delete its; });
}

// handOverCompiled(loaded): its state, as numbers; undefined: it failed, and was told so.
Napi::Value hand_over(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto strategy = info[0].As<LoadedExternal>().Data()->strategy.lock();
  std::vector<double> state;
  if (strategy == nullptr || !strategy->hands_over() || !strategy->hand_over(state)) return env.Undefined();
  Napi::Float64Array numbers = Napi::Float64Array::New(env, state.size());
  std::copy(state.begin(), state.end(), numbers.Data());
  return numbers;
}

// takeOverCompiled(loaded, state): false: it failed, and was told so.
Napi::Value take_over(const Napi::CallbackInfo& info) {
  const auto strategy = info[0].As<LoadedExternal>().Data()->strategy.lock();
  const auto state = info[1].As<Napi::Float64Array>();
  const bool is_done = strategy != nullptr && strategy->takes_over() &&
                       strategy->take_over({state.Data(), state.ElementLength()});
  return Napi::Boolean::New(info.Env(), is_done);
}

}  // namespace

std::shared_ptr<io::CompiledStrategy> take_loaded(const Napi::Object& strategy) {
  return std::move(strategy.Get("loaded").As<LoadedExternal>().Data()->waiting);
}

std::unique_ptr<io::CompiledStrategy> load_compiled(std::function<Napi::Object()> self,
                                                    boundary::LaneMemory& memory, std::string& error) {
  const Napi::Object strategy = self();
  const Napi::Env env = strategy.Env();
  const auto on_failure = [env, self](const char* callback, const hotlane_failure& failure) {
    tell_failure(env, self, callback, failure);
  };
  auto loaded = io::CompiledStrategy::load(read_setup(strategy), memory, on_failure, error);
  if (loaded != nullptr) return loaded;
  if (error.empty()) {
    error = "a strategy failed while it was made";
  } else {
    hotlane_failure failure{};
    failure.code = HOTLANE_THROWN;
    failure.place = -1;
    error.copy(failure.message, sizeof failure.message - 1);
    tell_failure(env, self, "constructor", failure);
  }
  return nullptr;
}

void init_compiled_calls(Napi::Env env, Napi::Object exports) {
  exports.Set("callCompiled", Napi::Function::New(env, call_compiled));
  exports.Set("loadCompiled", Napi::Function::New(env, load_for_lane));
  exports.Set("handOverCompiled", Napi::Function::New(env, hand_over));
  exports.Set("takeOverCompiled", Napi::Function::New(env, take_over));
}

}  // namespace hotlane::addon
