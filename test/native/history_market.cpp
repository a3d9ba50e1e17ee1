// Our orders among historical ones: equal to the slow model on seeded streams, and within the rule on a real
// day.
#include "venue/history_market.hpp"

#include <map>
#include <random>

#include "feed/itch_file.hpp"
#include "harness.hpp"
#include "slow_history.hpp"

using namespace hotlane;
namespace itch = hotlane::wire::itch50;

namespace {

using Fills = std::vector<test::SlowFill>;

Fills plain(std::span<const HistoryFill> fills) {
  Fills all;
  for (const HistoryFill& f : fills) {
    all.push_back({f.handle, f.shares, f.price_ticks, f.against, f.adds_liquidity});
  }
  return all;
}

wire::Symbol symbol_of(Locate locate) {
  return std::string_view(locate == 1 ? "ONE" : "TWO");
}

template <class Message>
Message make(Locate locate) {
  Message message{};
  message.header.type = Message::code;
  message.header.stock_locate = locate;
  return message;
}

// One message to both markets at random, or one order action of ours to both.
class Twins {
 public:
  explicit Twins(uint64_t seed) : random_(seed) {
    for (Locate locate = 1; locate <= instruments; ++locate) {
      auto directory = make<itch::StockDirectory>(locate);
      directory.stock = symbol_of(locate);
      CHECK(apply(directory).empty());
    }
  }

  void step() {
    const uint64_t kind = pick(21);
    if (kind < 6)
      add();
    else if (kind < 9)
      execute();
    else if (kind < 10)
      cancel_historical();
    else if (kind < 12)
      delete_historical();
    else if (kind < 13)
      replace_historical();
    else if (kind < 17)
      enter();
    else if (kind < 19)
      cancel_own();
    else if (kind < 20)
      replace_own();
    else
      cross();
  }

  void check_resting() {
    for (uint32_t handle = 1; handle <= handles_; ++handle) {
      CHECK_EQUAL(fast_.resting_shares(handle), slow_.resting_shares(handle));
      CHECK_EQUAL(fast_.shares_ahead(handle), slow_.shares_ahead(handle));
      // Conservation: entered = filled + cancelled + resting.
      CHECK_EQUAL(entered_[handle], gone_[handle] + fast_.resting_shares(handle));
    }
  }
  uint64_t fills() const { return fill_count_; }
  uint64_t cross_fills() const { return cross_fills_; }
  uint64_t crossed() const { return crossed_; }  // left by their cross

 private:
  static constexpr Locate instruments = 2;

