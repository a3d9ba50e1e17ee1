// What a backtest reads: DBN as ITCH, and captures whose lines each lack something.
#include "backtest/capture_source.hpp"
#include "backtest/dbn_source.hpp"
#include "book/market_books.hpp"
#include "dbn_bytes.hpp"
#include "harness.hpp"
#include "itch_sample.hpp"

namespace hotlane::test {
namespace {

std::vector<Bytes> messages_from(MessageSource& source, const std::vector<Bytes>& files) {
  std::vector<Bytes> out;
  const auto drain = [&] {
    for (auto message = source.next(); !message.empty(); message = source.next()) {
      const auto* bytes = reinterpret_cast<const uint8_t*>(message.data());
      out.emplace_back(bytes, bytes + message.size());
    }
  };
  std::vector<bool> is_fed(files.size());
  while (const auto file = source.wanted()) {
    if (is_fed[*file]) {
      source.finish(*file);
    } else {
      source.feed(*file, std::as_bytes(std::span(files[*file])));
      is_fed[*file] = true;
    }
    drain();
  }
  drain();
  return out;
}

std::string types_of(const std::vector<Bytes>& messages) {
  std::string types;
  for (const Bytes& message : messages) types += static_cast<char>(message[0]);
  return types;
}

uint64_t field(const Bytes& message, size_t offset, size_t size) {
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) value = value << 8 | message[offset + i];
  return value;
}

TEST("DBN: each record says in ITCH what it does to the queue, and what it only repeats is said once") {
  const Bytes file = dbn_file({{'A', 'B', 1, 1'000, 300},
                               {'A', 'A', 2, 1'001, 500},
                               {'T', 'A', 9, 1'000, 100, false},  // a seller hits the bid
                               {'F', 'B', 1, 1'000, 100, false},
                               {'C', 'B', 1, 1'000, 100},  // the fill, said again
                               {'M', 'B', 1, 1'000, 150},  // a cut keeps its place
                               {'M', 'B', 1, 1'000, 250},  // more loses it
                               {'M', 'A', 2, 1'002, 500},  // another price, too
                               {'C', 'A', 2, 1'002, 200},
                               {'T', 'B', 10, 1'002, 70},  // no resting order explains it
                               {'F', 'A', 2, 1'002, 300, false},
                               {'C', 'A', 2, 1'002, 300},
                               {'R', 'N', 0}});
  DbnSource source(1);
  const std::vector<Bytes> messages = messages_from(source, {file});
  CHECK(!source.fault());
  CHECK_EQUAL(types_of(messages), std::string("SRHSAAEXDADAXPED"));
  REQUIRE(messages.size() == 16);
  CHECK_EQUAL(field(messages[4], 32, 4), uint64_t{100'000});  // 10.00
  CHECK_EQUAL(field(messages[6], 19, 4), uint64_t{100});      // executed
  CHECK_EQUAL(field(messages[7], 19, 4), uint64_t{50});       // cut from 200 to 150
  CHECK_EQUAL(field(messages[9], 20, 4), uint64_t{250});      // at the tail
  CHECK_EQUAL(field(messages[12], 19, 4), uint64_t{200});
  CHECK_EQUAL(field(messages[13], 20, 4), uint64_t{70});  // a print
  CHECK_EQUAL(field(messages[15], 11, 8), uint64_t{1});   // cleared
  CHECK_EQUAL(source.counters().unknown_orders, uint64_t{0});
}

TEST("DBN: what is no DBN, of another version or schema, or cut, is named with its place") {
  const Bytes good = dbn_file({{'A', 'B', 1, 1'000, 300}});
  struct Case {
    size_t at;
    uint8_t value;
    const char* found;
  };
  for (const Case& one :
       {Case{0, 'X', "another beginning"}, Case{3, 9, "version 9"}, Case{24, 3, "schema 3"},
        Case{good.size() - 56, 3, "a length of 12"}, Case{good.size() - 56, 13, "a length of 52"}}) {
    Bytes file = good;
    file[one.at] = one.value;
    DbnSource source(1);
    static_cast<void>(messages_from(source, {file}));
    REQUIRE(source.fault().has_value());
    CHECK_EQUAL(source.fault()->found, std::string(one.found));
  }
  Bytes cut = good;
  cut.resize(cut.size() - 1);
  DbnSource source(1);
  static_cast<void>(messages_from(source, {cut}));
  REQUIRE(source.fault().has_value());
  CHECK_EQUAL(source.fault()->offset, good.size() - 56);
}

TEST("DBN: the books of a real sample hold what rests at its end, and no order was unknown") {
  const std::string path = shared_data_path("data/dbn/glbx-es-2024-05-08-2s.mbo.dbn.zst");
  if (path.empty()) return skip("no sample of DBN");
  Bytes file;
  std::FILE* pipe = popen(("zstd -dcq '" + path + "'").c_str(), "r");
  REQUIRE(pipe != nullptr);
  for (int byte = std::fgetc(pipe); byte != EOF; byte = std::fgetc(pipe))
    file.push_back(static_cast<uint8_t>(byte));
  if (pclose(pipe) != 0) return skip("no zstd on this host");
  DbnSource source(1);
  MarketBooks books({.coverage = Coverage::all, .growth = Growth::doubling, .orders_max = 1 << 15});
  for (const Bytes& message : messages_from(source, {file})) {
    CHECK(books.apply(reinterpret_cast<const std::byte*>(message.data())).error == BookError::none);
  }
  CHECK(!source.fault());
  CHECK_EQUAL(source.counters().unknown_orders, uint64_t{0});
  CHECK_EQUAL(source.counters().fine_prices, uint64_t{0});
  CHECK_EQUAL(books.live_orders(), size_t{13'598});  // as another reader counted them (the data's README)
  const OrderBook& book = books.book(0);
  REQUIRE(!book.bids.empty() && !book.asks.empty());
  CHECK(book.bids.best()->price_ticks < book.asks.best()->price_ticks);
}

// A capture of line A or B, which lacks each packet of which `lacks(sequence)` says so.
template <class Lacks>
Bytes capture_of(const std::vector<Bytes>& messages, uint8_t line, Lacks&& lacks) {
  Bytes out = pcap_header(Order::little, 0xA1B23C4D, 1);
  const Addressed where{{10, 0, 0, 1}, {233, 54, 12, line}, 1'000, 26'477};
  for (size_t i = 0; i < messages.size(); ++i) {
    const uint64_t sequence = i + 1;
    if (lacks(sequence)) continue;
    const Bytes datagram = mold_packet("ABCDEFGHIJ", sequence, 1, {messages[i]});
    put_record(out, Order::little, 1'700'000'000 + i / 1'000, i % 1'000 * 1'000'000 + line * 500,
               ethernet_frame(0x0800, ipv4_packet(where, 17, udp_packet(where, datagram))));
  }
  return out;
}

TEST("captures: what line A lacks comes from line B, side by side; what both lack ends it, by its numbers") {
  std::vector<Bytes> messages = {itch_directory(1, "ABCD")};
  for (uint64_t i = 0; i < 200; ++i) messages.push_back(itch_add(1, "ABCD", i + 1, 'B', 100, 10'000 + i));
  const Bytes line_a = capture_of(messages, 1, [](uint64_t sequence) { return sequence % 7 == 3; });
  const Bytes line_b = capture_of(messages, 2, [](uint64_t sequence) { return sequence % 11 == 5; });
  CaptureSource both(2);  // 38 is lacked by both
  const std::vector<Bytes> until_gap = messages_from(both, {line_a, line_b});
  CHECK_EQUAL(until_gap.size(), size_t{37});
  CHECK(std::equal(until_gap.begin(), until_gap.end(), messages.begin()));
  REQUIRE(both.fault().has_value());
  CHECK_EQUAL(both.fault()->found, std::string("messages 38 to 38 on none"));

  const Bytes better_b = capture_of(messages, 2, [](uint64_t sequence) { return sequence % 7 == 4; });
  CaptureSource whole(2);
  CHECK(messages_from(whole, {line_a, better_b}) == messages);
  CHECK(!whole.fault());

  Bytes cut = line_a;
  cut.resize(cut.size() - 5);
  CaptureSource broken(1);
  static_cast<void>(messages_from(broken, {cut}));
  CHECK(broken.fault().has_value());
}

}  // namespace
}  // namespace hotlane::test
