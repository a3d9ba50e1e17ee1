// An ITCH file's error as src/files/itch-error.ts declares it. JavaScript's thread only.
#pragma once

#include <napi.h>

#include "addon/count_number.hpp"
#include "feed/itch_file.hpp"

namespace hotlane::addon {

inline const char* name_of(FileFault fault) noexcept {
  switch (fault) {
    case FileFault::none: return "none";
    case FileFault::prefix_cut: return "prefixCut";
    case FileFault::message_cut: return "messageCut";
    case FileFault::message_length: return "messageLength";
    case FileFault::frame_too_long: return "frameTooLong";
    case FileFault::bytes_after_end: return "bytesAfterEnd";
  }
  return "none";
}

// Null: there is none.
inline Napi::Value itch_file_error_of(Napi::Env env, const FileError& error) {
  if (error.fault == FileFault::none) return env.Null();
  Napi::Object out = Napi::Object::New(env);
  out.Set("fault", name_of(error.fault));
  out.Set("offset", number_of(env, error.offset));
  out.Set("expected", number_of(env, error.expected));
  out.Set("found", number_of(env, error.found));
  out.Set("type", std::string(error.type == 0 ? 0 : 1, error.type));
  return out;
}

}  // namespace hotlane::addon
