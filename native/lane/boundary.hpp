// Generated from native/lane/boundary.json by `npm run generate`: edit that, not this.
// The memory that one lane shares with TypeScript: records, codes and bounds, with every offset asserted.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>

#include "risk/risk_boundary.hpp"

#include "latency/latency_boundary.hpp"

namespace hotlane::boundary {

constexpr uint32_t magic = 1214606413;
constexpr uint32_t layout_version = 1;
constexpr uint32_t refusals_max = 96;  // places for counts of Refusal
constexpr uint32_t sessions_max = 4;  // order sessions of one lane
constexpr uint32_t channels_max = 4;  // MoldUDP64 channels of one lane
constexpr uint32_t lines_max = 2;  // lines of one channel: A and B
constexpr uint32_t depth_levels = 10;  // price levels a side that are published
constexpr uint32_t intents_max = 16;  // intents one callback may emit
constexpr uint32_t queue_slots_max = 256;  // orders of one strategy whose place in the queue is told at once
constexpr uint32_t queue_bucket_slots = 8;  // an order's slot stands in one of so many, from (its number modulo the buckets) times this on
constexpr uint32_t commands_max = 256;  // slots of the command ring, a power of two
constexpr uint32_t events_max = 131072;  // slots of the event ring, a power of two
constexpr uint32_t histogram_counts = 3840;  // counts of one histogram: values to 2^36 ns, 128 sub-buckets a power of two
constexpr uint32_t stages_max = 13;  // histograms of one lane
constexpr uint32_t callbacks_max = 7;  // callbacks of one strategy, by Callback
constexpr uint32_t call_histograms_max = 56;  // of a lane: callbacks_max a strategy
constexpr uint32_t kills_max = 64;  // kill switches turned on that are remembered, a power of two

// What a histogram measures, in the order of the path; docs/measuring.md says from where to where.
enum class Stage : uint8_t { wire, feed, decode, book, strategy, risk, encode, keep, send, tick_to_trade, wire_to_trade, round_trip, floor };
constexpr uint32_t stage_count = 13;

// Where a lane stands.
enum class LaneState : uint8_t { starting, running, stopping, stopped, failed };
constexpr uint32_t lane_state_count = 5;

// Where an order session stands. Only `ready` may trade.
enum class SessionState : uint8_t { down, connecting, logging_in, replaying, ready, ended, refused };
constexpr uint32_t session_state_count = 7;

// What a lane calls of a strategy.
enum class Callback : uint8_t { on_start, on_book, on_trade, on_order, on_timer, on_status, on_stop };
constexpr uint32_t callback_count = 7;

// Where a strategy's place stands. `idle`: nobody is there; `shadow`: it sees all and sends nothing; `stopping`: what is there waits for the last order of the one before.
enum class StrategyState : uint8_t { idle, running, stopping, stopped, failed, shadow };
constexpr uint32_t strategy_state_count = 6;

// Whether an instrument's book may be traded on: only `live` may. `recovering`: something is missing and may still come; `stale`: it was lost for good, or the book was told what can't be.
enum class BookState : uint8_t { waiting, live, halted, recovering, stale, closed };
constexpr uint32_t book_state_count = 6;

// What TypeScript can ask of a lane.
enum class CommandKind : uint8_t { none, stop, kill_switch, connect_session, disconnect_session, stop_strategy, cancel_all, acknowledge_account, mass_cancel, disable_entry, enable_entry, set_limits, reduce_only, rearm, control, trip, install_strategy, trade_live };
constexpr uint32_t command_kind_count = 18;

// What a kill switch stops: everything, everything of one lane, or what an account, a strategy, an instrument or an order session of the lane has. `session`: turned by its schedule, not by a person.
enum class KillScope : uint8_t { firm, lane, account, strategy, instrument, session };
constexpr uint32_t kill_scope_count = 6;

// How far a kill switch has come: its lane refuses new orders; has a cancel on its way for every open one; has handed the last of these to the kernel.
enum class KillStep : uint8_t { none, seen, cancelled, sent };
constexpr uint32_t kill_step_count = 4;

// What a lane tells TypeScript.
enum class EventKind : uint8_t { none, order, fill, refusal, session, strategy, channel, kill_switch, state, alert, account, trip, limits, journal };
constexpr uint32_t event_kind_count = 14;

// What happened to an order (native/orders/order_update.hpp).
enum class OrderChange : uint8_t { none, accepted, dead, rejected, filled, cancelled, replaced, replace_rejected, cancel_pending, cancel_rejected, changed, trade_broken, trade_corrected, never_received, replace_lost, cancel_lost, repeated_fill, repeated_answer, unknown_order, unexpected };
constexpr uint32_t order_change_count = 20;

// Where the exchange's day stands (ITCH 5.0 §1.1).
enum class SystemPhase : uint8_t { unknown, start_of_messages, system_hours, market_hours, after_market_hours, end_of_system_hours, end_of_messages };
constexpr uint32_t system_phase_count = 7;

// Whether a security trades (ITCH 5.0 §1.2.2). `other`: a code that this version does not know.
enum class TradingState : uint8_t { halted, paused, quotation_only, trading, other };
constexpr uint32_t trading_state_count = 5;

// Reg SHO short sale price test (ITCH 5.0 §1.2.3).
enum class ShortSaleTest : uint8_t { unknown, none, in_effect, remains_in_effect };
constexpr uint32_t short_sale_test_count = 4;

// What `onStatus` tells of.
enum class StatusKind : uint8_t { none, book, system, trading, operational_halt, short_sale, collar, breaker_levels, breaker_breach, ipo, imbalance, retail_interest, direct_listing };
constexpr uint32_t status_kind_count = 13;

// What a strategy can ask for. `reduce`: cut to a smaller total; `cancel_all`: its open orders of one instrument, or of all.
enum class IntentKind : uint8_t { none, enter, replace, cancel, reduce, cancel_all };
constexpr uint32_t intent_kind_count = 6;

// How long an order lives (risk/order_attributes.hpp). `extended`: system hours; `timed`: so many seconds; `at_open`, `at_close`: in that cross alone.
enum class TimeInForce : uint8_t { day, immediate_or_cancel, fill_or_kill, extended, timed, at_open, at_close };
constexpr uint32_t time_in_force_count = 7;

// Whether the market sees an order, and under whose name.
enum class OrderDisplay : uint8_t { visible, hidden, attributable };
constexpr uint32_t order_display_count = 3;

// What an order's price follows: its own side's best price, the other side's, or the middle.
enum class PegKind : uint8_t { none, primary, market, midpoint };
constexpr uint32_t peg_kind_count = 4;

// A cross that an order takes part in before it lives on by its time in force.
enum class CrossKind : uint8_t { none, opening, closing, halt };
constexpr uint32_t cross_kind_count = 4;

// For whom the order is.
enum class OrderCapacity : uint8_t { principal, agency, riskless, other };
constexpr uint32_t order_capacity_count = 4;

// What a sale sells.
enum class SellKind : uint8_t { ordinary, short_sale, short_exempt };
constexpr uint32_t sell_kind_count = 3;

// Where an order stands (orders/order_state.hpp, docs/order-life.md); from `filled` on it is done.
enum class OrderState : uint8_t { pending_new, live, pending_replace, pending_cancel, cancel_scheduled, filled, cancelled, rejected, refused, never_received, broken };
constexpr uint32_t order_state_count = 11;

// What is odd about an order's update (orders/order_update.hpp): positions follow the venue all the same.
enum class Surprise : uint8_t { none, unknown_order, unknown_trade, out_of_turn, beyond_leaves, late_execution, old_number, before_acceptance, more_than_asked, contradiction, unsolicited };
constexpr uint32_t surprise_count = 11;

// The gate as the main thread sees it. Written by the lane about once a millisecond; the version at once.
struct RiskView {
  uint32_t limits_version;  // of the limit set that holds
  uint32_t limits_refused;  // limit sets that were not what their command said
  int64_t control_heard_ns;  // the last sign of life of the risk service
  uint64_t refusals[refusals_max];  // intents by Refusal; `none`: passed
  ScopeUsage firm;  // the lane's part
  ScopeUsage strategies[strategies_max];
  ScopeUsage accounts[accounts_max];
};
static_assert(sizeof(RiskView) == 2144);
static_assert(offsetof(RiskView, limits_version) == 0);
static_assert(offsetof(RiskView, limits_refused) == 4);
static_assert(offsetof(RiskView, control_heard_ns) == 8);
static_assert(offsetof(RiskView, refusals) == 16);
static_assert(offsetof(RiskView, firm) == 784);
static_assert(offsetof(RiskView, strategies) == 864);
static_assert(offsetof(RiskView, accounts) == 1504);

// One slot of the command ring. Written by TypeScript's main thread, read by the lane.
struct Command {
  uint32_t kind;  // CommandKind
  int32_t index;  // session, strategy, account or instrument it is about; -1 all
  int32_t value;  // switch position, where there is one: 1 on, 0 off; the account (mass_cancel, disable_entry, enable_entry); the version (set_limits); the Refusal (trip); 1 live, 0 in shadow (install_strategy)
  uint32_t address;  // IPv4 address in host order (connect_session)
  uint32_t port;  // TCP port (connect_session)
  uint8_t username[8];  // padded with spaces
  uint8_t password[16];  // padded with spaces
  uint32_t scope;  // KillScope (kill_switch), RiskScope (reduce_only, rearm, trip)
  uint32_t kill_id;  // where its KillView is to be found, by this modulo kills_max; 0: none is wanted (kill_switch)
  uint8_t padding[4];
  uint64_t switched_ticks;  // CPU counter when the switch was turned; 0: unknown (kill_switch)
};
static_assert(sizeof(Command) == 64);
static_assert(offsetof(Command, kind) == 0);
static_assert(offsetof(Command, index) == 4);
static_assert(offsetof(Command, value) == 8);
static_assert(offsetof(Command, address) == 12);
static_assert(offsetof(Command, port) == 16);
static_assert(offsetof(Command, username) == 20);
static_assert(offsetof(Command, password) == 28);
static_assert(offsetof(Command, scope) == 44);
static_assert(offsetof(Command, kill_id) == 48);
static_assert(offsetof(Command, padding) == 52);
static_assert(offsetof(Command, switched_ticks) == 56);

// Commands in. `written` is written by TypeScript, `read` by the lane.
struct CommandRing {
  uint32_t written;  // commands ever written, modulo 2^32
  uint8_t padding_written[60];
  uint32_t read;  // commands ever taken, modulo 2^32
  uint8_t padding_read[60];
  Command slots[commands_max];
};
static_assert(sizeof(CommandRing) == 16512);
static_assert(offsetof(CommandRing, written) == 0);
static_assert(offsetof(CommandRing, padding_written) == 4);
static_assert(offsetof(CommandRing, read) == 64);
static_assert(offsetof(CommandRing, padding_read) == 68);
static_assert(offsetof(CommandRing, slots) == 128);

// One slot of the event ring. Written by the lane, read by TypeScript's main thread.
struct Event {
  int64_t time_ns;  // ns since the Unix epoch
  uint64_t match_number;  // of a fill
  uint16_t kind;  // EventKind
  uint16_t strategy;  // strategy index, or an account's, by kind
  uint16_t instrument;  // instrument of the lane
  uint16_t session;  // session index, a channel's, or what a kill switch is about
  uint8_t side;  // 0 buy, 1 sell; the recovery step of a channel; the KillScope of a kill switch
  uint8_t state;  // order, session, strategy, channel or lane state, or 1: in doubt (alert, account), by kind
  uint16_t reason;  // refusal, reject or cancel reason, a channel's cause, or an alert, by kind
  uint32_t order_id;  // the strategy's own number of the order
  uint32_t user_ref_num;  // OUCH number, newest of the chain
  uint32_t previous_user_ref_num;  // number that this event ended (replaced), else 0
  int32_t price_ticks;  // the order's limit
  uint32_t quantity;  // the order's quantity; the messages that a channel misses
  uint32_t leaves;  // what may still fill
  uint32_t filled;  // shares filled in all
  int32_t last_price_ticks;  // of a fill, or of a trade that is broken or corrected
  uint32_t last_quantity;  // the same
  int64_t compared;  // what broke the limit, in the control's unit (refusal, trip)
  int64_t limit;  // that it broke (refusal, trip)
  int64_t fee_nanos;  // what a trade cost, less what it brought: billionths of a dollar
  uint32_t limits_version;  // of the limit set that held
  int32_t undone_price_ticks;  // of a trade that is corrected: what it was
  uint32_t undone_quantity;  // the same
  uint8_t scope;  // RiskScope whose limit it was (refusal, trip)
  uint8_t change;  // OrderChange (order, fill)
  uint8_t liquidity;  // the venue's letter (fill)
  uint8_t padding[1];
};
static_assert(sizeof(Event) == 104);
static_assert(offsetof(Event, time_ns) == 0);
static_assert(offsetof(Event, match_number) == 8);
static_assert(offsetof(Event, kind) == 16);
static_assert(offsetof(Event, strategy) == 18);
static_assert(offsetof(Event, instrument) == 20);
static_assert(offsetof(Event, session) == 22);
static_assert(offsetof(Event, side) == 24);
static_assert(offsetof(Event, state) == 25);
static_assert(offsetof(Event, reason) == 26);
static_assert(offsetof(Event, order_id) == 28);
static_assert(offsetof(Event, user_ref_num) == 32);
static_assert(offsetof(Event, previous_user_ref_num) == 36);
static_assert(offsetof(Event, price_ticks) == 40);
static_assert(offsetof(Event, quantity) == 44);
static_assert(offsetof(Event, leaves) == 48);
static_assert(offsetof(Event, filled) == 52);
static_assert(offsetof(Event, last_price_ticks) == 56);
static_assert(offsetof(Event, last_quantity) == 60);
static_assert(offsetof(Event, compared) == 64);
static_assert(offsetof(Event, limit) == 72);
static_assert(offsetof(Event, fee_nanos) == 80);
static_assert(offsetof(Event, limits_version) == 88);
static_assert(offsetof(Event, undone_price_ticks) == 92);
static_assert(offsetof(Event, undone_quantity) == 96);
static_assert(offsetof(Event, scope) == 100);
static_assert(offsetof(Event, change) == 101);
static_assert(offsetof(Event, liquidity) == 102);
static_assert(offsetof(Event, padding) == 103);

// Events out. `written` and `dropped` are written by the lane, `read` by TypeScript.
struct EventRing {
  uint32_t written;  // events ever written, modulo 2^32
  uint32_t dropped;  // events lost because the ring was full
  uint8_t padding_written[56];
  uint32_t read;  // events ever taken, modulo 2^32
  uint8_t padding_read[60];
  Event slots[events_max];
};
static_assert(sizeof(EventRing) == 13631616);
static_assert(offsetof(EventRing, written) == 0);
static_assert(offsetof(EventRing, dropped) == 4);
static_assert(offsetof(EventRing, padding_written) == 8);
static_assert(offsetof(EventRing, read) == 64);
static_assert(offsetof(EventRing, padding_read) == 68);
static_assert(offsetof(EventRing, slots) == 128);

// Top of book and depth of one instrument. Written by the lane under a seqlock; read by any thread, and by the lane's strategies without one. Prices in ticks, quantities in shares; level 0 is the best.
struct InstrumentView {
  uint32_t version;  // odd while being written
  uint32_t state;  // BookState
  uint32_t bid_levels;  // bid levels published, 0 to depth_levels
  uint32_t ask_levels;  // ask levels published
  int32_t last_price_ticks;  // last trade, 0: none yet
  uint32_t last_quantity;  // last trade
  uint32_t changes;  // book changes, modulo 2^32
  uint32_t trades;  // trades, modulo 2^32
  double volume;  // shares traded
  double time_of_day_ns;  // exchange time of the last change, ns since midnight
  uint8_t symbol[8];  // padded with spaces
  uint32_t trading_state;  // TradingState
  uint32_t short_sale_test;  // ShortSaleTest
  int32_t bid_price_ticks[depth_levels];
  uint32_t bid_quantity[depth_levels];
  uint32_t bid_orders[depth_levels];
  int32_t ask_price_ticks[depth_levels];
  uint32_t ask_quantity[depth_levels];
  uint32_t ask_orders[depth_levels];
  uint32_t operational_halts;  // bit 0 Nasdaq, 1 BX, 2 PSX: halted there (ITCH 5.0 §1.2.8)
  int32_t collar_lower_ticks;  // of the newest LULD auction collar, 0: none
  int32_t collar_upper_ticks;  // of the newest LULD auction collar, 0: none
  uint8_t padding_end[4];
};
static_assert(sizeof(InstrumentView) == 320);
static_assert(offsetof(InstrumentView, version) == 0);
static_assert(offsetof(InstrumentView, state) == 4);
static_assert(offsetof(InstrumentView, bid_levels) == 8);
static_assert(offsetof(InstrumentView, ask_levels) == 12);
static_assert(offsetof(InstrumentView, last_price_ticks) == 16);
static_assert(offsetof(InstrumentView, last_quantity) == 20);
static_assert(offsetof(InstrumentView, changes) == 24);
static_assert(offsetof(InstrumentView, trades) == 28);
static_assert(offsetof(InstrumentView, volume) == 32);
static_assert(offsetof(InstrumentView, time_of_day_ns) == 40);
static_assert(offsetof(InstrumentView, symbol) == 48);
static_assert(offsetof(InstrumentView, trading_state) == 56);
static_assert(offsetof(InstrumentView, short_sale_test) == 60);
static_assert(offsetof(InstrumentView, bid_price_ticks) == 64);
static_assert(offsetof(InstrumentView, bid_quantity) == 104);
static_assert(offsetof(InstrumentView, bid_orders) == 144);
static_assert(offsetof(InstrumentView, ask_price_ticks) == 184);
static_assert(offsetof(InstrumentView, ask_quantity) == 224);
static_assert(offsetof(InstrumentView, ask_orders) == 264);
static_assert(offsetof(InstrumentView, operational_halts) == 304);
static_assert(offsetof(InstrumentView, collar_lower_ticks) == 308);
static_assert(offsetof(InstrumentView, collar_upper_ticks) == 312);
static_assert(offsetof(InstrumentView, padding_end) == 316);

// One intent. Written by a strategy's SDK in a callback, read by the lane when the callback returns. What follows `flags` counts only where they say so.
struct IntentSlot {
  int32_t kind;  // IntentKind
  int32_t instrument;  // enter; cancel_all, -1: every instrument
  int32_t side;  // 0 buy, 1 sell (enter)
  int32_t price_ticks;  // enter, replace
  uint32_t quantity;  // enter, replace, reduce: shares in total
  int32_t time_in_force;  // TimeInForce (enter)
  int32_t order_id;  // the strategy's number of the order: new for enter, existing for the rest
  uint32_t flags;  // 1: has attributes (enter, replace); and then 2: post only, 4: located
  uint32_t min_quantity;  // shares, 0: none
  uint32_t max_floor;  // shares displayed at a time, 0: all
  int32_t peg_offset_ticks;  // added to what the peg follows
  uint32_t expire_seconds;  // timed
  uint8_t display;  // OrderDisplay
  uint8_t peg_kind;  // PegKind
  uint8_t cross;  // CrossKind
  uint8_t capacity;  // OrderCapacity
  uint8_t sell_kind;  // SellKind
  uint8_t padding[3];
};
static_assert(sizeof(IntentSlot) == 56);
static_assert(offsetof(IntentSlot, kind) == 0);
static_assert(offsetof(IntentSlot, instrument) == 4);
static_assert(offsetof(IntentSlot, side) == 8);
static_assert(offsetof(IntentSlot, price_ticks) == 12);
static_assert(offsetof(IntentSlot, quantity) == 16);
static_assert(offsetof(IntentSlot, time_in_force) == 20);
static_assert(offsetof(IntentSlot, order_id) == 24);
static_assert(offsetof(IntentSlot, flags) == 28);
static_assert(offsetof(IntentSlot, min_quantity) == 32);
static_assert(offsetof(IntentSlot, max_floor) == 36);
static_assert(offsetof(IntentSlot, peg_offset_ticks) == 40);
static_assert(offsetof(IntentSlot, expire_seconds) == 44);
static_assert(offsetof(IntentSlot, display) == 48);
static_assert(offsetof(IntentSlot, peg_kind) == 49);
static_assert(offsetof(IntentSlot, cross) == 50);
static_assert(offsetof(IntentSlot, capacity) == 51);
static_assert(offsetof(IntentSlot, sell_kind) == 52);
static_assert(offsetof(IntentSlot, padding) == 53);

// The order update a strategy is being told. Written by the lane before onOrder.
struct OrderUpdateSlot {
  int32_t order_id;
  int32_t instrument;
  int32_t side;  // 0 buy, 1 sell
  int32_t state;  // order state
  int32_t price_ticks;
  uint32_t quantity;
  uint32_t leaves;
  uint32_t filled;
  int32_t last_price_ticks;  // of the fill that this update is, or of the trade as corrected; else 0
  uint32_t last_quantity;  // of the fill that this update is, else 0
  int32_t reason;  // refusal, reject or cancel reason
  int32_t is_done;  // 1: nothing more can happen to it but a broken trade
  int32_t surprise;  // Surprise
  int32_t undone_price_ticks;  // of the trade that this update takes back: broken, or before its correction; else 0
  uint32_t undone_quantity;  // of the trade that this update takes back, else 0
  int32_t padding;
};
static_assert(sizeof(OrderUpdateSlot) == 64);
static_assert(offsetof(OrderUpdateSlot, order_id) == 0);
static_assert(offsetof(OrderUpdateSlot, instrument) == 4);
static_assert(offsetof(OrderUpdateSlot, side) == 8);
static_assert(offsetof(OrderUpdateSlot, state) == 12);
static_assert(offsetof(OrderUpdateSlot, price_ticks) == 16);
static_assert(offsetof(OrderUpdateSlot, quantity) == 20);
static_assert(offsetof(OrderUpdateSlot, leaves) == 24);
static_assert(offsetof(OrderUpdateSlot, filled) == 28);
static_assert(offsetof(OrderUpdateSlot, last_price_ticks) == 32);
static_assert(offsetof(OrderUpdateSlot, last_quantity) == 36);
static_assert(offsetof(OrderUpdateSlot, reason) == 40);
static_assert(offsetof(OrderUpdateSlot, is_done) == 44);
static_assert(offsetof(OrderUpdateSlot, surprise) == 48);
static_assert(offsetof(OrderUpdateSlot, undone_price_ticks) == 52);
static_assert(offsetof(OrderUpdateSlot, undone_quantity) == 56);
static_assert(offsetof(OrderUpdateSlot, padding) == 60);

// The trade a strategy is being told. Written by the lane before onTrade.
struct TradeSlot {
  int32_t instrument;
  int32_t price_ticks;
  uint32_t quantity;
  int32_t aggressor;  // 0 buy, 1 sell, -1 unknown or none
};
static_assert(sizeof(TradeSlot) == 16);
static_assert(offsetof(TradeSlot, instrument) == 0);
static_assert(offsetof(TradeSlot, price_ticks) == 4);
static_assert(offsetof(TradeSlot, quantity) == 8);
static_assert(offsetof(TradeSlot, aggressor) == 12);

// The change of status a strategy is being told. Written by the lane before onStatus. A field that its kind doesn't have is 0. Prices in ticks.
struct StatusSlot {
  int32_t kind;  // StatusKind
  int32_t instrument;  // -1: the whole market
  int32_t code;  // BookState (book), SystemPhase (system), TradingState (trading), ShortSaleTest (short_sale), level (breaker_breach), else the exchange's letter: halt action, qualifier, direction, interest, eligibility
  int32_t detail;  // the exchange's letter: market (operational_halt), cross type (imbalance); a count: extensions (collar)
  int32_t variation;  // the exchange's letter: price variation (imbalance)
  int32_t time_s;  // quoting period's release, seconds since midnight (ipo)
  int32_t reference_ticks;  // collar, imbalance; the IPO price
  int32_t upper_ticks;  // collar; highest allowable price (direct_listing)
  int32_t lower_ticks;  // collar; lowest allowable price (direct_listing)
  int32_t near_ticks;  // imbalance, direct_listing
  int32_t far_ticks;  // imbalance
  uint8_t reason[4];  // of a trading action, padded with spaces (ITCH 5.0 §1.2.2)
  double paired_shares;  // imbalance
  double imbalance_shares;  // imbalance
  double levels[3];  // index values at which levels 1 to 3 break (breaker_levels)
};
static_assert(sizeof(StatusSlot) == 88);
static_assert(offsetof(StatusSlot, kind) == 0);
static_assert(offsetof(StatusSlot, instrument) == 4);
static_assert(offsetof(StatusSlot, code) == 8);
static_assert(offsetof(StatusSlot, detail) == 12);
static_assert(offsetof(StatusSlot, variation) == 16);
static_assert(offsetof(StatusSlot, time_s) == 20);
static_assert(offsetof(StatusSlot, reference_ticks) == 24);
static_assert(offsetof(StatusSlot, upper_ticks) == 28);
static_assert(offsetof(StatusSlot, lower_ticks) == 32);
static_assert(offsetof(StatusSlot, near_ticks) == 36);
static_assert(offsetof(StatusSlot, far_ticks) == 40);
static_assert(offsetof(StatusSlot, reason) == 44);
static_assert(offsetof(StatusSlot, paired_shares) == 48);
static_assert(offsetof(StatusSlot, imbalance_shares) == 56);
static_assert(offsetof(StatusSlot, levels) == 64);

// One instrument's position of one strategy. Written by the lane. Money is ticks x shares, fees to 1/100,000 of one.
struct PositionView {
  double net;  // shares, negative: short
  double open_buy;  // shares that open buy orders can still add
  double open_sell;  // shares that open sell orders can still take
  double open_notional;  // signed cost of the net position
  double realised;  // realised profit, before fees
  double mark_ticks;  // what the position is valued at: the middle of the market, else the last trade; 0: unknown
  double unrealised;  // profit of the open position at the mark; written about once a millisecond and after a fill
  double fees;  // charged by venues and regulators
  double rebates;  // brought by venues
  double traded;  // shares bought and sold
};
static_assert(sizeof(PositionView) == 80);
static_assert(offsetof(PositionView, net) == 0);
static_assert(offsetof(PositionView, open_buy) == 8);
static_assert(offsetof(PositionView, open_sell) == 16);
static_assert(offsetof(PositionView, open_notional) == 24);
static_assert(offsetof(PositionView, realised) == 32);
static_assert(offsetof(PositionView, mark_ticks) == 40);
static_assert(offsetof(PositionView, unrealised) == 48);
static_assert(offsetof(PositionView, fees) == 56);
static_assert(offsetof(PositionView, rebates) == 64);
static_assert(offsetof(PositionView, traded) == 72);

// Where one order of a strategy stands at its price. Written by the lane; read by the strategy, which looks through its bucket.
struct QueueSlot {
  int32_t order_id;  // the strategy's number of the order, 0: the slot is free
  int32_t ahead;  // shares displayed in front of it, at most 2^31 - 1; -1: unknown
};
static_assert(sizeof(QueueSlot) == 8);
static_assert(offsetof(QueueSlot, order_id) == 0);
static_assert(offsetof(QueueSlot, ahead) == 4);

// What crosses between the lane and one strategy. Written by the lane, but for `intent_count`, `next_order_id`, `refused_in_sdk`, `timer_interval_ns` and `intents`, which the strategy's SDK writes inside a callback.
struct StrategyFrame {
  double time_of_day_ns;  // exchange time of the event, ns since midnight
  double timer_interval_ns;  // 0: no timer
  int32_t intent_count;  // intents of this callback
  int32_t next_order_id;  // the next order's number, from 1
  int32_t state;  // StrategyState
  int32_t refused_in_sdk;  // calls the SDK refused because they could not be written down
  int32_t instrument;  // whose book changed, before onBook
  uint32_t installed;  // strategies that this place has had
  uint32_t shadow_orders;  // that the one in shadow has entered
  uint32_t shadow_fills;  // what of them would have filled, executions
  OrderUpdateSlot update;
  TradeSlot trade;
  StatusSlot status;
  IntentSlot intents[intents_max];
  PositionView positions[instruments_max];
  QueueSlot queue[queue_slots_max];
};
static_assert(sizeof(StrategyFrame) == 23640);
static_assert(offsetof(StrategyFrame, time_of_day_ns) == 0);
static_assert(offsetof(StrategyFrame, timer_interval_ns) == 8);
static_assert(offsetof(StrategyFrame, intent_count) == 16);
static_assert(offsetof(StrategyFrame, next_order_id) == 20);
static_assert(offsetof(StrategyFrame, state) == 24);
static_assert(offsetof(StrategyFrame, refused_in_sdk) == 28);
static_assert(offsetof(StrategyFrame, instrument) == 32);
static_assert(offsetof(StrategyFrame, installed) == 36);
static_assert(offsetof(StrategyFrame, shadow_orders) == 40);
static_assert(offsetof(StrategyFrame, shadow_fills) == 44);
static_assert(offsetof(StrategyFrame, update) == 48);
static_assert(offsetof(StrategyFrame, trade) == 112);
static_assert(offsetof(StrategyFrame, status) == 128);
static_assert(offsetof(StrategyFrame, intents) == 216);
static_assert(offsetof(StrategyFrame, positions) == 1112);
static_assert(offsetof(StrategyFrame, queue) == 21592);

// Counters of one lane, since its start. Written by the lane about once a millisecond and at its end.
struct LaneStatus {
  uint32_t state;  // LaneState
  uint32_t kill_switch;  // kill switches that are on, those of sessions left out
  uint32_t accounts_in_doubt;  // a bit each: trading stopped until a human has looked
  uint32_t system_phase;  // SystemPhase
  int64_t heartbeat_ns;  // when this was written, ns since the Unix epoch
  uint64_t turns;  // turns of the loop
  uint64_t packets;  // datagrams taken in sequence
  uint64_t messages;  // messages delivered to the decoder
  uint64_t gaps;  // times the sequence jumped ahead
  uint64_t lost;  // messages inside the gaps
  uint64_t duplicates;  // datagrams seen before
  uint64_t heartbeats;
  uint64_t foreign;  // datagrams of another session
  uint64_t malformed;  // datagrams refused as a whole
  uint64_t unknown_types;  // messages of a type that ITCH 5.0 does not have
  uint64_t book_errors;  // messages that named unknown or impossible orders
  uint64_t sent;  // orders sent: enters and replaces
  uint64_t enters;
  uint64_t replaces;
  uint64_t cancels;  // cancel requests sent
  uint64_t caused_by_packet;  // sent orders that a market-data packet caused
  uint64_t accepted;
  uint64_t rejected;
  uint64_t filled;  // orders filled whole
  uint64_t fills;  // executions
  uint64_t cancelled;  // orders cancelled, in whole or what was left
  uint64_t replaced;
  uint64_t refused;  // intents the gate refused
  uint64_t never_received;  // orders the venue never got: lost with a connection
  uint64_t open;  // orders open now
  uint64_t answers_malformed;  // bytes from the venue that were no OUCH message
  uint64_t answers_unmatched;  // answers that named no order of ours
  uint64_t strategy_calls;
  uint64_t strategies_failed;
  uint64_t sent_bytes;
  uint64_t received_bytes;  // market data
  uint64_t alerts;  // of all kinds and sessions: session/venue_alert.hpp
  uint32_t breaker_level;  // market-wide circuit breaker: level breached, 0: none
  uint32_t journal_state;  // journal/lane_records.hpp: JournalState
  uint32_t journal_failure;  // errno of what the journal's writer could not do, 0: none
  uint32_t is_recovery;  // 1: the lane went on from an earlier run, by its journal
  uint64_t journal_records;  // put into the journal
  uint64_t journal_bytes;  // of them, with the ring's overhead
  uint64_t journal_lag_bytes;  // not yet on disk
  uint64_t journal_lag_bytes_max;
  uint64_t journal_lag_ns;  // age of the oldest record that is not on disk
  uint64_t journal_lag_ns_max;
  uint64_t recovery_known_orders;  // that the journal told of
  uint64_t recovery_open_orders;  // of them, open where the journal ends
  uint64_t recovery_late_fills;  // heard between then and the first time that their session was ready
  uint64_t recovery_adopted_orders;  // that the venue knew and the journal did not
  uint64_t recovery_never_received;  // orders that the journal knew and the venue did not
  uint64_t queue_misses;  // times that following our orders' places in their queues lacked room: some are told as unknown
};
static_assert(sizeof(LaneStatus) == 392);
static_assert(offsetof(LaneStatus, state) == 0);
static_assert(offsetof(LaneStatus, kill_switch) == 4);
static_assert(offsetof(LaneStatus, accounts_in_doubt) == 8);
static_assert(offsetof(LaneStatus, system_phase) == 12);
static_assert(offsetof(LaneStatus, heartbeat_ns) == 16);
static_assert(offsetof(LaneStatus, turns) == 24);
static_assert(offsetof(LaneStatus, packets) == 32);
static_assert(offsetof(LaneStatus, messages) == 40);
static_assert(offsetof(LaneStatus, gaps) == 48);
static_assert(offsetof(LaneStatus, lost) == 56);
static_assert(offsetof(LaneStatus, duplicates) == 64);
static_assert(offsetof(LaneStatus, heartbeats) == 72);
static_assert(offsetof(LaneStatus, foreign) == 80);
static_assert(offsetof(LaneStatus, malformed) == 88);
static_assert(offsetof(LaneStatus, unknown_types) == 96);
static_assert(offsetof(LaneStatus, book_errors) == 104);
static_assert(offsetof(LaneStatus, sent) == 112);
static_assert(offsetof(LaneStatus, enters) == 120);
static_assert(offsetof(LaneStatus, replaces) == 128);
static_assert(offsetof(LaneStatus, cancels) == 136);
static_assert(offsetof(LaneStatus, caused_by_packet) == 144);
static_assert(offsetof(LaneStatus, accepted) == 152);
static_assert(offsetof(LaneStatus, rejected) == 160);
static_assert(offsetof(LaneStatus, filled) == 168);
static_assert(offsetof(LaneStatus, fills) == 176);
static_assert(offsetof(LaneStatus, cancelled) == 184);
static_assert(offsetof(LaneStatus, replaced) == 192);
static_assert(offsetof(LaneStatus, refused) == 200);
static_assert(offsetof(LaneStatus, never_received) == 208);
static_assert(offsetof(LaneStatus, open) == 216);
static_assert(offsetof(LaneStatus, answers_malformed) == 224);
static_assert(offsetof(LaneStatus, answers_unmatched) == 232);
static_assert(offsetof(LaneStatus, strategy_calls) == 240);
static_assert(offsetof(LaneStatus, strategies_failed) == 248);
static_assert(offsetof(LaneStatus, sent_bytes) == 256);
static_assert(offsetof(LaneStatus, received_bytes) == 264);
static_assert(offsetof(LaneStatus, alerts) == 272);
static_assert(offsetof(LaneStatus, breaker_level) == 280);
static_assert(offsetof(LaneStatus, journal_state) == 284);
static_assert(offsetof(LaneStatus, journal_failure) == 288);
static_assert(offsetof(LaneStatus, is_recovery) == 292);
static_assert(offsetof(LaneStatus, journal_records) == 296);
static_assert(offsetof(LaneStatus, journal_bytes) == 304);
static_assert(offsetof(LaneStatus, journal_lag_bytes) == 312);
static_assert(offsetof(LaneStatus, journal_lag_bytes_max) == 320);
static_assert(offsetof(LaneStatus, journal_lag_ns) == 328);
static_assert(offsetof(LaneStatus, journal_lag_ns_max) == 336);
static_assert(offsetof(LaneStatus, recovery_known_orders) == 344);
static_assert(offsetof(LaneStatus, recovery_open_orders) == 352);
static_assert(offsetof(LaneStatus, recovery_late_fills) == 360);
static_assert(offsetof(LaneStatus, recovery_adopted_orders) == 368);
static_assert(offsetof(LaneStatus, recovery_never_received) == 376);
static_assert(offsetof(LaneStatus, queue_misses) == 384);

// Where the watchdog and a lane meet. Written by the watchdog's thread, but for `session_socket`, which the lane's edge and the watchdog exchange atomically.
struct LaneWatch {
  uint32_t halts;  // times that the watchdog has halted the lane, because it did not turn
  uint32_t sockets_shut;  // sockets of order sessions that it shut down for that, in all
  uint64_t halt_ticks;  // CPU counter at the last halt
  uint64_t silent_ns;  // how long the lane had not turned then
  uint64_t shut_ns;  // from the last halt until its last socket was shut down
  uint64_t session_socket[sessions_max];  // descriptor + 1 of a duplicate of the session's socket, 0: none; who takes it out owns it
  uint8_t padding_end[64];
};
static_assert(sizeof(LaneWatch) == 128);
static_assert(offsetof(LaneWatch, halts) == 0);
static_assert(offsetof(LaneWatch, sockets_shut) == 4);
static_assert(offsetof(LaneWatch, halt_ticks) == 8);
static_assert(offsetof(LaneWatch, silent_ns) == 16);
static_assert(offsetof(LaneWatch, shut_ns) == 24);
static_assert(offsetof(LaneWatch, session_socket) == 32);
static_assert(offsetof(LaneWatch, padding_end) == 64);

// The call of a strategy that is under way. Written by the lane; the watchdog's thread reads the deadline and ends what has passed it.
struct CallWatch {
  uint64_t deadline_ticks;  // CPU counter by which it is to be over, and which call it is; 0: none is under way, or it has no bound
  uint64_t script_heap_bytes;  // of the lane's thread in use, as it was last looked at, about once a second
  uint8_t padding_end[48];
};
static_assert(sizeof(CallWatch) == 64);
static_assert(offsetof(CallWatch, deadline_ticks) == 0);
static_assert(offsetof(CallWatch, script_heap_bytes) == 8);
static_assert(offsetof(CallWatch, padding_end) == 16);

// One turning on of a kill switch, and how long the lane took. Written by the lane; `step` last.
struct KillView {
  uint32_t kill_id;  // the command's
  uint32_t step;  // KillStep
  uint32_t scope;  // KillScope
  int32_t index;  // what it is about, where its scope has an index
  uint32_t orders;  // orders in its scope that had no cancel on their way
  uint32_t cancels;  // cancel requests sent for them until the last one left
  uint32_t turns;  // turns of the lane from seen to sent; 0: in the same turn
  uint8_t padding[4];
  uint64_t seen_ns;  // from the switch until the lane refuses new orders
  uint64_t cancelled_ns;  // from the switch until every open order has a cancel on its way
  uint64_t sent_ns;  // from the switch until the kernel has the last of them
};
static_assert(sizeof(KillView) == 56);
static_assert(offsetof(KillView, kill_id) == 0);
static_assert(offsetof(KillView, step) == 4);
static_assert(offsetof(KillView, scope) == 8);
static_assert(offsetof(KillView, index) == 12);
static_assert(offsetof(KillView, orders) == 16);
static_assert(offsetof(KillView, cancels) == 20);
static_assert(offsetof(KillView, turns) == 24);
static_assert(offsetof(KillView, padding) == 28);
static_assert(offsetof(KillView, seen_ns) == 32);
static_assert(offsetof(KillView, cancelled_ns) == 40);
static_assert(offsetof(KillView, sent_ns) == 48);

// One stage's latencies in ns. Written by the lane alone; a reader may miss the newest.
struct Histogram {
  uint64_t count;  // values recorded
  uint64_t maximum;  // largest value, ns
  uint64_t counts[histogram_counts];  // by bucket; src/latency/bucket-index.ts has the rule
};
static_assert(sizeof(Histogram) == 30736);
static_assert(offsetof(Histogram, count) == 0);
static_assert(offsetof(Histogram, maximum) == 8);
static_assert(offsetof(Histogram, counts) == 16);

// Gaps in the lane's loop since its first turn. Written by the lane's edge: the core knows nothing of them, so a replay is the same without.
struct HiccupView {
  uint64_t threshold_ns;  // gaps longer than this are recorded
  uint64_t count;  // hiccups so far; written after the newest one's slot
  HiccupCount causes[hiccup_causes];  // by HiccupCause
  Histogram lengths;  // ns
  Hiccup newest[hiccups_max];  // hiccup n in slot n modulo hiccups_max
};
static_assert(sizeof(HiccupView) == 96864);
static_assert(offsetof(HiccupView, threshold_ns) == 0);
static_assert(offsetof(HiccupView, count) == 8);
static_assert(offsetof(HiccupView, causes) == 16);
static_assert(offsetof(HiccupView, lengths) == 592);
static_assert(offsetof(HiccupView, newest) == 31328);

// One line of a channel, since the lane's start. Written by the lane about once a millisecond and at its end.
struct LineView {
  uint64_t packets;  // datagrams that came in on it
  uint64_t bytes;  // of them, UDP payload
  uint64_t lost;  // messages that it never brought
  uint64_t late;  // messages that it brought after it had been found to miss them
  uint64_t duplicates;  // datagrams of which nothing was new
  uint64_t wins;  // datagrams of which something was
  uint64_t heartbeats;
  uint64_t malformed;  // datagrams refused as a whole
  uint64_t foreign;  // datagrams of another session
  uint64_t foreign_source;  // datagrams of another sender than the configured one, never looked into
  uint64_t kernel_drops;  // datagrams that the kernel had no room for
  uint64_t truncated;  // datagrams longer than the receive buffer
  uint64_t queue_bytes_max;  // the most that waited in the socket, as far as it was looked at
  int64_t last_heard_ns;  // ns since the Unix epoch; 0: never
  Histogram lead;  // by how much it was ahead of the other line, ns, where both brought a message
};
static_assert(sizeof(LineView) == 30848);
static_assert(offsetof(LineView, packets) == 0);
static_assert(offsetof(LineView, bytes) == 8);
static_assert(offsetof(LineView, lost) == 16);
static_assert(offsetof(LineView, late) == 24);
static_assert(offsetof(LineView, duplicates) == 32);
static_assert(offsetof(LineView, wins) == 40);
static_assert(offsetof(LineView, heartbeats) == 48);
static_assert(offsetof(LineView, malformed) == 56);
static_assert(offsetof(LineView, foreign) == 64);
static_assert(offsetof(LineView, foreign_source) == 72);
static_assert(offsetof(LineView, kernel_drops) == 80);
static_assert(offsetof(LineView, truncated) == 88);
static_assert(offsetof(LineView, queue_bytes_max) == 96);
static_assert(offsetof(LineView, last_heard_ns) == 104);
static_assert(offsetof(LineView, lead) == 112);

// One channel: where it stands, and what it went through since the lane's start. Written as LineView is.
struct ChannelView {
  uint32_t state;  // feed/channel_status.hpp: ChannelState
  uint32_t step;  // RecoveryStep
  uint32_t cause;  // ChannelCause
  uint32_t lines;  // in use; written at start
  int64_t since_ns;  // of the state, ns since the Unix epoch
  uint64_t next_sequence;  // the next message to be applied
  uint64_t known_end;  // one past the last message known to exist
  uint64_t messages;  // given to the books from the stream
  uint64_t gaps;  // holes that outlasted the hold time
  uint64_t repaired;  // messages that re-request servers brought
  uint64_t lost;  // messages that nothing could bring
  uint64_t requests;  // sent to re-request servers
  uint64_t request_timeouts;  // of them, those that nothing answered
  uint64_t snapshots;  // joined
  uint64_t snapshots_failed;
  uint64_t held_dropped;  // datagrams ahead of a gap for which there was no room
  uint64_t malformed;  // datagrams refused as a whole, of lines and servers
  uint64_t foreign;  // datagrams of another session
  uint64_t recorded;  // datagrams handed to its recording, those dropped there included
  uint64_t record_written;  // of them, those in the file
  uint64_t record_bytes;  // of the file
  uint64_t record_dropped;  // datagrams for which the recording's ring had no room
  uint64_t record_unwritten;  // datagrams that the file did not take
  uint64_t record_failure;  // errno of the write that failed; 0: none
  LineView line[lines_max];  // A, B
};
static_assert(sizeof(ChannelView) == 61872);
static_assert(offsetof(ChannelView, state) == 0);
static_assert(offsetof(ChannelView, step) == 4);
static_assert(offsetof(ChannelView, cause) == 8);
static_assert(offsetof(ChannelView, lines) == 12);
static_assert(offsetof(ChannelView, since_ns) == 16);
static_assert(offsetof(ChannelView, next_sequence) == 24);
static_assert(offsetof(ChannelView, known_end) == 32);
static_assert(offsetof(ChannelView, messages) == 40);
static_assert(offsetof(ChannelView, gaps) == 48);
static_assert(offsetof(ChannelView, repaired) == 56);
static_assert(offsetof(ChannelView, lost) == 64);
static_assert(offsetof(ChannelView, requests) == 72);
static_assert(offsetof(ChannelView, request_timeouts) == 80);
static_assert(offsetof(ChannelView, snapshots) == 88);
static_assert(offsetof(ChannelView, snapshots_failed) == 96);
static_assert(offsetof(ChannelView, held_dropped) == 104);
static_assert(offsetof(ChannelView, malformed) == 112);
static_assert(offsetof(ChannelView, foreign) == 120);
static_assert(offsetof(ChannelView, recorded) == 128);
static_assert(offsetof(ChannelView, record_written) == 136);
static_assert(offsetof(ChannelView, record_bytes) == 144);
static_assert(offsetof(ChannelView, record_dropped) == 152);
static_assert(offsetof(ChannelView, record_unwritten) == 160);
static_assert(offsetof(ChannelView, record_failure) == 168);
static_assert(offsetof(ChannelView, line) == 176);

// One order session: where it stands, and what went through it since the lane's start. Its state is written at each change, the rest about once a millisecond and at the lane's end, all by the lane.
struct SessionView {
  uint32_t state;  // SessionState
  uint32_t protocol;  // session/venue_profile.hpp: OrderProtocol; written at start
  uint64_t next_sequence;  // SoupBinTCP: next sequenced message expected
  uint8_t soup_session[16];  // SoupBinTCP session, padded with spaces
  uint64_t logins;  // accepted
  uint64_t sent;  // enters and replaces
  uint64_t cancels;  // cancel requests sent
  uint64_t answers;  // messages of the venue that were understood
  uint64_t malformed;  // messages of the venue that were not
  uint64_t repeated;  // sequenced messages that came again, never given out twice
  uint64_t foreign_numbers;  // answers with numbers that this lane has not sent yet
  uint64_t open;  // orders open now
  uint64_t alerts;  // of all kinds
  uint64_t cancelled_away;  // orders that the venue's system cancelled while our connection was lost
  uint8_t padding[16];
};
static_assert(sizeof(SessionView) == 128);
static_assert(offsetof(SessionView, state) == 0);
static_assert(offsetof(SessionView, protocol) == 4);
static_assert(offsetof(SessionView, next_sequence) == 8);
static_assert(offsetof(SessionView, soup_session) == 16);
static_assert(offsetof(SessionView, logins) == 32);
static_assert(offsetof(SessionView, sent) == 40);
static_assert(offsetof(SessionView, cancels) == 48);
static_assert(offsetof(SessionView, answers) == 56);
static_assert(offsetof(SessionView, malformed) == 64);
static_assert(offsetof(SessionView, repeated) == 72);
static_assert(offsetof(SessionView, foreign_numbers) == 80);
static_assert(offsetof(SessionView, open) == 88);
static_assert(offsetof(SessionView, alerts) == 96);
static_assert(offsetof(SessionView, cancelled_away) == 104);
static_assert(offsetof(SessionView, padding) == 112);

// All that one lane shares, in one SharedArrayBuffer.
struct LaneMemory {
  uint32_t magic;
  uint32_t version;
  uint32_t instruments;  // instruments in use; written at start
  uint32_t strategies;  // strategies in use; written at start
  uint32_t channels;  // channels in use; written at start
  uint32_t sessions;  // order sessions in use; written at start
  uint32_t accounts;  // accounts in use; written at start
  uint8_t padding[36];
  LaneStatus status;
  CommandRing commands;
  LaneWatch watch;
  CallWatch call;
  KillView kills[kills_max];
  FirmShareWords firm_share;
  RiskView risk;
  LimitSet staged_limits;  // the newest; the lane takes it over on set_limits
  Histogram histograms[stages_max];
  Histogram calls[call_histograms_max];  // by strategy, then by Callback: how long its calls took, ns
  HiccupView hiccups;
  ChannelView channel[channels_max];
  SessionView session[sessions_max];
  InstrumentView views[instruments_max];
  StrategyFrame frames[strategies_max];
  EventRing events;
};
static_assert(sizeof(LaneMemory) == 16458504);
static_assert(offsetof(LaneMemory, magic) == 0);
static_assert(offsetof(LaneMemory, version) == 4);
static_assert(offsetof(LaneMemory, instruments) == 8);
static_assert(offsetof(LaneMemory, strategies) == 12);
static_assert(offsetof(LaneMemory, channels) == 16);
static_assert(offsetof(LaneMemory, sessions) == 20);
static_assert(offsetof(LaneMemory, accounts) == 24);
static_assert(offsetof(LaneMemory, padding) == 28);
static_assert(offsetof(LaneMemory, status) == 64);
static_assert(offsetof(LaneMemory, commands) == 456);
static_assert(offsetof(LaneMemory, watch) == 16968);
static_assert(offsetof(LaneMemory, call) == 17096);
static_assert(offsetof(LaneMemory, kills) == 17160);
static_assert(offsetof(LaneMemory, firm_share) == 20744);
static_assert(offsetof(LaneMemory, risk) == 21000);
static_assert(offsetof(LaneMemory, staged_limits) == 23144);
static_assert(offsetof(LaneMemory, histograms) == 90200);
static_assert(offsetof(LaneMemory, calls) == 489768);
static_assert(offsetof(LaneMemory, hiccups) == 2210984);
static_assert(offsetof(LaneMemory, channel) == 2307848);
static_assert(offsetof(LaneMemory, session) == 2555336);
static_assert(offsetof(LaneMemory, views) == 2555848);
static_assert(offsetof(LaneMemory, frames) == 2637768);
static_assert(offsetof(LaneMemory, events) == 2826888);

}  // namespace hotlane::boundary
