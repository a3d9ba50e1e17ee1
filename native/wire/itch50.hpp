// Nasdaq TotalView-ITCH 5.0: the layout of every message, and the table of lengths.
// Plain views over received bytes or bytes to be sent, on any thread; alignment 1, so they may lie anywhere
// in a packet. Who reads one has checked the length first: length_of() is the one table for that. Prices are
// Price(4), 1/10,000 dollar; times are ns since midnight US Eastern; text is padded with spaces.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"

namespace hotlane::wire::itch50 {

using Price4 = be32;  // ITCH 5.0 §1: unsigned, 4 implied decimals
using Price8 = be64;  // 8 implied decimals, only in V

constexpr uint16_t message_length_min = 12;
constexpr uint16_t message_length_max = 50;
constexpr size_t order_reference_offset = 11;  // the same in A F E C X D U: one prefetch serves all
constexpr uint32_t price_max = 0x77359400;     // 200,000.0000 dollars, the largest a Price(4) states

struct Header {
  char type;
  be16 stock_locate;     // day's index of the security; 0 in S V W K
  be16 tracking_number;  // Nasdaq internal: not unique, not ordered
  be48 timestamp;
};
static_assert(sizeof(Header) == 11 && offsetof(Header, stock_locate) == 1);
static_assert(offsetof(Header, tracking_number) == 3 && offsetof(Header, timestamp) == 5);

// ---- System and security messages (ITCH 5.0 §1.1, §1.2)
// -----------------------------------------------------

struct SystemEvent {
  static constexpr char code = 'S';
  Header header;
  char event_code;  // O S Q M E C, in this order, once each a day
};
static_assert(sizeof(SystemEvent) == 12 && offsetof(SystemEvent, event_code) == 11);

struct StockDirectory {
  static constexpr char code = 'R';
  Header header;
  Symbol stock;
  char market_category;
  char financial_status_indicator;
  be32 round_lot_size;  // shares
  char round_lots_only;
  char issue_classification;
  Alpha<2> issue_sub_type;
  char authenticity;  // P production, T test
  char short_sale_threshold;
  char ipo_flag;
  char luld_reference_price_tier;
  char etp_flag;
  be32 etp_leverage_factor;
  char inverse_indicator;
};
static_assert(sizeof(StockDirectory) == 39 && offsetof(StockDirectory, stock) == 11);
static_assert(offsetof(StockDirectory, market_category) == 19);
static_assert(offsetof(StockDirectory, financial_status_indicator) == 20);
static_assert(offsetof(StockDirectory, round_lot_size) == 21 &&
              offsetof(StockDirectory, round_lots_only) == 25);
static_assert(offsetof(StockDirectory, issue_classification) == 26);
static_assert(offsetof(StockDirectory, issue_sub_type) == 27 && offsetof(StockDirectory, authenticity) == 29);
static_assert(offsetof(StockDirectory, short_sale_threshold) == 30 &&
              offsetof(StockDirectory, ipo_flag) == 31);
static_assert(offsetof(StockDirectory, luld_reference_price_tier) == 32);
static_assert(offsetof(StockDirectory, etp_flag) == 33 &&
              offsetof(StockDirectory, etp_leverage_factor) == 34);
static_assert(offsetof(StockDirectory, inverse_indicator) == 38);

struct StockTradingAction {
  static constexpr char code = 'H';
  Header header;
  Symbol stock;
  char trading_state;  // H halted, P paused, Q quotation only, T trading
  char reserved;
  Alpha<4> reason;
};
static_assert(sizeof(StockTradingAction) == 25 && offsetof(StockTradingAction, stock) == 11);
static_assert(offsetof(StockTradingAction, trading_state) == 19 &&
              offsetof(StockTradingAction, reserved) == 20);
static_assert(offsetof(StockTradingAction, reason) == 21);

struct RegShoRestriction {
  static constexpr char code = 'Y';
  Header header;
  Symbol stock;
  char reg_sho_action;  // 0 no price test, 1 in effect, 2 remains in effect
};
static_assert(sizeof(RegShoRestriction) == 20 && offsetof(RegShoRestriction, stock) == 11);
static_assert(offsetof(RegShoRestriction, reg_sho_action) == 19);

struct MarketParticipantPosition {
  static constexpr char code = 'L';
  Header header;
  Alpha<4> mpid;
  Symbol stock;  // at 15, not 11
  char primary_market_maker;
  char market_maker_mode;
  char participant_state;
};
static_assert(sizeof(MarketParticipantPosition) == 26 && offsetof(MarketParticipantPosition, mpid) == 11);
static_assert(offsetof(MarketParticipantPosition, stock) == 15);
static_assert(offsetof(MarketParticipantPosition, primary_market_maker) == 23);
static_assert(offsetof(MarketParticipantPosition, market_maker_mode) == 24);
static_assert(offsetof(MarketParticipantPosition, participant_state) == 25);

struct MwcbDeclineLevels {
  static constexpr char code = 'V';
  Header header;
  Price8 level_1;  // index values, not percentages
  Price8 level_2;
  Price8 level_3;
};
static_assert(sizeof(MwcbDeclineLevels) == 35 && offsetof(MwcbDeclineLevels, level_1) == 11);
static_assert(offsetof(MwcbDeclineLevels, level_2) == 19 && offsetof(MwcbDeclineLevels, level_3) == 27);

struct MwcbStatus {
  static constexpr char code = 'W';
  Header header;
  char breached_level;
};
static_assert(sizeof(MwcbStatus) == 12 && offsetof(MwcbStatus, breached_level) == 11);

struct IpoQuotingPeriodUpdate {
  static constexpr char code = 'K';
  Header header;  // locate is 0: resolve by stock
  Symbol stock;
  be32 release_time;  // seconds since midnight
  char release_qualifier;
  Price4 ipo_price;
};
static_assert(sizeof(IpoQuotingPeriodUpdate) == 28 && offsetof(IpoQuotingPeriodUpdate, stock) == 11);
static_assert(offsetof(IpoQuotingPeriodUpdate, release_time) == 19);
static_assert(offsetof(IpoQuotingPeriodUpdate, release_qualifier) == 23);
static_assert(offsetof(IpoQuotingPeriodUpdate, ipo_price) == 24);

struct LuldAuctionCollar {
  static constexpr char code = 'J';
  Header header;
  Symbol stock;
  Price4 reference_price;
  Price4 upper_collar_price;
  Price4 lower_collar_price;
  be32 extension;  // a count, 0 first
};
static_assert(sizeof(LuldAuctionCollar) == 35 && offsetof(LuldAuctionCollar, stock) == 11);
static_assert(offsetof(LuldAuctionCollar, reference_price) == 19);
static_assert(offsetof(LuldAuctionCollar, upper_collar_price) == 23);
static_assert(offsetof(LuldAuctionCollar, lower_collar_price) == 27);
static_assert(offsetof(LuldAuctionCollar, extension) == 31);

struct OperationalHalt {
  static constexpr char code = 'h';
  Header header;
  Symbol stock;
  char market_code;
  char halt_action;  // H halted on that market, T lifted
};
static_assert(sizeof(OperationalHalt) == 21 && offsetof(OperationalHalt, stock) == 11);
static_assert(offsetof(OperationalHalt, market_code) == 19 && offsetof(OperationalHalt, halt_action) == 20);

// ---- Order messages (ITCH 5.0 §1.3, §1.4)
// -------------------------------------------------------------------

struct AddOrder {
  static constexpr char code = 'A';
  Header header;
  be64 order_reference;
  char side;  // B buy, S sell
  be32 shares;
  Symbol stock;
  Price4 price;
};
static_assert(sizeof(AddOrder) == 36 && offsetof(AddOrder, order_reference) == order_reference_offset);
static_assert(offsetof(AddOrder, side) == 19 && offsetof(AddOrder, shares) == 20);
static_assert(offsetof(AddOrder, stock) == 24 && offsetof(AddOrder, price) == 32);

// Begins exactly as AddOrder does, so that one reader serves both.
struct AddOrderWithMpid {
  static constexpr char code = 'F';
  Header header;
  be64 order_reference;
  char side;
  be32 shares;
  Symbol stock;
  Price4 price;
  Alpha<4> attribution;
};
static_assert(sizeof(AddOrderWithMpid) == 40 && offsetof(AddOrderWithMpid, side) == offsetof(AddOrder, side));
static_assert(offsetof(AddOrderWithMpid, order_reference) == order_reference_offset);
static_assert(offsetof(AddOrderWithMpid, shares) == offsetof(AddOrder, shares));
static_assert(offsetof(AddOrderWithMpid, stock) == offsetof(AddOrder, stock));
static_assert(offsetof(AddOrderWithMpid, price) == offsetof(AddOrder, price));
static_assert(offsetof(AddOrderWithMpid, attribution) == 36);

struct OrderExecuted {
  static constexpr char code = 'E';
  Header header;
  be64 order_reference;
  be32 executed_shares;
  be64 match_number;
};
static_assert(sizeof(OrderExecuted) == 31 &&
              offsetof(OrderExecuted, order_reference) == order_reference_offset);
static_assert(offsetof(OrderExecuted, executed_shares) == 19 && offsetof(OrderExecuted, match_number) == 23);

struct OrderExecutedWithPrice {
  static constexpr char code = 'C';
  Header header;
  be64 order_reference;
  be32 executed_shares;
  be64 match_number;
  char printable;  // N: a bulk print (Q) will carry the shares
  Price4 execution_price;
};
static_assert(sizeof(OrderExecutedWithPrice) == 36);
static_assert(offsetof(OrderExecutedWithPrice, order_reference) == order_reference_offset);
static_assert(offsetof(OrderExecutedWithPrice, executed_shares) == 19);
static_assert(offsetof(OrderExecutedWithPrice, match_number) == 23);
static_assert(offsetof(OrderExecutedWithPrice, printable) == 31);
static_assert(offsetof(OrderExecutedWithPrice, execution_price) == 32);

struct OrderCancel {
  static constexpr char code = 'X';
  Header header;
  be64 order_reference;
  be32 cancelled_shares;  // removed, not left
};
static_assert(sizeof(OrderCancel) == 23 && offsetof(OrderCancel, order_reference) == order_reference_offset);
static_assert(offsetof(OrderCancel, cancelled_shares) == 19);

struct OrderDelete {
  static constexpr char code = 'D';
  Header header;
  be64 order_reference;
};
static_assert(sizeof(OrderDelete) == 19 && offsetof(OrderDelete, order_reference) == order_reference_offset);

struct OrderReplace {
  static constexpr char code = 'U';
  Header header;
  be64 original_reference;  // dies
  be64 new_reference;
  be32 shares;  // new total, not a difference
  Price4 price;
};
static_assert(sizeof(OrderReplace) == 35 &&
              offsetof(OrderReplace, original_reference) == order_reference_offset);
static_assert(offsetof(OrderReplace, new_reference) == 19 && offsetof(OrderReplace, shares) == 27);
static_assert(offsetof(OrderReplace, price) == 31);

// ---- Trade and auction messages (ITCH 5.0 §1.5 to §1.8)
// -----------------------------------------------------

struct Trade {
  static constexpr char code = 'P';
  Header header;
  be64 order_reference;  // 0 since 2010: never look it up
  char side;             // always B since 2014: tells nothing
  be32 shares;
  Symbol stock;
  Price4 price;
  be64 match_number;
};
static_assert(sizeof(Trade) == 44 && offsetof(Trade, order_reference) == 11 && offsetof(Trade, side) == 19);
static_assert(offsetof(Trade, shares) == 20 && offsetof(Trade, stock) == 24);
static_assert(offsetof(Trade, price) == 32 && offsetof(Trade, match_number) == 36);

struct CrossTrade {
  static constexpr char code = 'Q';
  Header header;
  be64 shares;  // 8 bytes; 0 when there was no cross
  Symbol stock;
  Price4 cross_price;
  be64 match_number;
  char cross_type;
};
static_assert(sizeof(CrossTrade) == 40 && offsetof(CrossTrade, shares) == 11 &&
              offsetof(CrossTrade, stock) == 19);
static_assert(offsetof(CrossTrade, cross_price) == 27 && offsetof(CrossTrade, match_number) == 31);
static_assert(offsetof(CrossTrade, cross_type) == 39);

struct BrokenTrade {
  static constexpr char code = 'B';
  Header header;
  be64 match_number;
};
static_assert(sizeof(BrokenTrade) == 19 && offsetof(BrokenTrade, match_number) == 11);

struct NetOrderImbalance {
  static constexpr char code = 'I';
  Header header;
  be64 paired_shares;
  be64 imbalance_shares;
  char imbalance_direction;
  Symbol stock;  // at 28
  Price4 far_price;
  Price4 near_price;
  Price4 current_reference_price;
  char cross_type;
  char price_variation;
};
static_assert(sizeof(NetOrderImbalance) == 50 && offsetof(NetOrderImbalance, paired_shares) == 11);
static_assert(offsetof(NetOrderImbalance, imbalance_shares) == 19);
static_assert(offsetof(NetOrderImbalance, imbalance_direction) == 27 &&
              offsetof(NetOrderImbalance, stock) == 28);
static_assert(offsetof(NetOrderImbalance, far_price) == 36 && offsetof(NetOrderImbalance, near_price) == 40);
static_assert(offsetof(NetOrderImbalance, current_reference_price) == 44);
static_assert(offsetof(NetOrderImbalance, cross_type) == 48 &&
              offsetof(NetOrderImbalance, price_variation) == 49);

struct RetailPriceImprovement {
  static constexpr char code = 'N';
  Header header;
  Symbol stock;
  char interest_flag;  // B buy side, S sell side, A both, N none
};
static_assert(sizeof(RetailPriceImprovement) == 20 && offsetof(RetailPriceImprovement, stock) == 11);
static_assert(offsetof(RetailPriceImprovement, interest_flag) == 19);

struct DirectListing {
  static constexpr char code = 'O';
  Header header;
  Symbol stock;
  char open_eligibility;
  Price4 minimum_allowable_price;
  Price4 maximum_allowable_price;
  Price4 near_execution_price;
  be64 near_execution_time;  // ns since midnight
  Price4 lower_price_range_collar;
  Price4 upper_price_range_collar;
};
static_assert(sizeof(DirectListing) == 48 && offsetof(DirectListing, stock) == 11);
static_assert(offsetof(DirectListing, open_eligibility) == 19);
static_assert(offsetof(DirectListing, minimum_allowable_price) == 20);
static_assert(offsetof(DirectListing, maximum_allowable_price) == 24);
static_assert(offsetof(DirectListing, near_execution_price) == 28);
static_assert(offsetof(DirectListing, near_execution_time) == 32);
static_assert(offsetof(DirectListing, lower_price_range_collar) == 40);
static_assert(offsetof(DirectListing, upper_price_range_collar) == 44);

// ---- Lengths
// ------------------------------------------------------------------------------------------------

// By type byte; 0: no such type.
using LengthTable = std::array<uint8_t, 256>;

template <class... Messages>
[[nodiscard]] constexpr LengthTable lengths_of() noexcept {
  LengthTable table{};
  ((table[static_cast<uint8_t>(Messages::code)] = static_cast<uint8_t>(sizeof(Messages))), ...);
  return table;
}

inline constexpr LengthTable length_table =
    lengths_of<SystemEvent, StockDirectory, StockTradingAction, RegShoRestriction, MarketParticipantPosition,
               MwcbDeclineLevels, MwcbStatus, IpoQuotingPeriodUpdate, LuldAuctionCollar, OperationalHalt,
               AddOrder, AddOrderWithMpid, OrderExecuted, OrderExecutedWithPrice, OrderCancel, OrderDelete,
               OrderReplace, Trade, CrossTrade, BrokenTrade, NetOrderImbalance, RetailPriceImprovement,
               DirectListing>();

// Bytes of a message of this type from its type byte on, without framing; 0: no such type in ITCH 5.0.
[[nodiscard]] constexpr uint16_t length_of(char type) noexcept {
  return length_table[static_cast<uint8_t>(type)];
}

// The message that begins here, whose length the caller has checked.
template <class Message>
[[nodiscard]] inline const Message& view(const std::byte* message) noexcept {
  static_assert(alignof(Message) == 1);
  return *reinterpret_cast<const Message*>(message);
}

}  // namespace hotlane::wire::itch50
