#include "addon/journal_views.hpp"

#include <string>

#include "replay/control_words.hpp"

namespace hotlane::addon {
namespace {

constexpr const char* story_kinds[] = {"cause", "call", "intent", "gate", "sent", "left", "change"};

// [priceTicks, shares, orders]
Napi::Array level_of(Napi::Env env, PriceTicks price_ticks, uint64_t shares, uint32_t orders) {
  Napi::Array row = Napi::Array::New(env, 3);
  row.Set(0U, Napi::Number::New(env, price_ticks));
  row.Set(1U, number_of(env, shares));
  row.Set(2U, Napi::Number::New(env, orders));
  return row;
}

Napi::Array levels_of(Napi::Env env, const PriceLevels& side, size_t levels_max) {
  Napi::Array out = Napi::Array::New(env);
  uint32_t shown = 0;
  side.walk([&](const Level& level) {
    out.Set(shown++, level_of(env, level.price_ticks, level.shares, level.orders));
    return shown != levels_max;
  });
  return out;
}

Napi::Array levels_of(Napi::Env env, const std::vector<StoryLevel>& side) {
  Napi::Array out = Napi::Array::New(env, side.size());
  for (uint32_t i = 0; i < side.size(); ++i) {
    out.Set(i, level_of(env, side[i].price_ticks, side[i].quantity, side[i].orders));
  }
  return out;
}

std::string symbol_of(const JournalReplay& replay, InstrumentId instrument) {
  const auto& instruments = replay.settings().instruments;
  return instrument < instruments.size() ? std::string(instruments[instrument].symbol.text()) : std::string();
}

std::string strategy_of(const JournalReplay& replay, StrategyId strategy) {
  const auto& strategies = replay.settings().strategies;
  return strategy < strategies.size() ? strategies[strategy].name : std::string();
}

const char* words_of(Side side) {
  return side == Side::buy ? "buy" : "sell";
}

Napi::Object figure_of(Napi::Env env, const GateFigure& figure) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("control", figure.control);
  out.Set("scope", hotlane::words_of(figure.scope));
  out.Set("unit", figure.unit);
  out.Set("relation", figure.relation);
  out.Set("value", Napi::Number::New(env, static_cast<double>(figure.value)));
  out.Set("limit", Napi::Number::New(env, static_cast<double>(figure.limit)));
  out.Set("isKept", figure.is_kept);
  return out;
}

// Two hexadecimal digits a byte.
std::string hexadecimal(const std::vector<std::byte>& bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += digits[static_cast<uint8_t>(byte) >> 4];
    text += digits[static_cast<uint8_t>(byte) & 15];
  }
  return text;
}

Napi::Object event_of(Napi::Env env, const StoryEvent& event) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("kind", story_kinds[static_cast<size_t>(event.kind)]);
  out.Set("timeNs", time_of(env, event.time_ns));
  Napi::Object facts = Napi::Object::New(env);
  for (const StoryFact& fact : event.facts) {
    // A time is the only number that a double can't hold.
    const bool is_time = fact.name.ends_with("Ns");
    facts.Set(fact.name, !fact.text.empty() ? Napi::Value(Napi::String::New(env, fact.text))
                         : is_time          ? time_of(env, fact.number)
                                   : Napi::Value(Napi::Number::New(env, static_cast<double>(fact.number))));
  }
  out.Set("facts", facts);
  if (event.kind == StoryKind::call) {
    out.Set("bids", levels_of(env, event.bids));
    out.Set("asks", levels_of(env, event.asks));
  }
  if (event.kind == StoryKind::gate) {
    Napi::Array figures = Napi::Array::New(env, event.figures.size());
    for (uint32_t i = 0; i < event.figures.size(); ++i) figures.Set(i, figure_of(env, event.figures[i]));
    out.Set("figures", figures);
  }
  if (event.kind == StoryKind::sent) out.Set("bytes", hexadecimal(event.bytes));
  return out;
}

}  // namespace

Napi::Array books_of(Napi::Env env, const JournalReplay& replay, size_t levels_max) {
  const MarketData& market = replay.lane()->market();
  Napi::Array out = Napi::Array::New(env, market.instruments());
  for (uint32_t i = 0; i < market.instruments(); ++i) {
    const auto instrument = static_cast<InstrumentId>(i);
    const OrderBook& book = market.book(instrument);
    Napi::Object row = Napi::Object::New(env);
    row.Set("symbol", symbol_of(replay, instrument));
    row.Set("state", number_of(env, static_cast<uint64_t>(market.state_of(instrument))));
    row.Set("lastPriceTicks", Napi::Number::New(env, book.last_trade.price_ticks));
    row.Set("bidLevels", number_of(env, book.bids.size()));
    row.Set("askLevels", number_of(env, book.asks.size()));
    row.Set("bids", levels_of(env, book.bids, levels_max));
    row.Set("asks", levels_of(env, book.asks, levels_max));
    out.Set(i, row);
  }
  return out;
}

Napi::Array open_orders_of(Napi::Env env, const JournalReplay& replay) {
  Napi::Array out = Napi::Array::New(env);
  const auto add = [&](const Order& order) {
    Napi::Object row = Napi::Object::New(env);
    row.Set("strategy", strategy_of(replay, order.strategy));
    row.Set("order", number_of(env, order.strategy_order_id));
    row.Set("number", number_of(env, order.user_ref_num));
    row.Set("symbol", symbol_of(replay, order.instrument));
    row.Set("side", words_of(order.side));
    row.Set("priceTicks", Napi::Number::New(env, order.price_ticks));
    row.Set("quantity", number_of(env, order.quantity));
    row.Set("leaves", number_of(env, order.leaves));
    row.Set("filled", number_of(env, order.filled));
    row.Set("state", std::string(hotlane::words_of(order.state)));
    out.Set(out.Length(), row);
  };
  const OrderDesk& desk = replay.lane()->desk();
  for (SessionId session = 0; session < desk.sessions(); ++session) {
    desk.session(session).orders().for_each_open(add);
  }
  return out;
}

Napi::Array positions_of(Napi::Env env, const JournalReplay& replay) {
  const Positions& positions = replay.lane()->desk().positions();
  Napi::Array out = Napi::Array::New(env);
  for (uint32_t s = 0; s < positions.strategies(); ++s) {
    for (uint32_t i = 0; i < positions.instruments(); ++i) {
      const auto strategy = static_cast<StrategyId>(s);
      const auto instrument = static_cast<InstrumentId>(i);
      const Position& its = positions.of(strategy, instrument);
      if (its.fills == 0 && its.exposure.open_buy == 0 && its.exposure.open_sell == 0) continue;
      Napi::Object row = Napi::Object::New(env);
      const auto money = [&](Money value) { return Napi::Number::New(env, static_cast<double>(value)); };
      row.Set("strategy", strategy_of(replay, strategy));
      row.Set("symbol", symbol_of(replay, instrument));
      row.Set("net", money(its.exposure.net));
      row.Set("openBuy", money(its.exposure.open_buy));
      row.Set("openSell", money(its.exposure.open_sell));
      row.Set("openNotional", money(its.open_notional));
      row.Set("realised", money(its.realised));
      out.Set(out.Length(), row);
    }
  }
  return out;
}

Napi::Array story_of(Napi::Env env, const OrderStory& story) {
  Napi::Array out = Napi::Array::New(env, story.events().size());
  for (uint32_t i = 0; i < story.events().size(); ++i) out.Set(i, event_of(env, story.events()[i]));
  return out;
}

}  // namespace hotlane::addon
