#include "addon/backtest_source.hpp"

#include <string>

#include "addon/count_number.hpp"
#include "backtest/capture_source.hpp"
#include "backtest/dbn_source.hpp"
#include "backtest/itch_source.hpp"
#include "backtest/journal_source.hpp"

namespace hotlane::addon {

std::unique_ptr<MessageSource> make_source(Napi::Object setup) {
  const std::string kind = setup.Get("kind").ToString().Utf8Value();
  const uint32_t files = setup.Get("files").ToNumber().Uint32Value();
  if (kind == "captures") return std::make_unique<CaptureSource>(files);
  if (kind == "journal") {
    return std::make_unique<JournalSource>(
        files, static_cast<uint8_t>(setup.Get("channel").ToNumber().Uint32Value()));
  }
  if (kind == "dbn") return std::make_unique<DbnSource>(files);
  return std::make_unique<ItchSource>(files);
}

Napi::Value fault_of(Napi::Env env, const MessageSource& source) {
  const std::optional<SourceFault>& fault = source.fault();
  if (!fault) return env.Null();
  Napi::Object out = Napi::Object::New(env);
  out.Set("file", fault->file);
  out.Set("offset", number_of(env, fault->offset));
  out.Set("expected", fault->expected);
  out.Set("found", fault->found);
  return out;
}

}  // namespace hotlane::addon
