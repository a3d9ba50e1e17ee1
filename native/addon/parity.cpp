// ParityRecord and Parity: the two passes over a run's journal (native/parity), fed file by file and chunk by
// chunk from JavaScript (src/parity/run-parity.ts) on its thread. Strategies are called inside feed(),
// endFile() and finish(), as a lane's loop calls them.
#include <memory>
#include <string>
#include <vector>

#include "addon/bindings.hpp"
#include "addon/compiled_calls.hpp"
#include "addon/count_number.hpp"
#include "addon/journal_chunks.hpp"
#include "addon/js_strategy.hpp"
#include "addon/lane_memory.hpp"
#include "addon/lent_strategy.hpp"
#include "lane/lane_memory.hpp"
#include "parity/parity_run.hpp"

namespace hotlane::addon {
namespace {

class RecordOfParity : public Napi::ObjectWrap<RecordOfParity> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("ParityRecord", DefineClass(env, "ParityRecord",
                                            {InstanceMethod("feed", &RecordOfParity::feed),
                                             InstanceMethod("endFile", &RecordOfParity::end_file),
                                             InstanceMethod("finish", &RecordOfParity::finish),
                                             InstanceMethod("prepare", &RecordOfParity::prepare)}));
  }

  explicit RecordOfParity(const Napi::CallbackInfo& info) : Napi::ObjectWrap<RecordOfParity>(info) {}

  [[nodiscard]] const RecordedVenue& recorded() const noexcept { return recorded_; }

 private:
  auto taker() { return lane_records_to(recorded_, failure_); }
  // feed(chunk): false: nothing more is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), chunks_.feed(info[0], taker()));
  }
  // endFile(): how the file ended, and the next one begins.
  Napi::Value end_file(const Napi::CallbackInfo& info) { return chunks_.end_file(info.Env(), taker()); }

  // finish(): after the last file: what the run's beginning says of its lane.
  Napi::Value finish(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    static_cast<void>(failure_.empty() && recorded_.finish());
    const std::string& failure = failure_.empty() ? recorded_.failure() : failure_;
    Napi::Object out = Napi::Object::New(env);
    out.Set("failure", words_or_null(env, failure));
    Napi::Array strategies = Napi::Array::New(env);
    out.Set("strategies", strategies);
    out.Set("isEnded", recorded_.is_ended());
    out.Set("gaps", number_of(env, recorded_.gaps()));
    out.Set("showsOwnOrders", recorded_.shows_own_orders());
    out.Set("orderLatencyNs", static_cast<double>(recorded_.order_latency()));
    out.Set("answerLatencyNs", static_cast<double>(recorded_.answer_latency()));
    out.Set("messages", number_of(env, recorded_.messages().size()));
    if (!recorded_.settings()) return out;
    for (const LaneStrategySettings& strategy : recorded_.settings()->lane.strategies) {
      Napi::Object one = Napi::Object::New(env);
      Napi::Array instruments = Napi::Array::New(env);
      for (const InstrumentId instrument : strategy.instruments)
        instruments.Set(instruments.Length(), static_cast<uint32_t>(instrument));
      one.Set("name", strategy.name);
      one.Set("instruments", instruments);
      one.Set("isVacant", strategy.is_vacant);
      strategies.Set(strategies.Length(), one);
    }
    return out;
  }

  // prepare(memory): as the lane's own was, before its strategies were made.
  Napi::Value prepare(const Napi::CallbackInfo& info) {
    boundary::LaneMemory* memory = lane_memory(info[0]);
    if (memory != nullptr && recorded_.settings()) prepare_lane_memory(recorded_.settings()->lane, *memory);
    return info.Env().Undefined();
  }

  JournalChunks chunks_;
  RecordedVenue recorded_;
  std::string failure_;
};

