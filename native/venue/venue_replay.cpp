// See venue_replay.hpp.
#include "venue/venue_replay.hpp"

#include "venue/recorded_settings.hpp"

namespace hotlane::venue {

bool VenueReplay::feed(Bytes chunk) {
  if (!failure_.empty()) return false;
  reader_.feed(chunk);
  return read();
}

bool VenueReplay::finish() {
  if (!failure_.empty()) return false;
  reader_.finish();
  return read();
}

bool VenueReplay::read() {
  for (;;) {
    Record record;
    const ReadStatus status = reader_.next(record);
    record_offset_ = reader_.offset();
    switch (status) {
      case ReadStatus::record:
        record_offset_ -= record_overhead + record.payload.size();
        if (!take(record)) return false;
        break;
      case ReadStatus::hungry: return true;
      case ReadStatus::end:
        if (reader_.header().kind != venue_record_kind) return refuse("this log is no record of a venue");
        return true;
      case ReadStatus::torn_tail: return true;
      case ReadStatus::corrupt: return refuse("it is damaged there, with more after it");
      case ReadStatus::not_a_log: return refuse("this is no record of a venue");
      case ReadStatus::unknown_version: return refuse("another version of Hotlane wrote it");
    }
  }
}

bool VenueReplay::take(const Record& record) {
  if (reader_.header().kind != venue_record_kind) return refuse("this log is no record of a venue");
  const auto input = decode_input(record);
  if (!input) return refuse("an input of no known kind or shape");
  ++inputs_;
  if (exchange_ == nullptr) return begin(*input);
  return apply(*input);
}

bool VenueReplay::begin(const VenueInput& input) {
  if (input.kind != VenueInputKind::settings) return refuse("the settings are missing");
  const auto* text = reinterpret_cast<const char*>(input.payload.data());
  if (std::string why = adopt_settings({text, input.payload.size()}, tape_.file(), settings_); !why.empty()) {
    return refuse(why);
  }
  exchange_ = std::make_unique<Exchange>(settings_, settings_.midnight);
  return true;
}

bool VenueReplay::apply(const VenueInput& input) {
  if (has_closed_) return refuse("more after the day's end");
  if (!is_of_this_day(input.now)) return refuse("a time far from the record's day");
  if (has_turned_ && input.kind != VenueInputKind::resume) {
    // Turned, and then told more: what the turn made has left.
    exchange_->packets().end_turn(input.now);
    exchange_->packets().clear();
  }
  has_turned_ = input.kind == VenueInputKind::turn || input.kind == VenueInputKind::resume;
  const bool is_first = !has_opened_;
  has_opened_ = true;
  if (input.kind == VenueInputKind::open_day) {
    if (!is_first || settings_.is_historical) return refuse("the day opens again");
    exchange_->open_day(input.now);
    return true;
  }
  if (is_first && !settings_.is_historical) return refuse("the day's opening is missing");
  if (input.kind == VenueInputKind::resume) {
    exchange_->resume(promised_, input.now);
    return true;
  }
  if (!play_to(input.position)) return false;
  switch (input.kind) {
    case VenueInputKind::turn:
      if (!settings_.is_historical) promised_ = static_cast<TimeNs>(input.position) + market_ahead_ns;
      break;
    case VenueInputKind::request:
      if (input.account >= settings_.accounts.size()) return refuse("a request of an unknown account");
      exchange_->request(input.account, input.payload, input.now);
      break;
    case VenueInputKind::cancel_all:
      if (input.account >= settings_.accounts.size()) return refuse("orders of an unknown account");
      exchange_->cancel_all(input.account, input.now);
      break;
    case VenueInputKind::close_day:
      exchange_->close_day(input.now);
      has_closed_ = true;
      break;
    default: return refuse("the settings come again");
  }
  return true;
}

bool VenueReplay::play_to(uint64_t position) {
  if (!settings_.is_historical) {
    if (position > INT64_MAX || !is_of_this_day(static_cast<TimeNs>(position))) {
      return refuse("a market far from the record's day");
    }
    exchange_->advance(static_cast<TimeNs>(position));
    return true;
  }
  while (exchange_->market_position() < position) {
    if (tape_.has_ended()) return refuse("more messages were played than the historical file has");
    tape_.play(*exchange_);
  }
  return true;
}

bool VenueReplay::is_of_this_day(TimeNs time) const noexcept {
  return time >= 0 && time >= settings_.midnight - day_distance_max_ns &&
         time - settings_.midnight <= day_distance_max_ns;
}

std::unique_ptr<Exchange> VenueReplay::resume(TimeNs now, VenueRecorder& recorder) {
  if (!has_opened_ || !failure_.empty()) return nullptr;
  if (has_closed_) {
    static_cast<void>(refuse("its day has been closed: name another file for the next"));
    return nullptr;
  }
  if (!is_of_this_day(now)) {
    static_cast<void>(refuse("it is of another day: name another file for today"));
    return nullptr;
  }
  exchange_->record_to(&recorder);
  exchange_->resume(promised_, now);
  return std::move(exchange_);
}

bool VenueReplay::refuse(const std::string& why) {
  failure_ = "at byte " + std::to_string(record_offset_) + ": " + why;
  return false;
}

}  // namespace hotlane::venue
