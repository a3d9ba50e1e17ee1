// The addon's modules: each adds its functions to the exports.
#pragma once

#include <napi.h>

namespace hotlane::addon {

void init_backtest(Napi::Env env, Napi::Object exports);
void init_file_player(Napi::Env env, Napi::Object exports);
void init_earlier_run(Napi::Env env, Napi::Object exports);
void init_feed_survey(Napi::Env env, Napi::Object exports);
void init_generated_day(Napi::Env env, Napi::Object exports);
void init_group_recording(Napi::Env env, Napi::Object exports);
void init_capture_replay(Napi::Env env, Napi::Object exports);
void init_heap(Napi::Env env, Napi::Object exports);
void init_hiccups(Napi::Env env, Napi::Object exports);
void init_journal_replay(Napi::Env env, Napi::Object exports);
void init_compiled_calls(Napi::Env env, Napi::Object exports);
void init_lane(Napi::Env env, Napi::Object exports);
void init_lane_watchdog(Napi::Env env, Napi::Object exports);
void init_parity(Napi::Env env, Napi::Object exports);
void init_recorded_latencies(Napi::Env env, Napi::Object exports);
void init_market_extract(Napi::Env env, Napi::Object exports);
void init_socket_peer(Napi::Env env, Napi::Object exports);
void init_venue(Napi::Env env, Napi::Object exports);
void init_book_file(Napi::Env env, Napi::Object exports);

}  // namespace hotlane::addon
