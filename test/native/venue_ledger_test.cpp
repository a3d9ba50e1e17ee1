// The venue's record as text: what JSON.parse makes of it must be what was written.
#include <string>
#include <string_view>

#include "harness.hpp"
#include "venue/ledger_lines.hpp"

namespace {

using namespace hotlane;

std::string line_of(const venue::LedgerOrder& order) {
  const venue::Account account({.username = wire::soupbintcp::Username(std::string_view("FIRM")),
                                .password = wire::soupbintcp::Password(std::string_view("secret"))});
  std::string out;
  venue::append_ledger_line(out, account, order, wire::Symbol(std::string_view("ALFA")));
  return out;
}

TEST("the venue's record of an order is one line of JSON, without padding") {
  CHECK_EQUAL(line_of({.user_ref_num = 4294967295,
                       .channel = 3,
                       .side = Side::sell,
                       .state = venue::LedgerState::filled,
                       .quantity = 100,
                       .price_ticks = 1892500,
                       .executed = 100,
                       .executed_notional = 189250000,
                       .firm = wire::Firm("HOUS")}),
              std::string(R"({"account":"FIRM","userRefNum":4294967295,"channel":3,"firm":"HOUS",)"
                          R"("symbol":"ALFA","side":"S","quantity":100,"priceTicks":1892500,)"
                          R"("executed":100,"executedNotional":189250000,"state":"filled"})"
                          "\n"));
}

TEST("what a client has put into its firm and its token can't break the record's JSON") {
  const std::string line = line_of({.user_ref_num = 1,
                                    .firm = wire::Firm("\"\n\\\x7f"),
                                    .token = wire::ouch42::Token(std::string_view("a\"b\xff"))});
  CHECK(line.find(R"("token":"a\u0022b\u00ff")") != std::string::npos);
  CHECK(line.find(R"("firm":"\u0022\u000a\u005c\u007f")") != std::string::npos);
  CHECK(line.find(R"("state":"open"})") != std::string::npos);
}

}  // namespace
