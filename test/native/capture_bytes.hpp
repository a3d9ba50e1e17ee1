// Builds captures and frames for tests, byte by byte from the formats' documents. Independent of native/wire
// and of the capture writer, so that both can't be wrong alike.
#pragma once

#include "itch_messages.hpp"

namespace hotlane::test {

// The file's byte order.
enum class Order : uint8_t { little, big };

inline void put_ordered(Bytes& out, Order order, uint64_t value, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    const size_t shift = order == Order::little ? 8 * i : 8 * (length - 1 - i);
    out.push_back(static_cast<uint8_t>(value >> shift));
  }
}
inline void append(Bytes& out, const Bytes& more) {
  for (const uint8_t byte : more) out.push_back(byte);
}

// ---- pcap

inline Bytes pcap_header(Order order, uint32_t magic, uint32_t link_type, uint32_t snap_length = 65'535) {
  Bytes out;
  put_ordered(out, order, magic, 4);
  put_ordered(out, order, 2, 2);
  put_ordered(out, order, 4, 2);
  put_ordered(out, order, 0, 8);
  put_ordered(out, order, snap_length, 4);
  put_ordered(out, order, link_type, 4);
  return out;
}
inline void put_record(Bytes& out, Order order, uint64_t seconds, uint64_t fraction, const Bytes& frame,
                       size_t cut_off = 0) {
  put_ordered(out, order, seconds, 4);
  put_ordered(out, order, fraction, 4);
  put_ordered(out, order, frame.size(), 4);
  put_ordered(out, order, frame.size() + cut_off, 4);
  append(out, frame);
}

// ---- pcapng

inline void put_block(Bytes& out, Order order, uint32_t type, Bytes body) {
  while (body.size() % 4 != 0) body.push_back(0);
  put_ordered(out, order, type, 4);
  put_ordered(out, order, body.size() + 12, 4);
  append(out, body);
  put_ordered(out, order, body.size() + 12, 4);
}
inline void put_option(Bytes& out, Order order, uint16_t code, Bytes value) {
  put_ordered(out, order, code, 2);
  put_ordered(out, order, value.size(), 2);
  while (value.size() % 4 != 0) value.push_back(0);
  append(out, value);
}
inline void put_section(Bytes& out, Order order, bool has_options = false) {
  Bytes body;
  put_ordered(body, order, 0x1A2B3C4D, 4);
  put_ordered(body, order, 1, 2);
  put_ordered(body, order, 0, 2);
  put_ordered(body, order, ~uint64_t{0}, 8);
  if (has_options) {
    put_option(body, order, 4, {'t', 'e', 's', 't', 's'});
    put_option(body, order, 0, {});
  }
  put_block(out, order, 0x0A0D0D0A, body);
}
// A resolution of 0 leaves the option out: microseconds.
inline void put_interface(Bytes& out, Order order, uint32_t link_type, uint8_t resolution = 9,
                          int64_t offset_s = 0, uint32_t snap_length = 0) {
  Bytes body;
  put_ordered(body, order, link_type, 2);
  put_ordered(body, order, 0, 2);
  put_ordered(body, order, snap_length, 4);
  put_option(body, order, 2, {'e', 't', 'h', '0', '1'});
  if (resolution != 0) put_option(body, order, 9, {resolution});
  if (offset_s != 0) {
    Bytes value;
    put_ordered(value, order, static_cast<uint64_t>(offset_s), 8);
    put_option(body, order, 14, value);
  }
  put_option(body, order, 0, {});
  put_block(out, order, 1, body);
}
inline void put_enhanced(Bytes& out, Order order, uint32_t interface, uint64_t stamp, const Bytes& frame,
                         size_t cut_off = 0) {
  Bytes body;
  put_ordered(body, order, interface, 4);
  put_ordered(body, order, stamp >> 32, 4);
  put_ordered(body, order, stamp & 0xFFFFFFFF, 4);
  put_ordered(body, order, frame.size(), 4);
  put_ordered(body, order, frame.size() + cut_off, 4);
  append(body, frame);
  while (body.size() % 4 != 0) body.push_back(0);
  put_option(body, order, 1, {'n', 'o', 't', 'e'});
  put_option(body, order, 0, {});
  put_block(out, order, 6, body);
}
inline void put_simple(Bytes& out, Order order, const Bytes& frame, size_t cut_off = 0) {
  Bytes body;
  put_ordered(body, order, frame.size() + cut_off, 4);
  append(body, frame);
  put_block(out, order, 3, body);
}

