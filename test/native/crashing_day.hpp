// A lane under test that is killed at any turn, and another that goes on from its journal beside the same
// venue (LaneWithVenue): what the first one knew of its orders, positions, rates and sessions is held against
// what the second one knows, and in the end all of it against the venue's ledger.
#pragma once

#include <map>

#include "harness.hpp"
#include "journal_log.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"
#include "replay/earlier_run.hpp"
#include "replay/journal_replay.hpp"

namespace hotlane::test {

constexpr uint16_t crash_instruments = 4;
constexpr uint32_t crash_patience_turns = 20'000;
constexpr size_t crash_ring_bytes = 1U << 22;

// One life of the lane: its memory, its strategies, its journal.
struct Life {
  Life(uint64_t seed, bool is_kept)
      : memory(std::make_unique<boundary::LaneMemory>()),
        first(*memory, {0, {0, 1, 2, 3}, seed * 2}),
        second(*memory, {1, {0, 1, 2, 3}, seed * 2 + 1}),
        ports{&first, &second},
        pipe(is_kept ? std::make_unique<JournalPipe>(crash_ring_bytes) : nullptr) {}

  std::unique_ptr<boundary::LaneMemory> memory;
  QuotingStrategy first;
  QuotingStrategy second;
  std::array<StrategyPort*, 2> ports;
  std::unique_ptr<JournalPipe> pipe;
  JournalLog log;
};

inline LaneWithVenueSettings settings_of(uint64_t seed, Life& life) {
  LaneWithVenueSettings settings;
  settings.seed = seed;
  settings.instruments = crash_instruments;
  settings.strategies = 2;
  settings.accounts = 2;
  settings.cancel_on_disconnect = seed % 3 == 0;
  settings.has_bad_lines = true;
  settings.journal = life.pipe.get();
  settings.sessions.clear();
  for (uint64_t i = 0; i < 1 + seed % 3; ++i) {
    VenueProfile profile;
    profile.protocol = (seed / 3 + i) % 2 == 0 ? OrderProtocol::ouch50 : OrderProtocol::ouch42;
    settings.sessions.push_back(profile);
  }
  return settings;
}

// The log's first `records` records, as a crash leaves them; all of them by default.
inline EarlierRun earlier_of(std::span<const std::byte> log, uint64_t records = UINT64_MAX) {
  EarlierRun run;
  read_log(log, [&](const Record& record) {
    if (records-- == 0) return false;
    CHECK(run.take(record));
    return true;
  });
  CHECK_EQUAL(run.failure(), std::string());
  return run;
}

inline bool equal(const Position& a, const Position& b) {
  return a.exposure.net == b.exposure.net && a.exposure.open_buy == b.exposure.open_buy &&
         a.exposure.open_sell == b.exposure.open_sell && a.open_notional == b.open_notional &&
         a.open_buy_notional == b.open_buy_notional && a.open_sell_notional == b.open_sell_notional &&
         a.realised == b.realised && a.fees.net() == b.fees.net() && a.bought == b.bought &&
         a.sold == b.sold && a.fills == b.fills;
}

inline bool equal(const Order& a, const Order& b) {
  return a.user_ref_num == b.user_ref_num && a.pending_user_ref_num == b.pending_user_ref_num &&
         a.strategy == b.strategy && a.strategy_order_id == b.strategy_order_id &&
         a.price_ticks == b.price_ticks && a.quantity == b.quantity && a.leaves == b.leaves &&
         a.filled == b.filled && a.state == b.state && a.account == b.account && a.exposed == b.exposed &&
         a.is_answered == b.is_answered && a.pending_quantity == b.pending_quantity &&
         a.attributes == b.attributes && a.order_reference == b.order_reference && a.side == b.side &&
         a.instrument == b.instrument;
}

inline void check_orders(const OrderDesk& before, const OrderDesk& after) {
  for (SessionId session = 0; session < before.sessions(); ++session) {
    const OrderStore& theirs = after.session(session).orders();
    const OrderStore& ours = before.session(session).orders();
    CHECK_EQUAL(ours.open_orders(), theirs.open_orders());
    ours.for_each_open([&theirs](const Order& order) {
      const Order* same = theirs.find(order.strategy, order.strategy_order_id);
      CHECK(same != nullptr && equal(order, *same));
    });
    CHECK_EQUAL(ours.counts().opened, theirs.counts().opened);
    CHECK_EQUAL(ours.counts().fills, theirs.counts().fills);
    CHECK_EQUAL(ours.counts().never_received, theirs.counts().never_received);
    const OrderEntry& entry = before.session(session).entry();
    CHECK_EQUAL(entry.next_user_ref_num(), after.session(session).entry().next_user_ref_num());
    CHECK_EQUAL(entry.next_sequence(), after.session(session).entry().next_sequence());
    CHECK(entry.session() == after.session(session).entry().session());
  }
}

// What later verdicts depend on but for the market's prices, which a journal's order side does not have.
inline void check_gate(const OrderGate& before, const OrderGate& after) {
  for (StrategyId strategy = 0; strategy < before.strategies(); ++strategy) {
    const StrategyState& ours = before.strategy(strategy);
    const StrategyState& theirs = after.strategy(strategy);
    for (const BudgetLine line : {BudgetLine::open_notional, BudgetLine::open_orders, BudgetLine::traded}) {
      CHECK_EQUAL(ours.budget.used[static_cast<size_t>(line)], theirs.budget.used[static_cast<size_t>(line)]);
    }
    CHECK_EQUAL(ours.ledger.cash, theirs.ledger.cash);
    CHECK_EQUAL(ours.ledger.fees, theirs.ledger.fees);
    for (InstrumentId instrument = 0; instrument < before.instruments(); ++instrument) {
      const ExposureCell& cell = before.cell(strategy, instrument);
      CHECK_EQUAL(cell.net, after.cell(strategy, instrument).net);
      CHECK_EQUAL(cell.worst[0], after.cell(strategy, instrument).worst[0]);
      CHECK_EQUAL(cell.worst[1], after.cell(strategy, instrument).worst[1]);
    }
  }
}

inline void check_taken_over(const OrderDesk& before, const OrderDesk& after) {
  check_orders(before, after);
  check_gate(before.gate(), after.gate());
  for (InstrumentId instrument = 0; instrument < crash_instruments; ++instrument) {
    for (uint8_t each = 0; each < 2; ++each) {
      CHECK(equal(before.positions().of(each, instrument), after.positions().of(each, instrument)));
      CHECK(equal(before.positions().of_account(each, instrument),
                  after.positions().of_account(each, instrument)));
    }
  }
  for (AccountId account = 0; account < before.accounts(); ++account) {
    CHECK_EQUAL(before.is_in_doubt(account), after.is_in_doubt(account));
    CHECK(!after.gate().account(account).is_reconciled);
  }
}

struct Totals {
  uint64_t kills = 0;
  uint64_t open_orders = 0;
  uint64_t late_fills = 0;
  uint64_t never_received = 0;
  uint64_t adopted = 0;
  uint64_t records = 0;
  uint64_t fills = 0;

