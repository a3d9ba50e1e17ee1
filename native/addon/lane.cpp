// Node-API bindings of the lane: prepareLane and runLane, which keeps its worker thread until the lane has
// stopped.
#include <napi.h>

#include <vector>

#include "addon/bindings.hpp"
#include "addon/collector_watch.hpp"
#include "addon/js_source.hpp"
#include "addon/lane_memory.hpp"
#include "addon/lane_setup.hpp"
#include "feed/channel_status.hpp"
#include "io/lane_loop.hpp"
#include "journal/lane_records.hpp"
#include "lane/lane_memory.hpp"
#include "orders/order_state.hpp"
#include "risk/firm_pool.hpp"
#include "risk/refusal.hpp"
#include "session/soup_fault.hpp"
#include "session/venue_alert.hpp"

namespace hotlane::addon {
namespace {

Napi::Value fail(Napi::Env env, const std::string& words) {
  Napi::Error::New(env, words).ThrowAsJavaScriptException();
  return env.Undefined();
}

// prepareLane(memory, setup): symbols, counts and each strategy's first order number.
Napi::Value prepare_lane(const Napi::CallbackInfo& info) {
  boundary::LaneMemory* memory = lane_memory(info[0]);
  if (memory == nullptr) return fail(info.Env(), "lane memory: expected a Uint8Array of the lane's layout");
  const io::LaneLoopSettings settings = read_lane_setup(info[1].As<Napi::Object>());
  prepare_lane_memory(settings.lane, *memory);
  return info.Env().Undefined();
}

Napi::Array grants_of(Napi::Env env, const std::vector<io::HostGrant>& grants) {
  Napi::Array array = Napi::Array::New(env, grants.size());
  for (uint32_t i = 0; i < grants.size(); ++i) {
    Napi::Object grant = Napi::Object::New(env);
    grant.Set("what", grants[i].what);
    grant.Set("isGranted", grants[i].is_granted);
    grant.Set("reason", grants[i].reason);
    array.Set(i, grant);
  }
  return array;
}

// What an earlier run's journal ended with; null: there was none.
Napi::Value tail_of(Napi::Env env, const io::JournalTail& tail) {
  if (tail.file.empty()) return env.Null();
  Napi::Object out = Napi::Object::New(env);
  out.Set("file", tail.file);
  out.Set("bytesKept", static_cast<double>(tail.bytes_kept));
  out.Set("bytesTorn", static_cast<double>(tail.bytes_torn));
  out.Set("isDamaged", tail.is_damaged);
  return out;
}

// runLane(memory, setup, strategies, onReady, earlier, install, look): what earlier-run.ts has kept of an
// earlier run, or null; see JsSource.
Napi::Value run_lane(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  boundary::LaneMemory* memory = lane_memory(info[0]);
  if (memory == nullptr) return fail(env, "lane memory: expected a Uint8Array of the lane's layout");
  io::LaneLoopSettings settings = read_lane_setup(info[1].As<Napi::Object>());
  // The main thread has written both before it started this one.
  settings.lane.limits = memory->staged_limits;
  settings.lane.grants = memory->firm_share.grants;
  if (info[4].IsArrayBuffer()) {
    auto earlier = info[4].As<Napi::ArrayBuffer>();
    settings.earlier = {static_cast<const std::byte*>(earlier.Data()), earlier.ByteLength()};
  }
  CallScope scope(env);
  JsSource source(scope, *memory, info[2].As<Napi::Array>(), info[5].As<Napi::Function>(),
                  info[6].As<Napi::Function>());
  settings.source = &source;
  GcPauses pauses;
  const CollectorWatch watch(pauses);
  settings.gc_pauses = &pauses;
  const auto on_ready = info[3].As<Napi::Function>();
  const std::string failure =
      io::run_lane(settings, *memory, source.strategies(), [&](const io::LaneOpening& opening) {
        on_ready.Call({grants_of(env, opening.grants), Napi::Number::New(env, opening.receive_buffer_bytes),
                       tail_of(env, opening.journal_tail)});
      });
  return failure.empty() ? env.Undefined() : fail(env, failure);
}

// balanceFirm(memories, limits): one step of the firm's pool over all lanes, by FirmMeasure.
Napi::Value balance(const Napi::CallbackInfo& info) {
  const auto memories = info[0].As<Napi::Array>();
  const auto given = info[1].As<Napi::BigInt64Array>();
  std::vector<FirmShareWords*> lanes;
  for (uint32_t i = 0; i < memories.Length(); ++i) {
    boundary::LaneMemory* memory = lane_memory(memories.Get(i));
    if (memory == nullptr) return fail(info.Env(), "lane memory: expected a Uint8Array of the lane's layout");
    lanes.push_back(&memory->firm_share);
  }
  if (given.ElementLength() != firm_measures)
    return fail(info.Env(), "limits: expected one for each measure");
  FirmAmounts limits{};
  for (uint32_t measure = 0; measure < firm_measures; ++measure) limits[measure] = given[measure];
  balance_firm(lanes, limits);
  return info.Env().Undefined();
}

Napi::Value allowed_cores(const Napi::CallbackInfo& info) {
  const std::vector<int> cores = io::allowed_cores();
  Napi::Array array = Napi::Array::New(info.Env(), cores.size());
  for (uint32_t i = 0; i < cores.size(); ++i) array.Set(i, cores[i]);
  return array;
}

template <class Code>
Napi::Array words_of_all(Napi::Env env, uint32_t count) {
  Napi::Array array = Napi::Array::New(env, count);
  for (uint32_t i = 0; i < count; ++i) array.Set(i, std::string(words_of(static_cast<Code>(i))));
  return array;
}

Napi::Value codes(const Napi::CallbackInfo& info) {
  Napi::Object codes = Napi::Object::New(info.Env());
  codes.Set("orderStates", words_of_all<OrderState>(info.Env(), order_state_count));
  codes.Set("refusals", words_of_all<Refusal>(info.Env(), refusal_count));
  codes.Set("channelStates", words_of_all<ChannelState>(info.Env(), channel_state_count));
  codes.Set("recoverySteps", words_of_all<RecoveryStep>(info.Env(), recovery_step_count));
  codes.Set("channelCauses", words_of_all<ChannelCause>(info.Env(), channel_cause_count));
  codes.Set("sessionFaults", words_of_all<SoupFault>(info.Env(), soup_fault_count));
  codes.Set("venueAlerts", words_of_all<VenueAlert>(info.Env(), venue_alert_count));
  codes.Set("journalStates", words_of_all<JournalState>(info.Env(), journal_state_count));
  return codes;
}

}  // namespace

void init_lane(Napi::Env env, Napi::Object exports) {
  exports.Set("prepareLane", Napi::Function::New(env, prepare_lane));
  exports.Set("runLane", Napi::Function::New(env, run_lane));
  exports.Set("balanceFirm", Napi::Function::New(env, balance));
  exports.Set("allowedCores", Napi::Function::New(env, allowed_cores));
  exports.Set("codes", Napi::Function::New(env, codes));
}

}  // namespace hotlane::addon
