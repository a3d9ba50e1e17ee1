// A journal's files as JavaScript brings them, chunk by chunk: their records, and how each file ended, by the
// names that src/lanes/native.ts declares as JournalFileEnd. JavaScript's thread only.
#pragma once

#include <napi.h>

#include <memory>
#include <string>

#include "addon/count_number.hpp"
#include "journal/lane_records.hpp"
#include "journal/record_reader.hpp"

namespace hotlane::addon {

// For JournalChunks: gives a lane's journal to `reader`.take(); of any other log `failure` says what it is
// not.
template <class Reader>
[[nodiscard]] auto lane_records_to(Reader& reader, std::string& failure) {
  return [&reader, &failure](const Record& record, const LogHeader& header) {
    if (header.kind == lane_journal_kind) return reader.take(record);
    failure = "it is no lane's journal";
    return false;
  };
}

// Of what failed; null: nothing did.
inline Napi::Value words_or_null(Napi::Env env, const std::string& words) {
  return words.empty() ? env.Null() : Napi::Value(Napi::String::New(env, words));
}

class JournalChunks {
 public:
  // Gives each record that is whole to take(Record, LogHeader), until that says false: then no more is
  // wanted, of later files either. Whether there is more to come of this file.
  template <class Take>
  bool feed(const Napi::Value& chunk, Take&& take) {
    const auto bytes = chunk.As<Napi::Uint8Array>();
    reader_->feed(std::as_bytes(std::span(bytes.Data(), bytes.ByteLength())));
    return take_records(take);
  }

  // How the file ended, and where; the next one begins.
  template <class Take>
  [[nodiscard]] Napi::Object end_file(Napi::Env env, Take&& take) {
    finish_file(take);
    return take_end(env);
  }
  // The same in two steps, for whose take() calls JavaScript in a scope of its own.
  template <class Take>
  void finish_file(Take&& take) {
    reader_->finish();
    static_cast<void>(take_records(take));
  }
  [[nodiscard]] Napi::Object take_end(Napi::Env env) {
    Napi::Object out = Napi::Object::New(env);
    out.Set("end", name_of(status_));
    out.Set("offset", number_of(env, reader_->offset()));
    reader_ = std::make_unique<RecordReader>();
    return out;
  }

  [[nodiscard]] bool is_wanted() const noexcept { return is_wanted_; }

 private:
  template <class Take>
  bool take_records(Take&& take) {
    Record record;
    while (is_wanted_) {
      status_ = reader_->next(record);
      if (status_ != ReadStatus::record) break;
      is_wanted_ = take(record, reader_->header());
    }
    return is_wanted_ && status_ == ReadStatus::hungry;
  }

  [[nodiscard]] static constexpr const char* name_of(ReadStatus status) noexcept {
    switch (status) {
      case ReadStatus::record:
      case ReadStatus::hungry:
      case ReadStatus::end: return "end";
      case ReadStatus::torn_tail: return "tornTail";
      case ReadStatus::corrupt: return "corrupt";
      case ReadStatus::not_a_log: return "notALog";
      case ReadStatus::unknown_version: return "unknownVersion";
    }
    return "end";
  }

  std::unique_ptr<RecordReader> reader_ = std::make_unique<RecordReader>();
  ReadStatus status_ = ReadStatus::hungry;
  bool is_wanted_ = true;
};

}  // namespace hotlane::addon
