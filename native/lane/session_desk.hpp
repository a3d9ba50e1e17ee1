// One order session of a lane: its entry to the venue, the orders that went by it, where its connection
// stands, and what its venue said that it should not have. Owned by the lane's order desk, called from the
// lane's thread only; what it finds goes back to the desk as values. Orders belong to the session that they
// were sent by: their numbers mean something there alone.
#pragma once

#include <array>
#include <vector>

#include "lane/answer_check.hpp"
#include "lane/boundary.hpp"
#include "lane/event_ring.hpp"
#include "lane/lane_settings.hpp"
#include "lane/market_data.hpp"
#include "memory/fetch_ahead.hpp"
#include "orders/order_store.hpp"
#include "session/order_entry.hpp"

namespace hotlane {

struct SessionDeskCounts {
  uint64_t enters = 0;
  uint64_t replaces = 0;
  uint64_t cancels = 0;
  uint64_t cancelled_away = 0;  // of our orders by the venue's system, while our connection was lost
  std::array<uint64_t, venue_alert_count> alerts{};
};

// What an answer did, and what was wrong with it.
struct JudgedAnswer {
  OrderUpdate update;
  VenueAlert alert = VenueAlert::none;
};

// A request that has left under `number`; 0: nothing was sent.
struct SentIntent {
  UserRefNum number = 0;
  OrderUpdate update;
};

class SessionDesk {
 public:
  SessionDesk(SessionId id, const LaneSettings& settings, const MarketData& market,
              boundary::SessionView& view, EventWriter& events);

  // The edge begins to connect: from here on, losing the socket is news.
  void begin_connect(TimeNs now) noexcept;
  void connect(const LoginCredentials& credentials, TimeNs now) noexcept;
  void on_disconnect(TimeNs now) noexcept;
  // The socket is to be closed: the session found a fault, was refused, or is over.
  [[nodiscard]] bool wants_disconnect() const noexcept { return wants_disconnect_; }

  // Sends what the gate has passed: a new order, for an account, or a replace.
  [[nodiscard]] SentIntent send(const GatedIntent& gated, const LaneAccount& account, AccountId account_id,
                                TimeNs now) noexcept;
  // The same for what an earlier life has sent under `number`, from its journal: the books are kept, nothing
  // is sent. An update without an order: it is not known here.
  OrderUpdate recall_sent(StrategyId strategy, const Intent& intent, UserRefNum number,
                          AccountId account) noexcept;
  // Bytes that an earlier life heard, for take_event(). False: they are more than can have come.
  [[nodiscard]] bool recall_bytes(Bytes bytes, TimeNs now) noexcept;
  // The earlier life is over: its connection is gone, what it had to send is not sent.
  void end_recall() noexcept;
  // A cancel for each number that the order may have at the venue; gives how many were sent.
  uint32_t send_cancel(const Order& order, Quantity quantity, TimeNs now) noexcept;
  // For each open order that `is_wanted(order)` and that has no cancel on its way. Tells on_sent(order,
  // cancels) of each. False: the session is away or the out queue has no room: some are left for the next
  // call.
  template <class IsWanted, class OnSent>
  bool cancel_open(IsWanted&& is_wanted, OnSent&& on_sent, TimeNs now) noexcept {
    if (!entry_.is_ready()) return orders_.open_orders() == 0;
    bool is_complete = true;
    orders_.for_each_open([&](const Order& order) noexcept {
      if (is_cancelling(order.state) || !is_wanted(order)) return;
      const uint32_t sent = send_cancel(order, 0, now);
      if (sent > 0) on_sent(order, sent);
      if (sent == 0) is_complete = false;
    });
    return is_complete;
  }

  // All orders of a firm by one request; 0: the venue's protocol has none, there is no firm to name, or
  // nothing was sent.
  [[nodiscard]] UserRefNum mass_cancel(const wire::Firm& firm, TimeNs now) noexcept;

  // What the entry gave out. Gives updates to update(const OrderUpdate&, const OrderAnswer*) and alerts to
  // alert(VenueAlert, const OrderAnswer*, const Order*); answer and order are null where there is none.
  template <class Update, class Alert>
  void take_event(const OrderEntryEvent& event, TimeNs now, Update&& update, Alert&& alert) noexcept;

