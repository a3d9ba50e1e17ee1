// What becomes of orders for a recorded cross, and of resting ones, when its print comes
// (docs/venue-history.md, Crosses). History against slow_history.hpp stands in history_market.cpp.
#include "terms_port.hpp"
#include "venue/cross_model.hpp"

namespace hotlane::test {
namespace {

constexpr uint64_t market_price = 0x7FFF'FFFF;

void print_cross(TermsPort& port, char type, uint64_t shares, uint64_t price) {
  port.history(itch_cross(1, "ABCD", shares, price, type));
}

}  // namespace

TEST("cross orders: those better than its price fill at it, those at it and worse ones go with it") {
  TermsPort port(true);
  port.enter(0, {.price = 10'100, .time_in_force = '3', .cross = 'O'});
  port.enter(0, {.price = 10'000, .time_in_force = '3', .cross = 'O'});
  port.enter(0, {.price = 9'900, .time_in_force = '3', .cross = 'O'});
  port.enter(1, {.side = 'S', .price = 9'900, .time_in_force = '3', .cross = 'O'});
  port.enter(1, {.side = 'S', .price = 10'000, .time_in_force = '3', .cross = 'O'});
  CHECK_EQUAL(port.told(0), std::string("A A A"));
  CHECK_EQUAL(port.told(1), std::string("A A"));
  print_cross(port, 'O', 5'000, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A A A E100O C100I C100I"));
  CHECK_EQUAL(port.told(1), std::string("A A E100O C100I"));
  CHECK_EQUAL(port.last_price(0), 10'000U);
}

TEST("cross orders: one at any price fills at the cross's, whatever that is, and never lives on") {
  TermsPort port(true);
  port.enter(0, {.price = market_price, .cross = 'C'});
  port.enter(1, {.side = 'S', .price = market_price, .time_in_force = '3', .cross = 'C'});
  print_cross(port, 'C', 1'000, 1'999'999'999);
  CHECK_EQUAL(port.told(0), std::string("A E100C"));
  CHECK_EQUAL(port.told(1), std::string("A E100C"));
  TermsPort none(true);
  none.enter(0, {.price = market_price, .cross = 'C'});
  print_cross(none, 'C', 0, 0);
  CHECK_EQUAL(none.told(0), std::string("A C100I"));
  CHECK_EQUAL(reject_of({.price = market_price}, true), std::string("J29"));
}

TEST("cross orders: a day order that its cross leaves goes on into the book, and may take there") {
  TermsPort port(true);
  port.history(itch_add(1, "ABCD", 2, 'S', 30, 10'000));
  port.enter(0, {.price = 10'000, .cross = 'O'});
  port.enter(0, {.price = 9'000, .cross = 'O'});
  CHECK_EQUAL(port.told(0), std::string("A A"));  // it takes nothing before
  print_cross(port, 'O', 500, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A A E30R"));
  port.history(itch_add(1, "ABCD", 3, 'S', 200, 9'000));
  CHECK_EQUAL(port.told(0), std::string("A A E30R E70A E100A"));
}

TEST("cross orders: without a cross, orders for it go and those for the day live on") {
  TermsPort port(true);
  port.enter(0, {.price = 10'000, .time_in_force = '3', .cross = 'O'});
  port.enter(0, {.price = 10'000, .cross = 'O'});
  print_cross(port, 'O', 0, 0);
  CHECK_EQUAL(port.told(0), std::string("A A C100I"));
  port.history(itch_add(1, "ABCD", 3, 'S', 60, 9'000));
  CHECK_EQUAL(port.told(0), std::string("A A C100I E60A"));
}

TEST(
    "cross orders: what rests on the book is in every cross, hidden or not, and keeps its place if it "
    "stays") {
  TermsPort port(true);
  port.history(itch_add(1, "ABCD", 2, 'B', 10, 10'100));
  port.enter(0, {.price = 10'100});
  port.enter(0, {.price = 10'200, .display = 'N'});
  port.enter(0, {.price = 9'900});
  print_cross(port, 'H', 1'000, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A A A E100H E100H"));
  port.history(itch_add(1, "ABCD", 4, 'S', 100, 9'900));
  CHECK_EQUAL(port.told(0), std::string("A A A E100H E100H E100A"));
}

TEST("cross orders: ours trade no more on a side than the cross paired, the best price first") {
  TermsPort port(true);
  port.enter(0, {.price = 10'100, .cross = 'O'});
  port.enter(1, {.price = 10'300, .time_in_force = '3', .cross = 'O'});
  port.enter(0, {.price = 10'200, .time_in_force = '3', .cross = 'O'});
  print_cross(port, 'O', 150, 10'000);
  CHECK_EQUAL(port.told(1), std::string("A E100O"));
  CHECK_EQUAL(port.told(0), std::string("A A E50O C50I"));
}

TEST("cross orders: each waits for its own cross, and once that has been a new one is refused") {
  TermsPort port(true);
  port.enter(0, {.price = 10'100, .time_in_force = '3', .cross = 'C'});
  port.enter(0, {.price = 10'100, .cross = 'H'});
  print_cross(port, 'O', 150, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A A"));
  port.enter(0, {.price = 10'100, .time_in_force = '3', .cross = 'O'});
  CHECK_EQUAL(port.told(0), std::string("A A J20"));
  print_cross(port, 'H', 150, 10'000);
  print_cross(port, 'C', 150, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A A J20 E100H E100C"));
  port.enter(0, {.price = 10'100, .cross = 'H'});  // may come again
  print_cross(port, 'H', 150, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A A J20 E100H E100C A E100H"));
}

TEST("cross orders: a waiting one can be cut, cancelled and replaced, and keeps its cross") {
  TermsPort port(true);
  port.enter(0, {.price = 10'100, .time_in_force = '3', .cross = 'O'});
  port.cancel(0, 1, 40);
  port.replace(0, 1, {.shares = 70, .price = 9'900, .time_in_force = '3'});
  port.enter(0, {.price = 10'100, .time_in_force = '3', .cross = 'O'});
  port.cancel(0, 3, 0);
  port.replace(0, 2, {.shares = 80, .price = 10'050, .time_in_force = '3'});
  CHECK_EQUAL(port.told(0), std::string("A C60U U A C100U U"));
  print_cross(port, 'O', 1'000, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A C60U U A C100U U E80O"));
}

TEST("cross orders: one that its cross left to the book is replaced as any other") {
  TermsPort port(true);
  port.enter(0, {.price = 9'900, .cross = 'O'});
  print_cross(port, 'O', 1'000, 10'000);
  port.replace(0, 1, {.shares = 100, .price = 9'950});
  port.history(itch_add(1, "ABCD", 3, 'S', 100, 9'900));
  CHECK_EQUAL(port.told(0), std::string("A U E100A"));
  port.enter(1, {.price = 9'900, .cross = 'H'});
  print_cross(port, 'H', 1'000, 10'000);
  port.replace(1, 1, {.shares = 100, .price = market_price});
  CHECK_EQUAL(port.told(1), std::string("A C100U"));
}

TEST("cross orders: an order's time ends while it waits") {
  TermsPort port(true);
  port.enter(0, {.price = 10'100, .time_in_force = '6', .cross = 'C', .tags = expire(5)});
  port.history(itch_cross(1, "ABCD", 1'000, 10'000, 'C'), 34'200 * ns_per_second + 6 * ns_per_second);
  CHECK_EQUAL(port.told(0), std::string("A C100T"));
}

TEST("cross orders: crosses of other stocks and of no use, and prints out of range, reach nothing") {
  TermsPort port(true);
  port.enter(0, {.price = 10'100, .time_in_force = '3', .cross = 'O'});
  port.history(itch_cross(2, "OTHR", 500, 10'000, 'O'));
  port.history(itch_cross(7, "NONE", 500, 10'000, 'O'));
  print_cross(port, 'I', 500, 10'000);
  print_cross(port, 'O', 500, 2'000'000'001);
  print_cross(port, 'O', 500, 0);
  CHECK_EQUAL(port.told(0), std::string("A"));
  print_cross(port, 'O', 500, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A E100O"));
}

TEST("cross orders: other crosses and post-only orders for one are refused") {
  for (const char cross : {'S', 'E', 'A', 'R'}) {
    CHECK_EQUAL(reject_of({.cross = cross}, true), std::string("J20"));
  }
  CHECK_EQUAL(reject_of({.cross = 'O', .tags = post_only}, true), std::string("J20"));
}

TEST("cross orders: an order with a minimum fills by as many at least, or all that it has") {
  std::vector<CrossOrder> orders{{1, Side::buy, 10'200, 100, 0, 0},
                                 {2, Side::buy, 10'100, 100, 60, 0},
                                 {3, Side::buy, 10'050, 50, 200, 0},
                                 {4, Side::sell, 9'900, 500, 151, 0},
                                 {5, Side::sell, 9'950, 500, 150, 0}};
  fill_in_cross({10'000, 150}, orders);
  const Quantity expected[] = {100, 0, 50, 0, 150};
  for (size_t i = 0; i < orders.size(); ++i) {
    CHECK_EQUAL(orders[i].handle, i + 1);
    CHECK_EQUAL(orders[i].filled, expected[i]);
  }
}

}  // namespace hotlane::test
