// Compiled strategies as JavaScript names them: { compiled, index, instruments, parameters, budget, onFailure
// }, where src/compiler/compiled-strategy.ts makes such an object. TypeScript has checked it. A lane's are
// loaded by loadCompiled(), before they take their places.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <string>

#include "io/compiled_strategy.hpp"
#include "lane/boundary.hpp"

namespace hotlane::addon {

[[nodiscard]] inline bool is_compiled(const Napi::Object& strategy) {
  return strategy.Has("compiled");
}

// `self` gives the object whenever a call fails, which may be in another native call than this one. Null with
// `error`.
[[nodiscard]] std::unique_ptr<io::CompiledStrategy> load_compiled(std::function<Napi::Object()> self,
                                                                  boundary::LaneMemory& memory,
                                                                  std::string& error);

// Whether it is what a lane is given for a compiled strategy: { loaded }, of loadCompiled().
[[nodiscard]] inline bool is_loaded(const Napi::Object& strategy) {
  return strategy.Has("loaded");
}

// The strategy of such an object, once; null: it was taken before.
[[nodiscard]] std::shared_ptr<io::CompiledStrategy> take_loaded(const Napi::Object& strategy);

}  // namespace hotlane::addon
