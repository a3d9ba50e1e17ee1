// The scope of the handles that calls into JavaScript leave behind, one a call: renewed every so many calls,
// for opening and closing one costs a sixth of a call (bench/strategy). Opened at the first call, so that
// what was made before, in the native call that all this happens in, stays until that ends. Shared by all
// that one loop calls.
#pragma once

#include <napi.h>

#include <cstdint>

namespace hotlane::addon {

class CallScope {
 public:
  explicit CallScope(napi_env env) noexcept : env_(env) {}
  ~CallScope() { close(); }
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

  [[nodiscard]] napi_env env() const noexcept { return env_; }
  // Before each call; no other scope may be open inside this one.
  void next_call() noexcept {
    if (calls_left_ == 0) {
      close();
      napi_open_handle_scope(env_, &scope_);
      calls_left_ = calls_max;
    }
    --calls_left_;
  }
  // What is made from here to the next call stays, as what was made before the first one does.
  void leave() noexcept {
    close();
    calls_left_ = 0;
  }

 private:
  // V8 keeps handles in blocks of about a thousand: so few never need a second one.
  static constexpr uint32_t calls_max = 256;

  void close() noexcept {
    if (scope_ != nullptr) napi_close_handle_scope(env_, scope_);
    scope_ = nullptr;
  }

  napi_env env_;
  napi_handle_scope scope_ = nullptr;
  uint32_t calls_left_ = 0;
};

}  // namespace hotlane::addon
