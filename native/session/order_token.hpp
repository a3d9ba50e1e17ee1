// The OUCH 4.2 token we give each order: 'H', one digit of the strategy, six of its order id, six of our
// number, to base 62. It is unique for the day because the number is, and an answer's token says whose its
// order is without any memory of ours (ouch42.md, Token: case-sensitive). A probe's token is 'P', the time in
// ns in eleven digits and the last two of our next number: never used twice, not even by a lane that has
// forgotten its numbers.
#pragma once

#include <optional>

#include "session/client_order_id.hpp"
#include "wire/ouch42_inbound.hpp"

namespace hotlane {

// How a session's requests and answers name an order.
struct OrderName {
  uint32_t number = 0;
  StrategyId strategy = 0;
  StrategyOrderId order = 0;

  friend bool operator==(const OrderName&, const OrderName&) = default;
};

namespace order_token {
constexpr char order_mark = 'H';
constexpr char probe_mark = 'P';
constexpr size_t strategy_at = 1;
constexpr size_t order_at = 2;
constexpr size_t number_at = 8;
constexpr size_t digits = 6;
constexpr size_t time_digits = 11;
constexpr uint64_t base = 62;
// One digit: more strategies than a lane has room for.
constexpr StrategyId strategies_max = base;

inline void put_digits(char* at, size_t count, uint64_t value) noexcept {
  constexpr const char* alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (size_t i = count; i > 0; --i, value /= base) at[i - 1] = alphabet[value % base];
}

[[nodiscard]] inline std::optional<uint64_t> read_digits(const char* at, size_t count) noexcept {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = at[i];
    uint64_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<uint64_t>(c - '0');
    } else if (c >= 'A' && c <= 'Z') {
      digit = static_cast<uint64_t>(c - 'A' + 10);
    } else if (c >= 'a' && c <= 'z') {
      digit = static_cast<uint64_t>(c - 'a' + 36);
    } else {
      return std::nullopt;
    }
    value = value * base + digit;
  }
  return value;
}
}  // namespace order_token

// `name.strategy`: below order_token::strategies_max.
[[nodiscard]] inline wire::ouch42::Token token_of(const OrderName& name) noexcept {
  using namespace order_token;
  wire::ouch42::Token token(std::string_view{});
  token.chars[0] = order_mark;
  put_digits(token.chars + strategy_at, 1, name.strategy);
  put_digits(token.chars + order_at, digits, name.order);
  put_digits(token.chars + number_at, digits, name.number);
  return token;
}

// Nothing where the token is not one of our orders'.
[[nodiscard]] inline std::optional<OrderName> parse_token(const wire::ouch42::Token& token) noexcept {
  using namespace order_token;
  if (token.chars[0] != order_mark) return std::nullopt;
  const auto strategy = read_digits(token.chars + strategy_at, 1);
  const auto order = read_digits(token.chars + order_at, digits);
  const auto number = read_digits(token.chars + number_at, digits);
  if (!strategy || !order || !number || *order > UINT32_MAX || *number > UINT32_MAX || *number == 0) {
    return std::nullopt;
  }
  return OrderName{static_cast<uint32_t>(*number), static_cast<StrategyId>(*strategy),
                   static_cast<StrategyOrderId>(*order)};
}

[[nodiscard]] inline wire::ouch42::Token probe_token(TimeNs now, uint32_t next_number) noexcept {
  using namespace order_token;
  wire::ouch42::Token token(std::string_view{});
  token.chars[0] = probe_mark;
  put_digits(token.chars + 1, time_digits, static_cast<uint64_t>(now));
  put_digits(token.chars + 1 + time_digits, sizeof token.chars - 1 - time_digits, next_number);
  return token;
}
[[nodiscard]] inline bool is_probe(const wire::ouch42::Token& token) noexcept {
  return token.chars[0] == order_token::probe_mark &&
         order_token::read_digits(token.chars + 1, sizeof token.chars - 1).has_value();
}

}  // namespace hotlane