  // What the next order touches here: fetched. Where there is room for one.
  void fetch_next() const noexcept {
    fetch_all(entry_);
    entry_.out().fetch_space(order_request_size_max);
    orders_.fetch_next(entry_.next_user_ref_num());
  }

  [[nodiscard]] SessionId id() const noexcept { return id_; }
  [[nodiscard]] OrderEntry& entry() noexcept { return entry_; }
  [[nodiscard]] const OrderEntry& entry() const noexcept { return entry_; }
  [[nodiscard]] OrderStore& orders() noexcept { return orders_; }
  [[nodiscard]] const OrderStore& orders() const noexcept { return orders_; }
  [[nodiscard]] const SessionDeskCounts& counts() const noexcept { return counts_; }
  // Counters into the shared memory.
  void publish() noexcept;

 private:
  static constexpr size_t in_bytes = 1U << 18;
  static constexpr size_t out_bytes = 1U << 20;  // cancels of every order at once fit

  [[nodiscard]] JudgedAnswer judge(const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate adopt(const OrderAnswer& answer) noexcept;
  [[nodiscard]] const Order* order_of(const OrderAnswer& answer) const noexcept;
  void take_connection(const OrderEntryEvent& event, TimeNs now) noexcept;
  void set_state(boundary::SessionState state, uint16_t reason, TimeNs now) noexcept;

  SessionId id_;
  const MarketData& market_;
  boundary::SessionView& view_;
  EventWriter& events_;
  OrderEntry entry_;
  OrderStore orders_;
  std::vector<AccountId> accounts_;  // by strategy
  bool wants_disconnect_ = false;
  bool has_mass_cancelled_ = false;
  SessionDeskCounts counts_;
};

// Why a connection was given up, as an alert.
[[nodiscard]] constexpr VenueAlert alert_of(SoupFault fault) noexcept {
  if (fault == SoupFault::other_session) return VenueAlert::other_session;
  if (fault == SoupFault::messages_lost) return VenueAlert::messages_lost;
  return VenueAlert::connection_broken;
}

template <class Update, class Alert>
void SessionDesk::take_event(const OrderEntryEvent& event, TimeNs now, Update&& update,
                             Alert&& alert) noexcept {
  const auto raise = [this, &alert](VenueAlert what, const OrderAnswer* answer, const Order* order) noexcept {
    ++counts_.alerts[static_cast<size_t>(what)];
    alert(what, answer, order);
  };
  take_connection(event, now);
  switch (event.kind) {
    case OrderEntryEventKind::ready:
      // All that came before this answer has been applied: what is still pending never reached the venue.
      orders_.reconcile([&update](const OrderUpdate& lost) noexcept { update(lost, nullptr); });
      publish();  // what happened while it was away, before the word that it is back
      set_state(boundary::SessionState::ready, 0, now);
      break;
    case OrderEntryEventKind::foreign_answer:
      raise(VenueAlert::foreign_number, &event.answer, nullptr);
      [[fallthrough]];
    case OrderEntryEventKind::answer: {
      const JudgedAnswer judged = judge(event.answer);
      // The position first: who hears the alert can look at it.
      update(judged.update, &event.answer);
      if (judged.alert != VenueAlert::none) [[unlikely]]
        raise(judged.alert, &event.answer, judged.update.order);
      break;
    }
    case OrderEntryEventKind::malformed_answer: raise(VenueAlert::malformed_answer, nullptr, nullptr); break;
    case OrderEntryEventKind::probe_taken: raise(VenueAlert::probe_taken, &event.answer, nullptr); break;
    case OrderEntryEventKind::unanswered: raise(VenueAlert::question_unanswered, nullptr, nullptr); break;
    case OrderEntryEventKind::fault: raise(alert_of(event.soup_fault), nullptr, nullptr); break;
    case OrderEntryEventKind::logged_in:
    case OrderEntryEventKind::login_rejected:
    case OrderEntryEventKind::ended:
    case OrderEntryEventKind::debug: break;
  }
}

}  // namespace hotlane
