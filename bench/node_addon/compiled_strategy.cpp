#include "node_addon/compiled_strategy.hpp"

#include <utility>

#include "io/compiled_strategy.hpp"

namespace hotlane::bench {

std::unique_ptr<StrategyPort> load_compiled(const Napi::Object& given, boundary::LaneMemory& memory,
                                            uint16_t instruments, std::string& failure) {
  io::CompiledStrategySetup setup;
  setup.path = given.Get("path").ToString().Utf8Value();
  for (uint16_t i = 0; i < instruments; ++i) setup.instruments.push_back(i);
  const auto parameters = given.Get("parameters").As<Napi::Array>();
  for (uint32_t i = 0; i < parameters.Length(); ++i) {
    setup.parameters.push_back(parameters.Get(i).ToNumber().DoubleValue());
  }
  const auto on_failure = [&failure](const char* callback, const hotlane_failure& its) {
    failure = std::string(callback) + " of the compiled strategy failed with code " +
              std::to_string(its.code) + " at place " + std::to_string(its.place) + ": " + its.message;
  };
  std::string error;
  auto strategy = io::CompiledStrategy::load(std::move(setup), memory, on_failure, error);
  if (!error.empty()) failure = error;
  return strategy;
}

}  // namespace hotlane::bench
