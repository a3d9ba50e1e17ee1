// The digest of a gate's state: each figure that later verdicts depend on is in it, and every bit of the
// limits and grants that the gate was ever told (risk-15c3-5.md §7.10).
#include <functional>
#include <random>
#include <span>
#include <vector>

#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::bid_price;
using test::GateFixture;

using Act = std::function<void(GateFixture&)>;

// Two lives that differ in nothing but one figure, under the same limits.
struct Figure {
  std::string name;
  Act limits;
  Act first;
  Act other;
};

constexpr TimeNs window_ns = 16'000;
constexpr TimeNs later_ns = 20'000;  // what was at 0 is out of the window

void nothing(GateFixture&) {}

[[nodiscard]] uint64_t digest_after(const Act& limits, const Act& act) {
  GateFixture f;
  limits(f);
  f.apply();
  act(f);
  return f.gate.state_hash();
}

// A plain order of so many shares passes at each time after the start.
struct Asked {
  TimeNs at;
  Quantity shares = 100;
};
[[nodiscard]] Act asks(std::vector<Asked> all) {
  return [all](GateFixture& f) {
    const TimeNs start = f.now;
    for (const Asked& each : all) {
      f.now = start + each.at;
      CHECK_PASSED(f.ask(f.plain(each.shares)));
    }
  };
}
// An order is filled by a share at each time after the start.
[[nodiscard]] Act fills(std::vector<TimeNs> times) {
  return [times](GateFixture& f) {
    const TimeNs start = f.now;
    const uint32_t slot = f.enter(f.plain());
    for (const TimeNs at : times) {
      f.now = start + at;
      f.fill(slot, 1, bid_price);
    }
  };
}
// One of two fills is followed by an order before the window ends, or both are only after it.
[[nodiscard]] Act re_enters(bool is_early) {
  return [is_early](GateFixture& f) {
    f.hold(0, 0, 100);
    if (is_early) CHECK_PASSED(f.ask(f.plain()));
    f.now += later_ns;
    if (!is_early) CHECK_PASSED(f.ask(f.plain()));
    f.hold(0, 0, 100);
    CHECK_PASSED(f.ask(f.plain()));
  };
}
[[nodiscard]] Act rebates(StrategyId strategy) {
  return [strategy](GateFixture& f) {
    OrderUpdate update;
    update.strategy = strategy;
    update.fees.rebated = 100 * fee_units_per_tick_share;  // a profit is in no budget
    f.gate.apply(update, f.now);
  };
}
[[nodiscard]] Act asks_one_bad(bool is_bad_last) {
  return [is_bad_last](GateFixture& f) {
    for (const bool is_bad : {!is_bad_last, is_bad_last}) static_cast<void>(f.ask(f.plain(is_bad ? 0 : 100)));
  };
}

[[nodiscard]] std::vector<Figure> state_figures() {
  const auto is_asked_back = [](GateFixture& f) {
    FirmGrants grants = unlimited_grants();
    for (int64_t& ceiling : grants.ceiling) ceiling = 0;
    f.gate.apply_grants(grants);
  };
  return {
      {"the firm's stops", nothing, nothing, [](GateFixture& f) { f.gate.kill_all(true); }},
      {"an account's stops", nothing, nothing, [](GateFixture& f) { f.gate.kill_account(1, true); }},
      {"a strategy's stops", nothing, nothing, [](GateFixture& f) { f.gate.kill_strategy(1, true); }},
      {"an instrument's stops", nothing, nothing, [](GateFixture& f) { f.gate.kill_instrument(1, true); }},
      {"an instrument's mark", nothing, nothing, [](GateFixture& f) { f.gate.mark(1, 1'000'001); }},
      {"a refusal's count", nothing, nothing, [](GateFixture& f) { f.gate.count_refusal(Refusal::killed); }},
      {"that an account is reconciled", nothing, nothing,
       [](GateFixture& f) { f.gate.set_reconciled(1, false); }},
      {"the last sign of life", nothing, nothing, [](GateFixture& f) { f.gate.on_control(f.now + 1); }},
      {"what was given back", is_asked_back, nothing, [](GateFixture& f) { CHECK(f.gate.give_back()); }},
      {"a profit", nothing, nothing, rebates(0)},
      {"whose profit", nothing, rebates(0), rebates(1)},
      {"refusals in a row", nothing, asks_one_bad(false), asks_one_bad(true)},
      {"re-entries in the window",
       [](GateFixture& f) { f.limits->strategies[0].repeat_window_ns = window_ns; }, re_enters(true),
       re_enters(false)},
      {"a working order", nothing, asks({{0}}), [](GateFixture& f) { f.enter(f.plain()); }},
      {"an order's side", nothing, [](GateFixture& f) { f.enter(f.plain()); },
       [](GateFixture& f) { f.enter(f.order(Side::sell, 100, test::ask_price)); }},
      {"a position's instrument", nothing, [](GateFixture& f) { f.hold(0, 0, 100); },
       [](GateFixture& f) { f.hold(0, 1, 100); }},
  };
}

