// The journal's price for the lane: records of the kinds that a packet with an order leaves, put into the
// ring, which a reader empties in between.
#pragma once

#include <array>
#include <memory>

#include "fixed_work/fixed_work.hpp"
#include "journal/lane_journal.hpp"

namespace hotlane::bench {

class JournalWork final : public FixedWork {
 public:
  void prepare() override {
    std::span<std::byte> chunk;
    while (pipe_->ring.next(chunk)) {
    }
    pipe_->ring.release();
  }
  void run() override {
    for (uint32_t i = 0; i < inputs_per_block; ++i) {
      const TimeNs now = ++now_;
      journal_.put(lane_record::Datagram{}, now, std::span(body_).first(datagram_bytes));
      journal_.put(lane_record::OrderSent{}, now, std::span(body_).first(intent_bytes));
      journal_.put(lane_record::SessionOut{}, now, std::span(body_).first(order_bytes));
    }
  }
  [[nodiscard]] uint32_t operations_per_block() const override { return inputs_per_block * 3; }

 private:
  static constexpr uint32_t inputs_per_block = 64;
  static constexpr size_t datagram_bytes = 320;
  static constexpr size_t intent_bytes = 64;
  static constexpr size_t order_bytes = 50;

  std::unique_ptr<JournalPipe> pipe_ = std::make_unique<JournalPipe>(size_t{1} << 20);
  LaneJournal journal_{pipe_.get(), {}};
  std::array<std::byte, datagram_bytes> body_{};
  TimeNs now_ = 1;
};

}  // namespace hotlane::bench
