// Backtest: a strategy in a recorded market (native/backtest), fed chunk by chunk from JavaScript
// (src/backtest/run-backtest.ts) on its thread. Strategies are called inside feed() and finish(), as a lane's
// loop calls them.
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "addon/backtest_columns.hpp"
#include "addon/backtest_setup.hpp"
#include "addon/backtest_source.hpp"
#include "addon/bindings.hpp"
#include "addon/compiled_calls.hpp"
#include "addon/count_number.hpp"
#include "addon/js_strategy.hpp"
#include "addon/lane_memory.hpp"
#include "addon/lent_strategy.hpp"

namespace hotlane::addon {
namespace {

class BacktestRun : public Napi::ObjectWrap<BacktestRun> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set(
        "Backtest",
        DefineClass(
            env, "Backtest",
            {InstanceMethod<&BacktestRun::wanted>("wanted"), InstanceMethod<&BacktestRun::fault>("fault"),
             InstanceMethod<&BacktestRun::feed>("feed"), InstanceMethod<&BacktestRun::end_file>("endFile"),
             InstanceMethod<&BacktestRun::finish>("finish"), InstanceMethod<&BacktestRun::summary>("summary"),
             InstanceMethod<&BacktestRun::orders>("orders"), InstanceMethod<&BacktestRun::fills>("fills"),
             InstanceMethod<&BacktestRun::equity>("equity"), InstanceMethod<&BacktestRun::marks>("marks"),
             InstanceMethod<&BacktestRun::books>("books")}));
  }

  // new Backtest(memory, setup, strategies): the memory has been prepared, with limits in it.
  explicit BacktestRun(const Napi::CallbackInfo& info) : Napi::ObjectWrap<BacktestRun>(info) {
    const Napi::Env env = info.Env();
    boundary::LaneMemory* memory = lane_memory(info[0]);
    if (memory == nullptr) {
      Napi::Error::New(env, "lane memory: expected a Uint8Array of the lane's layout")
          .ThrowAsJavaScriptException();
      return;
    }
    memory_ = Napi::Persistent(info[0].As<Napi::Object>());
    BacktestSettings settings = read_backtest_setup(info[1].As<Napi::Object>());
    settings.lane.limits = memory->staged_limits;
    midnight_ = settings.midnight;
    source_ = make_source(info[1].As<Napi::Object>().Get("source").As<Napi::Object>());
    for (const LaneInstrument& instrument : settings.lane.instruments)
      symbols_.emplace_back(instrument.symbol.text());
    for (const LaneStrategySettings& strategy : settings.lane.strategies)
      strategies_.push_back(strategy.name);
    const auto bound = info[2].As<Napi::Array>();
    lent_.resize(bound.Length());
    std::vector<StrategyPort*> ports;
    for (uint32_t i = 0; i < bound.Length(); ++i) {
      bound_.push_back(Napi::Persistent(bound.Get(i).As<Napi::Object>()));
      ports.push_back(&lent_[i]);
    }
    if (!load_compiled_ones(env, *memory)) return;
    lend(env, [&] { backtest_ = std::make_unique<Backtest>(settings, *memory, ports); });
  }

 private:
  // False, with an exception: one of them could not be made.
  bool load_compiled_ones(Napi::Env env, boundary::LaneMemory& memory) {
    compiled_.resize(bound_.size());
    for (size_t i = 0; i < bound_.size(); ++i) {
      if (!is_compiled(bound_[i].Value())) continue;
      std::string error;
      compiled_[i] = load_compiled([this, i] { return bound_[i].Value(); }, memory, error);
      if (compiled_[i] == nullptr) {
        Napi::Error::New(env, error).ThrowAsJavaScriptException();
        return false;
      }
      lent_[i].lend(compiled_[i].get());
    }
    return true;
  }

  // Calls `work` with the strategies' handles in place.
  template <class Work>
  void lend(Napi::Env env, Work&& work) {
    CallScope scope(env);
    std::vector<std::unique_ptr<JsStrategy>> owners;
    for (size_t i = 0; i < bound_.size(); ++i) {
      if (compiled_[i] != nullptr) continue;
      owners.push_back(std::make_unique<JsStrategy>(scope, bound_[i].Value()));
      lent_[i].lend(owners.back().get());
    }
    work();
  }

  void drain() {
    for (Bytes message = source_->next(); !message.empty(); message = source_->next()) {
      if (!backtest_->on_message(message)) break;
    }
  }

  // wanted(): the file whose next bytes are needed; null: nothing more is.
  Napi::Value wanted(const Napi::CallbackInfo& info) {
    const std::optional<uint32_t> file = source_->wanted();
    if (backtest_->is_over() || !file) return info.Env().Null();
    return Napi::Number::New(info.Env(), *file);
  }

