// Price-time priority over the books of all instruments. Venue thread only; pure: what happens depends on the
// sequence of calls alone. Entered = traded + resting + cancelled, for every order (test/native).
// Self trades: an order that would meet one of its own account's loses what is left of it (cancel newest);
// the public account stands for many participants and may meet itself.
#pragma once

#include <vector>

#include "venue/matching_book.hpp"

namespace hotlane::venue {

class MatchingEngine final : public Market {
 public:
  MatchingEngine(uint32_t instruments, uint32_t orders_max);

  [[nodiscard]] bool enter(const OrderRequest& request, MarketListener& listener) noexcept override;
  void cancel(OrderHandle handle, Quantity leaves, CancelReason reason,
              MarketListener& listener) noexcept override;
  [[nodiscard]] bool replace(OrderHandle handle, const OrderRequest& request,
                             MarketListener& listener) noexcept override;
  [[nodiscard]] const MarketOrder* find(OrderHandle handle) const noexcept override {
    return pool_.find(handle);
  }

  // What the next order entered will be named, if there is room for it.
  [[nodiscard]] OrderHandle next_handle() const noexcept { return {pool_.next_slot(), next_reference_}; }
  [[nodiscard]] const MatchingBook& book(InstrumentId instrument) const noexcept {
    return books_[instrument];
  }
  [[nodiscard]] const MarketOrder& order_at(uint32_t slot) const noexcept { return pool_.at(slot); }
  [[nodiscard]] size_t live_orders() const noexcept { return pool_.live(); }
  [[nodiscard]] uint64_t matches() const noexcept { return next_match_number_ - 1; }

 private:
  [[nodiscard]] MarketOrder* make_order(const OrderRequest& request) noexcept;
  // Matches, then rests or cancels what is left. `may_announce`: whether resting is told as an addition.
  void work(MarketOrder& order, bool may_announce, MarketListener& listener) noexcept;
  void match(MarketOrder& order, MarketListener& listener) noexcept;
  void drop(MarketOrder& order, CancelReason reason, MarketListener& listener) noexcept;

  OrderPool pool_;
  std::vector<MatchingBook> books_;
  OrderReference next_reference_ = 1;
  uint64_t next_match_number_ = 1;
};

}  // namespace hotlane::venue
