// Two lines between a venue and a lane that lose datagrams, each for itself and now and then both for a
// while, and the venue's re-request and GLIMPSE servers behind them, all in memory: what a lane needs to go
// through every way of recovery. Each fate follows from the seed.
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>

#include "lane/lane.hpp"
#include "venue/exchange.hpp"
#include "venue/glimpse_server.hpp"
#include "venue/rerequest_server.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::test {

class BadLines {
 public:
  BadLines(uint64_t seed, const venue::ExchangeSettings& exchange)
      : random_(seed ^ 0xBAD),
        rerequest_(exchange.feed_session),
        glimpse_(exchange.order_session, exchange.accounts) {}

  // What makes the lane hear both lines and know the servers.
  static void configure(ChannelSettings& stream, const LoginCredentials& credentials) {
    stream.lines = 2;
    stream.repair.servers = 1;
    stream.repair.gap_messages_max = 400;  // a longer outage takes a snapshot
    stream.snapshot.servers = 1;
    stream.snapshot.credentials = credentials;
  }

  // The datagrams of a turn, on both lines, as far as they come through.
  template <class AnyLane, class InLane>
  void deliver(AnyLane& lane, venue::MoldPublisher& packets, TimeNs now, uint64_t ticks, InLane&& in_lane) {
    if (outage_turns_ > 0) --outage_turns_;
    if (outage_turns_ == 0 && random_.below(400) == 0) outage_turns_ = 1 + random_.below(60);
    for (size_t i = 0; i < packets.datagrams(); ++i) {
      for (uint32_t line = 0; line < lines_max; ++line) {
        if (outage_turns_ > 0 || random_.below(8) == 0) continue;
        in_lane([&] { lane.on_datagram(0, line, packets.datagram(i), {ticks, now}, now); });
      }
    }
  }

  // What the lane asks for, and what the servers say.
  template <class AnyLane, class InLane>
  void recover(AnyLane& lane, const venue::PublishedFeed& published, TimeNs now, InLane&& in_lane) {
    RerequestDatagram request;
    while (lane.requests(0).take_request(request)) {
      const Bytes answer =
          rerequest_.answer(std::as_bytes(std::span(&request.bytes, 1)), published.messages());
      if (answer.empty() || random_.below(8) == 0) continue;
      in_lane([&] { lane.on_answer(0, answer, now); });
    }
    uint32_t server = 0;
    if (lane.requests(0).take_connect(server)) open(lane, now, in_lane);
    if (connection_) serve(lane, published, now, in_lane);
  }

 private:
  template <class AnyLane, class InLane>
  void open(AnyLane& lane, TimeNs now, InLane&& in_lane) {
    connection_ = random_.below(4) == 0 ? std::nullopt : glimpse_.connect(now);
    in_lane([&] { connection_ ? lane.on_snapshot_open(0, now) : lane.on_snapshot_lost(0, now); });
  }

  template <class AnyLane, class InLane>
  void serve(AnyLane& lane, const venue::PublishedFeed& published, TimeNs now, InLane&& in_lane) {
    SoupBinServer& server = glimpse_.connection(*connection_);
    ByteQueue& asked = lane.snapshot_out(0);
    const std::span<std::byte> space = server.receive_space();
    const size_t size = std::min(space.size(), asked.waiting().size());
    std::memcpy(space.data(), asked.waiting().data(), size);
    asked.consumed(size);
    if (size > 0) server.received(size, now);
    bool is_open = glimpse_.serve(*connection_, published, now) && random_.below(64) != 0;
    in_lane([&] {
      const std::span<std::byte> into = lane.snapshot_space(0);
      const size_t brought = std::min(server.out().waiting().size(), into.size());
      if (brought == 0) return;
      std::memcpy(into.data(), server.out().waiting().data(), brought);
      server.out().consumed(brought);
      lane.on_snapshot_bytes(0, into.first(brought), now);
    });
    is_open = is_open && !lane.market().channel(0).stream().wants_snapshot_disconnect();
    if (is_open) return;
    glimpse_.disconnect(*connection_);
    connection_.reset();
    in_lane([&] { lane.on_snapshot_lost(0, now); });
  }

  SeededRandom random_;
  venue::RerequestServer rerequest_;
  venue::GlimpseServer glimpse_;
  std::optional<uint32_t> connection_;
  uint64_t outage_turns_ = 0;
};

}  // namespace hotlane::test
