// Which order a number of the venue's means: found in a journal without running it again. Pure.
#pragma once

#include <cstring>
#include <optional>

#include "journal/lane_records.hpp"
#include "risk/intent.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

struct OrderOfStrategy {
  StrategyId strategy = 0;
  StrategyOrderId order = 0;
};

// The order that `record` says was entered, replaced or cancelled under `number`; none: it says nothing of
// it.
[[nodiscard]] inline std::optional<OrderOfStrategy> order_sent_as(const Record& record,
                                                                  UserRefNum number) noexcept {
  lane_record::OrderSent head;
  Intent intent;
  if (record.type != static_cast<uint16_t>(LaneRecord::order_sent) ||
      record.payload.size() != sizeof head + sizeof intent) {
    return std::nullopt;
  }
  std::memcpy(&head, record.payload.data(), sizeof head);
  std::memcpy(&intent, record.payload.data() + sizeof head, sizeof intent);
  if (head.number != number) return std::nullopt;
  return OrderOfStrategy{head.strategy, intent.strategy_order_id};
}

}  // namespace hotlane
