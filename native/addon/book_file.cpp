// BookFile: the books of an ITCH file, fed chunk by chunk from JavaScript (src/cli/book.ts), on its thread.
// Stops before the first message past `until`, at the end of session, and at the first error; what was good
// before stays readable. Arguments are checked in TypeScript.
#include <array>
#include <limits>
#include <string>

#include "addon/bindings.hpp"
#include "addon/count_number.hpp"
#include "addon/itch_file_error.hpp"
#include "book/market_books.hpp"
#include "feed/itch_file.hpp"
#include "wire/itch50.hpp"

namespace hotlane::addon {
namespace {

constexpr uint32_t orders_at_start = 1 << 16;
constexpr uint32_t windows_at_start = 1 << 14;

MarketBooksSettings settings_of_file() noexcept {
  MarketBooksSettings settings;
  settings.coverage = Coverage::all;
  settings.growth = Growth::doubling;
  settings.orders_max = orders_at_start;
  settings.windows_max = windows_at_start;
  settings.instruments_max = MarketBooks::instruments_limit;
  return settings;
}

Napi::Array levels_of(Napi::Env env, const PriceLevels& side, size_t levels_max) {
  Napi::Array out = Napi::Array::New(env);
  uint32_t shown = 0;
  side.walk([&](const Level& level) {
    Napi::Array row = Napi::Array::New(env, 3);
    row.Set(0U, Napi::Number::New(env, level.price_ticks));
    row.Set(1U, number_of(env, level.shares));
    row.Set(2U, Napi::Number::New(env, level.orders));
    out.Set(shown++, row);
    return shown != levels_max;
  });
  return out;
}

Napi::Object instrument_of(Napi::Env env, const OrderBook& book, size_t levels_max) {
  Napi::Object out = Napi::Object::New(env);
  const std::string_view symbol = book.symbol.text();
  out.Set("symbol", Napi::String::New(env, symbol.data(), symbol.size()));
  out.Set("locate", Napi::Number::New(env, book.locate));
  out.Set("orders", number_of(env, book.orders()));
  out.Set("bidLevels", number_of(env, book.bids.size()));
  out.Set("askLevels", number_of(env, book.asks.size()));
  out.Set("bids", levels_of(env, book.bids, levels_max));
  out.Set("asks", levels_of(env, book.asks, levels_max));
  return out;
}

class BookFile : public Napi::ObjectWrap<BookFile> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("BookFile", DefineClass(env, "BookFile",
                                        {InstanceMethod<&BookFile::feed>("feed"),
                                         InstanceMethod<&BookFile::finish>("finish"),
                                         InstanceMethod<&BookFile::summary>("summary"),
                                         InstanceMethod<&BookFile::instruments>("instruments")}));
  }

  // new BookFile(until): ns since midnight, or undefined for all of the file.
  explicit BookFile(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<BookFile>(info), books_(settings_of_file()) {
    if (info[0].IsNumber()) until_ns_ = static_cast<uint64_t>(info[0].As<Napi::Number>().Int64Value());
  }

 private:
  // feed(chunk): whether more is wanted.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    const auto chunk = info[0].As<Napi::Uint8Array>();
    if (!is_past_until_) {
      reader_.feed({reinterpret_cast<const std::byte*>(chunk.Data()), chunk.ByteLength()});
      apply_chunk();
    }
    return Napi::Boolean::New(info.Env(), !is_past_until_ && reader_.error().fault == FileFault::none);
  }

  // finish(): after the last chunk of the file, not where reading was broken off.
  Napi::Value finish(const Napi::CallbackInfo& info) {
    if (!is_past_until_) reader_.finish();
    return info.Env().Undefined();
  }

  void apply_chunk() noexcept {
    for (auto message = reader_.next(); !message.empty(); message = reader_.next()) {
      const char type = static_cast<char>(message[0]);
      const bool is_known = wire::itch50::length_of(type) != 0;
      if (is_known) {
        const uint64_t now_ns = wire::itch50::view<wire::itch50::Header>(message.data()).timestamp;
        if (now_ns > until_ns_) {
          is_past_until_ = true;
          return;
        }
        if (known_ == 0) first_ns_ = now_ns;
        last_ns_ = now_ns;
        ++known_;
        books_.apply(message.data());
      }
      ++messages_;
      ++by_type_[static_cast<uint8_t>(type)];
    }
  }

  Napi::Value summary(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Napi::Object out = Napi::Object::New(env);
    out.Set("messages", number_of(env, messages_));
    out.Set("unknownTypes", number_of(env, messages_ - known_));
    out.Set("byType", by_type(env));
    out.Set("firstNs", known_ == 0 ? env.Null() : Napi::Value(number_of(env, first_ns_)));
    out.Set("lastNs", known_ == 0 ? env.Null() : Napi::Value(number_of(env, last_ns_)));
    out.Set("unknownReferences", number_of(env, books_.counters().count_of(BookError::unknown_reference)));
    Napi::Object refused = Napi::Object::New(env);
    for (size_t code = 1; code < book_error_count; ++code) {
      const auto error = static_cast<BookError>(code);
      const uint64_t count = books_.counters().count_of(error);
      if (count > 0) refused.Set(std::string(text_of(error)), number_of(env, count));
    }
    out.Set("refused", refused);
    out.Set("offset", number_of(env, reader_.offset()));
    if (reader_.error().fault != FileFault::none) out.Set("error", itch_file_error_of(env, reader_.error()));
    return out;
  }

  // By type letter; a byte that isn't a printable one as 0x and two digits.
  Napi::Object by_type(Napi::Env env) const {
    constexpr std::string_view digits = "0123456789abcdef";
    Napi::Object out = Napi::Object::New(env);
    for (size_t type = 0; type < by_type_.size(); ++type) {
      if (by_type_[type] == 0) continue;
      const bool is_printable = type > ' ' && type <= '~';
      const std::string name = is_printable ? std::string(1, static_cast<char>(type))
                                            : std::string("0x") + digits[type / 16] + digits[type % 16];
      out.Set(name, number_of(env, by_type_[type]));
    }
    return out;
  }

  // instruments(levels): all that an R named or an order came for; 0 levels: the whole depth.
  Napi::Value instruments(const Napi::CallbackInfo& info) {
    const size_t levels_max = info[0].As<Napi::Number>().Uint32Value();
    Napi::Array out = Napi::Array::New(info.Env(), books_.size());
    for (uint32_t id = 0; id < books_.size(); ++id) {
      out.Set(id, instrument_of(info.Env(), books_.book(static_cast<InstrumentId>(id)), levels_max));
    }
    return out;
  }

  ItchFileReader reader_;
  MarketBooks books_;
  std::array<uint64_t, 256> by_type_{};
  uint64_t messages_ = 0;  // applied or of unknown type
  uint64_t known_ = 0;
  uint64_t first_ns_ = 0;
  uint64_t last_ns_ = 0;
  uint64_t until_ns_ = std::numeric_limits<uint64_t>::max();
  bool is_past_until_ = false;
};

}  // namespace

void init_book_file(Napi::Env env, Napi::Object exports) {
  BookFile::init(env, exports);
}

}  // namespace hotlane::addon
