// EarlierRun: a run of a lane's journal, fed file by file and chunk by chunk from JavaScript
// (src/journal/earlier-run.ts), on its thread: what a lane that goes on from it needs, and whose run it was.
#include "replay/earlier_run.hpp"

#include <cstring>

#include "addon/bindings.hpp"
#include "addon/count_number.hpp"
#include "addon/journal_chunks.hpp"
#include "addon/lane_setup.hpp"

namespace hotlane::addon {
namespace {

class EarlierRunOfJournal : public Napi::ObjectWrap<EarlierRunOfJournal> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("EarlierRun", DefineClass(env, "EarlierRun",
                                          {InstanceMethod("feed", &EarlierRunOfJournal::feed),
                                           InstanceMethod("endFile", &EarlierRunOfJournal::end_file),
                                           InstanceMethod("report", &EarlierRunOfJournal::report),
                                           InstanceMethod("difference", &EarlierRunOfJournal::difference),
                                           InstanceMethod("log", &EarlierRunOfJournal::log)}));
  }

  explicit EarlierRunOfJournal(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<EarlierRunOfJournal>(info) {}

 private:
  // Where it wants no more, its failure says why.
  auto taker() {
    return [this](const Record& record, const LogHeader&) { return run_.take(record); };
  }

  // feed(chunk): false: nothing more is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), chunks_.feed(info[0], taker()));
  }

  // endFile(): how the file ended, and the next one begins.
  Napi::Value end_file(const Napi::CallbackInfo& info) { return chunks_.end_file(info.Env(), taker()); }

  Napi::Value report(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Napi::Object out = Napi::Object::New(env);
    out.Set("isStarted", run_.is_started());
    out.Set("isEnded", run_.is_ended());
    out.Set("newestNs", Napi::BigInt::New(env, int64_t{run_.newest()}));
    out.Set("orders", number_of(env, run_.orders()));
    out.Set("failure",
            run_.failure().empty() ? env.Null() : Napi::Value(Napi::String::New(env, run_.failure())));
    return out;
  }

  // difference(setup): why the setup's lane can't go on from it; empty: it can.
  Napi::Value difference(const Napi::CallbackInfo& info) {
    if (!run_.settings()) return Napi::String::New(info.Env(), "it has no settings of a lane");
    const io::LaneLoopSettings now = read_lane_setup(info[0].As<Napi::Object>());
    return Napi::String::New(info.Env(), identity_difference(run_.settings()->lane, now.lane));
  }

  Napi::Value log(const Napi::CallbackInfo& info) {
    Napi::ArrayBuffer out = Napi::ArrayBuffer::New(info.Env(), run_.log().size());
    std::memcpy(out.Data(), run_.log().data(), run_.log().size());
    return out;
  }

  JournalChunks chunks_;
  EarlierRun run_;
};

}  // namespace

void init_earlier_run(Napi::Env env, Napi::Object exports) {
  EarlierRunOfJournal::init(env, exports);
}

}  // namespace hotlane::addon
