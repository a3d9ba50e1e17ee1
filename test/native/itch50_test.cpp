// ITCH 5.0 on the wire and in files: the specification's vectors, every length, every cut.
#include <random>

#include "feed/itch_file.hpp"
#include "feed/message_selector.hpp"
#include "harness.hpp"
#include "itch_messages.hpp"
#include "mold_datagrams.hpp"
#include "wire/itch50.hpp"

namespace hotlane::test {
namespace {
namespace itch = wire::itch50;

const std::string all_types = "SRHYLVWKJhAFECXDUPQBINO";
const std::vector<size_t> all_lengths = {12, 39, 25, 20, 26, 35, 12, 28, 35, 21, 36, 40,
                                         31, 36, 23, 19, 35, 44, 40, 19, 50, 20, 48};

Bytes blank_message(char type, size_t length) {
  Bytes out = itch_header(type, 1);
  out.resize(length, 0);
  return out;
}

struct Reading {
  uint64_t messages = 0;
  uint64_t bytes = 0;
  FileError error;
  bool has_ended = false;
};

// Reads `file` in pieces of at most `chunk` bytes, each in a buffer of its own so that a stale view is seen.
Reading read_in_chunks(const Bytes& file, size_t chunk) {
  ItchFileReader reader;
  Reading out;
  for (size_t at = 0; at < file.size(); at += chunk) {
    const Bytes piece(file.begin() + static_cast<long>(at),
                      file.begin() + static_cast<long>(std::min(file.size(), at + chunk)));
    reader.feed(std::as_bytes(std::span(piece)));
    while (true) {
      const auto message = reader.next();
      if (message.empty()) break;
      out.bytes += message.size() + 2;
    }
  }
  reader.finish();
  out.messages = reader.messages();
  out.error = reader.error();
  out.has_ended = reader.has_ended();
  return out;
}

}  // namespace

TEST("ITCH: the specification's vectors read as it says") {
  const Bytes a = from_hex("41000700001f1aced9f00100000000000003e9420000012c41424344202020200012d644");
  const auto& add = itch::view<itch::AddOrder>(bytes_of(a));
  CHECK_EQUAL(a.size(), sizeof add);
  CHECK_EQUAL(static_cast<uint16_t>(add.header.stock_locate), 7);
  CHECK_EQUAL(static_cast<uint64_t>(add.header.timestamp), 34'200'000'000'001U);
  CHECK_EQUAL(static_cast<uint64_t>(add.order_reference), 1001U);
  CHECK_EQUAL(add.side, 'B');
  CHECK_EQUAL(static_cast<uint32_t>(add.shares), 300U);
  CHECK_EQUAL(std::string(add.stock.text()), std::string("ABCD"));
  CHECK_EQUAL(static_cast<uint32_t>(add.price), 1'234'500U);
  const Bytes e = from_hex("45000700021f1aced9f00200000000000003e9000000640000000000001389");
  const auto& executed = itch::view<itch::OrderExecuted>(bytes_of(e));
  CHECK_EQUAL(static_cast<uint32_t>(executed.executed_shares), 100U);
  CHECK_EQUAL(static_cast<uint64_t>(executed.match_number), 5001U);
  const Bytes u = from_hex("55000700001f1aced9f00300000000000003e900000000000003ea000000960012d6a8");
  const auto& replace = itch::view<itch::OrderReplace>(bytes_of(u));
  CHECK_EQUAL(static_cast<uint64_t>(replace.original_reference), 1001U);
  CHECK_EQUAL(static_cast<uint64_t>(replace.new_reference), 1002U);
  CHECK_EQUAL(static_cast<uint32_t>(replace.shares), 150U);
  CHECK_EQUAL(static_cast<uint32_t>(replace.price), 1'234'600U);
}

TEST("ITCH: the table of lengths is the specification's, and nothing else is a type") {
  REQUIRE(all_types.size() == all_lengths.size());
  size_t known = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const char type = static_cast<char>(byte);
    const size_t at = all_types.find(type);
    CHECK_EQUAL(itch::length_of(type), at == std::string::npos ? size_t{0} : all_lengths[at]);
    known += at == std::string::npos ? 0 : 1;
  }
  CHECK_EQUAL(known, 23U);
}

TEST("ITCH: a packet with one message a byte short or long is refused whole") {
  std::vector<MessageBytes> blocks(wire::moldudp64::blocks_per_datagram_max);
  for (size_t i = 0; i < all_types.size(); ++i) {
    for (const size_t length : {all_lengths[i] - 1, all_lengths[i], all_lengths[i] + 1}) {
      const Bytes datagram = mold_packet(1, 2, {itch_delete(1, 5), blank_message(all_types[i], length)});
      MoldPacket packet;
      REQUIRE(read_mold_packet(as_datagram(datagram), packet) == PacketFault::none);
      const PacketFault fault = walk_mold_packet(packet, PayloadCheck::itch50, blocks);
      CHECK(fault == (length == all_lengths[i] ? PacketFault::none : PacketFault::message_length));
    }
  }
}

