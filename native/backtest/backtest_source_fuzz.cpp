// Any bytes as a file of each kind that a backtest reads, in pieces of any size: no crash, the same messages whatever
// the pieces, and what comes out is of its type's length or of no known type.
#include <cstdlib>
#include <memory>
#include <vector>

#include "backtest/capture_source.hpp"
#include "backtest/dbn_source.hpp"
#include "backtest/itch_source.hpp"
#include "backtest/journal_source.hpp"
#include "fuzz_steps.hpp"
#include "itch_messages.hpp"
#include "journal/state_mix.hpp"
#include "wire/itch50.hpp"

using namespace hotlane;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::unique_ptr<MessageSource> make(uint8_t kind) {
  switch (kind % 4) {
    case 0: return std::make_unique<ItchSource>(1);
    case 1: return std::make_unique<CaptureSource>(1);
    case 2: return std::make_unique<JournalSource>(1, uint8_t{0});
    default: return std::make_unique<DbnSource>(1);
  }
}

uint64_t digest(uint8_t kind, Bytes file, size_t piece) {
  const auto source = make(kind);
  StateMix mix;
  const auto drain = [&] {
    for (Bytes message = source->next(); !message.empty(); message = source->next()) {
      const uint16_t length = wire::itch50::length_of(static_cast<char>(message[0]));
      // A lane's channel checks lengths; so does a file's reader. DBN's are made here.
      require(length == 0 || length == message.size());
      for (const std::byte byte : message) mix.add(static_cast<uint64_t>(byte));
    }
  };
  while (source->wanted()) {
    if (file.empty()) {
      source->finish(0);
      drain();
      break;
    }
    const Bytes chunk = file.first(std::min(piece, file.size()));
    file = file.subspan(chunk.size());
    source->feed(0, chunk);
    drain();
  }
  mix.add(source->fault() ? 1 : 0);
  return mix.digest();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const Bytes file(reinterpret_cast<const std::byte*>(data) + 2, size - 2);
  const uint64_t whole = digest(data[0], file, file.size() + 1);
  require(digest(data[0], file, size_t{1} + data[1]) == whole);
  return 0;
}
