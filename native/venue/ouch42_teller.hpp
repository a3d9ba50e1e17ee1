// OUCH 4.2's outbound messages (ouch42.md), as its text of 2018 has them.
#pragma once

#include "venue/answer_teller.hpp"

namespace hotlane::venue {

class Ouch42Teller final : public AnswerTeller {
 public:
  using AnswerTeller::AnswerTeller;

  void accepted(const VenueOrder& order, const wire::Symbol& symbol) override;
  void replaced(const VenueOrder& order, const VenueOrder& previous, const wire::Symbol& symbol) override;
  void executed(const VenueOrder& order, const VenueTrade& trade) override;
  void cancelled(const VenueOrder& order, Quantity decrement, wire::ouch50::CancelReason reason) override;
  void modified(const VenueOrder& order) override;
  void restated(const VenueOrder& order, Quantity shown) override;
  void rejected(const OuchRequest& request, wire::ouch50::RejectReason reason) override;
  void next_number(const OuchRequest&, uint32_t) override {}
  void mass_cancelled(const OuchRequest&) override {}
  void entry_switched(const OuchRequest&) override {}
  void traded_now(const VenueOrder& order) override;
};

}  // namespace hotlane::venue
