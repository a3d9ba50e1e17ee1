// Generated from native/lane/boundary.json by `npm run generate`: edit that, not this.
// The memory that one lane shares with TypeScript: records, codes and bounds, with every offset asserted.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>

namespace hotlane::boundary {

constexpr uint32_t magic = 1214606413;
constexpr uint32_t layout_version = 1;
constexpr uint32_t instruments_max = 256;  // instruments of one lane
constexpr uint32_t strategies_max = 8;  // strategies of one lane
constexpr uint32_t sessions_max = 1;  // order sessions of one lane
constexpr uint32_t channels_max = 4;  // MoldUDP64 channels of one lane
constexpr uint32_t lines_max = 2;  // lines of one channel: A and B
constexpr uint32_t depth_levels = 10;  // price levels a side that are published
constexpr uint32_t intents_max = 16;  // intents one callback may emit
constexpr uint32_t commands_max = 256;  // slots of the command ring, a power of two
constexpr uint32_t events_max = 131072;  // slots of the event ring, a power of two
constexpr uint32_t histogram_counts = 3840;  // counts of one histogram: values to 2^36 ns, 128 sub-buckets a power of two
constexpr uint32_t stages_max = 12;  // histograms of one lane

// What a histogram measures, in the order of the path.
enum class Stage : uint8_t { wire, feed, decode, book, strategy, risk, encode, send, tick_to_trade, round_trip, floor };
constexpr uint32_t stage_count = 11;

// Where a lane stands.
enum class LaneState : uint8_t { starting, running, stopping, stopped, failed };
constexpr uint32_t lane_state_count = 5;

// Where an order session stands. Only `ready` may trade.
enum class SessionState : uint8_t { down, connecting, logging_in, replaying, ready, ended, refused };
constexpr uint32_t session_state_count = 7;

// Where a strategy stands.
enum class StrategyState : uint8_t { idle, running, stopping, stopped, failed };
constexpr uint32_t strategy_state_count = 5;

// Whether an instrument's book may be traded on: only `live` may. `recovering`: something is missing and may still come; `stale`: it was lost for good, or the book was told what can't be.
enum class BookState : uint8_t { waiting, live, halted, recovering, stale, closed };
constexpr uint32_t book_state_count = 6;

// What TypeScript can ask of a lane.
enum class CommandKind : uint8_t { none, stop, kill_switch, connect_session, disconnect_session, stop_strategy, cancel_all };
constexpr uint32_t command_kind_count = 7;

// What a lane tells TypeScript.
enum class EventKind : uint8_t { none, order, fill, refusal, session, strategy, channel, kill_switch, state };
constexpr uint32_t event_kind_count = 9;

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

// What a strategy can ask for.
enum class IntentKind : uint8_t { none, enter, replace, cancel };
constexpr uint32_t intent_kind_count = 4;

// One slot of the command ring. Written by TypeScript's main thread, read by the lane.
struct Command {
  uint32_t kind;  // CommandKind
  int32_t index;  // session, strategy or instrument it is about; -1 all
  int32_t value;  // switch position, where there is one
  uint32_t address;  // IPv4 address in host order (connect_session)
  uint32_t port;  // TCP port (connect_session)
  uint8_t username[8];  // padded with spaces
  uint8_t password[16];  // padded with spaces
  uint8_t padding[20];
};
static_assert(sizeof(Command) == 64);
static_assert(offsetof(Command, kind) == 0);
static_assert(offsetof(Command, index) == 4);
static_assert(offsetof(Command, value) == 8);
static_assert(offsetof(Command, address) == 12);
static_assert(offsetof(Command, port) == 16);
static_assert(offsetof(Command, username) == 20);
static_assert(offsetof(Command, password) == 28);
static_assert(offsetof(Command, padding) == 44);

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
  uint16_t strategy;  // strategy index
  uint16_t instrument;  // instrument of the lane
  uint16_t session;  // session index, or a channel's
  uint8_t side;  // 0 buy, 1 sell; the recovery step of a channel
  uint8_t state;  // order, session, strategy, channel or lane state, by kind
  uint16_t reason;  // refusal, reject or cancel reason, or a channel's cause, by kind
  uint32_t order_id;  // the strategy's own number of the order
  uint32_t user_ref_num;  // OUCH number, newest of the chain
  uint32_t previous_user_ref_num;  // number that this event ended (replaced), else 0
  int32_t price_ticks;  // the order's limit
  uint32_t quantity;  // the order's quantity; the messages that a channel misses
  uint32_t leaves;  // what may still fill
  uint32_t filled;  // shares filled in all
  int32_t last_price_ticks;  // of a fill
  uint32_t last_quantity;  // of a fill
};
static_assert(sizeof(Event) == 64);
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

