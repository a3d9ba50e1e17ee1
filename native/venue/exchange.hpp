// The exchange: a market, generated or historical, with accounts trading in it. Takes bytes and time, gives
// bytes and datagrams; no socket, no clock. One thread. What it does depends on its settings and the sequence
// of calls alone.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "session/soupbin_server.hpp"
#include "venue/account.hpp"
#include "venue/history_market.hpp"
#include "venue/history_watcher.hpp"
#include "venue/itch_publisher.hpp"
#include "venue/market_generator.hpp"
#include "venue/venue_record.hpp"

namespace hotlane::venue {

// What is taken at the start, so that nothing stalls to grow later.
struct ExchangeSizes {
  uint32_t live_orders_max = 65'536;
  size_t connection_in_bytes = 1U << 18;
  size_t connection_out_bytes = 1U << 20;
};

struct ExchangeSettings {
  wire::moldudp64::Session feed_session;
  wire::soupbintcp::Session order_session;
  std::vector<wire::Symbol> symbols;  // of the generated market; of a historical one, what its file announces
  std::vector<AccountSettings> accounts;
  bool is_historical = false;
  std::optional<LevelQueueSettings> level_queue{};  // of a historical market; none: by order
  bool is_published = true;  // a historical market's feed; else whoever plays it tells the world himself
  uint64_t seed = 1;
  double messages_per_second = 20'000;
  TimeNs midnight = 0;  // ns since the Unix epoch of the exchange's midnight (generated market)
  uint64_t keep_messages_max = SequencedStore::keep_all;  // of the feed, for re-requests
  ExchangeSizes sizes;
};

class Exchange {
 public:
  static constexpr uint32_t connections_max = 16;

  explicit Exchange(const ExchangeSettings& settings, TimeNs now);

  // Generated market: opening, all that is due, closing.
  void open_day(TimeNs now);
  void advance(TimeNs now);
  void close_day(TimeNs now);
  [[nodiscard]] TimeNs next_due() const noexcept { return generator_.next_due(); }
  // Historical market: the next message, published as it is; our orders that it reaches are filled.
  void historical(Bytes message);
  // Historical market of a feed that shows our orders of that day too: see HistoryMarket. `time_of_day`: ns
  // since midnight.
  void cancel_newest() noexcept { history_->cancel_newest(); }
  // Under which reference the account's order of that number stands in that feed.
  void give_reference(uint16_t account, uint32_t user_ref_num, OrderReference reference) {
    given_references_[number_of(account, user_ref_num)] = reference;
  }
  void take_off_history(OrderReference reference, Quantity shares, uint64_t time_of_day);
  void hit_own(Locate locate, Side side, Quantity shares, PriceTicks price_ticks, uint64_t time_of_day);
  // Messages of history, of checked lengths, that come soon.
  void prefetch(std::span<const std::byte* const> messages) const noexcept { history_->prefetch(messages); }
  // Historical market: time has come to so many ns since midnight, with no message. Orders whose time is over
  // go.
  void set_historical_time(uint64_t time_of_day);
  // When the next order's time is over, ns since midnight; UINT64_MAX: no order's is limited.
  [[nodiscard]] uint64_t next_expiry() const noexcept {
    return expiries_.empty() ? UINT64_MAX : expiries_.begin()->first;
  }
  // An account's OUCH message. What is no request is ignored.
  void request(uint16_t account, Bytes payload, TimeNs now);
  // Cancels all that an account has open, as its cancel on disconnect does.
  void cancel_all(uint16_t account, TimeNs now);

  // From now on each input is told to it; null: to nobody. It must outlive the exchange.
  void record_to(VenueRecorder* recorder) noexcept { recorder_ = recorder; }
  // What becomes of orders in a historical market is told to it; null: to nobody. It must outlive the
  // exchange.
  void watch(HistoryWatcher* watcher) noexcept { watcher_ = watcher; }
  // Of a historical market.
  [[nodiscard]] const HistoryCounters& history_counters() const noexcept { return history_->counters(); }
  // The first fill of a historical market has the number after it, and each other one the next.
  [[nodiscard]] static constexpr uint64_t match_number_base() noexcept { return own_reference_base; }
  // The venue was down until `now`. A generated market first does all that it may have done before, up to
  // `promised`, and makes up for nothing after.
  void resume(TimeNs promised, TimeNs now);
  // See VenueInput::position.
  [[nodiscard]] uint64_t market_position() const noexcept { return market_position_; }

  // A new connection; none: all places are taken.
  [[nodiscard]] std::optional<uint32_t> connect(TimeNs now);
  [[nodiscard]] SoupBinServer& connection(uint32_t id) noexcept { return *connections_[id].server; }
  // Bytes have been received: answers them.
  void serve(uint32_t id, TimeNs now);
  void disconnect(uint32_t id, TimeNs now);
  // Sends what accounts were told and closes the datagram under way. Once a turn.
  void end_turn(TimeNs now);

