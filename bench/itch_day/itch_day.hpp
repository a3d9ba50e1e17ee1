// A whole market's day as framed ITCH 5.0, from a seed: the same settings give the same bytes anywhere. Given
// out piece by piece, so a day of any length needs memory for its live orders only. Proportions are those of
// Nasdaq's days: adds 44%, deletes 42%, replaces 6%, executions 4%, cancels 2%, trades and imbalances 2%; the
// market fills during the first fifth, stays full, and empties during the last fifth. Used by benchmarks and
// tests, on one thread.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "itch_day/generated_name.hpp"
#include "itch_day/references.hpp"
#include "wire/itch50.hpp"

namespace hotlane::bench {

struct ItchDaySettings {
  uint64_t messages = 40'000'000;  // after the opening's directory
  uint32_t names = 8'000;          // up to 65,534
  uint64_t live_max = 0;           // orders at the peak; 0: 3.75% of `messages`, as on a real day
  References references = References::dense;
  bool removes_any = false;  // removals take any live order, not young ones first
  uint64_t seed = 1;
};

class ItchDay {
 public:
  explicit ItchDay(const ItchDaySettings& settings);

  // As many whole frames as fit; bytes written. 0: the day is over.
  [[nodiscard]] size_t fill(std::span<std::byte> out);
  [[nodiscard]] uint64_t written() const { return written_; }
  [[nodiscard]] size_t live() const { return orders_.live(); }

 private:
  static constexpr size_t frame_max = sizeof(wire::be16) + wire::itch50::message_length_max;
  static constexpr uint64_t open_ns = 34'200'000'000'000;
  static constexpr uint64_t session_ns = 23'400'000'000'000;

  // Shares of the traffic, in thousandths, of a market that neither grows nor shrinks.
  static constexpr double adds = 440;
  static constexpr double deletes = 420;
  static constexpr double replaces = 60;
  static constexpr double executions = 40;
  static constexpr double cancels = 20;

  void write_opening();
  void write_event();
  [[nodiscard]] uint32_t pick_name();
  [[nodiscard]] double growth() const;
  void add(uint32_t name);
  void remove(uint32_t name);
  void replace(uint32_t name);
  void execute(uint32_t name);
  void cancel(uint32_t name);
  void inform(uint32_t name);
  void drop(uint32_t name, uint32_t order);
  [[nodiscard]] Quantity shares() {
    return random_.below(8) == 0 ? 1 + random_.below(900) : 100 * (1 + random_.below(5));
  }

  // The next frame's message of this type, its header filled.
  template <class Message>
  [[nodiscard]] Message& put(uint32_t name) {
    const wire::be16 length = sizeof(Message);
    std::memcpy(at_, &length, sizeof length);
    auto& message = *reinterpret_cast<Message*>(at_ + sizeof length);
    std::memset(static_cast<void*>(&message), 0, sizeof message);
    message.header.type = Message::code;
    message.header.stock_locate = static_cast<Locate>(name + 1);
    message.header.timestamp = open_ns + session_ns / (settings_.messages + 1) * written_;
    at_ += sizeof length + sizeof(Message);
    ++written_;
    return message;
  }
  // N0 to N65533.
  [[nodiscard]] static wire::Symbol symbol_of(uint32_t name) {
    std::array<char, sizeof(wire::Symbol)> text = {'N'};
    const auto end = std::to_chars(text.data() + 1, text.data() + text.size(), name).ptr;
    return wire::Symbol(std::string_view(text.data(), static_cast<size_t>(end - text.data())));
  }

  ItchDaySettings settings_;
  SeededRandom random_;
  ReferenceNumbers references_;
  GeneratedOrders orders_;
  std::vector<GeneratedName> names_;
  std::vector<double> activity_;  // summed up over the names
  double growth_max_;             // orders a message, while the market fills
  uint32_t opened_ = 0;           // names whose directory message is written
  uint64_t written_ = 0;
  uint64_t events_ = 0;
  uint64_t matches_ = 0;
  std::byte* at_ = nullptr;
};

}  // namespace hotlane::bench
