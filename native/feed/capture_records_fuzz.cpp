// Any bytes as a capture file: read whole and read in small pieces gives the same frames and the same error;
// every frame lies inside what was read, and each byte is read, or behind the error.
#include <cstdlib>
#include <vector>

#include "capture_bytes.hpp"
#include "feed/capture_records.hpp"

using namespace hotlane;

namespace {

struct Reading {
  uint64_t hash = 0xCBF29CE484222325ULL;
  uint64_t frames = 0;
  uint64_t offset = 0;
  CaptureError error;
};

void mix(uint64_t& hash, uint64_t value) {
  hash = (hash ^ value) * 0x100000001B3ULL;
}

Reading read(const uint8_t* data, size_t size, size_t chunk) {
  CaptureRecords records;
  Reading out;
  for (size_t at = 0; at < size; at += chunk) {
    const size_t length = chunk < size - at ? chunk : size - at;
    const std::vector<uint8_t> piece(data + at, data + at + length);
    records.feed(std::as_bytes(std::span(piece)));
    CapturedFrame frame;
    while (records.next(frame)) {
      ++out.frames;
      if (frame.offset >= size || frame.bytes.size() > size || frame.time < 0) std::abort();
      mix(out.hash, frame.offset);
      mix(out.hash, static_cast<uint64_t>(frame.time));
      mix(out.hash, frame.link_type);
      mix(out.hash, frame.is_cut ? 1 : 0);
      for (const std::byte b : frame.bytes) mix(out.hash, static_cast<uint64_t>(b));
    }
  }
  records.finish();
  out.offset = records.offset();
  out.error = records.error();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Reading whole = read(data, size, size);
  if (whole.offset > size || whole.error.offset > size) std::abort();
  if (whole.error.fault == CaptureFault::none && whole.offset != size) std::abort();
  for (const size_t chunk : {size_t{1}, size_t{61}}) {
    const Reading pieces = read(data, size, chunk);
    if (pieces.hash != whole.hash || pieces.frames != whole.frames) std::abort();
    if (pieces.error.fault != whole.error.fault || pieces.error.offset != whole.error.offset) std::abort();
    if (pieces.error.expected != whole.error.expected || pieces.error.found != whole.error.found)
      std::abort();
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  using test::Order;
  const test::Bytes frame(30, 0x11);
  std::vector<std::vector<uint8_t>> examples;
  for (const Order order : {Order::little, Order::big}) {
    test::Bytes pcap = test::pcap_header(order, 0xA1B23C4D, 1);
    test::put_record(pcap, order, 1'700'000'000, 5, frame);
    test::put_record(pcap, order, 1'700'000'000, 6, frame, 10);
    examples.push_back(pcap);
    test::Bytes pcapng;
    test::put_section(pcapng, order, true);
    test::put_interface(pcapng, order, 1, 9, -5);
    test::put_interface(pcapng, order, 276, 0x8A, 0, 20);
    test::put_enhanced(pcapng, order, 1, 1'700'000'000, frame);
    test::put_block(pcapng, order, 0x0BAD, test::Bytes(40, 0x22));
    test::put_simple(pcapng, order, frame);
    test::put_section(pcapng, order);
    examples.push_back(pcapng);
  }
  return examples;
}
