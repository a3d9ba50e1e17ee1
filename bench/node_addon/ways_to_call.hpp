// The ways of calling a strategy's onBook through Node-API that were weighed against the shipped one
// (docs/decisions/002-calling-a-strategy.md): each differs from it in one thing. One thread, inside one
// native call.
#pragma once

#include <napi.h>

#include <span>

#include "addon/call_scope.hpp"
#include "memory/units.hpp"

namespace hotlane::bench {

// Functions of JavaScript around the same strategy's onBook, and others for comparison (bench/strategy.ts).
struct Callees {
  addon::CallScope scope;
  napi_value bare;        // without argument or result, as the shipped call's
  napi_value argument;    // with the instrument as its argument
  napi_value answering;   // with a boolean as its result, false after a catch
  napi_value both;        // with an argument, and a boolean as result
  napi_value dispatcher;  // with the callback's number as its argument
  napi_value list;        // without either; tells of two instruments
  napi_value empty;
  napi_value words;    // reads 12 words of the book through an Int32Array
  napi_value view;     // the same through a DataView
  napi_value doubles;  // the same as doubles through a Float64Array
  napi_ref reference;  // to `bare`
  napi_ref reference_to_both;
  uint32_t calls = 0;

  Callees(Napi::Env env, Napi::Object functions);
};

struct Way {
  const char* name;
  bool (*call)(Callees& callees, InstrumentId instrument);
};

[[nodiscard]] std::span<const Way> ways_to_call();

}  // namespace hotlane::bench
