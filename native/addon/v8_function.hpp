// V8's own functions, for what Node-API has no way to say: by the names under which node exports them, so
// that no V8 header is needed. To the calling convention a method is a function of its object.
#pragma once

#include <dlfcn.h>

namespace hotlane::addon {

// Null where this node does not export it.
template <class Function>
void find_v8_function(const char* mangled_name, Function& function) noexcept {
  function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, mangled_name));
}

}  // namespace hotlane::addon
