// The way of market data: `decode` walks a generated market's datagrams as a lane does, framing checked and
// types counted; `book` also applies their messages to all books.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "decode_book/hotlane_books.hpp"
#include "decode_book/packet_source.hpp"
#include "feed/message_selector.hpp"
#include "fixed_work/fixed_work.hpp"

namespace hotlane::bench {

class MarketWork : public FixedWork {
 public:
  // A day short enough that its middle, full of live orders, is counted.
  MarketWork() : source_(read_generated({.messages = messages, .names = 200}), size_t{messages} * 2) {
    packets_ = source_.next_round();
  }

  void prepare() override { next_ = std::exchange(begun_, begun_ + packets_per_block); }
  [[nodiscard]] uint32_t operations_per_block() const override {
    return packets_per_block * PacketSource::messages_per_packet;
  }

 protected:
  [[nodiscard]] std::span<const Packet> block() const { return packets_.subspan(next_, packets_per_block); }

 private:
  static constexpr uint32_t messages = 300'000;
  static constexpr uint32_t packets_per_block = 60;

  PacketSource source_;
  std::span<const Packet> packets_;
  size_t begun_ = 0;
  size_t next_ = 0;
};

class DecodeWork final : public MarketWork {
 public:
  DecodeWork() : messages_(wire::moldudp64::blocks_per_datagram_max) {}

  void run() override {
    for (const Packet& packet : block()) {
      MoldPacket datagram;
      datagram.body = packet.body;
      datagram.messages = packet.messages;
      if (walk_mold_packet(datagram, PayloadCheck::itch50, messages_) != PacketFault::none) std::abort();
      selected_ += selector_.select(std::span(messages_).first(packet.messages)).size();
    }
  }

 private:
  MessageSelector selector_;
  std::vector<MessageBytes> messages_;
  uint64_t selected_ = 0;
};

class BookWork final : public MarketWork {
 public:
  void run() override {
    for (const Packet& packet : block()) books_.apply(packet);
  }

 private:
  HotlaneBooks books_{50'000};
};

}  // namespace hotlane::bench
