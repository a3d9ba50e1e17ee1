#include "backtest/itch_source.hpp"

namespace hotlane {
namespace {

// As src/files/itch-error.ts words them.
SourceFault words_of(const FileError& error, uint32_t file) {
  const std::string expected = std::to_string(error.expected);
  const std::string found = std::to_string(error.found);
  SourceFault fault{file, error.offset, {}, {}};
  switch (error.fault) {
    case FileFault::none: break;
    case FileFault::prefix_cut:
      fault.expected = "a message length of 2 bytes";
      fault.found = "the end of the file after " + found;
      break;
    case FileFault::message_cut:
      fault.expected = "a message of " + expected + " bytes";
      fault.found = "the end of the file after " + found + " of them";
      break;
    case FileFault::message_length:
      fault.expected = expected + " bytes for message type " + error.type;
      fault.found = "a length of " + found;
      break;
    case FileFault::frame_too_long:
      fault.expected = "a message of at most " + expected + " bytes";
      fault.found = "a length of " + found;
      break;
    case FileFault::bytes_after_end:
      fault.expected = "nothing after the end of session (a length of 0)";
      fault.found = "more bytes";
      break;
  }
  return fault;
}

}  // namespace

void ItchSource::finish(uint32_t) {
  reader_.finish();
  note_fault();
  if (fault_) return;
  ++file_;
  reader_ = ItchFileReader();
}

void ItchSource::note_fault() {
  if (!fault_ && reader_.error().fault != FileFault::none) fault_ = words_of(reader_.error(), file_);
}

}  // namespace hotlane