// Events out. `written` and `dropped` are written by the lane, `read` by TypeScript.
struct EventRing {
  uint32_t written;  // events ever written, modulo 2^32
  uint32_t dropped;  // events lost because the ring was full
  uint8_t padding_written[56];
  uint32_t read;  // events ever taken, modulo 2^32
  uint8_t padding_read[60];
  Event slots[events_max];
};
static_assert(sizeof(EventRing) == 8388736);
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

// One intent. Written by a strategy's SDK in a callback, read by the lane when the callback returns.
struct IntentSlot {
  int32_t kind;  // IntentKind
  int32_t instrument;  // enter
  int32_t side;  // 0 buy, 1 sell (enter)
  int32_t price_ticks;  // enter, replace
  int32_t quantity;  // enter, replace: shares in total
  int32_t time_in_force;  // 0 day, 3 immediate or cancel (enter)
  int32_t order_id;  // the strategy's number of the order: new for enter, existing for replace and cancel
  int32_t flags;  // 1: post only
};
static_assert(sizeof(IntentSlot) == 32);
static_assert(offsetof(IntentSlot, kind) == 0);
static_assert(offsetof(IntentSlot, instrument) == 4);
static_assert(offsetof(IntentSlot, side) == 8);
static_assert(offsetof(IntentSlot, price_ticks) == 12);
static_assert(offsetof(IntentSlot, quantity) == 16);
static_assert(offsetof(IntentSlot, time_in_force) == 20);
static_assert(offsetof(IntentSlot, order_id) == 24);
static_assert(offsetof(IntentSlot, flags) == 28);

// The order update a strategy is being told. Written by the lane before onOrder.
struct OrderUpdateSlot {
  int32_t order_id;
  int32_t instrument;
  int32_t side;  // 0 buy, 1 sell
  int32_t state;  // order state
  int32_t price_ticks;
  int32_t quantity;
  int32_t leaves;
  int32_t filled;
  int32_t last_price_ticks;  // of the fill that this update is, else 0
  int32_t last_quantity;  // of the fill that this update is, else 0
  int32_t reason;  // refusal, reject or cancel reason
  int32_t is_done;  // 1: nothing more can happen to it but a broken trade
};
static_assert(sizeof(OrderUpdateSlot) == 48);
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

