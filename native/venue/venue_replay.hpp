// Makes an exchange go on from its record: read chunk by chunk, each input is told to it again. Pure; before
// the venue's thread opens anything. A torn tail is what a crash leaves and is to be cut off; a record that
// is damaged, or of another exchange, is refused in words. Whatever its bytes, no crash.
#pragma once

#include <memory>
#include <string>

#include "journal/record_reader.hpp"
#include "venue/history_tape.hpp"

namespace hotlane::venue {

class VenueReplay {
 public:
  // `settings`: as the venue is started now; `tape` stands at its beginning.
  VenueReplay(const ExchangeSettings& settings, HistoryTape& tape) : settings_(settings), tape_(tape) {}

  // The next bytes of the record. False: refused, see failure().
  [[nodiscard]] bool feed(Bytes chunk);
  // After the last. False: refused.
  [[nodiscard]] bool finish();

  // Goes on at `now`, its further inputs recorded. Its turn under way then holds what may not have left
  // before the crash; receivers that have it drop it. Null: refused, or, without a failure(), nothing had
  // begun and the record is to be begun anew.
  [[nodiscard]] std::unique_ptr<Exchange> resume(TimeNs now, VenueRecorder& recorder);

  // With the recorded session and midnight.
  [[nodiscard]] const ExchangeSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  // Bytes of the record that are good; whatever follows is torn.
  [[nodiscard]] uint64_t good_bytes() const noexcept { return reader_.offset(); }
  [[nodiscard]] uint64_t inputs() const noexcept { return inputs_; }

 private:
  // Times further than this from the record's midnight are no exchange's.
  static constexpr TimeNs day_distance_max_ns = 3 * ns_per_day;

  [[nodiscard]] bool read();
  [[nodiscard]] bool take(const Record& record);
  [[nodiscard]] bool begin(const VenueInput& input);
  [[nodiscard]] bool apply(const VenueInput& input);
  [[nodiscard]] bool play_to(uint64_t position);
  [[nodiscard]] bool is_of_this_day(TimeNs time) const noexcept;
  [[nodiscard]] bool refuse(const std::string& why);

  ExchangeSettings settings_;
  HistoryTape& tape_;
  RecordReader reader_;
  std::unique_ptr<Exchange> exchange_;
  std::string failure_;
  uint64_t inputs_ = 0;
  uint64_t record_offset_ = 0;  // where the record being taken begins
  TimeNs promised_ = 0;         // the generated market may have gone on so far
  bool has_opened_ = false;
  bool has_closed_ = false;
  bool has_turned_ = false;  // the turn that made the last packets() is over
};

}  // namespace hotlane::venue
