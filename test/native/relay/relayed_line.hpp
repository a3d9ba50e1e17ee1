// One line of the feed on its way through the relay: taken from the venue's group, impaired, sent to the
// receivers' group. Keeps the relay's account of it: what it dropped is known message by message.
#pragma once

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "io/udp_multicast_sender.hpp"
#include "io/udp_receiver.hpp"
#include "relay/impairment.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane::test {

class RelayedLine {
 public:
  RelayedLine(const ImpairmentSettings& settings, uint64_t seed, uint64_t line)
      : impairment_(settings, seed, line) {}

  [[nodiscard]] std::string open(const io::UdpReceiverSetup& from, const io::UdpMulticastSenderSetup& to) {
    std::string failure = receiver_.open(from);
    return failure.empty() ? sender_.open(to) : failure;
  }
  [[nodiscard]] int descriptor() const noexcept { return receiver_.descriptor(); }
  [[nodiscard]] bool has_held() const noexcept { return !held_.empty(); }

  void turn(TimeNs now) {
    for (auto batch = receiver_.receive(); !batch.empty(); batch = receiver_.receive()) {
      for (const io::Datagram& datagram : batch) take(datagram.bytes, now);
    }
    release(now);
  }
  // Nothing stays behind at the end.
  void flush() { release(INT64_MAX); }

  // As one JSON object.
  void print() const {
    std::printf("{\"received\":%" PRIu64 ",\"messages\":%" PRIu64 ",\"missedMessages\":%" PRIu64
                ",\"sent\":%" PRIu64 ",\"unsendable\":%" PRIu64 ",\"dropped\":%" PRIu64
                ",\"droppedByLoss\":%" PRIu64 ",\"droppedByBurst\":%" PRIu64 ",\"droppedByDeath\":%" PRIu64
                ",\"droppedMessages\":%" PRIu64 ",\"deaths\":%" PRIu64 ",\"duplicated\":%" PRIu64
                ",\"reordered\":%" PRIu64 ",\"delayed\":%" PRIu64 ",\"droppedRanges\":[",
                received_, messages_, missed_messages_, sent_, unsendable_, by_loss_ + by_burst_ + by_death_,
                by_loss_, by_burst_, by_death_, dropped_messages_, impairment_.deaths(), duplicated_,
                reordered_, delayed_);
    for (size_t i = 0; i < dropped_ranges_.size(); ++i) {
      const Range& range = dropped_ranges_[i];
      std::printf("%s[%" PRIu64 ",%u]", i == 0 ? "" : ",", range.first, range.count);
    }
    std::printf("]}");
  }

 private:
  // Who is overtaken goes on its way after this time at the latest: a quiet line has nobody to overtake it.
  static constexpr TimeNs overtaken_ns_max = 20'000'000;

  struct Range {
    uint64_t first = 0;
    uint32_t count = 0;
  };
  struct Held {
    TimeNs due = 0;
    uint64_t due_after = 0;  // datagrams received
    std::vector<std::byte> bytes;
  };

  void take(std::span<const std::byte> datagram, TimeNs now) {
    ++received_;
    const Range range = range_of(datagram);
    messages_ += range.count;
    const Fate fate = impairment_.next();
    if (fate.drop != DropCause::none) return drop(fate.drop, range);
    if (fate.is_duplicated) {
      ++duplicated_;
      send(datagram);
    }
    if (fate.overtaken_by > 0) {
      ++reordered_;
      held_.push_back(
          {now + overtaken_ns_max, received_ + fate.overtaken_by, {datagram.begin(), datagram.end()}});
    } else if (fate.delay_ns > 0) {
      ++delayed_;
      held_.push_back({now + fate.delay_ns, UINT64_MAX, {datagram.begin(), datagram.end()}});
    } else {
      send(datagram);
    }
    release(now);
  }

  [[nodiscard]] Range range_of(std::span<const std::byte> datagram) {
    wire::moldudp64::Header header;
    if (datagram.size() < sizeof header) return {};
    std::memcpy(&header, datagram.data(), sizeof header);
    const uint64_t first = header.sequence_number;
    const uint16_t count = header.message_count;
    if (next_sequence_ != 0 && first > next_sequence_) missed_messages_ += first - next_sequence_;
    const uint32_t messages = count == wire::moldudp64::end_of_session_count ? 0 : count;
    next_sequence_ = first + messages;
    return {first, messages};
  }

  void drop(DropCause cause, const Range& range) {
    ++(cause == DropCause::loss ? by_loss_ : cause == DropCause::burst ? by_burst_ : by_death_);
    if (range.count == 0) return;
    dropped_messages_ += range.count;
    const bool goes_on = !dropped_ranges_.empty() &&
                         dropped_ranges_.back().first + dropped_ranges_.back().count == range.first;
    if (goes_on) {
      dropped_ranges_.back().count += range.count;
    } else {
      dropped_ranges_.push_back(range);
    }
  }

  void release(TimeNs now) {
    for (size_t i = 0; i < held_.size();) {
      if (held_[i].due > now && held_[i].due_after >= received_) {
        ++i;
        continue;
      }
      send(held_[i].bytes);
      held_.erase(held_.begin() + static_cast<long>(i));
    }
  }

  void send(std::span<const std::byte> datagram) {
    const std::span<const std::byte> one[] = {datagram};
    while (sender_.send(one) == 0) {
      if (sender_.failure() == 0) continue;  // its buffer is full: nothing may be lost that was not decided
      ++unsendable_;
      return;
    }
    ++sent_;
  }

  io::UdpReceiver receiver_;
  io::UdpMulticastSender sender_;
  Impairment impairment_;
  std::vector<Held> held_;
  std::vector<Range> dropped_ranges_;
  uint64_t next_sequence_ = 0;
  uint64_t received_ = 0;
  uint64_t messages_ = 0;
  uint64_t missed_messages_ = 0;  // lost before they came here
  uint64_t sent_ = 0;
  uint64_t unsendable_ = 0;
  uint64_t by_loss_ = 0;
  uint64_t by_burst_ = 0;
  uint64_t by_death_ = 0;
  uint64_t dropped_messages_ = 0;
  uint64_t duplicated_ = 0;
  uint64_t reordered_ = 0;
  uint64_t delayed_ = 0;
};

}  // namespace hotlane::test
