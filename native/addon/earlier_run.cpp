// EarlierRun: a run of a lane's journal, fed file by file and chunk by chunk from JavaScript
// (src/journal/earlier-run.ts), on its thread: what a lane that goes on from it needs, and whose run it was.
#include "replay/earlier_run.hpp"

#include <cstring>
#include <memory>

#include "addon/bindings.hpp"
#include "addon/count_number.hpp"
#include "addon/journal_file_end.hpp"
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
  // feed(chunk): false: nothing more is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    const auto chunk = info[0].As<Napi::Uint8Array>();
    reader_->feed(std::as_bytes(std::span(chunk.Data(), chunk.ByteLength())));
    return Napi::Boolean::New(info.Env(), take_records());
  }

  // endFile(): how the file ended, and the next one begins.
  Napi::Value end_file(const Napi::CallbackInfo& info) {
    reader_->finish();
    static_cast<void>(take_records());
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("end", name_of(status_));
    out.Set("offset", number_of(info.Env(), reader_->offset()));
    reader_ = std::make_unique<RecordReader>();
    return out;
  }

  bool take_records() {
    Record record;
    while (run_.failure().empty()) {
      status_ = reader_->next(record);
      if (status_ != ReadStatus::record) return status_ == ReadStatus::hungry;
      // Its failure says why.
      if (!run_.take(record)) break;
    }
    return false;
  }

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

  std::unique_ptr<RecordReader> reader_ = std::make_unique<RecordReader>();
  ReadStatus status_ = ReadStatus::hungry;
  EarlierRun run_;
};

}  // namespace

void init_earlier_run(Napi::Env env, Napi::Object exports) {
  EarlierRunOfJournal::init(env, exports);
}

}  // namespace hotlane::addon
