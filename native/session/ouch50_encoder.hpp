// Writes our OUCH 5.0 requests into the caller's room (ouch50.md, Inbound messages); gives the bytes written,
// 0 where the room is too small. Called by the order session on its lane's thread. What can add risk takes a
// GatedIntent, which only the order gate makes; what can only lower it takes plain numbers.
#pragma once

#include <cstddef>
#include <span>

#include "risk/order_gate.hpp"
#include "session/ouch50_answer.hpp"
#include "session/ouch50_order_tags.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {

// Room that suffices for any request we send.
constexpr size_t ouch_request_size_max = sizeof(wire::ouch50::EnterOrder) + ouch50_order_tags_max;

[[nodiscard]] size_t encode_enter(std::span<std::byte> room, const GatedIntent& gated, UserRefNum number,
                                  const wire::Symbol& symbol) noexcept;
// `original`: the order's newest number. The intent's quantity is that of the whole chain, as OUCH's.
[[nodiscard]] size_t encode_replace(std::span<std::byte> room, const GatedIntent& gated, UserRefNum original,
                                    UserRefNum number) noexcept;
// `quantity`: the most that may fill in all; 0: cancel all of it.
[[nodiscard]] size_t encode_cancel(std::span<std::byte> room, UserRefNum number, Quantity quantity) noexcept;
// Modify among the sell kinds, or down in quantity; keeps priority.
[[nodiscard]] size_t encode_modify(std::span<std::byte> room, UserRefNum number, char side_letter,
                                   Quantity quantity) noexcept;
// Symbol of spaces: all. Spends `number`.
[[nodiscard]] size_t encode_mass_cancel(std::span<std::byte> room, UserRefNum number,
                                        const wire::ouch50::Firm& firm, const wire::Symbol& symbol) noexcept;
[[nodiscard]] size_t encode_account_query(std::span<std::byte> room) noexcept;

}  // namespace hotlane
