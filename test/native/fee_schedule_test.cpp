// Fees in figures that can be checked by hand. Over seeded orders they are held against a slow model in
// order_model_test.cpp.
#include "orders/fee_schedule.hpp"

#include "harness.hpp"

namespace hotlane {
namespace {

FeeSchedule schedule() {
  FeeSchedule fees = schedule_of(-200, 300, 100);
  fees.per_order = 1'000;
  fees.sec_cents_per_million = 2'780;
  fees.taf_millionths_per_share = 166;
  fees.taf_cents_max = 830;
  return fees;
}

TEST("a purchase pays or earns its flag's rate, and nothing else") {
  // 1,000 shares at $0.0030 are $3; at $0.0020 they are $2.
  CHECK(schedule().fees_of(Side::buy, 1'000, 100'000, 'R') == (Fees{3'000'000'000, 0}));
  CHECK(schedule().fees_of(Side::buy, 1'000, 100'000, 'A') == (Fees{0, 2'000'000'000}));
  CHECK(schedule().fees_of(Side::buy, 1'000, 100'000, 'O') == (Fees{1'000'000'000, 0}));
  CHECK(schedule().fees_of(Side::buy, 1'000, 100'000, '?') == (Fees{3'000'000'000, 0}));  // as what removes
  CHECK(schedule().fees_of_order() == (Fees{10'000'000, 0}));                             // one cent
}

TEST("a sale pays the regulators, whatever its flag earns") {
  // 1,000 at $10: SEC $10,000 x 27.80 / 1,000,000 = $0.278; TAF 1,000 x $0.000166 = $0.166.
  CHECK(schedule().fees_of(Side::sell, 1'000, 100'000, 'A') == (Fees{444'000'000, 2'000'000'000}));
  // 100,000 shares: TAF would be $16.60 and is $8.30.
  CHECK(schedule().fees_of(Side::sell, 100'000, 1, 'O') ==
        (Fees{100'000'000'000 + 8'300'000'000 + 278'000'000 / 1'000, 0}));
}

TEST("the SEC fee's remainder is rounded up, for each execution by itself") {
  FeeSchedule fees;
  fees.sec_cents_per_million = 1;
  // One share at one tick is 1/10,000 dollar: 10^-12 dollar of fee, which makes a whole unit.
  CHECK_EQUAL(fees.fees_of(Side::sell, 1, 1, 'A').charged, FeeAmount{1});
  CHECK_EQUAL(fees.fees_of(Side::sell, 1'000, 1, 'A').charged, FeeAmount{1});
  CHECK_EQUAL(fees.fees_of(Side::sell, 1'001, 1, 'A').charged, FeeAmount{2});
}

TEST(
    "every letter has the rate of its kind: eight of crosses, fourteen that add, all others as what "
    "removes") {
  const FeeSchedule fees = schedule_of(1, 2, 3);
  uint32_t adding = 0;
  uint32_t crossing = 0;
  for (int letter = 0; letter < 256; ++letter) {
    const auto flag = static_cast<char>(letter);
    const bool adds = std::string("AJWkNnu78ef259").find(flag) != std::string::npos && flag != 0;
    const bool crosses = std::string("OMCLHKi0").find(flag) != std::string::npos && flag != 0;
    CHECK_EQUAL(fees.rate_of(flag), adds ? 1 : crosses ? 3 : 2);
    adding += adds ? 1 : 0;
    crossing += crosses ? 1 : 0;
  }
  CHECK(adding == 14 && crossing == 8);
}

TEST("a session without a schedule charges nothing") {
  CHECK(FeeSchedule{}.fees_of(Side::sell, 999'999, 1'999'999'900, 'R') == Fees{});
  CHECK(FeeSchedule{}.fees_of_order() == Fees{});
}

}  // namespace
}  // namespace hotlane
