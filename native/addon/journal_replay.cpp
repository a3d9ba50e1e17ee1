// JournalReplay: one run of a lane's journal, fed file by file and chunk by chunk from JavaScript
// (src/journal/run-replay.ts), on its thread. Runs the lane again, or only looks for an order's number. Stops
// before the first input past `until`, and at the first thing that is wrong; what came before stays readable.
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "addon/bindings.hpp"
#include "addon/journal_chunks.hpp"
#include "addon/journal_views.hpp"
#include "replay/order_lookup.hpp"

namespace hotlane::addon {
namespace {

class ReplayOfJournal : public Napi::ObjectWrap<ReplayOfJournal> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("JournalReplay", DefineClass(env, "JournalReplay",
                                             {InstanceMethod("feed", &ReplayOfJournal::feed),
                                              InstanceMethod("endFile", &ReplayOfJournal::end_file),
                                              InstanceMethod("finish", &ReplayOfJournal::finish),
                                              InstanceMethod("report", &ReplayOfJournal::report),
                                              InstanceMethod("found", &ReplayOfJournal::found),
                                              InstanceMethod("books", &ReplayOfJournal::books),
                                              InstanceMethod("orders", &ReplayOfJournal::orders),
                                              InstanceMethod("positions", &ReplayOfJournal::positions),
                                              InstanceMethod("story", &ReplayOfJournal::story)}));
  }

  // new JournalReplay({ untilNs, find, order: { strategy, order } }): each may be absent.
  explicit ReplayOfJournal(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ReplayOfJournal>(info) {
    const auto options = info[0].As<Napi::Object>();
    if (const Napi::Value until = options.Get("untilNs"); until.IsBigInt()) {
      bool is_lossless = false;
      until_ = until.As<Napi::BigInt>().Int64Value(&is_lossless);
    }
    if (const Napi::Value number = options.Get("find"); number.IsNumber()) {
      wanted_number_ = number.As<Napi::Number>().Uint32Value();
    }
    if (const Napi::Value order = options.Get("order"); order.IsObject()) {
      const auto its = order.As<Napi::Object>();
      story_ = std::make_unique<OrderStory>(
          replay_, static_cast<StrategyId>(its.Get("strategy").ToNumber().Uint32Value()),
          its.Get("order").ToNumber().Uint32Value());
    }
  }

 private:
  auto taker() {
    return [this](const Record& record, const LogHeader& header) {
      if (header.kind != lane_journal_kind) return fail("this is no lane's journal");
      ++records_;
      return take(record);
    };
  }

  // feed(chunk): false: nothing more is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), chunks_.feed(info[0], taker()));
  }

  // endFile(): how the file ended, and the next one begins.
  Napi::Value end_file(const Napi::CallbackInfo& info) { return chunks_.end_file(info.Env(), taker()); }

  // After the last file: an input that is whole for sure is run.
  Napi::Value finish(const Napi::CallbackInfo& info) {
    if (chunks_.is_wanted() && replay_.is_ended()) static_cast<void>(replay_.run_held());
    return info.Env().Undefined();
  }

  bool take(const Record& record) {
    const auto type = static_cast<LaneRecord>(record.type);
    if (wanted_number_) {
      found_ = order_sent_as(record, *wanted_number_);
      return !found_;
    }
    if (is_input(type)) {
      if (first_ == 0) first_ = record.time_ns;
      if (record.time_ns > until_) {
        // What the input held led to has all been read.
        static_cast<void>(replay_.run_held());
        return false;
      }
    }
    if (!replay_.take(record)) return false;
    if (type == LaneRecord::settings && story_ != nullptr) replay_.watch(story_.get());
    return true;
  }

  bool fail(const char* words) {
    failure_ = words;
    return false;
  }

  Napi::Value report(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const OutputComparison& outputs = replay_.outputs();
    Napi::Object out = Napi::Object::New(env);
    out.Set("lane", replay_.settings().name);
    Napi::Array strategies = Napi::Array::New(env);
    for (const LaneStrategySettings& strategy : replay_.settings().strategies) {
      strategies.Set(strategies.Length(), strategy.name);
    }
    out.Set("strategies", strategies);
    out.Set("records", number_of(env, records_));
    out.Set("inputs", number_of(env, replay_.inputs()));
    out.Set("outputs", number_of(env, outputs.outputs()));
    out.Set("hashes", number_of(env, outputs.hashes()));
    out.Set("bytesSent", number_of(env, outputs.bytes()));
    out.Set("firstNs", time_of(env, first_));
    out.Set("lastNs", time_of(env, replay_.now()));
    out.Set("isEnded", replay_.is_ended());
    const std::string& failure = failure_.empty() ? replay_.failure() : failure_;
    out.Set("failure", failure.empty() ? env.Null() : Napi::Value(Napi::String::New(env, failure)));
    out.Set("difference",
            outputs.first_difference() ? difference_of(env, *outputs.first_difference()) : env.Null());
    return out;
  }

  static Napi::Value difference_of(Napi::Env env, const OutputDifference& difference) {
    Napi::Object out = Napi::Object::New(env);
    out.Set("timeNs", time_of(env, difference.time_ns));
    out.Set("what", difference.what);
    out.Set("recorded", difference.recorded);
    out.Set("replayed", difference.replayed);
    return out;
  }

  // The order that went out under the number looked for; null: none did.
  Napi::Value found(const Napi::CallbackInfo& info) {
    if (!found_) return info.Env().Null();
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("strategy", number_of(info.Env(), found_->strategy));
    out.Set("order", number_of(info.Env(), found_->order));
    return out;
  }

  // books(levels), orders(), positions(): empty before the lane's settings.
  Napi::Value books(const Napi::CallbackInfo& info) {
    if (replay_.lane() == nullptr) return Napi::Array::New(info.Env());
    return books_of(info.Env(), replay_, info[0].As<Napi::Number>().Uint32Value());
  }
  Napi::Value orders(const Napi::CallbackInfo& info) {
    if (replay_.lane() == nullptr) return Napi::Array::New(info.Env());
    return open_orders_of(info.Env(), replay_);
  }
  Napi::Value positions(const Napi::CallbackInfo& info) {
    if (replay_.lane() == nullptr) return Napi::Array::New(info.Env());
    return positions_of(info.Env(), replay_);
  }
  Napi::Value story(const Napi::CallbackInfo& info) {
    return story_ == nullptr ? Napi::Array::New(info.Env()) : story_of(info.Env(), *story_);
  }

  JournalChunks chunks_;
  JournalReplay replay_;
  std::unique_ptr<OrderStory> story_;
  std::optional<UserRefNum> wanted_number_;
  std::optional<OrderOfStrategy> found_;
  TimeNs until_ = std::numeric_limits<TimeNs>::max();
  TimeNs first_ = 0;
  uint64_t records_ = 0;
  std::string failure_;
};

}  // namespace

void init_journal_replay(Napi::Env env, Napi::Object exports) {
  ReplayOfJournal::init(env, exports);
}

}  // namespace hotlane::addon
