// What the venue makes of an order's attributes, on a market without other orders: each honoured, or rejected
// by its own code; none passed over. Messages by the offsets of ouch50.md.
#include "venue/order_terms.hpp"

#include "terms_port.hpp"

namespace hotlane::test {

TEST(
    "order terms: a hidden order trades behind those shown at its price, and the feed shows the trade "
    "alone") {
  TermsPort port;
  port.enter(0, {.side = 'S', .display = 'N'});
  port.enter(0, {.side = 'S', .shares = 60});
  port.enter(1, {.shares = 100});
  CHECK_EQUAL(port.told(0), std::string("A A E60A E40J"));
  CHECK_EQUAL(port.told(1), std::string("A E60R E40R"));
  CHECK_EQUAL(port.shown(), std::string("A60 E60 P40"));
  port.cancel(0, 1, 0);
  CHECK_EQUAL(port.told(0), std::string("A A E60A E40J C60U"));
  CHECK_EQUAL(port.shown(), std::string("A60 E60 P40"));  // it had never been seen
}

TEST("order terms: a minimum is met at once or nothing trades, and an order that rests with one is hidden") {
  TermsPort port;
  port.enter(0, {.side = 'S', .shares = 60});
  port.enter(1, {.time_in_force = '3', .tags = min_qty(61)});
  port.enter(1, {.time_in_force = '3', .tags = min_qty(60)});
  CHECK_EQUAL(port.told(1), std::string("A C100I A E60R C40I"));
  port.enter(1, {.shares = 300, .display = 'N', .tags = min_qty(200)});
  port.enter(0, {.side = 'S', .shares = 199, .time_in_force = '3'});
  port.enter(0, {.side = 'S', .shares = 200, .time_in_force = '3'});
  port.enter(0, {.side = 'S', .shares = 100, .time_in_force = '3'});  // of a minimum of what is left
  CHECK_EQUAL(port.told(0), std::string("A E60A A C199I A E200R A E100R"));
  CHECK_EQUAL(port.shown(), std::string("A60 E60 P200 P100"));
}

TEST("order terms: fill or kill is an immediate order whose minimum is all of it") {
  TermsPort port;
  port.enter(0, {.side = 'S', .shares = 99});
  port.enter(1, {.time_in_force = '3', .tags = min_qty(100)});
  port.enter(0, {.side = 'S', .shares = 1, .price = 9'999});
  port.enter(1, {.time_in_force = '3', .tags = min_qty(100)});
  CHECK_EQUAL(port.told(1), std::string("A C100I A E1R E99R"));
}

TEST("order terms: a reserve order shows a part at a time, each in its turn under a new reference") {
  TermsPort port;
  port.enter(0, {.side = 'S', .shares = 250, .tags = max_floor(100)});
  port.enter(1, {.shares = 120});
  CHECK_EQUAL(port.told(0), std::string("A E100A R100 E20A"));
  CHECK_EQUAL(port.shown(), std::string("A100 E100 A100 E20"));
  port.cancel(0, 1, 210);  // 120 done, so 90 are left: 40 of the reserve go, the 80 shown stay
  CHECK_EQUAL(port.shown(), std::string("A100 E100 A100 E20"));
  port.enter(1, {.shares = 90});
  CHECK_EQUAL(port.told(0), std::string("A E100A R100 E20A C40U E80A R10 E10A"));
  CHECK_EQUAL(port.shown(), std::string("A100 E100 A100 E20 E80 A10 E10"));
}

TEST("order terms: an order for so many seconds goes when they are over, and not before") {
  TermsPort port;
  port.enter(0, {.time_in_force = '6', .tags = expire(5)});
  port.enter(0, {.time_in_force = '6', .tags = expire(2)});
  port.replace(0, 2, {.shares = 50, .time_in_force = '6', .tags = expire(9)});
  port.wait(5 * ns_per_second - 1);
  CHECK_EQUAL(port.told(0), std::string("A A U"));
  port.wait(1);
  CHECK_EQUAL(port.told(0), std::string("A A U C100T"));
  port.wait(4 * ns_per_second);
  CHECK_EQUAL(port.told(0), std::string("A A U C100T C50T"));
  CHECK_EQUAL(port.shown(), std::string("A100 A100 U50 D D"));
}

TEST("order terms: what the venue can't do it rejects, each by its own code") {
  CHECK_EQUAL(reject_of({}), std::string("A"));
  CHECK_EQUAL(reject_of({.time_in_force = '5'}), std::string("A"));
  CHECK_EQUAL(reject_of({.time_in_force = 'E'}), std::string("J15"));
  CHECK_EQUAL(reject_of({.time_in_force = '9'}), std::string("J15"));
  CHECK_EQUAL(reject_of({.time_in_force = '6'}), std::string("J15"));  // for how long?
  CHECK_EQUAL(reject_of({.time_in_force = '6', .tags = expire(0)}), std::string("J15"));
  CHECK_EQUAL(reject_of({.time_in_force = '6', .tags = expire(86'400)}), std::string("J15"));
  CHECK_EQUAL(reject_of({.display = 'A'}), std::string("J3"));
  CHECK_EQUAL(reject_of({.display = 'Z'}), std::string("J3"));
  for (const char cross : {'O', 'C', 'H', 'S', 'E', 'A'}) {
    CHECK_EQUAL(reject_of({.cross = cross}), std::string("J20"));
  }
  for (const char* price_type : {"020650", "02064d", "020652", "020651", "02066d"}) {
    CHECK_EQUAL(reject_of({.tags = price_type}), std::string("J17"));
  }
  CHECK_EQUAL(reject_of({.tags = "02064c"}), std::string("A"));         // a limit order
  CHECK_EQUAL(reject_of({.tags = "050700000064"}), std::string("J5"));  // an offset from what?
  CHECK_EQUAL(reject_of({.tags = "09090000000000002710"}), std::string("J5"));
  CHECK_EQUAL(reject_of({.tags = "050d00000064"}), std::string("J4"));  // reserves at random
  CHECK_EQUAL(reject_of({.tags = "021149"}), std::string("J20"));       // for imbalances only
  CHECK_EQUAL(reject_of({.tags = "020452"}), std::string("J26"));       // retail
  CHECK_EQUAL(reject_of({.tags = "021d44"}), std::string("J64"));       // decrement both
  CHECK_EQUAL(reject_of({.tags = "021d57"}), std::string("A"));         // cancel newest
  CHECK_EQUAL(reject_of({.tags = min_qty(50)}), std::string("J13"));    // it would rest, seen
  CHECK_EQUAL(reject_of({.display = 'N', .tags = min_qty(101)}), std::string("J13"));
  CHECK_EQUAL(reject_of({.display = 'N', .tags = min_qty(50) + post_only}), std::string("J13"));
  CHECK_EQUAL(reject_of({.display = 'N', .tags = max_floor(50)}), std::string("J4"));
  CHECK_EQUAL(reject_of({.time_in_force = '3', .tags = max_floor(50)}), std::string("J4"));
  CHECK_EQUAL(reject_of({.tags = max_floor(101)}), std::string("J4"));
  CHECK_EQUAL(reject_of({.tags = max_floor(50)}, true), std::string("J4"));  // history shows no one else's
}

TEST("order terms: a replace that asks for what can't be had kills its order") {
  TermsPort port;
  for (const Ask& ask : {Ask{.tags = min_qty(50)}, Ask{.display = 'A'}, Ask{.time_in_force = 'E'},
                         Ask{.tags = "02064d"}, Ask{.tags = "021b53"}}) {  // … and to sell
    port.enter(1, {.price = 9'000});
    port.replace(1, static_cast<uint32_t>(2 * (port.told(1).size() / 8)) + 1, ask);
  }
  CHECK_EQUAL(port.told(1), std::string("A C100U A C100U A C100U A C100U A C100U"));
}

TEST("order terms: a replace keeps what it leaves out, and changes what it says") {
  TermsPort port;
  port.enter(0, {.side = 'S', .price = 10'010});
  port.enter(1, {.shares = 50, .display = 'N', .tags = post_only});
  port.replace(1, 1, {.shares = 50, .price = 10'010, .display = 'N'});  // still post only
  port.enter(1, {.shares = 50, .display = 'N', .tags = post_only});
  port.replace(1, 3, {.shares = 50, .price = 9'000, .display = 'Y'});  // now to be seen
  port.replace(1, 4, {.shares = 50, .price = 10'010, .tags = "020c4e"});
  CHECK_EQUAL(port.told(1), std::string("A U C50G A U U E50R"));
  CHECK_EQUAL(port.shown(), std::string("A100 A50 D E50"));
}

TEST("order terms: history honours post-only, minimum, hidden, and the time in force of a replace") {
  TermsPort port(true);
  port.history(itch_add(1, "ABCD", 2, 'S', 80, 10'000));
  port.enter(0, {.tags = post_only});
  port.enter(0, {.time_in_force = '3', .tags = min_qty(81)});
  port.enter(0, {.shares = 30, .time_in_force = '3', .tags = min_qty(30)});
  CHECK_EQUAL(port.told(0), std::string("A C100G A C100I A E30R"));
  port.enter(0, {.shares = 40, .price = 9'990, .display = 'N'});
  port.replace(0, 4, {.shares = 40, .price = 9'995, .time_in_force = '3', .display = 'N'});
  CHECK_EQUAL(port.told(0), std::string("A C100G A C100I A E30R A U C40I"));
  port.enter(1, {.shares = 40, .price = 9'990, .display = 'N'});
  port.history(itch_add(1, "ABCD", 3, 'B', 100, 9'990));
  port.history(itch_execute(1, 3, 100));  // seen before hidden, though it came later
  CHECK_EQUAL(port.told(1), std::string("A"));
  port.history(itch_add(1, "ABCD", 4, 'S', 100, 9'990));
  CHECK_EQUAL(port.told(1), std::string("A E40J"));
}

TEST("order terms: history's clock ends an order's time") {
  TermsPort port(true);
  port.enter(0, {.price = 5'000, .time_in_force = '6', .tags = expire(5)});
  port.history(itch_add(1, "ABCD", 5, 'B', 1, 100), opening + 5 * ns_per_second - 1);
  CHECK_EQUAL(port.told(0), std::string("A"));
  port.history(itch_add(1, "ABCD", 6, 'B', 1, 100), opening + 5 * ns_per_second);
  CHECK_EQUAL(port.told(0), std::string("A C100T"));
}

}  // namespace hotlane::test