  [[nodiscard]] MoldPublisher& packets() noexcept { return publisher_.packets(); }
  [[nodiscard]] const PublishedFeed& published() const noexcept { return publisher_.published(); }
  [[nodiscard]] bool has_login() const noexcept { return has_login_; }
  [[nodiscard]] const std::vector<Account>& accounts() const noexcept { return accounts_; }
  [[nodiscard]] wire::Symbol symbol(InstrumentId instrument) const noexcept { return symbols_[instrument]; }
  [[nodiscard]] size_t instruments() const noexcept { return symbols_.size(); }
  [[nodiscard]] uint64_t trades() const noexcept { return trades_; }

 private:
  // Historical files' own references stay below this in the samples; ours must only differ from them.
  static constexpr OrderReference own_reference_base = OrderReference{1} << 62;

  struct Connection {
    std::unique_ptr<SoupBinServer> server;
    int account = -1;
    bool is_taken = false;
  };

  void set_time(TimeNs now) noexcept;
  void log_in(uint32_t id, const SoupLogin& login, TimeNs now);
  void note(VenueInputKind kind, TimeNs now, uint16_t account = 0, Bytes payload = {});
  void enter(uint16_t account, const OuchRequest& request);
  void replace(uint16_t account, const OuchRequest& request);
  void cancel(uint16_t account, const OuchRequest& request);
  void modify(uint16_t account, const OuchRequest& request);
  void mass_cancel(uint16_t account, const OuchRequest& request);
  void switch_entry(uint16_t account, const OuchRequest& request);
  void trade_now(uint16_t account, const OuchRequest& request);
  void refuse_tags(uint16_t account, const OuchRequest& request);
  void refuse(uint16_t account, const OuchRequest& request, wire::ouch50::RejectReason reason);
  // Takes what is left of an order beyond `left` out of the market.
  void cut_to(VenueOrder& order, Quantity left, wire::ouch50::CancelReason reason);
  // Raises an order, which costs it its place.
  void raise(VenueOrder& order, Quantity leaves);
  [[nodiscard]] std::optional<wire::ouch50::RejectReason> check(const OuchRequest& request,
                                                                InstrumentId& out) const;
  [[nodiscard]] VenueOrder* find(uint16_t account, uint8_t channel, uint32_t user_ref_num) noexcept;
  [[nodiscard]] VenueOrder& record(VenueOrder order);
  // It is done, and nobody speaks of it any more.
  void release(const VenueOrder& order) { free_handles_.push_back(handle_of(order)); }
  [[nodiscard]] uint32_t handle_of(const VenueOrder& order) noexcept {
    return accounts_[order.account].ledger().at(order.ledger_index).handle;
  }
  void await_expiry(const VenueOrder& order, uint32_t handle);
  void expire(uint64_t time_of_day);
  [[nodiscard]] static constexpr uint64_t number_of(uint16_t account, uint32_t user_ref_num) noexcept {
    return uint64_t{account} << 32 | user_ref_num;
  }
  [[nodiscard]] OrderReference reference_for(const VenueOrder& order) const;
  [[nodiscard]] Locate locate_in_history(const VenueOrder& order) const;
  void settle(VenueOrder& order, const HistoryEntryResult& result);
  // What a recorded cross has left of orders that waited for it goes into the book, or goes.
  void release_from_cross();
  [[nodiscard]] bool is_cross_over(const OuchRequest& request) const;
  [[nodiscard]] bool is_price_known(const OuchRequest& request) const noexcept;
  void show_more(VenueOrder& order, const MarketEvent& event);
  void take_events();
  void take_fills(std::span<const HistoryFill> fills);
  void fill(VenueOrder& order, Quantity quantity, PriceTicks price, char liquidity, uint64_t match_number);
  void drop(VenueOrder& order, Quantity quantity, wire::ouch50::CancelReason reason);

  ItchPublisher publisher_;
  std::vector<wire::Symbol> symbols_;
  std::vector<Account> accounts_;
  std::vector<Connection> connections_;
  wire::soupbintcp::Session order_session_;
  ExchangeSizes sizes_;
  MatchingEngine engine_;
  MarketGenerator generator_;
  std::optional<HistoryMarket> history_;  // of a historical market
  MarketEvents events_;
  // By handle - 1; never moved. The places of orders that are done serve again.
  std::deque<VenueOrder> orders_;
  std::vector<uint32_t> free_handles_;
  uint32_t serials_ = 0;
  std::unordered_map<OrderReference, uint32_t> by_reference_;      // live orders of the generated market
  std::unordered_map<uint64_t, OrderReference> given_references_;  // by number_of(); of a historical market
  struct Expiry {
    uint32_t handle = 0;
    uint32_t serial = 0;  // of the order that is meant: it may be long done
  };
  std::multimap<uint64_t, Expiry> expiries_;  // by ns since midnight
  bool is_historical_;
  bool is_published_;
  bool has_login_ = false;
  bool has_closed_ = false;
  TimeNs midnight_;
  uint64_t time_of_day_ = 0;
  uint64_t trades_ = 0;
  VenueRecorder* recorder_ = nullptr;
  HistoryWatcher* watcher_ = nullptr;
  uint64_t market_position_ = 0;
  uint64_t recorded_until_ = 0;  // market positions up to here need no further record
};

}  // namespace hotlane::venue
