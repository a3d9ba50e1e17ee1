// Builds DBN files for tests, byte by byte from the format's public layout. Independent of native/wire.
#pragma once

#include "capture_bytes.hpp"

namespace hotlane::test {

constexpr uint64_t dbn_start = 1'715'126'400'000'000'000;  // 2024-05-08, UTC midnight

inline void put_text(Bytes& out, const std::string& text, size_t length) {
  for (size_t i = 0; i < length; ++i) out.push_back(i < text.size() ? static_cast<uint8_t>(text[i]) : 0);
}

// Version 2's metadata, of market by order, with one symbol.
inline Bytes dbn_head(const std::string& symbol, uint32_t instrument) {
  constexpr size_t symbol_length = 71;
  Bytes metadata;
  put_text(metadata, "XNAS.ITCH", 16);
  put_ordered(metadata, Order::little, 0, 2);
  put_ordered(metadata, Order::little, dbn_start, 8);
  put_ordered(metadata, Order::little, dbn_start + 1'000'000'000, 8);
  put_ordered(metadata, Order::little, 0, 8);
  metadata.insert(metadata.end(), {1, 0, 0});
  put_ordered(metadata, Order::little, symbol_length, 2);
  metadata.resize(100);
  put_ordered(metadata, Order::little, 0, 4);  // no schema definition
  put_ordered(metadata, Order::little, 1, 4);
  put_text(metadata, symbol, symbol_length);
  put_ordered(metadata, Order::little, 0, 8);  // none found in part, all found
  put_ordered(metadata, Order::little, 1, 4);
  put_text(metadata, symbol, symbol_length);
  put_ordered(metadata, Order::little, 1, 4);
  put_ordered(metadata, Order::little, 20'240'508, 4);
  put_ordered(metadata, Order::little, 20'240'509, 4);
  put_text(metadata, std::to_string(instrument), symbol_length);
  Bytes out = {'D', 'B', 'N', 2};
  put_ordered(out, Order::little, metadata.size(), 4);
  append(out, metadata);
  return out;
}

struct DbnRecord {
  char action;
  char side;
  uint64_t order;
  int64_t price_cents = 0;
  uint32_t size = 0;
  bool is_last = true;
};

inline void put_mbo(Bytes& out, uint32_t instrument, uint64_t time, const DbnRecord& record) {
  out.insert(out.end(), {14, 0xA0, 1, 0});
  put_ordered(out, Order::little, instrument, 4);
  put_ordered(out, Order::little, time, 8);
  put_ordered(out, Order::little, record.order, 8);
  put_ordered(out, Order::little, static_cast<uint64_t>(record.price_cents * 10'000'000), 8);
  put_ordered(out, Order::little, record.size, 4);
  out.push_back(record.is_last ? 0x80 : 0);
  out.push_back(0);
  out.push_back(static_cast<uint8_t>(record.action));
  out.push_back(static_cast<uint8_t>(record.side));
  put_ordered(out, Order::little, time + 1'000, 8);
  put_ordered(out, Order::little, 0, 8);
}

inline Bytes dbn_file(const std::vector<DbnRecord>& records) {
  Bytes out = dbn_head("ABCD", 77);
  uint64_t time = dbn_start + 1;
  for (const DbnRecord& record : records) put_mbo(out, 77, time++, record);
  return out;
}

}  // namespace hotlane::test