  uint64_t pick(uint64_t bound) { return random_() % bound; }
  uint32_t shares() { return static_cast<uint32_t>(1 + pick(300)); }
  int32_t price() { return static_cast<int32_t>(10'000 + 100 * pick(8)); }
  Locate locate() { return static_cast<Locate>(1 + pick(instruments)); }
  uint64_t reference() {
    return 1 + (references_ == 0 ? 0 : references_ - pick(std::min<uint64_t>(references_, 25)));
  }
  uint32_t own() { return static_cast<uint32_t>(1 + pick(handles_ + 1)); }

  template <class Message>
  Fills apply(const Message& message) {
    return plain(fast_.apply(std::as_bytes(std::span(&message, 1))));
  }

  void same(const Fills& fast, const Fills& slow) {
    CHECK(fast == slow);
    for (const auto& fill : fast) {
      gone_[fill.handle] += fill.shares;
      if (fill.against == 0) ++cross_fills_;
    }
    fill_count_ += fast.size();
  }

  void add() {
    auto message = make<itch::AddOrder>(locate());
    message.order_reference = pick(50) == 0 ? reference() : ++references_;
    message.side = pick(2) == 0 ? 'B' : 'S';
    message.shares = shares();
    message.price = static_cast<uint32_t>(price());
    message.stock = symbol_of(message.header.stock_locate);
    same(apply(message), slow_.add(message.order_reference, message.header.stock_locate, message.side == 'B',
                                   message.shares, static_cast<int32_t>(uint32_t{message.price})));
  }
  void execute() {
    if (pick(3) != 0) {
      auto message = make<itch::OrderExecuted>(1);
      message.order_reference = reference();
      message.executed_shares = shares();
      same(apply(message), slow_.execute(message.order_reference, message.executed_shares, true));
      return;
    }
    auto message = make<itch::OrderExecutedWithPrice>(1);
    message.order_reference = reference();
    message.executed_shares = shares();
    message.printable = pick(3) == 0 ? 'N' : 'Y';
    message.execution_price = static_cast<uint32_t>(price());
    same(apply(message),
         slow_.execute(message.order_reference, message.executed_shares, message.printable == 'Y',
                       static_cast<int32_t>(uint32_t{message.execution_price})));
  }
  void cancel_historical() {
    auto message = make<itch::OrderCancel>(1);
    message.order_reference = reference();
    message.cancelled_shares = shares();
    same(apply(message), {});
    slow_.reduce(message.order_reference, message.cancelled_shares);
  }
  void delete_historical() {
    auto message = make<itch::OrderDelete>(1);
    message.order_reference = reference();
    same(apply(message), {});
    slow_.reduce(message.order_reference, UINT32_MAX);
  }
  void replace_historical() {
    auto message = make<itch::OrderReplace>(1);
    message.original_reference = reference();
    message.new_reference = ++references_;
    message.shares = shares();
    message.price = static_cast<uint32_t>(price());
    same(apply(message),
         slow_.replace_historical(message.original_reference, message.new_reference, message.shares,
                                  static_cast<int32_t>(uint32_t{message.price})));
  }

  HistoryOrder make_own() {
    HistoryOrder order{.handle = ++handles_,
                       .locate = locate(),
                       .side = pick(2) == 0 ? Side::buy : Side::sell,
                       .price_ticks = price(),
                       .shares = shares(),
                       .is_immediate_or_cancel = pick(4) == 0,
                       .is_post_only = pick(6) == 0,
                       .is_hidden = pick(4) == 0};
    if (!order.is_post_only && pick(4) == 0)
      order.min_quantity = static_cast<Quantity>(1 + pick(order.shares));
    if (pick(4) == 0) order.cross = "OCH"[pick(3)];
    return order;
  }
  void entered(const HistoryOrder& order, const HistoryEntryResult& result) {
    const bool is_refused = result.result == HistoryEntry::cross_is_over;
    CHECK(!is_refused || order.cross != 'H');
    orders_[order.handle] = order;
    entered_[order.handle] = is_refused ? 0 : order.shares;
    let_in(order, result);
  }
  void let_in(const HistoryOrder& order, const HistoryEntryResult& result) {
    const bool is_gone =
        result.result == HistoryEntry::cancelled || result.result == HistoryEntry::would_take;
    if (is_gone) gone_[order.handle] += result.left;
    same(plain(result.fills),
         slow_.enter({order.handle, order.locate, order.side == Side::buy, order.price_ticks, order.shares,
                      order.is_immediate_or_cancel, order.is_post_only, order.is_hidden, order.min_quantity,
                      order.cross}));
  }
  void enter() {
    const HistoryOrder order = make_own();
    entered(order, fast_.enter(order));
  }
  // What a cross leaves goes, if it is immediate, or into the book.
  void cross() {
    auto message = make<itch::CrossTrade>(locate());
    message.cross_type = "OCHI"[pick(4)];
    message.shares = pick(4) == 0 ? 0 : pick(2) == 0 ? shares() : 1'000'000;
    message.cross_price = message.shares == 0 ? 0 : static_cast<uint32_t>(price());
    if (message.cross_type == 'I') return same(apply(message), {});
    std::vector<test::SlowHistory::Own> left;
    same(apply(message), slow_.cross(message.header.stock_locate, message.cross_type, message.shares,
                                     static_cast<int32_t>(uint32_t{message.cross_price}), left));
    const std::vector<uint32_t> fast(fast_.left_by_cross().begin(), fast_.left_by_cross().end());
    CHECK_EQUAL(fast.size(), left.size());
    for (size_t i = 0; i < left.size(); ++i) {
      CHECK_EQUAL(fast[i], left[i].handle);
      crossed_ += 1;
      HistoryOrder order = orders_[left[i].handle];
      order.shares = left[i].shares;
      order.cross = 0;
      if (order.is_immediate_or_cancel) {
        gone_[order.handle] += order.shares;
      } else {
        let_in(order, fast_.enter(order));
      }
    }
  }
  void cancel_own() {
    const uint32_t handle = own();
    const uint32_t cut = pick(2) == 0 ? UINT32_MAX : shares();
    const uint32_t cancelled = fast_.cancel(handle, cut);
    CHECK_EQUAL(cancelled, slow_.cancel(handle, cut));
    gone_[handle] += cancelled;
  }
  void replace_own() {
    const uint32_t handle = own();
    const HistoryOrder order = make_own();
    const HistoryEntryResult result = fast_.replace(handle, order);
    const bool is_refused = result.result == HistoryEntry::cross_is_over;
    if (handle != order.handle && !is_refused) gone_[handle] += slow_.cancel(handle, UINT32_MAX);
    entered(order, result);
  }

  std::mt19937_64 random_;
  HistoryMarket fast_;
  test::SlowHistory slow_;
  std::map<uint32_t, HistoryOrder> orders_;
  std::map<uint32_t, uint64_t> entered_;
  std::map<uint32_t, uint64_t> gone_;
  uint64_t references_ = 0;
  uint64_t fill_count_ = 0;
  uint64_t cross_fills_ = 0;
  uint64_t crossed_ = 0;
  uint32_t handles_ = 0;
};

}  // namespace

TEST("the worked example of docs/venue-history.md comes out as written") {
  HistoryMarket market;
  const auto apply = [&](const auto& message) {
    return plain(market.apply(std::as_bytes(std::span(&message, 1))));
  };
  const auto add = [&](OrderReference reference, char side, Quantity shares, uint32_t price) {
    auto message = make<itch::AddOrder>(1);
    message.order_reference = reference;
    message.side = side;
    message.shares = shares;
    message.price = price;
    message.stock = symbol_of(1);
    return apply(message);
  };
  const auto execute = [&](OrderReference reference, Quantity shares) {
    auto message = make<itch::OrderExecuted>(1);
    message.order_reference = reference;
    message.executed_shares = shares;
    return apply(message);
  };
  auto cut = make<itch::OrderCancel>(1);
  cut.order_reference = 1;
  cut.cancelled_shares = 50;
  auto remove = make<itch::OrderDelete>(1);
  CHECK(add(1, 'B', 300, 100'000).empty());
  CHECK(market.enter({1, 1, Side::buy, 100'000, 100, false}).result == HistoryEntry::rests);
  CHECK(add(2, 'B', 200, 100'000).empty());
  CHECK(execute(1, 100).empty());
  CHECK_EQUAL(market.shares_ahead(1), 200U);
  CHECK(apply(cut).empty());
  CHECK_EQUAL(market.shares_ahead(1), 150U);
  remove.order_reference = 1;
  CHECK(apply(remove).empty());
  CHECK(execute(2, 60) == Fills({{1, 60, 100'000, 2, true}}));
  remove.order_reference = 2;
  CHECK(apply(remove).empty());
  CHECK(add(3, 'S', 500, 99'900) == Fills({{1, 40, 100'000, 3, true}}));
  const auto taker = market.enter({2, 1, Side::buy, 100'100, 600, true});
  CHECK(taker.result == HistoryEntry::cancelled);
  CHECK_EQUAL(taker.left, 140U);
  CHECK(plain(taker.fills) == Fills({{2, 460, 99'900, 3, false}}));
  CHECK(market.enter({3, 1, Side::buy, 99'900, 100, true}).fills.empty());
}

TEST("our fills among history equal the slow model's on a thousand seeded streams, and no share is lost") {
  uint64_t fills = 0;
  uint64_t cross_fills = 0;
  uint64_t crossed = 0;
  for (uint64_t stream = 0; stream < test::repeats(1'000); ++stream) {
    Twins twins(test::seed() + stream);
    for (int i = 0; i < 150; ++i) twins.step();
    twins.check_resting();
    fills += twins.fills();
    cross_fills += twins.cross_fills();
    crossed += twins.crossed();
  }
  CHECK(cross_fills > test::repeats(500));
  CHECK(crossed > test::repeats(500));
  CHECK(fills > test::repeats(10'000));
}

TEST("on a real day, no message of history fills us beyond its own shares, nor is a share taken twice") {
  const std::string path = test::shared_data_path("data/itch/aapl-amzn-2012-06-21.itch.gz");
  if (path.empty()) return test::skip("the shared AAPL/AMZN file is not here");
  FILE* file = popen(("gzip -dc '" + path + "'").c_str(), "r");
  REQUIRE(file != nullptr);
  HistoryMarket market;
  ItchFileReader reader;
  std::vector<std::byte> chunk(1 << 16);
  std::mt19937_64 random(test::seed());
  std::map<OrderReference, uint64_t> added;  // shares a historical order ever showed
  std::map<OrderReference, uint64_t> used;   // of those, shares that traded with us
  std::map<uint32_t, HistoryOrder> orders;
  uint32_t handle = 0;
  uint64_t fills = 0;
  uint64_t resting_fills = 0;
  std::array<PriceTicks, 3> last_price{};
  const auto check = [&](std::span<const HistoryFill> some, uint64_t flow, bool uses_displayed) {
    uint64_t shares = 0;
    for (const HistoryFill& fill : some) {
      const HistoryOrder& order = orders[fill.handle];
      CHECK(order.side == Side::buy ? fill.price_ticks <= order.price_ticks
                                    : fill.price_ticks >= order.price_ticks);
      shares += fill.shares;
      if (uses_displayed) used[fill.against] += fill.shares;
      CHECK(used[fill.against] <= added[fill.against]);
    }
    CHECK(shares <= flow);
    fills += some.size();
    if (!some.empty() && some[0].adds_liquidity) resting_fills += some.size();
  };
  while (const size_t size = std::fread(chunk.data(), 1, chunk.size(), file)) {
    reader.feed(std::span(chunk).first(size));
    for (auto message = reader.next(); !message.empty(); message = reader.next()) {
      const char type = static_cast<char>(message[0]);
      uint64_t flow = 0;
      if (type == 'A' || type == 'F') {
        const auto& add = itch::view<itch::AddOrder>(message.data());
        added[add.order_reference] = flow = add.shares;
        last_price[add.header.stock_locate % 3] = static_cast<PriceTicks>(uint32_t{add.price});
      } else if (type == 'U') {
        const auto& replace = itch::view<itch::OrderReplace>(message.data());
        added[replace.new_reference] = flow = replace.shares;
      } else if (type == 'E') {
        flow = itch::view<itch::OrderExecuted>(message.data()).executed_shares;
      }
      check(market.apply(message), flow, type == 'A' || type == 'F' || type == 'U');
      if (random() % 50 != 0) continue;
      const Locate locate = static_cast<Locate>(1 + random() % 2);
      if (last_price[locate] == 0) continue;
      const PriceTicks price = last_price[locate] + static_cast<PriceTicks>(random() % 21) * 100 - 1'000;
      const HistoryOrder order{++handle,
                               locate,
                               random() % 2 == 0 ? Side::buy : Side::sell,
                               price,
                               static_cast<Quantity>(1 + random() % 200),
                               random() % 8 == 0};
      orders[handle] = order;
      check(market.enter(order).fills, order.shares, true);
      if (handle > 40) market.cancel(handle - 40, UINT32_MAX);
    }
  }
  pclose(file);
  reader.finish();
  CHECK(reader.error().fault == FileFault::none);
  CHECK_EQUAL(reader.messages(), 277'621U);
  CHECK_EQUAL(market.counters().unknown_references, 0U);
  CHECK_EQUAL(market.counters().excess_shares, 0U);
  CHECK_EQUAL(market.counters().malformed, 0U);
  CHECK(resting_fills > 0);
  CHECK(fills > resting_fills);
  CHECK(market.find_locate("AAPL").value_or(0) == 1);
  CHECK(!market.find_locate("MSFT").has_value());
}
