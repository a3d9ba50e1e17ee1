// MarketExtract: of a day's files, in whatever form, the messages of some instruments (native/backtest), fed
// chunk by chunk from JavaScript (src/sweep/shared-day.ts) on its thread.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "addon/backtest_source.hpp"
#include "addon/bindings.hpp"
#include "addon/count_number.hpp"
#include "backtest/market_extract.hpp"

namespace hotlane::addon {
namespace {

class ExtractRun : public Napi::ObjectWrap<ExtractRun> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set(
        "MarketExtract",
        DefineClass(
            env, "MarketExtract",
            {InstanceMethod<&ExtractRun::wanted>("wanted"), InstanceMethod<&ExtractRun::fault>("fault"),
             InstanceMethod<&ExtractRun::feed>("feed"), InstanceMethod<&ExtractRun::end_file>("endFile"),
             InstanceMethod<&ExtractRun::take>("take"), InstanceMethod<&ExtractRun::summary>("summary")}));
  }

  // new MarketExtract(source, symbols)
  explicit ExtractRun(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ExtractRun>(info) {
    source_ = make_source(info[0].As<Napi::Object>());
    const auto symbols = info[1].As<Napi::Array>();
    std::vector<wire::Symbol> wanted;
    for (uint32_t i = 0; i < symbols.Length(); ++i) {
      symbols_.push_back(symbols.Get(i).ToString().Utf8Value());
      wanted.emplace_back(symbols_.back());
    }
    extract_ = std::make_unique<MarketExtract>(std::move(wanted));
  }

 private:
  void drain() {
    for (Bytes message = source_->next(); !message.empty(); message = source_->next())
      extract_->take(message);
  }

  // wanted(): the file whose next bytes are needed; null: nothing more is.
  Napi::Value wanted(const Napi::CallbackInfo& info) {
    const std::optional<uint32_t> file = source_->wanted();
    return file ? Napi::Value(Napi::Number::New(info.Env(), *file)) : info.Env().Null();
  }

  // feed(file, chunk), of the file that is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    const auto chunk = info[1].As<Napi::Uint8Array>();
    source_->feed(info[0].ToNumber().Uint32Value(),
                  {reinterpret_cast<const std::byte*>(chunk.Data()), chunk.ByteLength()});
    drain();
    return info.Env().Undefined();
  }

  Napi::Value end_file(const Napi::CallbackInfo& info) {
    source_->finish(info[0].ToNumber().Uint32Value());
    drain();
    return info.Env().Undefined();
  }

  Napi::Value fault(const Napi::CallbackInfo& info) { return fault_of(info.Env(), *source_); }

  // take(): what was kept since the last call, as bytes of an ITCH file.
  Napi::Value take(const Napi::CallbackInfo& info) {
    const auto bytes = extract_->bytes();
    Napi::Value out =
        Napi::Buffer<uint8_t>::Copy(info.Env(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    extract_->clear();
    return out;
  }

  Napi::Value summary(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const ExtractCounts& counts = extract_->counts();
    const bool has_any = counts.messages > counts.skipped;
    Napi::Object out = Napi::Object::New(env);
    out.Set("messages", number_of(env, counts.messages));
    out.Set("kept", number_of(env, counts.kept));
    out.Set("skipped", number_of(env, counts.skipped));
    out.Set("wentBack", number_of(env, counts.went_back));
    out.Set("firstNs", has_any ? Napi::Value(number_of(env, counts.first)) : env.Null());
    out.Set("lastNs", has_any ? Napi::Value(number_of(env, counts.last)) : env.Null());
    Napi::Array unannounced = Napi::Array::New(env);
    for (size_t i = 0; i < symbols_.size(); ++i) {
      if (!extract_->announced()[i]) unannounced.Set(unannounced.Length(), symbols_[i]);
    }
    out.Set("unannounced", unannounced);
    return out;
  }

  std::vector<std::string> symbols_;
  std::unique_ptr<MessageSource> source_;
  std::unique_ptr<MarketExtract> extract_;
};

}  // namespace

void init_market_extract(Napi::Env env, Napi::Object exports) {
  ExtractRun::init(env, exports);
}

}  // namespace hotlane::addon
