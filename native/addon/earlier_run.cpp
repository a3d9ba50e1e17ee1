// EarlierRun: what a lane can go on from, of one run of its journal, fed file by file and chunk by chunk from
// JavaScript (src/journal/earlier-run.ts), on its thread.
#include <cstring>
#include <memory>
#include <string>

#include "addon/bindings.hpp"
#include "addon/journal_views.hpp"
#include "addon/read_status_name.hpp"
#include "journal/record_reader.hpp"
#include "replay/earlier_run.hpp"

namespace hotlane::addon {
namespace {

class EarlierRunOfJournal : public Napi::ObjectWrap<EarlierRunOfJournal> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("EarlierRun", DefineClass(env, "EarlierRun",
                                          {InstanceMethod("feed", &EarlierRunOfJournal::feed),
                                           InstanceMethod("endFile", &EarlierRunOfJournal::end_file),
                                           InstanceMethod("report", &EarlierRunOfJournal::report),
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
    while (is_good_) {
      status_ = reader_->next(record);
      if (status_ != ReadStatus::record) break;
      is_good_ = reader_->header().kind == lane_journal_kind && run_.take(record);
    }
    return is_good_ && status_ == ReadStatus::hungry;
  }

  // report(): `identity` null: there were no settings.
  Napi::Value report(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Napi::Object out = Napi::Object::New(env);
    const std::string failure =
        is_good_ || !run_.failure().empty() ? run_.failure() : "this is no lane's journal";
    out.Set("failure", failure.empty() ? env.Null() : Napi::Value(Napi::String::New(env, failure)));
    out.Set("isComplete", run_.is_complete());
    out.Set("isEnded", run_.is_ended());
    out.Set("newestNs", time_of(env, run_.newest()));
    out.Set("orders", number_of(env, run_.orders()));
    out.Set("identity", run_.settings() ? identity_of(env, run_.settings()->lane) : env.Null());
    return out;
  }

  // What must be the same now, or numbers in the records mean something else.
  static Napi::Value identity_of(Napi::Env env, const LaneSettings& settings) {
    Napi::Object out = Napi::Object::New(env);
    Napi::Array instruments = Napi::Array::New(env);
    for (const LaneInstrument& instrument : settings.instruments) {
      Napi::Object its = Napi::Object::New(env);
      its.Set("symbol", std::string(instrument.symbol.text()));
      its.Set("session", Napi::Number::New(env, instrument.session));
      instruments.Set(instruments.Length(), its);
    }
    Napi::Array accounts = Napi::Array::New(env);
    for (const LaneAccount& account : settings.accounts) {
      accounts.Set(accounts.Length(), std::string(account.firm.text()));
    }
    Napi::Array strategies = Napi::Array::New(env);
    for (const LaneStrategySettings& strategy : settings.strategies) {
      Napi::Object its = Napi::Object::New(env);
      its.Set("name", strategy.name);
      its.Set("account", Napi::Number::New(env, strategy.account));
      strategies.Set(strategies.Length(), its);
    }
    Napi::Array sessions = Napi::Array::New(env);
    for (const VenueProfile& session : settings.sessions) {
      Napi::Object its = Napi::Object::New(env);
      its.Set("protocol", session.protocol == OrderProtocol::ouch42 ? "ouch42" : "ouch50");
      its.Set("userRefIdx", Napi::Number::New(env, session.user_ref_idx));
      sessions.Set(sessions.Length(), its);
    }
    out.Set("instruments", instruments);
    out.Set("accounts", accounts);
    out.Set("strategies", strategies);
    out.Set("sessions", sessions);
    return out;
  }

  // log(): a copy, for the lane.
  Napi::Value log(const Napi::CallbackInfo& info) {
    const std::vector<std::byte>& bytes = run_.log();
    Napi::Uint8Array out = Napi::Uint8Array::New(info.Env(), bytes.size());
    std::memcpy(out.Data(), bytes.data(), bytes.size());
    return out;
  }

  std::unique_ptr<RecordReader> reader_ = std::make_unique<RecordReader>();
  ReadStatus status_ = ReadStatus::hungry;
  EarlierRun run_;
  bool is_good_ = true;
};

}  // namespace

void init_earlier_run(Napi::Env env, Napi::Object exports) {
  EarlierRunOfJournal::init(env, exports);
}

}  // namespace hotlane::addon
