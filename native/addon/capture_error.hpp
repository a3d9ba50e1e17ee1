// A capture's error as src/feed/survey-findings.ts declares it. JavaScript's thread only.
#pragma once

#include <napi.h>

#include "addon/count_number.hpp"
#include "feed/capture_records.hpp"

namespace hotlane::addon {

// Null: there is none.
inline Napi::Value capture_error_of(Napi::Env env, const CaptureError& error) {
  if (error.fault == CaptureFault::none) return env.Null();
  const std::string_view fault = text_of(error.fault);
  Napi::Object out = Napi::Object::New(env);
  out.Set("fault", Napi::String::New(env, fault.data(), fault.size()));
  out.Set("offset", number_of(env, error.offset));
  out.Set("expected", number_of(env, error.expected));
  out.Set("found", number_of(env, error.found));
  return out;
}

}  // namespace hotlane::addon
