#include "lane/queue_places.hpp"

#include <algorithm>

#include "wire/itch50.hpp"

namespace hotlane {
namespace {
namespace itch = wire::itch50;

// It rests at one price, and all of it where it can be seen or none.
bool is_simple(const OrderAttributes& attributes) noexcept {
  return attributes.peg_kind == PegKind::none && attributes.max_floor == 0 &&
         attributes.cross == CrossKind::none;
}

// Behind all that is displayed at its price; with a minimum quantity, too (docs/venue-history.md).
bool is_hidden(const OrderAttributes& attributes) noexcept {
  return attributes.display == OrderDisplay::hidden || attributes.min_quantity > 0;
}

}  // namespace

struct QueuePlaces::Change {
  OrderReference gone = 0;  // of whom shares went, if any did
  OrderReference come = 0;
  PriceTicks price_ticks = 0;  // where it came
  Quantity shares = 0;         // that came
  TimeNs time_ns = 0;

  explicit Change(const std::byte* message) noexcept {
    time_ns = static_cast<TimeNs>(uint64_t{itch::view<itch::Header>(message).timestamp});
    switch (static_cast<char>(*message)) {
      case 'A':
      case 'F': {
        const auto& add = itch::view<itch::AddOrder>(message);
        come = add.order_reference;
        price_ticks = static_cast<PriceTicks>(uint32_t{add.price});
        shares = add.shares;
        break;
      }
      case 'U': {
        const auto& replace = itch::view<itch::OrderReplace>(message);
        gone = replace.original_reference;
        come = replace.new_reference;
        price_ticks = static_cast<PriceTicks>(uint32_t{replace.price});
        shares = replace.shares;
        break;
      }
      case 'E':
      case 'C':
      case 'X':
      case 'D': gone = itch::view<itch::OrderDelete>(message).order_reference; break;
      default: break;
    }
  }
};

QueuePlaces::QueuePlaces(boundary::LaneMemory& memory, MarketChanges& changes, uint32_t strategies,
                         uint64_t hash_seed)
    : memory_(memory),
      changes_(changes),
      ids_(size_t{strategies} * boundary::queue_slots_max),
      places_(ids_.size()),
      levels_(levels_max),
      arrivals_(levels_max, hash_seed) {
  first_level_.fill(none);
  for (uint32_t i = 0; i < levels_max; ++i) {
    levels_[i].arrivals = arrivals_.begin(i);
    levels_[i].next = i + 1 < levels_max ? i + 1 : none;
  }
}

// ---- Orders

void QueuePlaces::watch(const Order& order) noexcept {
  const bool is_replace = order.pending_user_ref_num != 0;
  if (!is_simple(is_replace ? order.pending_attributes : order.attributes)) return;
  Place* place = find(order);
  if (place == nullptr) place = begin(order);
  if (place == nullptr) {
    ++misses_;
    return;
  }
  uint32_t& level = is_replace ? place->next_level : place->level;
  release(level);
  level =
      watch_level(order.instrument, order.side, is_replace ? order.pending_price_ticks : order.price_ticks);
  if (level == none) ++misses_;
}

// Null: its bucket is full.
QueuePlaces::Place* QueuePlaces::begin(const Order& order) noexcept {
  const auto first = ids_.begin() + bucket_of(order);
  const auto free = std::find(first, first + boundary::queue_bucket_slots, StrategyOrderId{0});
  if (free == first + boundary::queue_bucket_slots) return nullptr;
  *free = order.strategy_order_id;
  Place& place = places_[static_cast<size_t>(free - ids_.begin())];
  place = {};
  place.id = order.strategy_order_id;
  place.strategy = order.strategy;
  place.reference = order.order_reference;  // where it is now, if anywhere, is not known
  return &place;
}

void QueuePlaces::follow(Place& place, const Order& order, TimeNs time_of_day_ns) noexcept {
  const bool is_moving = order.pending_user_ref_num != 0;
  if (is_done(order.state) || (!is_moving && order.is_answered && !is_simple(order.attributes))) {
    return give_up(place);
  }
  if (!order.is_answered) return;
  const bool is_moved = place.reference != order.order_reference ||
                        (place.is_resting && levels_[place.level].price_ticks != order.price_ticks);
  if (is_moved) settle(place, order, time_of_day_ns);
  if (!is_moving) release(place.next_level);
}

// The venue has put it somewhere.
void QueuePlaces::settle(Place& place, const Order& order, TimeNs time_of_day_ns) noexcept {
  place.reference = order.order_reference;
  place.accepted_ns = is_hidden(order.attributes) ? INT64_MAX : time_of_day_ns;
  stop_resting(place);
  const bool can_rest = is_simple(order.attributes);
  if (!can_rest || place.level == none || levels_[place.level].price_ticks != order.price_ticks) {
    const uint32_t level = can_rest ? watch_level(order.instrument, order.side, order.price_ticks) : none;
    release(place.level);
    place.level = level;
    if (can_rest && level == none) ++misses_;
    if (level == none) return show(place);
  }
  rest(place);
  measure(place);
  show(place);
}

// Who stands in front of it, of those who are there now.
void QueuePlaces::measure(Place& place) noexcept {
  Level& level = levels_[place.level];
  place.turn = at_the_end;
  uint64_t behind = 0;
  const QueueArrival* own = place.reference == 0 ? nullptr : arrivals_.find(place.reference, level.arrivals);
  arrivals_.walk_back(level.arrivals, [&](const QueueArrival& arrival) noexcept {
    const bool is_later = place.accepted_ns != 0 && arrival.time_ns > place.accepted_ns;
    const bool is_behind = own != nullptr ? arrival.turn > own->turn : is_later;
    if (!is_behind) return false;
    behind += arrival.quantity;
    place.turn = arrival.turn;
    return true;
  });
  if (own != nullptr) {
    place.turn = own->turn;
  } else if (place.accepted_ns == 0) {
    place.turn = turns_ + 1;
  }
  place.is_certain = level.missed_turn == 0 || (place.turn > level.missed_turn &&
                                                (own != nullptr || level.missed_ns <= place.accepted_ns));
  uint64_t own_shares = 0;
  if (place.reference != 0) {
    const auto shown = sources_[level.instrument].books->find_order(place.reference);
    if (shown && shown->price_ticks == level.price_ticks) own_shares = shown->quantity;
  }
  place.ahead = level.shares - std::min(level.shares, behind + own_shares);
}

void QueuePlaces::give_up(Place& place) noexcept {
  stop_resting(place);
  release(place.level);
  release(place.next_level);
  drop_queue_slot(memory_.frames[place.strategy], place.id);
  ids_[static_cast<size_t>(&place - places_.data())] = 0;
}

void QueuePlaces::show(Place& place) noexcept {
  const bool is_known = place.is_resting && place.is_certain && is_whole_[levels_[place.level].instrument];
  const int32_t shown = is_known ? queue_word(place.ahead) : unknown_queue;
  if (shown == place.shown) return;
  place.shown = shown;
  static_cast<void>(put_queue_slot(memory_.frames[place.strategy], place.id, shown));
}

// ---- Levels

uint32_t QueuePlaces::watch_level(InstrumentId instrument, Side side, PriceTicks price_ticks) noexcept {
  for (uint32_t at = first_level_[instrument]; at != none; at = levels_[at].next) {
    Level& level = levels_[at];
    if (level.price_ticks != price_ticks || level.side != side) continue;
    ++level.watchers;
    return at;
  }
  if (level_count_[instrument] == instrument_levels_max || free_level_ == none) return none;
  const uint32_t at = free_level_;
  Level& level = levels_[at];
  free_level_ = level.next;
  level.missed_turn = 0;
  level.missed_ns = 0;
  level.price_ticks = price_ticks;
  level.watchers = 1;
  level.instrument = instrument;
  level.side = side;
  level.shares = shares_at(level);
  level.next = first_level_[instrument];
  first_level_[instrument] = at;
  if (level_count_[instrument]++ == 0) changes_.watch(instrument, true);
  return at;
}

void QueuePlaces::release(uint32_t& its) noexcept {
  const uint32_t at = its;
  its = none;
  if (at == none || --levels_[at].watchers > 0) return;
  Level& level = levels_[at];
  arrivals_.leave(level.arrivals);
  uint32_t* link = &first_level_[level.instrument];
  while (*link != at) link = &levels_[*link].next;
  *link = level.next;
  level.next = free_level_;
  free_level_ = at;
  if (--level_count_[level.instrument] == 0) changes_.watch(level.instrument, false);
}

void QueuePlaces::rest(Place& place) noexcept {
  place.is_resting = true;
  place.next = levels_[place.level].places;
  levels_[place.level].places = static_cast<uint32_t>(&place - places_.data());
}

void QueuePlaces::stop_resting(Place& place) noexcept {
  if (!place.is_resting) return;
  place.is_resting = false;
  uint32_t* link = &levels_[place.level].places;
  while (places_.data() + *link != &place) link = &places_[*link].next;
  *link = place.next;
}

uint64_t QueuePlaces::shares_at(const Level& level) const noexcept {
  const Source& source = sources_[level.instrument];
  return source.books->book(source.book).levels(level.side).shares_at(level.price_ticks);
}

// ---- The market

void QueuePlaces::on_message(InstrumentId instrument, BookSides sides, const std::byte* message) noexcept {
  const Change change(message);
  for (uint32_t at = first_level_[instrument]; at != none; at = levels_[at].next) {
    Level& level = levels_[at];
    if ((sides & side_bit(static_cast<uint32_t>(level.side))) == 0) continue;
    const bool has_come = change.come != 0 && change.price_ticks == level.price_ticks;
    const uint64_t now = shares_at(level);
    // A message comes to one price and takes from one: the sum says how much, where this is it.
    const uint64_t gone = level.shares + (has_come ? change.shares : 0) - now;
    level.shares = now;
    if (gone != 0) take(level, change.gone, gone);
    if (has_come) arrive(level, change);
  }
}

void QueuePlaces::take(Level& level, OrderReference reference, uint64_t shares) noexcept {
  QueueArrival* const arrival = arrivals_.find(reference, level.arrivals);
  const uint64_t turn = arrival == nullptr ? 0 : arrival->turn;
  for (uint32_t at = level.places; at != none; at = places_[at].next) {
    Place& place = places_[at];
    if (turn >= place.turn || reference == place.reference) continue;
    place.ahead -= std::min(place.ahead, shares);
    show(place);
  }
  if (arrival != nullptr) arrivals_.reduce(level.arrivals, *arrival, shares);
}

void QueuePlaces::arrive(Level& level, const Change& change) noexcept {
  const uint64_t turn = ++turns_;
  const bool is_noted = arrivals_.add(level.arrivals, {change.come, turn, change.time_ns, change.shares});
  if (!is_noted) {
    ++misses_;
    level.missed_turn = turn;
    level.missed_ns = change.time_ns;
  }
  for (uint32_t at = level.places; at != none; at = places_[at].next) {
    Place& place = places_[at];
    if (change.come == place.reference) {  // ours, at the level's end
      place.ahead = level.shares - std::min<uint64_t>(level.shares, change.shares);
      place.turn = turn;
      place.is_certain = true;
    } else if (place.turn == at_the_end && change.time_ns <= place.accepted_ns) {
      place.ahead += change.shares;
    } else {
      place.turn = std::min(place.turn, turn);
      place.is_certain = place.is_certain && is_noted;
    }
    show(place);
  }
}

void QueuePlaces::on_state(InstrumentId instrument, bool is_whole) noexcept {
  if (is_whole_[instrument] == is_whole) return;
  is_whole_[instrument] = is_whole;
  for (uint32_t at = first_level_[instrument]; at != none; at = levels_[at].next) {
    for (uint32_t one = levels_[at].places; one != none; one = places_[one].next) show(places_[one]);
  }
}

void QueuePlaces::on_cleared(InstrumentId instrument) noexcept {
  for (uint32_t at = first_level_[instrument]; at != none; at = levels_[at].next) {
    arrivals_.leave(levels_[at].arrivals);
    levels_[at].shares = 0;
    levels_[at].missed_turn = 0;
  }
}

void QueuePlaces::on_joined(InstrumentId instrument) noexcept {
  for (uint32_t at = first_level_[instrument]; at != none; at = levels_[at].next) {
    levels_[at].shares = shares_at(levels_[at]);
    for (uint32_t one = levels_[at].places; one != none; one = places_[one].next) {
      measure(places_[one]);
      show(places_[one]);
    }
  }
}

}  // namespace hotlane
