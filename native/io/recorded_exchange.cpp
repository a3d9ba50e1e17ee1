#include "io/recorded_exchange.hpp"

#include <vector>

#include "venue/recorded_settings.hpp"
#include "venue/venue_replay.hpp"

namespace hotlane::io {

std::string RecordedExchange::open(const venue::ExchangeSettings& settings, const std::string& path,
                                   venue::HistoryTape& tape, TimeNs now) {
  settings_ = settings;
  if (!path.empty()) {
    if (std::string failure = file_.open(path); !failure.empty()) return failure;
    if (std::string failure = replay(path, tape, now); !failure.empty()) return failure;
  }
  return exchange_ != nullptr ? std::string() : begin(tape, now);
}

std::string RecordedExchange::replay(const std::string& path, venue::HistoryTape& tape, TimeNs now) {
  venue::VenueReplay replay(settings_, tape);
  std::vector<std::byte> chunk(chunk_bytes);
  uint64_t size = 0;
  bool is_good = true;
  for (size_t read = 1; is_good && read > 0; size += read) {
    const auto got = file_.read(chunk);
    if (!got) return file_.failure();
    read = *got;
    is_good = read > 0 ? replay.feed(std::span(chunk).first(read)) : replay.finish();
  }
  if (is_good) exchange_ = replay.resume(now, recorder_);
  if (!replay.failure().empty()) return "record " + path + " " + replay.failure();
  if (exchange_ == nullptr) return file_.cut(0);
  is_resumed_ = true;
  settings_ = replay.settings();
  bytes_cut_ = size - replay.good_bytes();
  return file_.cut(replay.good_bytes());
}

std::string RecordedExchange::begin(venue::HistoryTape& tape, TimeNs now) {
  exchange_ = std::make_unique<venue::Exchange>(settings_, now);
  if (!file_.is_open()) return {};
  recorder_.begin(now, venue::settings_text(settings_, tape.file()));
  exchange_->record_to(&recorder_);
  return commit();
}

std::string RecordedExchange::commit() {
  if (recorder_.bytes().empty()) return {};
  std::string failure = file_.append(recorder_.bytes());
  recorder_.clear();
  return failure;
}

}  // namespace hotlane::io
