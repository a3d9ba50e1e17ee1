#include "addon/backtest_setup.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "addon/lane_setup.hpp"

namespace hotlane::addon {
namespace {

TimeNs time_in(Napi::Object object, const char* name) {
  return object.Get(name).ToNumber().Int64Value();
}

std::vector<TimeNs> times_in(Napi::Object object, const char* name) {
  std::vector<TimeNs> times;
  const Napi::Value value = object.Get(name);
  if (!value.IsTypedArray()) return times;
  auto numbers = value.As<Napi::Float64Array>();
  for (size_t i = 0; i < numbers.ElementLength(); ++i) times.push_back(static_cast<TimeNs>(numbers[i]));
  return times;
}

LatencySettings read_latency(Napi::Object latency) {
  LatencySettings settings;
  const std::string kind = latency.Get("kind").ToString().Utf8Value();
  if (kind == "histogram") {
    settings.kind = LatencyKind::histogram;
    const std::vector<TimeNs> values = times_in(latency, "valuesNs");
    const std::vector<TimeNs> counts = times_in(latency, "counts");
    for (size_t i = 0; i < std::min(values.size(), counts.size()); ++i) {
      settings.buckets.push_back({values[i], static_cast<uint64_t>(counts[i])});
    }
    settings.seed = static_cast<uint64_t>(time_in(latency, "seed"));
  } else if (kind == "recorded") {
    settings.kind = LatencyKind::recorded;
    settings.recorded_ns = times_in(latency, "ns");
  } else {
    settings.constant_ns = time_in(latency, "ns");
  }
  return settings;
}

// "exact", or by level.
std::optional<LevelQueueSettings> read_queue(Napi::Value queue) {
  if (!queue.IsObject()) return std::nullopt;
  const auto level = queue.As<Napi::Object>();
  const std::string cancels = level.Get("cancels").ToString().Utf8Value();
  return LevelQueueSettings{
      .cancels = cancels == "ahead"    ? LevelCancels::ahead
                 : cancels == "behind" ? LevelCancels::behind
                                       : LevelCancels::drawn,
      .power = std::min(level.Get("power").ToNumber().Uint32Value(), LevelQueueSettings::power_max),
      .seed = static_cast<uint64_t>(time_in(level, "seed"))};
}

}  // namespace

BacktestSettings read_backtest_setup(Napi::Object setup) {
  BacktestSettings settings;
  settings.lane = read_lane_setup(setup.Get("lane").As<Napi::Object>()).lane;
  bool is_lossless = false;
  settings.midnight = setup.Get("midnightNs").As<Napi::BigInt>().Int64Value(&is_lossless);
  settings.from = time_in(setup, "fromNs");
  settings.to = time_in(setup, "toNs");
  settings.equity_interval = time_in(setup, "equityIntervalNs");
  settings.level_queue = read_queue(setup.Get("queue"));
  const auto latency = setup.Get("latency").As<Napi::Object>();
  settings.feed = read_latency(latency.Get("feed").As<Napi::Object>());
  settings.order = read_latency(latency.Get("order").As<Napi::Object>());
  settings.answer = read_latency(latency.Get("answer").As<Napi::Object>());
  return settings;
}

}  // namespace hotlane::addon
