// The ClOrdID we give each order: 'H', the strategy and the strategy's order id in hexadecimal. The host
// repeats it in its answers, so that a lane that lost its memory can tell from the replayed stream whose
// order each was.
#pragma once

#include <cstdint>
#include <optional>

#include "risk/intent.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {

struct ClientOrderId {
  StrategyId strategy = 0;
  StrategyOrderId order = 0;
};

namespace client_order_id {
constexpr char mark = 'H';
constexpr size_t strategy_digits = 4;
constexpr size_t order_digits = 8;
}  // namespace client_order_id

[[nodiscard]] inline wire::ouch50::ClOrdId text_of(ClientOrderId id) noexcept {
  using namespace client_order_id;
  constexpr const char* digits = "0123456789ABCDEF";
  wire::ouch50::ClOrdId text(std::string_view{});
  text.chars[0] = mark;
  for (size_t i = 0; i < strategy_digits; ++i) {
    text.chars[1 + i] = digits[id.strategy >> (4 * (strategy_digits - 1 - i)) & 15];
  }
  for (size_t i = 0; i < order_digits; ++i) {
    text.chars[1 + strategy_digits + i] = digits[id.order >> (4 * (order_digits - 1 - i)) & 15];
  }
  return text;
}

// Nothing where the text is not one of ours.
[[nodiscard]] inline std::optional<ClientOrderId> parse_client_order_id(
    const wire::ouch50::ClOrdId& field) noexcept {
  using namespace client_order_id;
  const std::string_view text = field.text();
  if (text.size() != 1 + strategy_digits + order_digits || text[0] != mark) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text.substr(1)) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && !(c >= 'A' && c <= 'F')) return std::nullopt;
    value = value << 4 | static_cast<uint64_t>(is_digit ? c - '0' : c - 'A' + 10);
  }
  return ClientOrderId{static_cast<StrategyId>(value >> 32), static_cast<StrategyOrderId>(value)};
}

}  // namespace hotlane
