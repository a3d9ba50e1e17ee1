// The venue's exchange and, where one is kept, its record on disk: begun anew, or gone on from after a crash.
// The venue's thread only. Nothing that a turn made may leave before its commit().
#pragma once

#include <memory>
#include <string>

#include "io/record_file.hpp"
#include "venue/exchange.hpp"
#include "venue/history_tape.hpp"

namespace hotlane::io {

class RecordedExchange {
 public:
  // `path` empty: no record is kept. `tape` is played as far as the record says. Empty: good; else what is
  // wrong and where.
  [[nodiscard]] std::string open(const venue::ExchangeSettings& settings, const std::string& path,
                                 venue::HistoryTape& tape, TimeNs now);
  // Writes down what the turn was told. Empty: good; else the venue must stop and send nothing.
  [[nodiscard]] std::string commit();

  [[nodiscard]] venue::Exchange& exchange() noexcept { return *exchange_; }
  // As given, but with the session and the midnight that a record goes on with.
  [[nodiscard]] const venue::ExchangeSettings& settings() const noexcept { return settings_; }
  // The day had begun before; the turn under way holds what may not have left then.
  [[nodiscard]] bool is_resumed() const noexcept { return is_resumed_; }
  // Of the record's tail, torn by the crash.
  [[nodiscard]] uint64_t bytes_cut() const noexcept { return bytes_cut_; }

 private:
  static constexpr size_t chunk_bytes = 1U << 20;

  [[nodiscard]] std::string replay(const std::string& path, venue::HistoryTape& tape, TimeNs now);
  [[nodiscard]] std::string begin(venue::HistoryTape& tape, TimeNs now);

  RecordFile file_;
  venue::VenueRecorder recorder_;
  venue::ExchangeSettings settings_;
  std::unique_ptr<venue::Exchange> exchange_;
  bool is_resumed_ = false;
  uint64_t bytes_cut_ = 0;
};

}  // namespace hotlane::io
