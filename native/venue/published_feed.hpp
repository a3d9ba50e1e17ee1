// Everything the venue has published today, as those who missed it are told: each message by its number, and
// the books as they stand before the next one. Fed by the ITCH publisher, message by message, in the same
// call that numbers them, so both always agree with next_sequence(). Venue thread only; whatever makes the
// publisher publish again (a replay after a restart) rebuilds it.
#pragma once

#include "venue/snapshot_book.hpp"
#include "wire/glimpse50.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane::venue {

class PublishedFeed {
 public:
  // `keep_max`: messages that can still be asked for; the books know all of the day anyway.
  explicit PublishedFeed(uint64_t keep_max = SequencedStore::keep_all) : messages_(keep_max) {}

  void append(Bytes message) {
    messages_.append(message);
    book_.apply(message);
  }

  [[nodiscard]] const SequencedStore& messages() const noexcept { return messages_; }
  [[nodiscard]] uint64_t next_sequence() const noexcept { return messages_.next_sequence(); }
  [[nodiscard]] size_t orders() const noexcept { return book_.orders(); }

  // A whole GLIMPSE session as of now: the books, then G with the number of the next message (glimpse50.md
  // §2).
  [[nodiscard]] SequencedStore snapshot() const {
    SequencedStore out;
    book_.write(out);
    wire::glimpse50::EndOfSnapshot end;
    end.type = wire::glimpse50::end_of_snapshot_type;
    end.sequence_number = wire::soupbintcp::number_text<20>(next_sequence());
    out.append(end);
    return out;
  }

 private:
  SequencedStore messages_;
  SnapshotBook book_;
};

}  // namespace hotlane::venue
