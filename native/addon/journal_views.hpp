// What a replayed lane looks like, as JavaScript objects in the shapes that src/lanes/native.ts declares:
// books, open orders, positions, an order's story. JavaScript's thread only.
#pragma once

#include <napi.h>

#include "addon/count_number.hpp"
#include "replay/journal_replay.hpp"
#include "replay/order_story.hpp"

namespace hotlane::addon {

[[nodiscard]] inline Napi::Value time_of(Napi::Env env, TimeNs time) {
  return Napi::BigInt::New(env, int64_t{time});
}

// `levels_max` 0: the whole depth.
[[nodiscard]] Napi::Array books_of(Napi::Env env, const JournalReplay& replay, size_t levels_max);
[[nodiscard]] Napi::Array open_orders_of(Napi::Env env, const JournalReplay& replay);
// Of every strategy and instrument that traded.
[[nodiscard]] Napi::Array positions_of(Napi::Env env, const JournalReplay& replay);
[[nodiscard]] Napi::Array story_of(Napi::Env env, const OrderStory& story);

}  // namespace hotlane::addon