  // feed(file, chunk), of the file that is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    const auto chunk = info[1].As<Napi::Uint8Array>();
    lend(info.Env(), [&] {
      source_->feed(info[0].ToNumber().Uint32Value(),
                    {reinterpret_cast<const std::byte*>(chunk.Data()), chunk.ByteLength()});
      drain();
    });
    return info.Env().Undefined();
  }

  // endFile(file): it has no more bytes.
  Napi::Value end_file(const Napi::CallbackInfo& info) {
    lend(info.Env(), [&] {
      source_->finish(info[0].ToNumber().Uint32Value());
      drain();
    });
    return info.Env().Undefined();
  }

  // Where and why the files stopped making sense, or null.
  Napi::Value fault(const Napi::CallbackInfo& info) { return fault_of(info.Env(), *source_); }

  Napi::Value finish(const Napi::CallbackInfo& info) {
    lend(info.Env(), [&] { backtest_->finish(); });
    return info.Env().Undefined();
  }

  Napi::Value orders(const Napi::CallbackInfo& info) {
    return order_columns(info.Env(), *backtest_, midnight_);
  }
  Napi::Value fills(const Napi::CallbackInfo& info) {
    return fill_columns(info.Env(), *backtest_, midnight_);
  }
  Napi::Value equity(const Napi::CallbackInfo& info) {
    return equity_columns(info.Env(), *backtest_, midnight_);
  }

  Napi::Value marks(const Napi::CallbackInfo& info) { return mark_columns(info.Env(), *backtest_); }
  Napi::Value books(const Napi::CallbackInfo& info) {
    return book_columns(info.Env(), *backtest_, midnight_);
  }

  Napi::Value time_of_day(Napi::Env env, TimeNs time) const {
    return time == 0 ? env.Null()
                     : Napi::Value(Napi::Number::New(env, static_cast<double>(time - midnight_)));
  }

  Napi::Value summary(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const BacktestCounts& counts = backtest_->counts();
    Napi::Object out = Napi::Object::New(env);
    out.Set("messages", number_of(env, counts.messages));
    out.Set("ofInstruments", number_of(env, counts.of_instruments));
    out.Set("packets", number_of(env, counts.packets));
    out.Set("skipped", number_of(env, counts.skipped));
    out.Set("wentBack", number_of(env, counts.went_back));
    out.Set("firstNs", time_of_day(env, counts.first));
    out.Set("lastNs", time_of_day(env, counts.last));
    out.Set("beyondRecordedLatencies", number_of(env, backtest_->beyond_records()));
    char hash[17];
    std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(backtest_->state_hash()));
    out.Set("stateHash", std::string(hash));
    const HistoryCounters& history = backtest_->history();
    out.Set("unknownReferences", number_of(env, history.unknown_references));
    out.Set("repeatedReferences", number_of(env, history.repeated_references));
    out.Set("excessShares", number_of(env, history.excess_shares));
    out.Set("malformed", number_of(env, history.malformed));
    out.Set("strategies", strategies(env));
    out.Set("positions", positions(env));
    out.Set("refusals", refusals(env));
    out.Set("unannounced", unannounced(env));
    return out;
  }

  Napi::Array strategies(Napi::Env env) const {
    Napi::Array out = Napi::Array::New(env);
    const auto& memory = *lane_memory(memory_.Value());
    for (uint32_t i = 0; i < strategies_.size(); ++i) {
      Napi::Object one = Napi::Object::New(env);
      one.Set("name", strategies_[i]);
      one.Set("hasFailed", memory.frames[i].state == static_cast<int32_t>(boundary::StrategyState::failed));
      out.Set(i, one);
    }
    return out;
  }

  // Of each strategy and instrument that traded; money in ticks x shares, fees in billionths of a dollar.
  Napi::Array positions(Napi::Env env) const {
    Napi::Array out = Napi::Array::New(env);
    const Positions& positions = backtest_->lane().desk().positions();
    for (StrategyId strategy = 0; strategy < positions.strategies(); ++strategy) {
      for (InstrumentId instrument = 0; instrument < positions.instruments(); ++instrument) {
        const Position& position = positions.of(strategy, instrument);
        if (position.fills == 0) continue;
        const MarkPrice mark = backtest_->mark_of_instrument(instrument);
        Napi::Object one = Napi::Object::New(env);
        one.Set("strategy", strategies_[strategy]);
        one.Set("symbol", symbols_[instrument]);
        one.Set("net", static_cast<double>(position.exposure.net));
        one.Set("bought", number_of(env, position.bought));
        one.Set("sold", number_of(env, position.sold));
        one.Set("fills", number_of(env, position.fills));
        one.Set("realised", static_cast<double>(position.realised));
        one.Set("unrealised", static_cast<double>(position.unrealised(mark)));
        one.Set("charged", static_cast<double>(position.fees.charged));
        one.Set("rebated", static_cast<double>(position.fees.rebated));
        one.Set("markTicks", static_cast<double>(mark.twice_ticks) / 2);
        one.Set("isSaturated", position.is_saturated);
        out.Set(out.Length(), one);
      }
    }
    return out;
  }

  // By the gate's words.
  Napi::Object refusals(Napi::Env env) const {
    Napi::Object out = Napi::Object::New(env);
    const OrderGate& gate = backtest_->lane().desk().gate();
    for (uint32_t i = 1; i < refusal_count; ++i) {
      const auto refusal = static_cast<Refusal>(i);
      if (gate.count_of(refusal) > 0) out.Set(words_of(refusal), number_of(env, gate.count_of(refusal)));
    }
    return out;
  }

  // Instruments that the market never announced: nothing was known of them.
  Napi::Array unannounced(Napi::Env env) const {
    Napi::Array out = Napi::Array::New(env);
    for (size_t i = 0; i < symbols_.size(); ++i) {
      if (!backtest_->is_announced(static_cast<InstrumentId>(i))) out.Set(out.Length(), symbols_[i]);
    }
    return out;
  }

  Napi::ObjectReference memory_;
  std::vector<Napi::ObjectReference> bound_;
  std::vector<std::unique_ptr<io::CompiledStrategy>> compiled_;  // null: in JavaScript
  std::vector<LentStrategy> lent_;
  std::vector<std::string> symbols_;
  std::vector<std::string> strategies_;
  TimeNs midnight_ = 0;
  std::unique_ptr<MessageSource> source_;
  std::unique_ptr<Backtest> backtest_;
};

}  // namespace

void init_backtest(Napi::Env env, Napi::Object exports) {
  BacktestRun::init(env, exports);
}

}  // namespace hotlane::addon
