// The MoldUDP64 re-request server (moldudp64.md §3) without its socket: a request's bytes in, an answer's
// bytes out. On the venue's thread; keeps nothing but counts. The protocol knows no refusal, so a bad request
// is counted and met with silence.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "venue/mold_publisher.hpp"
#include "venue/sequenced_store.hpp"

namespace hotlane::venue {

enum class RerequestRefusal : uint8_t {
  wrong_length,
  wrong_session,
  nothing_wanted,  // count 0
  number_zero,     // numbers begin at 1
  not_yet_sent,
  no_longer_kept,  // the first wanted is too old; an answer that begins later would not be what was asked
};
constexpr size_t rerequest_refusal_count = 6;

[[nodiscard]] constexpr std::string_view words_of(RerequestRefusal refusal) noexcept {
  constexpr std::array<std::string_view, rerequest_refusal_count> words = {
      "wrongLength", "wrongSession", "nothingWanted", "numberZero", "notYetSent", "noLongerKept"};
  return words[static_cast<size_t>(refusal)];
}

struct RerequestCounters {
  uint64_t requests = 0;
  uint64_t answered = 0;
  uint64_t messages = 0;  // in answers
  std::array<uint64_t, rerequest_refusal_count> refused{};

  [[nodiscard]] uint64_t count_of(RerequestRefusal refusal) const noexcept {
    return refused[static_cast<size_t>(refusal)];
  }
};

class RerequestServer {
 public:
  explicit RerequestServer(const wire::moldudp64::Session& session);

  // The one packet that answers, with as many messages from the first wanted on as fit whole; empty: silence.
  // Valid until the next call.
  [[nodiscard]] Bytes answer(Bytes request, const SequencedStore& published) noexcept;

  [[nodiscard]] const RerequestCounters& counters() const noexcept { return counters_; }

 private:
  [[nodiscard]] Bytes refuse(RerequestRefusal refusal) noexcept;

  wire::moldudp64::Session session_;
  std::vector<std::byte> answer_;  // datagram_payload_max bytes, made once
  RerequestCounters counters_;
};

}  // namespace hotlane::venue