// The trade a strategy is being told. Written by the lane before onTrade.
struct TradeSlot {
  int32_t instrument;
  int32_t price_ticks;
  int32_t quantity;
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

// One instrument's position of one strategy. Written by the lane. Money is ticks x shares.
struct PositionView {
  int32_t net;  // shares, negative: short
  int32_t open_buy;  // shares in open buy orders
  int32_t open_sell;  // shares in open sell orders
  int32_t padding;
  double open_notional;  // signed cost of the net position
  double realised;  // realised profit
};
static_assert(sizeof(PositionView) == 32);
static_assert(offsetof(PositionView, net) == 0);
static_assert(offsetof(PositionView, open_buy) == 4);
static_assert(offsetof(PositionView, open_sell) == 8);
static_assert(offsetof(PositionView, padding) == 12);
static_assert(offsetof(PositionView, open_notional) == 16);
static_assert(offsetof(PositionView, realised) == 24);

// What crosses between the lane and one strategy. Written by the lane, but for `intent_count`, `next_order_id`, `refused_in_sdk`, `timer_interval_ns` and `intents`, which the strategy's SDK writes inside a callback.
struct StrategyFrame {
  double time_of_day_ns;  // exchange time of the event, ns since midnight
  double timer_interval_ns;  // 0: no timer
  int32_t intent_count;  // intents of this callback
  int32_t next_order_id;  // the next order's number, from 1
  int32_t state;  // StrategyState
  int32_t refused_in_sdk;  // calls the SDK refused because they could not be written down
  OrderUpdateSlot update;
  TradeSlot trade;
  StatusSlot status;
  IntentSlot intents[intents_max];
  PositionView positions[instruments_max];
};
static_assert(sizeof(StrategyFrame) == 8888);
static_assert(offsetof(StrategyFrame, time_of_day_ns) == 0);
static_assert(offsetof(StrategyFrame, timer_interval_ns) == 8);
static_assert(offsetof(StrategyFrame, intent_count) == 16);
static_assert(offsetof(StrategyFrame, next_order_id) == 20);
static_assert(offsetof(StrategyFrame, state) == 24);
static_assert(offsetof(StrategyFrame, refused_in_sdk) == 28);
static_assert(offsetof(StrategyFrame, update) == 32);
static_assert(offsetof(StrategyFrame, trade) == 80);
static_assert(offsetof(StrategyFrame, status) == 96);
static_assert(offsetof(StrategyFrame, intents) == 184);
static_assert(offsetof(StrategyFrame, positions) == 696);

// Counters of one lane, since its start. Written by the lane about once a millisecond and at its end.
struct LaneStatus {
  uint32_t state;  // LaneState
  uint32_t kill_switch;  // 1: no new orders
  uint32_t session_state[sessions_max];  // SessionState by session
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
  uint64_t next_sequence[sessions_max];  // SoupBinTCP: next sequenced message expected
  uint8_t soup_session[16];  // SoupBinTCP session, padded with spaces
  uint32_t breaker_level;  // market-wide circuit breaker: level breached, 0: none
  uint8_t padding_end[20];
};
static_assert(sizeof(LaneStatus) == 320);
static_assert(offsetof(LaneStatus, state) == 0);
static_assert(offsetof(LaneStatus, kill_switch) == 4);
static_assert(offsetof(LaneStatus, session_state) == 8);
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
static_assert(offsetof(LaneStatus, next_sequence) == 272);
static_assert(offsetof(LaneStatus, soup_session) == 280);
static_assert(offsetof(LaneStatus, breaker_level) == 296);
static_assert(offsetof(LaneStatus, padding_end) == 300);

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

// All that one lane shares, in one SharedArrayBuffer.
struct LaneMemory {
  uint32_t magic;
  uint32_t version;
  uint32_t instruments;  // instruments in use; written at start
  uint32_t strategies;  // strategies in use; written at start
  uint32_t channels;  // channels in use; written at start
  uint8_t padding[44];
  LaneStatus status;
  CommandRing commands;
  Histogram histograms[stages_max];
  ChannelView channel[channels_max];
  InstrumentView views[instruments_max];
  StrategyFrame frames[strategies_max];
  EventRing events;
};
static_assert(sizeof(LaneMemory) == 9174976);
static_assert(offsetof(LaneMemory, magic) == 0);
static_assert(offsetof(LaneMemory, version) == 4);
static_assert(offsetof(LaneMemory, instruments) == 8);
static_assert(offsetof(LaneMemory, strategies) == 12);
static_assert(offsetof(LaneMemory, channels) == 16);
static_assert(offsetof(LaneMemory, padding) == 20);
static_assert(offsetof(LaneMemory, status) == 64);
static_assert(offsetof(LaneMemory, commands) == 384);
static_assert(offsetof(LaneMemory, histograms) == 16896);
static_assert(offsetof(LaneMemory, channel) == 385728);
static_assert(offsetof(LaneMemory, views) == 633216);
static_assert(offsetof(LaneMemory, frames) == 715136);
static_assert(offsetof(LaneMemory, events) == 786240);

}  // namespace hotlane::boundary
