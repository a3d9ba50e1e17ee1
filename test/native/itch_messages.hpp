// Encodes the ITCH messages that tests need, as bytes, from the specification's offsets; and turns hex text
// into bytes. Independent of native/wire, so that both can't be wrong alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace hotlane::test {

using Bytes = std::vector<uint8_t>;

inline Bytes from_hex(const std::string& text) {
  Bytes out;
  std::string digits;
  for (const char c : text) {
    if (c != ' ') digits += c;
  }
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    out.push_back(static_cast<uint8_t>(std::strtoul(digits.substr(i, 2).c_str(), nullptr, 16)));
  }
  return out;
}

inline void put(Bytes& out, uint64_t value, size_t length) {
  for (size_t i = length; i > 0; --i) out.push_back(static_cast<uint8_t>(value >> (8 * (i - 1))));
}
inline void put(Bytes& out, const std::string& text, size_t length) {
  for (size_t i = 0; i < length; ++i) out.push_back(static_cast<uint8_t>(i < text.size() ? text[i] : ' '));
}

inline Bytes itch_header(char type, uint64_t locate, uint64_t timestamp_ns = 34'200'000'000'000) {
  Bytes out{static_cast<uint8_t>(type)};
  put(out, locate, 2);
  put(out, 0, 2);
  put(out, timestamp_ns, 6);
  return out;
}

inline Bytes itch_add(uint64_t locate, const std::string& stock, uint64_t reference, char side,
                      uint64_t shares, uint64_t price) {
  Bytes out = itch_header('A', locate);
  put(out, reference, 8);
  out.push_back(static_cast<uint8_t>(side));
  put(out, shares, 4);
  put(out, stock, 8);
  put(out, price, 4);
  return out;
}
inline Bytes itch_execute(uint64_t locate, uint64_t reference, uint64_t shares, uint64_t match = 1) {
  Bytes out = itch_header('E', locate);
  put(out, reference, 8);
  put(out, shares, 4);
  put(out, match, 8);
  return out;
}
inline Bytes itch_execute_with_price(uint64_t locate, uint64_t reference, uint64_t shares, char printable,
                                     uint64_t price, uint64_t match = 1) {
  Bytes out = itch_header('C', locate);
  put(out, reference, 8);
  put(out, shares, 4);
  put(out, match, 8);
  out.push_back(static_cast<uint8_t>(printable));
  put(out, price, 4);
  return out;
}
inline Bytes itch_cancel(uint64_t locate, uint64_t reference, uint64_t shares) {
  Bytes out = itch_header('X', locate);
  put(out, reference, 8);
  put(out, shares, 4);
  return out;
}
inline Bytes itch_delete(uint64_t locate, uint64_t reference) {
  Bytes out = itch_header('D', locate);
  put(out, reference, 8);
  return out;
}
inline Bytes itch_replace(uint64_t locate, uint64_t original, uint64_t successor, uint64_t shares,
                          uint64_t price) {
  Bytes out = itch_header('U', locate);
  put(out, original, 8);
  put(out, successor, 8);
  put(out, shares, 4);
  put(out, price, 4);
  return out;
}
// R, with the fields that books read set and the others blank.
inline Bytes itch_cross(uint64_t locate, const std::string& stock, uint64_t shares, uint64_t price,
                        char type) {
  Bytes out = itch_header('Q', locate);
  put(out, shares, 8);
  put(out, stock, 8);
  put(out, price, 4);
  put(out, 1, 8);
  put(out, std::string(1, type), 1);
  return out;
}
inline Bytes itch_directory(uint64_t locate, const std::string& stock, char authenticity = 'P') {
  Bytes out = itch_header('R', locate);
  put(out, stock, 8);
  put(out, std::string("QN"), 2);
  put(out, 100, 4);
  put(out, std::string("NCC "), 4);
  out.push_back(static_cast<uint8_t>(authenticity));
  put(out, std::string("NN1N"), 4);
  put(out, 1, 4);
  out.push_back('N');
  return out;
}
// Any message that is its header, then a stock at 11, then a tail.
inline Bytes itch_stock_message(char type, uint64_t locate, const std::string& stock,
                                const std::string& tail) {
  Bytes out = itch_header(type, locate);
  put(out, stock, 8);
  put(out, tail, tail.size());
  return out;
}

// A message behind its two-byte length, as files and MoldUDP64 blocks have it.
inline void put_framed(Bytes& out, const Bytes& message) {
  put(out, message.size(), 2);
  out.insert(out.end(), message.begin(), message.end());
}

inline const std::byte* bytes_of(const Bytes& message) {
  return reinterpret_cast<const std::byte*>(message.data());
}

}  // namespace hotlane::test
