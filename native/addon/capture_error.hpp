// A capture's error as src/feed/survey-findings.ts declares it. JavaScript's thread only.
#pragma once

#include <napi.h>

#include "feed/capture_records.hpp"

namespace hotlane::addon {

// Null: there is none.
inline Napi::Value capture_error_of(Napi::Env env, const CaptureError& error) {
  if (error.fault == CaptureFault::none) return env.Null();
  const std::string_view fault = text_of(error.fault);
  Napi::Object out = Napi::Object::New(env);
  out.Set("fault", Napi::String::New(env, fault.data(), fault.size()));
  out.Set("offset", Napi::Number::New(env, static_cast<double>(error.offset)));
  out.Set("expected", Napi::Number::New(env, static_cast<double>(error.expected)));
  out.Set("found", Napi::Number::New(env, static_cast<double>(error.found)));
  return out;
}

}  // namespace hotlane::addon
