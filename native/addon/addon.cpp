// The addon's entry: what `hotlane.node` exports to src/lanes/native.ts.
#include "addon/bindings.hpp"

namespace {

Napi::Object init_addon(Napi::Env env, Napi::Object exports) {
  hotlane::addon::init_backtest(env, exports);
  hotlane::addon::init_book_file(env, exports);
  hotlane::addon::init_capture_replay(env, exports);
  hotlane::addon::init_earlier_run(env, exports);
  hotlane::addon::init_feed_survey(env, exports);
  hotlane::addon::init_file_player(env, exports);
  hotlane::addon::init_generated_day(env, exports);
  hotlane::addon::init_group_recording(env, exports);
  hotlane::addon::init_heap(env, exports);
  hotlane::addon::init_hiccups(env, exports);
  hotlane::addon::init_journal_replay(env, exports);
  hotlane::addon::init_compiled_calls(env, exports);
  hotlane::addon::init_lane(env, exports);
  hotlane::addon::init_lane_watchdog(env, exports);
  hotlane::addon::init_parity(env, exports);
  hotlane::addon::init_recorded_latencies(env, exports);
  hotlane::addon::init_market_extract(env, exports);
  hotlane::addon::init_socket_peer(env, exports);
  hotlane::addon::init_venue(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(hotlane, init_addon)
