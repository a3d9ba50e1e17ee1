#include "backtest/journal_source.hpp"

#include "journal/lane_records.hpp"

namespace hotlane {
namespace {

// The head of a record, and what follows it; null: it is too short.
template <class Head>
const Head* split(Bytes payload, Bytes& body) noexcept {
  if (payload.size() < sizeof(Head)) return nullptr;
  body = payload.subspan(sizeof(Head));
  return reinterpret_cast<const Head*>(payload.data());
}

}  // namespace

Bytes JournalSource::next() {
  WaitingMessages& waiting = messages_.waiting();
  if (!waiting.is_empty()) return waiting.take();
  waiting.clear();
  while (waiting.is_empty() && !is_hungry_ && read_one()) {
  }
  return waiting.is_empty() ? Bytes{} : waiting.take();
}

bool JournalSource::read_one() {
  Record record;
  switch (reader_->next(record)) {
    case ReadStatus::record: take(record); return !fault_;
    case ReadStatus::hungry: is_hungry_ = true; return false;
    case ReadStatus::end:
    case ReadStatus::torn_tail: is_hungry_ = true; return false;  // a crash's, or the room that was prepared
    case ReadStatus::corrupt: fail("whole records", "damage with more behind it"); return false;
    case ReadStatus::not_a_log: fail("a lane's journal", "no log"); return false;
    case ReadStatus::unknown_version: fail("a journal of this version", "another version's"); return false;
  }
  return false;
}

void JournalSource::finish(uint32_t) {
  reader_->finish();
  is_hungry_ = false;
  while (!fault_ && !is_hungry_ && read_one()) {
  }
  if (fault_) return;
  is_hungry_ = true;
  ++file_;
  reader_ = std::make_unique<RecordReader>();
  if (file_ == files_) messages_.end();
}

void JournalSource::take(const Record& record) {
  if (reader_->header().kind != lane_journal_kind) return fail("a lane's journal", "another log");
  Bytes body;
  switch (static_cast<LaneRecord>(record.type)) {
    case LaneRecord::datagram: {
      const auto* head = split<lane_record::Datagram>(record.payload, body);
      if (head == nullptr) return fail("a whole record of a datagram", "a shorter one");
      if (head->channel == channel_ && head->line < lines_max)
        messages_.take(head->line, body, record.time_ns);
      break;
    }
    case LaneRecord::answer: {
      const auto* head = split<lane_record::Answer>(record.payload, body);
      if (head == nullptr) return fail("a whole record of an answer", "a shorter one");
      if (head->channel == channel_) messages_.take_answer(body, record.time_ns);
      break;
    }
    case LaneRecord::snapshot_bytes:
      return fail("a session from its beginning", "one that joined by a snapshot");
    default: return;
  }
  if (!messages_.is_over()) return;
  fail("every message of the channel", "messages " + std::to_string(messages_.missing_from()) + " to " +
                                           std::to_string(messages_.missing_to() - 1) + " missing");
}

}  // namespace hotlane
