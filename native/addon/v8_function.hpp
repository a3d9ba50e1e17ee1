// V8's own functions, for what Node-API has no way to say: by the names under which node exports them, so
// that no V8 header is needed. To the calling convention a method is a function of its object, an enum an
// int; what is called has not changed in this since V8 7.
#pragma once

#include <dlfcn.h>

namespace hotlane::addon {

struct Isolate;  // v8::Isolate

// Null where this node does not export it.
template <class Function>
void find_v8_function(const char* mangled_name, Function& function) noexcept {
  function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, mangled_name));
}

// Of the calling thread; null: it has none, or this node does not say.
inline Isolate* current_isolate() noexcept {
  static Isolate* (*const current)() = [] {
    Isolate* (*found)() = nullptr;
    find_v8_function("_ZN2v87Isolate10GetCurrentEv", found);  // v8::Isolate::GetCurrent()
    return found;
  }();
  return current == nullptr ? nullptr : current();
}

}  // namespace hotlane::addon