class RunOfParity : public Napi::ObjectWrap<RunOfParity>, public StrategySource {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("Parity", DefineClass(env, "Parity",
                                      {InstanceMethod("feed", &RunOfParity::feed),
                                       InstanceMethod("endFile", &RunOfParity::end_file),
                                       InstanceMethod("finish", &RunOfParity::finish),
                                       InstanceMethod("differences", &RunOfParity::differences)}));
  }

  // new Parity(record, memory, strategies, reasons, install, latencyNs): the record is finished, the memory
  // was prepared by it. `strategies`: null in a vacant place. `reasons`: why each is another than that day:
  // "parameter", "code version" or null. `install(place)`: { strategy, keepsOrders } of what was submitted
  // then, or null. `latencyNs`: of requests and of answers, in place of that day's; null: as that day.
  explicit RunOfParity(const Napi::CallbackInfo& info) : Napi::ObjectWrap<RunOfParity>(info) {
    const Napi::Env env = info.Env();
    boundary::LaneMemory* memory = lane_memory(info[1]);
    if (memory == nullptr) {
      Napi::Error::New(env, "lane memory: expected a Uint8Array of the lane's layout")
          .ThrowAsJavaScriptException();
      return;
    }
    held_ = Napi::Persistent(info[0].As<Napi::Object>());
    memory_ = Napi::Persistent(info[1].As<Napi::Object>());
    install_ = Napi::Persistent(info[4].As<Napi::Function>());
    const auto bound = info[2].As<Napi::Array>();
    const auto reasons = info[3].As<Napi::Array>();
    bound_.resize(bound.Length());
    compiled_.resize(bound.Length());
    lent_.resize(bound.Length());
    ports_.resize(bound.Length());
    std::vector<StrategyPort*> ports;
    for (uint32_t i = 0; i < bound.Length(); ++i) {
      const Napi::Value its = bound.Get(i);
      if (its.IsObject()) bound_[i] = Napi::Persistent(its.As<Napi::Object>());
      if (its.IsObject() && is_compiled(bound_[i].Value()) && !load(env, i, *memory)) return;
      ports.push_back(its.IsObject() ? &lent_[i] : nullptr);
    }
    const RecordedVenue& recorded = RecordOfParity::Unwrap(info[0].As<Napi::Object>())->recorded();
    lend(env, [&] { run_ = std::make_unique<ParityRun>(recorded, *memory, ports, this); });
    if (info[5].IsNumber()) run_->set_latency(info[5].ToNumber().Int64Value());
    for (uint32_t i = 0; i < reasons.Length(); ++i) {
      const Napi::Value reason = reasons.Get(i);
      if (reason.IsString())
        run_->declare(static_cast<StrategyId>(i), reason_of(reason.ToString().Utf8Value()));
    }
  }

  // What was submitted for a place, in the call that is under way.
  Installation take(uint16_t place) noexcept override {
    if (place >= lent_.size()) return {};
    scope_->leave();
    const Napi::Env env(scope_->env());
    napi_value argument = Napi::Number::New(env, place);
    napi_value result = nullptr;
    napi_value ignored = nullptr;
    if (napi_call_function(env, env.Undefined(), install_.Value(), 1, &argument, &result) != napi_ok) {
      napi_get_and_clear_last_exception(env, &ignored);
      return {};
    }
    const Napi::Value given(env, result);
    if (!given.IsObject()) return {};
    const auto object = given.As<Napi::Object>();
    bound_[place] = Napi::Persistent(object.Get("strategy").As<Napi::Object>());
    compiled_[place].reset();
    put(place);
    return {&lent_[place], object.Get("keepsOrders").ToBoolean().Value()};
  }

 private:
  static ParityReason reason_of(const std::string& words) noexcept {
    for (const ParityReason reason : {ParityReason::parameter, ParityReason::code_version}) {
      if (words == words_of(reason)) return reason;
    }
    return ParityReason::unexplained;
  }

  // False, with an exception: it could not be loaded.
  bool load(Napi::Env env, uint32_t place, boundary::LaneMemory& memory) {
    std::string error;
    compiled_[place] = load_compiled([this, place] { return bound_[place].Value(); }, memory, error);
    if (compiled_[place] == nullptr) Napi::Error::New(env, error).ThrowAsJavaScriptException();
    lent_[place].lend(compiled_[place].get());
    return compiled_[place] != nullptr;
  }

  void put(size_t place) {
    ports_[place] = std::make_unique<JsStrategy>(*scope_, bound_[place].Value());
    lent_[place].lend(ports_[place].get());
  }

  // Calls `work` with the strategies' handles in place.
  template <class Work>
  void lend(Napi::Env env, Work&& work) {
    CallScope scope(env);
    scope_ = &scope;
    for (size_t i = 0; i < bound_.size(); ++i) {
      if (!bound_[i].IsEmpty() && compiled_[i] == nullptr) put(i);
    }
    work();
    scope_ = nullptr;
  }

  auto taker() {
    return [this](const Record& record, const LogHeader&) { return run_->take(record); };
  }
  Napi::Value feed(const Napi::CallbackInfo& info) {
    bool wants_more = false;
    lend(info.Env(), [&] { wants_more = chunks_.feed(info[0], taker()); });
    return Napi::Boolean::New(info.Env(), wants_more);
  }
  Napi::Value end_file(const Napi::CallbackInfo& info) {
    lend(info.Env(), [&] { chunks_.finish_file(taker()); });
    return chunks_.take_end(info.Env());
  }

  // finish(): after the last file: the counts, and why it could not be run, or null.
  Napi::Value finish(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    lend(env, [&] { static_cast<void>(run_->finish()); });
    const ParityCounts& counts = run_->counts();
    Napi::Object out = Napi::Object::New(env);
    out.Set("failure", words_or_null(env, run_->failure()));
    out.Set("inputs", number_of(env, counts.inputs));
    out.Set("decisions", number_of(env, counts.decisions));
    out.Set("orders", number_of(env, counts.orders));
    out.Set("fills", number_of(env, counts.fills));
    out.Set("answersAhead", number_of(env, counts.answers_ahead));
    out.Set("backtestDecisions", number_of(env, counts.backtest_decisions));
    out.Set("backtestOrders", number_of(env, counts.backtest_orders));
    out.Set("backtestFills", number_of(env, counts.backtest_fills));
    out.Set("differences", number_of(env, run_->differences().size()));
    out.Set("unexplained", number_of(env, run_->unexplained()));
    return out;
  }

  // differences(from, to): a part of them, so that no list has to hold them all.
  Napi::Value differences(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const std::vector<ParityDifference>& all = run_->differences();
    const size_t end = std::min<size_t>(all.size(), info[1].ToNumber().Uint32Value());
    Napi::Array out = Napi::Array::New(env);
    for (size_t i = info[0].ToNumber().Uint32Value(); i < end; ++i) {
      const ParityDifference& its = all[i];
      Napi::Object one = Napi::Object::New(env);
      one.Set("what", words_of(its.what));
      one.Set("reason", words_of(its.reason));
      one.Set("strategy", static_cast<uint32_t>(its.strategy));
      one.Set("order", number_of(env, its.order));
      one.Set("timeNs", Napi::BigInt::New(env, its.time));
      one.Set("live", words_or_null(env, its.live));
      one.Set("backtest", words_or_null(env, its.backtest));
      out.Set(out.Length(), one);
    }
    return out;
  }

  Napi::ObjectReference held_;
  Napi::ObjectReference memory_;
  Napi::FunctionReference install_;
  std::vector<Napi::ObjectReference> bound_;
  std::vector<LentStrategy> lent_;
  std::vector<std::unique_ptr<JsStrategy>> ports_;
  std::vector<std::unique_ptr<io::CompiledStrategy>> compiled_;  // by place; null: it runs inline, or is none
  CallScope* scope_ = nullptr;
  JournalChunks chunks_;
  std::unique_ptr<ParityRun> run_;
};

}  // namespace

void init_parity(Napi::Env env, Napi::Object exports) {
  RecordOfParity::init(env, exports);
  RunOfParity::init(env, exports);
}

}  // namespace hotlane::addon
