// What an account is told, in its protocol's words: one teller a protocol, which appends whole messages to
// the account's sequenced messages. Without state; the venue's thread.
#pragma once

#include <cstdint>

#include "session/ouch50_request.hpp"
#include "session/venue_profile.hpp"
#include "venue/sequenced_store.hpp"
#include "venue/venue_order.hpp"
#include "wire/ouch50_reasons.hpp"

namespace hotlane::venue {

struct VenueTrade {
  Quantity quantity = 0;
  PriceTicks price_ticks = 0;
  char liquidity = 'A';
  uint64_t match_number = 0;
};

class AnswerTeller {
 public:
  explicit AnswerTeller(SequencedStore& store, uint64_t time_of_day) noexcept
      : store_(store), time_(time_of_day) {}
  virtual ~AnswerTeller() = default;
  AnswerTeller(const AnswerTeller&) = delete;
  AnswerTeller& operator=(const AnswerTeller&) = delete;

  virtual void accepted(const VenueOrder& order, const wire::Symbol& symbol) = 0;
  virtual void replaced(const VenueOrder& order, const VenueOrder& previous, const wire::Symbol& symbol) = 0;
  virtual void executed(const VenueOrder& order, const VenueTrade& trade) = 0;
  virtual void cancelled(const VenueOrder& order, Quantity decrement, wire::ouch50::CancelReason reason) = 0;
  virtual void modified(const VenueOrder& order) = 0;
  // Reserve of it is shown under its newest reference.
  virtual void restated(const VenueOrder& order, Quantity shown) = 0;
  virtual void rejected(const OuchRequest& request, wire::ouch50::RejectReason reason) = 0;
  // Of OUCH 5.0 alone.
  virtual void next_number(const OuchRequest& request, uint32_t number) = 0;
  virtual void mass_cancelled(const OuchRequest& request) = 0;
  virtual void entry_switched(const OuchRequest& request) = 0;
  // Of OUCH 4.2 alone.
  virtual void traded_now(const VenueOrder& order) = 0;

 protected:
  SequencedStore& store_;
  uint64_t time_;  // ns since midnight
};

}  // namespace hotlane::venue
