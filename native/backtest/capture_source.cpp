#include "backtest/capture_source.hpp"

namespace hotlane {

Bytes CaptureSource::next() {
  WaitingMessages& waiting = messages_.waiting();
  if (!waiting.is_empty()) return waiting.take();
  waiting.clear();
  RecordedPacket packet;
  while (waiting.is_empty() && !is_over()) {
    if (packets_.next(packet)) {
      messages_.take(packet.line, packet.bytes, packet.time);
    } else if (packets_.wanted()) {
      break;
    } else {
      is_ended_ = true;
      messages_.end();
    }
    note_gap();
  }
  note_fault();
  return waiting.is_empty() ? Bytes{} : waiting.take();
}

void CaptureSource::note_gap() {
  if (!messages_.is_over() || fault_) return;
  const std::string from = std::to_string(messages_.missing_from());
  const std::string to = std::to_string(messages_.missing_to() - 1);
  fault_ = SourceFault{0, 0, "every message on one line or the other",
                       "messages " + from + " to " + to + " on none"};
}

void CaptureSource::note_fault() {
  for (uint32_t file = 0; file < files_ && !fault_; ++file) {
    const CaptureError& error = packets_.error(file);
    if (error.fault == CaptureFault::none) continue;
    fault_ = SourceFault{file, error.offset, "a whole capture (" + std::to_string(error.expected) + ")",
                         std::string(text_of(error.fault)) + " (" + std::to_string(error.found) + ")"};
  }
}

}  // namespace hotlane