TEST("ITCH: an unknown type is skipped by its framing, its neighbours are taken") {
  MessageSelector selector;
  const Bytes good = itch_delete(1, 5);
  const Bytes unknown = blank_message('z', 17);
  const auto g = std::as_bytes(std::span(good));
  const std::vector<MessageBytes> messages = {g, std::as_bytes(std::span(unknown)), {}, g};
  CHECK_EQUAL(selector.select(messages).size(), 2U);
  CHECK_EQUAL(selector.counters().unknown_types, 1U);
  CHECK_EQUAL(selector.counters().empty_messages, 1U);
  CHECK_EQUAL(selector.counters().by_type['D'], 2U);
  CHECK_EQUAL(selector.counters().messages, 2U);
}

TEST("ITCH file: any chunking reads the same messages") {
  std::mt19937_64 random(seed());
  Bytes file;
  for (int i = 0; i < 200; ++i) {
    const size_t at = random() % all_types.size();
    put_framed(file, blank_message(all_types[at], all_lengths[at]));
  }
  put_framed(file, blank_message('z', 900));
  for (const size_t chunk :
       {size_t{1}, size_t{2}, size_t{3}, size_t{7}, size_t{64}, size_t{1000}, file.size()}) {
    const Reading reading = read_in_chunks(file, chunk);
    CHECK(reading.error.fault == FileFault::none);
    CHECK_EQUAL(reading.messages, 201U);
    CHECK_EQUAL(reading.bytes, file.size());
  }
}

TEST("ITCH file: cut at each byte of its last message, it says where and what was expected") {
  Bytes file;
  put_framed(file, itch_add(1, "ABCD", 1, 'B', 100, 5000));
  const size_t last = file.size();
  put_framed(file, itch_delete(1, 1));
  for (size_t length = last; length <= file.size(); ++length) {
    const Bytes cut(file.begin(), file.begin() + static_cast<long>(length));
    for (const size_t chunk : {size_t{1}, size_t{5}, file.size()}) {
      const Reading reading = read_in_chunks(cut, chunk);
      const bool is_whole = length == last || length == file.size();
      CHECK_EQUAL(reading.messages, length == file.size() ? 2U : 1U);
      CHECK_EQUAL(static_cast<int>(reading.error.fault == FileFault::none), static_cast<int>(is_whole));
      if (is_whole) continue;
      CHECK_EQUAL(reading.error.offset, last);
      CHECK(reading.error.fault == (length == last + 1 ? FileFault::prefix_cut : FileFault::message_cut));
      CHECK_EQUAL(reading.error.expected, length == last + 1 ? 2U : 19U);
      CHECK_EQUAL(reading.error.found, length == last + 1 ? 1U : length - last - 2);
    }
  }
}

TEST("ITCH file: a zero length ends it, and bytes after it are an error") {
  Bytes file;
  put_framed(file, itch_delete(1, 1));
  const size_t end = file.size();
  put_framed(file, {});
  for (const size_t chunk : {size_t{1}, file.size()}) {
    const Reading whole = read_in_chunks(file, chunk);
    CHECK(whole.error.fault == FileFault::none && whole.has_ended);
    CHECK_EQUAL(whole.messages, 1U);
  }
  put_framed(file, itch_delete(1, 1));
  for (const size_t chunk : {size_t{1}, size_t{23}, file.size()}) {
    const Reading more = read_in_chunks(file, chunk);
    CHECK(more.error.fault == FileFault::bytes_after_end);
    CHECK_EQUAL(more.error.offset, end + 2);
    CHECK_EQUAL(more.messages, 1U);
  }
}

TEST("ITCH file: a wrong length stops the reading where it stands") {
  Bytes file;
  put_framed(file, itch_delete(1, 1));
  const size_t bad = file.size();
  put_framed(file, blank_message('A', 35));
  for (const size_t chunk : {size_t{1}, file.size()}) {
    const Reading reading = read_in_chunks(file, chunk);
    CHECK(reading.error.fault == FileFault::message_length);
    CHECK_EQUAL(reading.error.offset, bad);
    CHECK_EQUAL(reading.error.expected, 36U);
    CHECK_EQUAL(reading.error.found, 35U);
    CHECK_EQUAL(reading.error.type, 'A');
  }
  const Reading lost = read_in_chunks(from_hex("0401 41"), 3);
  CHECK(lost.error.fault == FileFault::frame_too_long);
}

}  // namespace hotlane::test
