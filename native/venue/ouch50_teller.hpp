// OUCH 5.0's outbound messages (ouch50.md), with the tags that say something: the channel on each, and what a
// standing order was entered with.
#pragma once

#include "venue/answer_teller.hpp"

namespace hotlane::venue {

class Ouch50Teller final : public AnswerTeller {
 public:
  using AnswerTeller::AnswerTeller;

  void accepted(const VenueOrder& order, const wire::Symbol& symbol) override;
  void replaced(const VenueOrder& order, const VenueOrder& previous, const wire::Symbol& symbol) override;
  void executed(const VenueOrder& order, const VenueTrade& trade) override;
  void cancelled(const VenueOrder& order, Quantity decrement, wire::ouch50::CancelReason reason) override;
  void modified(const VenueOrder& order) override;
  void restated(const VenueOrder& order, Quantity shown) override;
  void rejected(const OuchRequest& request, wire::ouch50::RejectReason reason) override;
  void next_number(const OuchRequest& request, uint32_t number) override;
  void mass_cancelled(const OuchRequest& request) override;
  void entry_switched(const OuchRequest& request) override;
  void traded_now(const VenueOrder&) override {}
};

}  // namespace hotlane::venue
