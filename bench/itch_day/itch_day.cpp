#include "itch_day/itch_day.hpp"

namespace hotlane::bench {
namespace itch = wire::itch50;
namespace {

// Activity falls with rank r as 1 / (r + 10): of 8,000 names the first has 1.5% of the messages, the first
// hundred a third, the first thousand two thirds.
constexpr double rank_shift = 10;
constexpr double filling_share = 0.2;  // of the day, and again for emptying

}  // namespace

ItchDay::ItchDay(const ItchDaySettings& settings)
    : settings_(settings), random_(settings.seed), references_(settings.references) {
  const double messages = static_cast<double>(settings_.messages);
  const double live = settings_.live_max == 0 ? messages * 0.0375 : static_cast<double>(settings_.live_max);
  growth_max_ = live / (messages * filling_share);
  double sum = 0;
  for (uint32_t rank = 0; rank < settings_.names; ++rank) {
    sum += 1 / (rank + rank_shift);
    activity_.push_back(sum);
    // From 2 to 500 dollars, most below 60; busy names trade tighter.
    const double dollars = 2 * std::pow(random_.unit(), -0.6);
    const PriceTicks tick = 100;
    const auto fair = static_cast<PriceTicks>(std::min(dollars, 500.0) * 100) * tick;
    names_.emplace_back(fair, tick, 1 + 5 * random_.unit() + static_cast<double>(rank) / 1'000);
  }
}

size_t ItchDay::fill(std::span<std::byte> out) {
  at_ = out.data();
  const std::byte* const end = out.data() + out.size();
  while (static_cast<size_t>(end - at_) >= frame_max) {
    if (opened_ <= settings_.names) {
      write_opening();
    } else if (events_ < settings_.messages) {
      write_event();
    } else {
      break;
    }
  }
  return static_cast<size_t>(at_ - out.data());
}

void ItchDay::write_opening() {
  if (opened_ == settings_.names) {
    auto& message = put<itch::SystemEvent>(0);
    message.header.stock_locate = 0;
    message.event_code = 'Q';
  } else {
    auto& message = put<itch::StockDirectory>(opened_);
    message.stock = symbol_of(opened_);
    message.round_lot_size = 100;
    message.authenticity = 'P';
  }
  ++opened_;
}

// How many live orders a message adds, on average: first some, then none, at last as many go.
double ItchDay::growth() const {
  const double done = static_cast<double>(events_) / static_cast<double>(settings_.messages);
  if (done < filling_share) return growth_max_;
  return done < 1 - filling_share ? 0 : -growth_max_;
}

void ItchDay::write_event() {
  const uint32_t name = pick_name();
  const double shift = growth() * 500;  // half of it more adds, half fewer deletes
  double choice = random_.unit() * 1000;
  ++events_;
  if ((choice -= adds + shift) < 0 || names_[name].empty()) return add(name);
  if ((choice -= deletes - shift) < 0) return remove(name);
  if ((choice -= replaces) < 0) return replace(name);
  if ((choice -= executions) < 0) return execute(name);
  if ((choice -= cancels) < 0) return cancel(name);
  inform(name);
}

uint32_t ItchDay::pick_name() {
  const double point = random_.unit() * activity_.back();
  const auto found = std::lower_bound(activity_.begin(), activity_.end(), point);
  return static_cast<uint32_t>(std::min<ptrdiff_t>(found - activity_.begin(), settings_.names - 1));
}

void ItchDay::add(uint32_t name) {
  const uint32_t order = orders_.take();
  GeneratedOrder& its = orders_[order];
  its.side = random_.below(2) == 0 ? Side::buy : Side::sell;
  its.price_ticks = names_[name].price(random_, its.side);
  its.shares = shares();
  its.reference = references_.next(name);
  names_[name].enter(orders_, order);
  const auto write = [&](auto& message) {
    message.order_reference = its.reference;
    message.side = its.side == Side::buy ? 'B' : 'S';
    message.shares = its.shares;
    message.stock = symbol_of(name);
    message.price = static_cast<uint32_t>(its.price_ticks);
  };
  if (random_.below(20) > 0) return write(put<itch::AddOrder>(name));
  auto& message = put<itch::AddOrderWithMpid>(name);
  write(message);
  message.attribution = std::string_view("MPID");
}

void ItchDay::drop(uint32_t name, uint32_t order) {
  names_[name].leave(orders_, order);
  orders_.give_back(order);
}

void ItchDay::remove(uint32_t name) {
  const uint32_t order = names_[name].pick(random_, settings_.removes_any);
  put<itch::OrderDelete>(name).order_reference = orders_[order].reference;
  drop(name, order);
}

void ItchDay::replace(uint32_t name) {
  const uint32_t order = names_[name].pick(random_, settings_.removes_any);
  GeneratedOrder& its = orders_[order];
  auto& message = put<itch::OrderReplace>(name);
  message.original_reference = its.reference;
  names_[name].leave(orders_, order);
  its.price_ticks = names_[name].price(random_, its.side);
  its.shares = shares();
  its.reference = references_.next(name);
  names_[name].enter(orders_, order);
  message.new_reference = its.reference;
  message.shares = its.shares;
  message.price = static_cast<uint32_t>(its.price_ticks);
}

// The first in line is hit: half of the time wholly.
void ItchDay::execute(uint32_t name) {
  const Side hit = random_.below(2) == 0 ? Side::buy : Side::sell;
  uint32_t order = names_[name].best(hit);
  if (order == no_order) order = names_[name].best(opposite(hit));
  GeneratedOrder& its = orders_[order];
  const Quantity taken = random_.below(2) == 0 ? its.shares : 1 + random_.below(its.shares);
  const auto write = [&](auto& message) {
    message.order_reference = its.reference;
    message.executed_shares = taken;
    message.match_number = ++matches_;
  };
  if (random_.below(10) > 0) {
    write(put<itch::OrderExecuted>(name));
  } else {
    auto& message = put<itch::OrderExecutedWithPrice>(name);
    write(message);
    message.printable = 'Y';
    message.execution_price = static_cast<uint32_t>(its.price_ticks);
  }
  its.shares -= taken;
  if (its.shares == 0) drop(name, order);
}

void ItchDay::cancel(uint32_t name) {
  GeneratedOrder& its = orders_[names_[name].pick(random_, settings_.removes_any)];
  if (its.shares == 1) return inform(name);
  auto& message = put<itch::OrderCancel>(name);
  message.order_reference = its.reference;
  message.cancelled_shares = 1 + random_.below(its.shares - 1);
  its.shares -= message.cancelled_shares;
}

// What changes no book: trades against hidden orders, imbalances.
void ItchDay::inform(uint32_t name) {
  if (random_.below(4) == 0) {
    auto& imbalance = put<itch::NetOrderImbalance>(name);
    imbalance.stock = symbol_of(name);
    return;
  }
  auto& trade = put<itch::Trade>(name);
  trade.side = 'B';
  trade.shares = shares();
  trade.stock = symbol_of(name);
  const uint32_t order = names_[name].best(Side::buy);
  trade.price = order == no_order ? 10'000U : static_cast<uint32_t>(orders_[order].price_ticks);
  trade.match_number = ++matches_;
}

}  // namespace hotlane::bench
