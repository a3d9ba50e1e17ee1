// measureCalls({ way, memory, bound, compiled, functions, warmUp, calls }): what each onBook of a strategy
// takes by one of the ways, in ns, in a market that is made up; and a digest of what it decided. `compiled`:
// the shared object and its parameters.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "addon/js_strategy.hpp"
#include "addon/lane_memory.hpp"
#include "io/tsc_clock.hpp"
#include "market_maker.hpp"
#include "node_addon/compiled_strategy.hpp"
#include "node_addon/made_up_market.hpp"
#include "node_addon/module.hpp"
#include "node_addon/ways_to_call.hpp"

namespace hotlane::bench {
namespace {

// An empty native call: what is left is the stamps and the call through the port.
class NoStrategy : public StrategyPort {
 public:
  StrategyInterests interests() const noexcept override { return {}; }
  CallResult on_start() noexcept override { return CallResult::done; }
  CallResult on_book(InstrumentId) noexcept override { return CallResult::done; }
  CallResult on_trade() noexcept override { return CallResult::done; }
  CallResult on_order() noexcept override { return CallResult::done; }
  CallResult on_timer() noexcept override { return CallResult::done; }
  CallResult on_status() noexcept override { return CallResult::done; }
  CallResult on_stop() noexcept override { return CallResult::done; }
};

// Calls onBook by another way than `shipped`.
class OtherWay final : public NoStrategy {
 public:
  OtherWay(const Way& way, Callees& callees, StrategyPort& shipped)
      : way_(way), callees_(callees), shipped_(shipped) {}
  CallResult on_book(InstrumentId instrument) noexcept override {
    return way_.call(callees_, instrument) ? CallResult::done : CallResult::failed;
  }
  CallResult on_order() noexcept override { return shipped_.on_order(); }

 private:
  const Way& way_;
  Callees& callees_;
  StrategyPort& shipped_;
};

struct Measured {
  std::vector<double> ns;
  uint64_t intents = 0;
  uint64_t digest = 0;
  bool is_good = true;
};

Measured measure(StrategyPort& strategy, boundary::LaneMemory& memory, uint32_t warm_up, uint32_t calls) {
  const io::TscClock clock;
  MadeUpMarket market(memory);
  Measured measured;
  measured.ns.reserve(calls);
  for (uint32_t i = 0; i < warm_up + calls && measured.is_good; ++i) {
    const InstrumentId instrument = market.next();
    const uint64_t begun = clock.ticks();
    measured.is_good = strategy.on_book(instrument) == CallResult::done;
    const uint64_t done = clock.ticks();
    if (i >= warm_up) measured.ns.push_back(static_cast<double>(clock.ns(done - begun)));
    measured.intents += market.answer([&strategy] { static_cast<void>(strategy.on_order()); });
  }
  measured.digest = market.digest();
  return measured;
}

Napi::Value measure_calls(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto setup = info[0].As<Napi::Object>();
  boundary::LaneMemory& memory = *addon::lane_memory(setup.Get("memory"));
  const std::string name = setup.Get("way").As<Napi::String>().Utf8Value();
  Measured measured;
  std::string failure;
  {
    Callees callees(env, setup.Get("functions").As<Napi::Object>());
    addon::JsStrategy shipped(callees.scope, setup.Get("bound").As<Napi::Object>());
    NoStrategy none;
    MarketMaker native(memory, 0, MadeUpMarket::instruments);
    std::unique_ptr<StrategyPort> compiled;
    if (const Napi::Value given = setup.Get("compiled"); given.IsObject()) {
      compiled = load_compiled(given.As<Napi::Object>(), memory, MadeUpMarket::instruments, failure);
    }
    const std::span<const Way> ways = ways_to_call();
    const auto way =
        std::find_if(ways.begin(), ways.end(), [&name](const Way& one) { return name == one.name; });
    OtherWay other(way == ways.end() ? ways.front() : *way, callees, shipped);
    StrategyPort& strategy = way != ways.end()                           ? static_cast<StrategyPort&>(other)
                             : name == "shipped"                         ? static_cast<StrategyPort&>(shipped)
                             : name == "native"                          ? static_cast<StrategyPort&>(native)
                             : name == "compiled" && compiled != nullptr ? *compiled
                                                                         : static_cast<StrategyPort&>(none);
    measured.is_good = name != "compiled" || compiled != nullptr;
    if (measured.is_good) {
      measured = measure(strategy, memory, setup.Get("warmUp").As<Napi::Number>().Uint32Value(),
                         setup.Get("calls").As<Napi::Number>().Uint32Value());
    }
  }
  if (!measured.is_good) {
    Napi::Error::New(env, "bench: the strategy threw, by way of: " + name + ": " + failure)
        .ThrowAsJavaScriptException();
    return env.Undefined();
  }
  Napi::Float64Array ns = Napi::Float64Array::New(env, measured.ns.size());
  std::copy(measured.ns.begin(), measured.ns.end(), ns.Data());
  Napi::Object outcome = Napi::Object::New(env);
  outcome.Set("ns", ns);
  outcome.Set("intents", static_cast<double>(measured.intents));
  outcome.Set("digest", std::to_string(measured.digest));
  return outcome;
}

}  // namespace

void init_strategy_calls(Napi::Env env, Napi::Object exports) {
  exports.Set("measureCalls", Napi::Function::New(env, measure_calls));
  Napi::Array names = Napi::Array::New(env);
  for (const Way& way : ways_to_call()) names.Set(names.Length(), way.name);
  exports.Set("waysToCall", names);
}

}  // namespace hotlane::bench
