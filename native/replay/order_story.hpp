// The story of one order, told by a replay: the packet that caused it, the call and the book that the
// strategy saw, what it asked for, each figure that the gate compared, the bytes that left and when, every
// answer. One thread.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "replay/gate_figures.hpp"
#include "replay/journal_replay.hpp"
#include "replay/replay_watcher.hpp"
#include "replay/tick_times.hpp"

namespace hotlane {

enum class StoryKind : uint8_t { cause, call, intent, gate, sent, left, change };

// Of a price a number in ticks, of a quantity one in shares; `text` where it is none.
struct StoryFact {
  std::string name;
  std::string text{};
  int64_t number = 0;
};

struct StoryLevel {
  PriceTicks price_ticks = 0;
  uint32_t quantity = 0;
  uint32_t orders = 0;
};

struct StoryEvent {
  StoryKind kind = StoryKind::cause;
  TimeNs time_ns = 0;  // ns since the Unix epoch
  std::vector<StoryFact> facts{};
  std::vector<GateFigure> figures{};  // gate
  std::vector<StoryLevel> bids{};     // call: the book then, best first
  std::vector<StoryLevel> asks{};
  std::vector<std::byte> bytes{};  // sent: the message as the venue gets it
};

class OrderStory final : public ReplayWatcher {
 public:
  OrderStory(JournalReplay& replay, StrategyId strategy, StrategyOrderId order) noexcept
      : replay_(replay), strategy_(strategy), order_(order) {}

  [[nodiscard]] const std::vector<StoryEvent>& events() const noexcept { return events_; }

  void on_clock(const lane_record::Clock& clock, TimeNs time) override { times_.note(clock, time); }
  void before_input(const ReplayedInput& input) override;
  void after_input() override;
  void on_call(StrategyId strategy, Callback callback, int32_t instrument) override;
  void on_intent(const Intent& intent, const GateInputs& inputs, const OrderGate& gate) override;
  void on_checked(const Intent& intent, const GateInputs& inputs, const Finding& finding) override;
  void on_sent(SessionId session, StrategyId strategy, const Intent& intent, UserRefNum number) override;
  void on_changed(const OrderUpdate& update, const OrderAnswer* answer) override;

 private:
  // A message of the order that waits in its session's out queue.
  struct Waiting {
    SessionId session = 0;
    uint64_t end = 0;  // of the bytes ever made for the session
    UserRefNum number = 0;
  };

  [[nodiscard]] bool is_meant(StrategyId strategy, StrategyOrderId order) const noexcept {
    return strategy == strategy_ && order == order_;
  }
  StoryEvent& add(StoryKind kind, TimeNs time);
  void tell_cause();
  void tell_call(InstrumentId instrument);
  void tell_intent(const Intent& intent);
  [[nodiscard]] std::string symbol_of(InstrumentId instrument) const;
  [[nodiscard]] uint64_t bytes_made(SessionId session) const noexcept;
  void note_bytes() noexcept;
  [[nodiscard]] const lane_record::OrderSent* next_stamps(SessionId session, UserRefNum number) noexcept;

  JournalReplay& replay_;
  StrategyId strategy_;
  StrategyOrderId order_;
  TickTimes times_;
  ReplayedInput input_;
  size_t stamps_taken_ = 0;
  bool is_cause_told_ = false;
  bool is_call_told_ = false;
  StrategyId called_ = 0;
  Callback called_by_ = Callback::on_start;
  int32_t call_instrument_ = -1;
  // By session: of the bytes made for it, those when the message under way began.
  std::array<uint64_t, boundary::sessions_max> bytes_seen_{};
  std::deque<Waiting> waiting_;
  std::vector<GateFigure> figures_;  // of the intent under way
  std::vector<StoryEvent> events_;
};

}  // namespace hotlane
