// What differs between the protocols that an order session may speak: how requests are written and answers
// read. A small interface with two implementations, chosen once when the session is made, so that everything
// above it (SoupBinTCP, numbers, recovery) exists once. Called by the order entry on its lane's thread. What
// can add risk takes a GatedIntent, which only the order gate makes; what can only lower it takes plain
// numbers.
#pragma once

#include <cstddef>
#include <span>

#include "risk/order_attributes.hpp"
#include "risk/order_gate.hpp"
#include "session/byte_queue.hpp"
#include "session/order_answer.hpp"
#include "session/order_token.hpp"
#include "session/ouch_fault.hpp"

namespace hotlane {

// What a new order says beside its intent.
struct OrderTerms {
  wire::Symbol symbol{""};
  wire::Firm firm{""};  // blank: the session's own
};

// Room that suffices for any request of either protocol, with every tag.
constexpr size_t order_request_size_max = 160;

class OrderCodec {
 public:
  virtual ~OrderCodec() = default;

  // Whether the protocol has words for all of these. What it has none for must not be sent as something else.
  [[nodiscard]] virtual bool can_carry(const OrderAttributes& attributes) const noexcept = 0;

  // Each gives the bytes written; 0: too little room, or the protocol has no such request.
  [[nodiscard]] virtual size_t enter(std::span<std::byte> room, const GatedIntent& gated,
                                     const OrderTerms& terms, UserRefNum number) const noexcept = 0;
  // `original`: the order under its newest number. The intent's quantity is that of the whole chain, its
  // attributes are all that the order is to have.
  [[nodiscard]] virtual size_t replace(std::span<std::byte> room, const GatedIntent& gated,
                                       const OrderName& original, UserRefNum number) const noexcept = 0;
  // `quantity`: the most that may fill in all; 0: cancel all of it.
  [[nodiscard]] virtual size_t cancel(std::span<std::byte> room, const OrderName& order,
                                      Quantity quantity) const noexcept = 0;
  // Another kind of sell, or fewer shares in all: keeps its place. Gated, because one protocol may raise.
  // `side_letter`: B S T E.
  [[nodiscard]] virtual size_t modify(std::span<std::byte> room, const GatedIntent& gated,
                                      const OrderName& order, char side_letter) const noexcept = 0;
  // All orders of a firm, of one symbol or (blank) of all. Spends `number`.
  [[nodiscard]] virtual size_t mass_cancel(std::span<std::byte> room, UserRefNum number,
                                           const wire::Firm& firm,
                                           const wire::Symbol& symbol) const noexcept = 0;
  // Whether the venue takes new orders of a firm. Spends `number`.
  [[nodiscard]] virtual size_t switch_entry(std::span<std::byte> room, UserRefNum number,
                                            const wire::Firm& firm, bool is_on) const noexcept = 0;
  // Recovery's question: its answer (account_query_response) comes behind the answers to all that was asked
  // before. May be asked again; then only the newest one's answer counts.
  [[nodiscard]] virtual size_t question(std::span<std::byte> room, TimeNs now,
                                        UserRefNum next_number) noexcept = 0;

  // Whatever is malformed gives its fault and leaves `answer` without meaning.
  [[nodiscard]] virtual OuchFault decode(Bytes message, OrderAnswer& answer) const noexcept = 0;
};

}  // namespace hotlane
