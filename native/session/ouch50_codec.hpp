// OUCH 5.0 (ouch50.md) as an order codec: all inbound messages, with the tags that our orders need. Its
// question is the Account Query. Holds nothing but the port's channel.
#pragma once

#include "session/order_codec.hpp"
#include "session/venue_profile.hpp"

namespace hotlane {

class Ouch50Codec final : public OrderCodec {
 public:
  explicit Ouch50Codec(const VenueProfile& profile) noexcept : user_ref_idx_(profile.user_ref_idx) {}

  [[nodiscard]] bool can_carry(const OrderAttributes&) const noexcept override { return true; }
  [[nodiscard]] size_t enter(std::span<std::byte> room, const GatedIntent& gated, const OrderTerms& terms,
                             UserRefNum number) const noexcept override;
  // A tag left out keeps its value: they are written only where the attributes are new.
  [[nodiscard]] size_t replace(std::span<std::byte> room, const GatedIntent& gated, const OrderName& original,
                               UserRefNum number) const noexcept override;
  [[nodiscard]] size_t cancel(std::span<std::byte> room, const OrderName& order,
                              Quantity quantity) const noexcept override;
  [[nodiscard]] size_t modify(std::span<std::byte> room, const GatedIntent& gated, const OrderName& order,
                              char side_letter) const noexcept override;
  [[nodiscard]] size_t mass_cancel(std::span<std::byte> room, UserRefNum number, const wire::Firm& firm,
                                   const wire::Symbol& symbol) const noexcept override;
  [[nodiscard]] size_t switch_entry(std::span<std::byte> room, UserRefNum number, const wire::Firm& firm,
                                    bool is_on) const noexcept override;
  [[nodiscard]] size_t question(std::span<std::byte> room, TimeNs now,
                                UserRefNum next_number) noexcept override;
  [[nodiscard]] OuchFault decode(Bytes message, OrderAnswer& answer) const noexcept override;

 private:
  uint8_t user_ref_idx_;
};

}  // namespace hotlane