// What slides with time, in each scope that has it.
[[nodiscard]] std::vector<Figure> sliding_figures() {
  std::vector<Figure> figures;
  const auto slow_port = [](GateFixture& f) {
    f.limits->market.port_messages_per_second_max = 1;
    f.limits->market.port_messages_burst_max = 9;
  };
  figures.push_back({"port: rate", slow_port, asks({{0}, {2}}), asks({{1}, {2}})});
  const std::pair<const char*, ScopeLimits& (*)(LimitSet&)> scopes[] = {
      {"account", [](LimitSet& all) -> ScopeLimits& { return all.accounts[0]; }},
      {"strategy", [](LimitSet& all) -> ScopeLimits& { return all.strategies[0]; }},
      {"instrument", [](LimitSet& all) -> ScopeLimits& { return all.instruments[0]; }}};
  for (const auto& [name, limits_of] : scopes) {
    const auto add = [&](const char* what, auto&& set, Act first, Act other) {
      figures.push_back({std::string(name) + what,
                         [set, limits_of = limits_of](GateFixture& f) { set(limits_of(*f.limits)); },
                         std::move(first), std::move(other)});
    };
    const auto slow = [](ScopeLimits& its) { its.messages_per_second_max = 1, its.messages_burst_max = 9; };
    add(": rate", slow, asks({{0}, {2}}), asks({{1}, {2}}));
    const auto value = [](ScopeLimits& its) { its.notional_window_ns = window_ns; };
    add(": value entered in the window", value, asks({{0, 100}, {later_ns, 200}}),
        asks({{0, 200}, {later_ns, 100}}));
    if (name == std::string("instrument")) continue;
    const auto ratio = [](ScopeLimits& its) { its.order_trade_window_ns = window_ns; };
    add(": messages in the window", ratio, asks({{0}, {0}, {later_ns}}), asks({{0}, {later_ns}, {later_ns}}));
    add(": trades in the window", ratio, fills({0, later_ns}), fills({later_ns, later_ns}));
  }
  return figures;
}

TEST("each figure that the gate keeps is in its digest") {
  for (const std::vector<Figure>& figures : {state_figures(), sliding_figures()}) {
    for (const Figure& figure : figures) {
      const uint64_t first = digest_after(figure.limits, figure.first);
      CHECK_EQUAL(digest_after(figure.limits, figure.first), first);
      if (digest_after(figure.limits, figure.other) == first) {
        test::fail(__FILE__, __LINE__, "not in the digest: " + figure.name);
      }
    }
  }
}

TEST("every bit of the limits that were told is in the digest, though they were replaced at once") {
  std::mt19937_64 random(test::seed());
  const auto digest_of = [](size_t byte, unsigned flipped) {
    GateFixture f;
    LimitSet told = *f.limits;
    std::as_writable_bytes(std::span(&told, 1))[byte] ^= static_cast<std::byte>(flipped);
    f.gate.apply_limits(told, f.now);
    f.apply();
    return f.gate.state_hash();
  };
  const uint64_t unchanged = digest_of(0, 0);
  for (uint64_t run = 0; run < test::repeats(1'000); ++run) {
    const size_t byte = random() % sizeof(LimitSet);
    const auto bit = static_cast<unsigned>(random() % 8);
    CHECK(digest_of(byte, 1U << bit) != unchanged);
  }
}

TEST("every grant that was told is in the digest, though it was replaced at once") {
  const auto digest_of = [](size_t measure, int64_t granted, int64_t ceiling) {
    GateFixture f;
    FirmGrants told = unlimited_grants();
    told.granted[measure] += granted;
    told.ceiling[measure] += ceiling;
    f.gate.apply_grants(told);
    f.gate.apply_grants(unlimited_grants());
    return f.gate.state_hash();
  };
  const uint64_t unchanged = digest_of(0, 0, 0);
  for (size_t measure = 0; measure < firm_measures; ++measure) {
    CHECK_EQUAL(digest_of(measure, 0, 0), unchanged);
    CHECK(digest_of(measure, 1, 0) != unchanged);
    CHECK(digest_of(measure, 0, 1) != unchanged);
    CHECK(digest_of(measure, 1, 0) != digest_of(measure, 0, 1));
  }
}

TEST("a set without limits is the first version of the first day") {
  LimitSet fresh{};
  make_unlimited(fresh);
  CHECK_EQUAL(fresh.version, 1U);
  CHECK_EQUAL(fresh.trading_day, 1U);
}

}  // namespace
