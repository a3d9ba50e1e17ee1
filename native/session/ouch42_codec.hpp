// OUCH 4.2 (ouch42.md) as an order codec. Orders are named by tokens that hold our number; there is no mass
// cancel and no entry switch. Its question, where OUCH 5.0 has the Account Query, is a probe: an Enter Order
// that the venue has to reject, and that could not trade if it were taken (docs/sessions.md, Recovery).
#pragma once

#include "session/order_codec.hpp"
#include "session/venue_profile.hpp"

namespace hotlane {

class Ouch42Codec final : public OrderCodec {
 public:
  explicit Ouch42Codec(const VenueProfile& profile) noexcept : profile_(profile) {}

  // One letter says it all: no pegs but the midpoint's, no reserve, nothing hidden that is post-only.
  [[nodiscard]] bool can_carry(const OrderAttributes& attributes) const noexcept override;
  [[nodiscard]] size_t enter(std::span<std::byte> room, const GatedIntent& gated, const OrderTerms& terms,
                             UserRefNum number) const noexcept override;
  // Nothing is kept of the original but symbol, side, capacity, firm and cross: all else is said again.
  [[nodiscard]] size_t replace(std::span<std::byte> room, const GatedIntent& gated, const OrderName& original,
                               UserRefNum number) const noexcept override;
  [[nodiscard]] size_t cancel(std::span<std::byte> room, const OrderName& order,
                              Quantity quantity) const noexcept override;
  [[nodiscard]] size_t modify(std::span<std::byte> room, const GatedIntent& gated, const OrderName& order,
                              char side_letter) const noexcept override;
  [[nodiscard]] size_t mass_cancel(std::span<std::byte>, UserRefNum, const wire::Firm&,
                                   const wire::Symbol&) const noexcept override {
    return 0;
  }
  [[nodiscard]] size_t switch_entry(std::span<std::byte>, UserRefNum, const wire::Firm&,
                                    bool) const noexcept override {
    return 0;
  }
  [[nodiscard]] size_t question(std::span<std::byte> room, TimeNs now,
                                UserRefNum next_number) noexcept override;
  // The newest probe's reject is an account_query_response; what is about an older one says nothing more (a
  // system_event). A newest probe that was not rejected comes out as what the venue says, marked.
  [[nodiscard]] OuchFault decode(Bytes message, OrderAnswer& answer) const noexcept override;

 private:
  VenueProfile profile_;
  wire::ouch42::Token probe_{""};  // of the newest question
};

}  // namespace hotlane
