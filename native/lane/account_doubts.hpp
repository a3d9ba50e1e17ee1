// The accounts of a lane whose positions may not be what we think: after a venue's alert that casts doubt
// (session/venue_alert.hpp) an account trades no more, its open orders are cancelled, and only a human's
// acknowledgement ends that. Owned by the order desk, lane's thread only; published for TypeScript.
#pragma once

#include <cstdint>

#include "lane/boundary.hpp"
#include "lane/event_ring.hpp"
#include "memory/seqlock.hpp"
#include "memory/units.hpp"
#include "session/venue_alert.hpp"

namespace hotlane {

// Accounts as a bit mask.
using AccountSet = uint32_t;

static_assert(boundary::accounts_max <= 32, "a mask has a bit for each account");

class AccountDoubts {
 public:
  AccountDoubts(boundary::LaneMemory& memory, EventWriter& events, uint32_t accounts) noexcept
      : memory_(memory), events_(events), accounts_(accounts) {}

  [[nodiscard]] bool has(AccountId account) const noexcept { return (in_doubt_ >> account & 1) != 0; }
  [[nodiscard]] bool is_any() const noexcept { return in_doubt_ != 0; }

  void raise(AccountSet accounts, VenueAlert why, SessionId session, TimeNs now) noexcept {
    const AccountSet news = accounts & ~in_doubt_;
    in_doubt_ |= accounts;
    publish();
    for (AccountId account = 0; account < accounts_; ++account) {
      if ((news >> account & 1) != 0) tell(account, true, why, session, now);
    }
  }
  // `account`: -1 all. What is in no doubt stays so.
  void acknowledge(int32_t account, TimeNs now) noexcept {
    for (AccountId each = 0; each < accounts_; ++each) {
      if (!has(each) || (account >= 0 && account != each)) continue;
      in_doubt_ &= ~(AccountSet{1} << each);
      tell(each, false, VenueAlert::none, 0, now);
    }
    publish();
  }
  // All that are in doubt, to whoever has not heard of them: an earlier life's, from its journal.
  void tell_all(TimeNs now) noexcept {
    publish();
    for (AccountId account = 0; account < accounts_; ++account) {
      if (has(account)) tell(account, true, VenueAlert::none, 0, now);
    }
  }

 private:
  void publish() noexcept { publish_word(memory_.status.accounts_in_doubt, in_doubt_); }
  void tell(AccountId account, bool is_in_doubt, VenueAlert why, SessionId session, TimeNs now) noexcept {
    boundary::Event event{};
    event.time_ns = now;
    event.kind = static_cast<uint16_t>(boundary::EventKind::account);
    event.strategy = account;
    event.session = session;
    event.state = is_in_doubt ? 1 : 0;
    event.reason = static_cast<uint16_t>(why);
    events_.put(event);
  }

  boundary::LaneMemory& memory_;
  EventWriter& events_;
  uint32_t accounts_;
  AccountSet in_doubt_ = 0;
};

}  // namespace hotlane