// ---- frames, network order

struct Addressed {
  Bytes source;  // 4 or 16 bytes
  Bytes destination;
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
};

inline Bytes udp_packet(const Addressed& where, const Bytes& payload) {
  Bytes out;
  put(out, where.source_port, 2);
  put(out, where.destination_port, 2);
  put(out, payload.size() + 8, 2);
  put(out, 0, 2);
  append(out, payload);
  return out;
}
inline Bytes ipv4_packet(const Addressed& where, uint8_t protocol, const Bytes& payload,
                         size_t option_words = 0, uint16_t fragment = 0) {
  Bytes out;
  put(out, 0x40 | (5 + option_words), 1);
  put(out, 0, 1);
  put(out, 20 + 4 * option_words + payload.size(), 2);
  put(out, 7, 2);
  put(out, fragment, 2);
  put(out, 16, 1);
  put(out, protocol, 1);
  put(out, 0, 2);
  append(out, where.source);
  append(out, where.destination);
  for (size_t i = 0; i < 4 * option_words; ++i) out.push_back(1);  // no operation
  append(out, payload);
  return out;
}
// `extensions`: the headers between, as they stand; `first`: what the IPv6 header names as next.
inline Bytes ipv6_packet(const Addressed& where, uint8_t first, const Bytes& extensions,
                         const Bytes& payload) {
  Bytes out;
  put(out, 0x60000000, 4);
  put(out, extensions.size() + payload.size(), 2);
  put(out, first, 1);
  put(out, 9, 1);
  append(out, where.source);
  append(out, where.destination);
  append(out, extensions);
  append(out, payload);
  return out;
}
// `tags`: EtherTypes of VLAN tags, outermost first.
inline Bytes ethernet_frame(uint16_t type, const Bytes& packet, const std::vector<uint16_t>& tags = {}) {
  Bytes out;
  put(out, 0x01005E010203, 6);
  put(out, 0x020000000001, 6);
  for (const uint16_t tag : tags) {
    put(out, tag, 2);
    put(out, 0x2064, 2);
  }
  put(out, type, 2);
  append(out, packet);
  return out;
}
inline Bytes cooked_frame(uint16_t type, const Bytes& packet) {
  Bytes out;
  put(out, 2, 2);
  put(out, 1, 2);
  put(out, 6, 2);
  put(out, 0x0200000000010000, 8);
  put(out, type, 2);
  append(out, packet);
  return out;
}
inline Bytes cooked_2_frame(uint16_t type, const Bytes& packet) {
  Bytes out;
  put(out, type, 2);
  put(out, 0, 2);
  put(out, 3, 4);
  put(out, 1, 2);
  put(out, 0x0206, 2);
  put(out, 0x0200000000010000, 8);
  append(out, packet);
  return out;
}
inline Bytes family_frame(Order order, uint32_t family, const Bytes& packet) {
  Bytes out;
  put_ordered(out, order, family, 4);
  append(out, packet);
  return out;
}

inline Bytes mold_packet(const std::string& session, uint64_t sequence, uint64_t count,
                         const std::vector<Bytes>& messages = {}) {
  Bytes out;
  put(out, session, 10);
  put(out, sequence, 8);
  put(out, count, 2);
  for (const Bytes& message : messages) put_framed(out, message);
  return out;
}

}  // namespace hotlane::test
