// RecordedLatencies: what a run's journal tells of latencies (native/replay/recorded_latencies.hpp), fed file
// by file and chunk by chunk from JavaScript (src/backtest/journal-latency.ts) on its thread.
#include <string>
#include <vector>

#include "addon/bindings.hpp"
#include "addon/count_number.hpp"
#include "addon/journal_chunks.hpp"
#include "replay/recorded_latencies.hpp"

namespace hotlane::addon {
namespace {

class RecordOfLatencies : public Napi::ObjectWrap<RecordOfLatencies> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("RecordedLatencies", DefineClass(env, "RecordedLatencies",
                                                 {InstanceMethod("feed", &RecordOfLatencies::feed),
                                                  InstanceMethod("endFile", &RecordOfLatencies::end_file),
                                                  InstanceMethod("finish", &RecordOfLatencies::finish)}));
  }

  explicit RecordOfLatencies(const Napi::CallbackInfo& info) : Napi::ObjectWrap<RecordOfLatencies>(info) {}

 private:
  auto taker() { return lane_records_to(recorded_, failure_); }
  // feed(chunk): false: nothing more is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), chunks_.feed(info[0], taker()));
  }
  // endFile(): how the file ended, and the next one begins.
  Napi::Value end_file(const Napi::CallbackInfo& info) { return chunks_.end_file(info.Env(), taker()); }

  // finish(): after the last file.
  Napi::Value finish(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const std::string& failure = failure_.empty() ? recorded_.failure() : failure_;
    Napi::Object out = Napi::Object::New(env);
    out.Set("failure", words_or_null(env, failure));
    out.Set("orders", number_of(env, recorded_.orders()));
    out.Set("dataToDecisionNs", numbers(env, recorded_.data_to_decision()));
    out.Set("takenToDecisionNs", numbers(env, recorded_.taken_to_decision()));
    out.Set("decisionToWireNs", numbers(env, recorded_.decision_to_wire()));
    out.Set("wireToAnswerNs", numbers(env, recorded_.wire_to_answer()));
    return out;
  }

  static Napi::Value numbers(Napi::Env env, const std::vector<double>& values) {
    Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
    std::copy(values.begin(), values.end(), array.Data());
    return array;
  }

  JournalChunks chunks_;
  RecordedLatencies recorded_;
  std::string failure_;
};

}  // namespace

void init_recorded_latencies(Napi::Env env, Napi::Object exports) {
  RecordOfLatencies::init(env, exports);
}

}  // namespace hotlane::addon
