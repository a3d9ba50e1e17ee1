// What a lane does with a channel's messages, as far as books go: all instruments', from empty books.
#pragma once

#include "book/market_books.hpp"
#include "feed/channel.hpp"
#include "feed/message_selector.hpp"

namespace hotlane::test {

struct BookSink {
  MarketBooks books{{.coverage = Coverage::all, .growth = Growth::doubling}};
  MessageSelector selector;

  void on_messages(std::span<const MessageBytes> messages) {
    for (const std::byte* message : selector.select(messages)) books.apply(message);
  }
  void on_snapshot_begin() {}
  void on_snapshot_message(MessageBytes) {}
  void on_snapshot_end() {}
  void on_status(const ChannelStatus&) {}
};

}  // namespace hotlane::test
