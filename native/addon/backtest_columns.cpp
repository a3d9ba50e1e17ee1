#include "addon/backtest_columns.hpp"

#include <limits>

namespace hotlane::addon {
namespace {

template <class Row>
class Columns {
 public:
  Columns(Napi::Env env, const std::vector<Row>& rows, TimeNs midnight)
      : rows_(rows), midnight_(midnight), out_(Napi::Object::New(env)) {
    out_.Set("rows", static_cast<double>(rows.size()));
  }

  template <class Array, class Value>
  Columns& add(const char* name, Value&& value) {
    Array array = Array::New(out_.Env(), rows_.size());
    for (size_t i = 0; i < rows_.size(); ++i) {
      array[i] = static_cast<std::remove_reference_t<decltype(array[i])>>(value(rows_[i]));
    }
    out_.Set(name, array);
    return *this;
  }
  // Of a member that is a time.
  Columns& time(const char* name, TimeNs Row::*member) {
    return add<Napi::Float64Array>(name, [this, member](const Row& row) {
      const TimeNs time = row.*member;
      return time == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(time - midnight_);
    });
  }
  template <class Member>
  Columns& number(const char* name, Member Row::*member) {
    return add<Napi::Float64Array>(name,
                                   [member](const Row& row) { return static_cast<double>(row.*member); });
  }
  template <class Member>
  Columns& count(const char* name, Member Row::*member) {
    return add<Napi::Uint32Array>(name, [member](const Row& row) { return row.*member; });
  }
  template <class Member>
  Columns& byte(const char* name, Member Row::*member) {
    return add<Napi::Uint8Array>(name, [member](const Row& row) { return row.*member; });
  }
  [[nodiscard]] Napi::Object done() const { return out_; }

 private:
  const std::vector<Row>& rows_;
  TimeNs midnight_;
  Napi::Object out_;
};

}  // namespace

Napi::Object order_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight) {
  return Columns<OrderRow>(env, backtest.record().orders(), midnight)
      .count("number", &OrderRow::number)
      .count("order", &OrderRow::strategy_order_id)
      .byte("strategy", &OrderRow::strategy)
      .count("instrument", &OrderRow::instrument)
      .byte("side", &OrderRow::side)
      .byte("isReplacement", &OrderRow::is_replacement)
      .byte("hasRested", &OrderRow::has_rested)
      .byte("timeInForce", &OrderRow::time_in_force)
      .byte("isPostOnly", &OrderRow::is_post_only)
      .byte("end", &OrderRow::end)
      .number("priceTicks", &OrderRow::price_ticks)
      .count("quantity", &OrderRow::quantity)
      .number("sharesAhead", &OrderRow::shares_ahead)
      .count("filled", &OrderRow::filled)
      .time("seenNs", &OrderRow::seen)
      .time("decidedNs", &OrderRow::decided)
      .time("enteredNs", &OrderRow::entered)
      .time("heardNs", &OrderRow::heard)
      .time("cancelSentNs", &OrderRow::cancel_sent)
      .time("doneNs", &OrderRow::done)
      .done();
}

Napi::Object book_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight) {
  return Columns<BookRow>(env, backtest.marks().books(), midnight)
      .time("timeNs", &BookRow::time)
      .count("instrument", &BookRow::instrument)
      .number("bidTicks", &BookRow::bid_ticks)
      .number("askTicks", &BookRow::ask_ticks)
      .number("position", &BookRow::position)
      .done();
}

Napi::Object mark_columns(Napi::Env env, const Backtest& backtest) {
  const auto mid = [](size_t horizon) {
    return [horizon](const FillMark& mark) {
      const int64_t twice = mark.twice_mid_ticks[horizon];
      return twice == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(twice) / 2;
    };
  };
  return Columns<FillMark>(env, backtest.marks().fills(), 0)
      .number("bidTicks", &FillMark::bid_ticks)
      .number("askTicks", &FillMark::ask_ticks)
      .add<Napi::Float64Array>("mid1msTicks", mid(0))
      .add<Napi::Float64Array>("mid10msTicks", mid(1))
      .add<Napi::Float64Array>("mid100msTicks", mid(2))
      .add<Napi::Float64Array>("mid1sTicks", mid(3))
      .done();
}

Napi::Object fill_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight) {
  const std::vector<OrderRow>& orders = backtest.record().orders();
  const auto of_order = [&orders](auto member) {
    return [&orders, member](const FillRow& row) {
      return row.order < orders.size() ? static_cast<double>(orders[row.order].*member) : 0.0;
    };
  };
  return Columns<FillRow>(env, backtest.record().fills(), midnight)
      .count("orderRow", &FillRow::order)
      .add<Napi::Uint32Array>("instrument", of_order(&OrderRow::instrument))
      .add<Napi::Uint8Array>("strategy", of_order(&OrderRow::strategy))
      .add<Napi::Uint8Array>("side", of_order(&OrderRow::side))
      .number("priceTicks", &FillRow::price_ticks)
      .count("quantity", &FillRow::quantity)
      .byte("liquidity", &FillRow::liquidity)
      .add<Napi::Float64Array>("sharesAhead", of_order(&OrderRow::shares_ahead))
      .number("against", &FillRow::against)
      .time("timeNs", &FillRow::time)
      .time("heardNs", &FillRow::heard)
      .done();
}

Napi::Object equity_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight) {
  return Columns<EquityRow>(env, backtest.equity(), midnight)
      .time("timeNs", &EquityRow::time)
      .number("realised", &EquityRow::realised)
      .number("unrealised", &EquityRow::unrealised)
      .number("charged", &EquityRow::charged)
      .number("rebated", &EquityRow::rebated)
      .number("grossNotional", &EquityRow::gross_notional)
      .number("netNotional", &EquityRow::net_notional)
      .done();
}

}  // namespace hotlane::addon
