#include "venue/ledger_lines.hpp"

#include <array>
#include <charconv>
#include <string_view>

namespace hotlane::venue {
namespace {

// Firms and tokens are whatever a client sent.
void append_text(std::string& out, std::string_view key, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out.append(key).push_back('"');
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 && code < 0x7f && c != '"' && c != '\\') {
      out.push_back(c);
    } else {
      out.append("\\u00").push_back(digits[code >> 4]);
      out.push_back(digits[code & 0xf]);
    }
  }
  out.push_back('"');
}

void append_number(std::string& out, std::string_view key, int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(key).append(digits.data(), end);
}

}  // namespace

void append_ledger_line(std::string& out, const Account& account, const LedgerOrder& order,
                        const wire::Symbol& symbol) {
  append_text(out, R"({"account":)", account.settings().username.text());
  append_number(out, R"(,"userRefNum":)", order.user_ref_num);
  if (!order.token.text().empty()) append_text(out, R"(,"token":)", order.token.text());
  append_number(out, R"(,"channel":)", order.channel);
  append_text(out, R"(,"firm":)", order.firm.text());
  append_text(out, R"(,"symbol":)", symbol.text());
  append_text(out, R"(,"side":)", order.side == Side::buy ? "B" : "S");
  append_number(out, R"(,"quantity":)", order.quantity);
  append_number(out, R"(,"priceTicks":)", order.price_ticks);
  append_number(out, R"(,"executed":)", order.executed);
  append_number(out, R"(,"executedNotional":)", order.executed_notional);
  append_text(out, R"(,"state":)", order.state == LedgerState::live ? "open" : words_of(order.state));
  out.append("}\n");
}

}  // namespace hotlane::venue