  void add(const OrderDesk& desk) {
    ++kills;
    open_orders += desk.recovery().open_orders;
    late_fills += desk.recovery().late_fills;
    never_received += desk.recovery().never_received;
    adopted += desk.recovery().adopted_orders;
  }
};

class CrashingDay {
 public:
  explicit CrashingDay(uint64_t seed) : random_(seed), seed_(seed) {
    lives_.push_back(std::make_unique<Life>(seed, true));
    Life& life = *lives_.back();
    pair_ = std::make_unique<LaneWithVenue>(settings_of(seed, life), *life.memory, life.ports);
  }

  void trade(uint32_t turns_most) {
    for (uint32_t part = 0; part < 3; ++part) {
      some_turns(turns_most);
      trouble();
    }
    some_turns(turns_most);
  }

  // Killed, and begun again from the newest journal whose lane had started, all of it or its first `records`.
  // `is_cut`: killed again in the middle of what it takes over.
  void crash(bool is_cut, uint64_t records = UINT64_MAX) {
    const EarlierRun earlier = earlier_of(lives_[source_]->log.bytes(), records);
    CHECK(earlier.is_started());
    pair_->kill_lane();
    const OrderDesk& before = pair_->lane().desk();
    Life& life = *lives_.emplace_back(std::make_unique<Life>(seed_ + 1'000 * lives_.size(), true));
    // The old lane is looked at beside the new one: a second venue is not needed for that.
    if (!is_cut && records == UINT64_MAX) check_beside(before, earlier);
    pair_->begin_lane(settings_of(seed_, life), *life.memory, life.ports, [&](auto& lane) {
      uint64_t left = is_cut ? random_.below(2'000) : UINT64_MAX;
      const ReadStatus end = read_log(earlier.log(), [&](const Record& record) {
        if (left-- == 0) return false;
        CHECK(lane.on_earlier(record, pair_->now()));
        life.log.drain(*life.pipe);
        return true;
      });
      if (is_cut) return;
      CHECK(end == ReadStatus::end);
      lane.on_earlier_end(pair_->now());
    });
    if (is_cut) {
      // It had not started: nothing but what it took over is in its journal.
      pair_->kill_lane();
      Life& next = *lives_.emplace_back(std::make_unique<Life>(seed_ + 1'000 * lives_.size(), true));
      begin_from(earlier, next);
    }
    source_ = lives_.size() - 1;
    for (size_t i = 0; i < ids_end_.size(); ++i) {
      ids_end_[i] = static_cast<StrategyOrderId>(lives_.back()->memory->frames[i].next_order_id);
    }
    drain();
  }

  bool connect() {
    for (SessionId session = 0; session < pair_->sessions(); ++session) pair_->connect(session);
    return turn_until(crash_patience_turns, [this] { return pair_->is_session_ready(); });
  }

  bool stop() {
    pair_->command(boundary::CommandKind::stop);
    const bool is_stopped = turn_until(30'000, [this] { return pair_->lane().is_stopped(); });
    pair_->lane().end_journal(pair_->now());
    drain();
    return is_stopped;
  }

  template <class Condition>
  bool turn_until(uint32_t turns, Condition&& is_reached) {
    return pair_->turn_until(turns, [&] {
      drain();
      return is_reached();
    });
  }
  void some_turns(uint32_t most) {
    turn_until(1 + random_.below(most), [] { return false; });
    drain();
  }
  void drain() {
    Life& life = *lives_.back();
    life.log.drain(*life.pipe);
  }

  // The venue's ledger, and what all lives together sent.
  void check_ledger() const {
    const OrderDesk& desk = pair_->lane().desk();
    CHECK_EQUAL(desk.open_orders(), 0U);
    for (InstrumentId instrument = 0; instrument < crash_instruments; ++instrument) {
      std::map<std::string, int64_t> net;
      for (const venue::LedgerOrder& order :
           pair_->ledger(static_cast<SessionId>(instrument % pair_->sessions())).orders()) {
        if (order.instrument == instrument)
          net[std::string(order.firm.text())] += sign_of(order.side) * int64_t{order.executed};
      }
      for (AccountId account = 0; account < desk.accounts(); ++account) {
        const auto firm = std::string(LaneWithVenue::firm_of(account).text());
        CHECK_EQUAL(desk.positions().of_account(account, instrument).exposure.net, net[firm]);
      }
    }
  }
  void check_no_alert() const {
    const OrderDesk& desk = pair_->lane().desk();
    for (size_t i = 0; i < venue_alert_count; ++i) {
      const auto alert = static_cast<VenueAlert>(i);
      if (pair_->record().alerts_of(alert) != 0)
        fail(__FILE__, __LINE__, std::string("alert: ") + words_of(alert));
    }
    for (AccountId account = 0; account < desk.accounts(); ++account) CHECK(!desk.is_in_doubt(account));
  }
  [[nodiscard]] bool is_any_alert_doubtful() const noexcept {
    bool is_any = false;
    for (size_t i = 0; i < venue_alert_count; ++i) {
      const auto alert = static_cast<VenueAlert>(i);
      is_any = is_any || (casts_doubt(alert) && pair_->record().alerts_of(alert) > 0);
    }
    return is_any;
  }
  // The newest run, run again.
  void check_replay() const {
    JournalReplay again;
    const ReadStatus end = read_log(lives_.back()->log.bytes(), [&](const Record& record) {
      const bool is_good = again.take(record);
      CHECK(is_good);
      return is_good;
    });
    CHECK(end == ReadStatus::end);
    CHECK_EQUAL(again.failure(), std::string());
    CHECK(again.is_ended());
    REQUIRE(again.lane() != nullptr);
    CHECK_EQUAL(again.lane()->desk().recovery().known_orders, pair_->lane().desk().recovery().known_orders);
  }

  [[nodiscard]] LaneWithVenue& pair() noexcept { return *pair_; }
  [[nodiscard]] const OrderDesk& desk() const noexcept { return pair_->lane().desk(); }
  [[nodiscard]] const std::vector<std::byte>& journal() const noexcept {
    return lives_[source_]->log.bytes();
  }
  [[nodiscard]] uint32_t below(uint32_t bound) noexcept { return random_.below(bound); }
  // Orders that the newest life has not sent itself.
  [[nodiscard]] uint32_t earlier_open() const noexcept {
    uint32_t open = 0;
    for (SessionId session = 0; session < pair_->sessions(); ++session) {
      desk().session(session).orders().for_each_open([&](const Order& order) {
        if (order.strategy_order_id < ids_end_[order.strategy]) ++open;
      });
    }
    return open;
  }
  [[nodiscard]] uint64_t fills() const noexcept {
    uint64_t fills = 0;
    for (SessionId session = 0; session < pair_->sessions(); ++session) {
      fills += desk().session(session).orders().counts().fills;
    }
    return fills;
  }

 private:
  void begin_from(const EarlierRun& earlier, Life& life) {
    pair_->begin_lane(settings_of(seed_, life), *life.memory, life.ports, [&](auto& lane) {
      read_log(earlier.log(), [&](const Record& record) {
        CHECK(lane.on_earlier(record, pair_->now()));
        life.log.drain(*life.pipe);
        return true;
      });
      lane.on_earlier_end(pair_->now());
    });
  }
  // A lane that nobody hears, made from the journal while the one that was killed can still be asked.
  void check_beside(const OrderDesk& before, const EarlierRun& earlier) {
    Life beside(seed_, false);
    const ReplayClock clock;
    std::optional<RecordedSettings> settings = earlier.settings();
    Lane<ReplayClock> lane(settings->lane, *beside.memory, clock, beside.ports);
    read_log(earlier.log(), [&](const Record& record) {
      CHECK(lane.on_earlier(record, pair_->now()));
      return true;
    });
    lane.on_earlier_end(pair_->now());
    check_taken_over(before, lane.desk());
    // Whoever keeps a record of orders hears of every fill again.
    OrderRecord told;
    told.drain(beside.memory->events);
    uint64_t fills = 0;
    for (SessionId session = 0; session < lane.sessions(); ++session) {
      fills += lane.desk().session(session).orders().counts().fills;
    }
    CHECK_EQUAL(told.count_of(boundary::EventKind::fill), fills);
    CHECK_EQUAL(told.count_of(boundary::EventKind::session), uint64_t{0});
    CHECK_EQUAL(lane.desk().recovery().open_orders, uint64_t{before.open_orders()});
    for (SessionId session = 0; session < lane.sessions(); ++session)
      CHECK(lane.session_waiting(session).empty());
  }
  void trouble() {
    const auto session = static_cast<SessionId>(random_.below(pair_->sessions()));
    switch (random_.below(6)) {
      case 0:
        pair_->cut_line(session);
        some_turns(60);
        pair_->connect(session);
        break;
      case 1:
        pair_->command(boundary::CommandKind::mass_cancel, session, static_cast<int32_t>(random_.below(2)));
        break;
      case 2:
        pair_->command(boundary::CommandKind::kill_switch, 0, 1);
        some_turns(60);
        pair_->command(boundary::CommandKind::kill_switch, 0, 0);
        break;
      case 3:
        pair_->command(boundary::CommandKind::disconnect_session, session);
        some_turns(60);
        pair_->connect(session);
        break;
      default: break;
    }
  }

  SeededRandom random_;
  uint64_t seed_;
  std::vector<std::unique_ptr<Life>> lives_;
  std::array<StrategyOrderId, 2> ids_end_{};  // by strategy: the newest life's own begin there
  size_t source_ = 0;                         // of the lives: whose journal the next one goes on from
  std::unique_ptr<LaneWithVenue> pair_;
};

}  // namespace hotlane::test
