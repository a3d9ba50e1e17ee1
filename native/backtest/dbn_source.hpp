// DBN files (Databento, versions 1 to 3) of market by order, as ITCH 5.0 messages: an instrument a locate,
// always trading. See message_source.hpp. What becomes of each record:
//   A  an add (A).
//   F  an execution (E) of the resting order; the cancel or change that then repeats it for the book says
//   nothing new. C  a cancel (X), a delete (D) where nothing is left. M  a cut keeps its place (X); more
//   shares or another price lose it: a delete and an add under the same number. T  a trade that no resting
//   order explains (implied, hidden): a print (P). R: a delete of each order.
// Lost by it: prices finer than 1/10,000 (their orders are left out and counted), symbols beyond eight
// letters (cut), publishers after the first, trading pauses, and when the vendor received each record. Times
// are the exchange's (ts_event), never going back; a snapshot's records come at the file's beginning.
#pragma once

#include <string_view>
#include <unordered_map>

#include "backtest/message_source.hpp"
#include "memory/units.hpp"
#include "wire/alpha.hpp"
#include "wire/dbn.hpp"

namespace hotlane {

struct DbnCounters {
  uint64_t records = 0;
  uint64_t other_records = 0;     // no market by order
  uint64_t other_publishers = 0;  // after the first one
  uint64_t fine_prices = 0;       // not a multiple of 1/10,000
  uint64_t unknown_orders = 0;    // cancelled or filled, and not there
};

class DbnSource final : public MessageSource {
 public:
  // Files follow each other in one day, which begins at the UTC midnight before the first one's beginning.
  explicit DbnSource(uint32_t files) : files_(files) {}

  [[nodiscard]] std::optional<uint32_t> wanted() override {
    return is_hungry_ && file_ < files_ && !fault_ ? std::optional(file_) : std::nullopt;
  }
  void feed(uint32_t, Bytes chunk) override;
  void finish(uint32_t) override;
  [[nodiscard]] Bytes next() override;
  [[nodiscard]] const std::optional<SourceFault>& fault() const override { return fault_; }
  [[nodiscard]] const DbnCounters& counters() const noexcept { return counters_; }

 private:
  static constexpr size_t metadata_bytes_max = size_t{1} << 24;

  struct Instrument {
    Locate locate = 0;
    wire::Symbol symbol{""};
  };
  struct Order {
    uint32_t instrument = 0;
    PriceTicks price_ticks = 0;
    Quantity shares = 0;
    Side side = Side::buy;
  };

  [[nodiscard]] Bytes unread() const noexcept { return Bytes(bytes_).subspan(read_); }
  void fail(std::string expected, std::string found);
  // Whether there may be more at once.
  [[nodiscard]] bool read_head();
  [[nodiscard]] bool read_record();
  void read_symbols(Bytes metadata, uint8_t version);
  void open_market();
  const Instrument& instrument(uint32_t id);
  void announce(const Instrument& its);
  void take(const wire::dbn::Mbo& record);
  void take_add(const wire::dbn::Mbo& record, PriceTicks price_ticks);
  void take_fill(const wire::dbn::Mbo& record);
  void take_cancel(const wire::dbn::Mbo& record);
  void take_change(const wire::dbn::Mbo& record, PriceTicks price_ticks);
  void clear(uint32_t instrument_id);
  void close_event();
  void erase(OrderReference reference);
  void cut(OrderReference reference, Order& order, Quantity shares);
  template <class Message>
  [[nodiscard]] Message begin(Locate locate) const noexcept;
  template <class Message>
  void put(const Message& message) {
    waiting_.put(std::as_bytes(std::span(&message, 1)));
  }

  uint32_t files_;
  uint32_t file_ = 0;
  bool is_hungry_ = true;
  bool has_head_ = false;         // of the file under way
  std::vector<std::byte> bytes_;  // of it, what is not read yet, and some that is
  size_t read_ = 0;
  uint64_t offset_ = 0;  // in the file, of bytes_' first
  uint64_t midnight_ = 0;
  uint64_t start_ = 0;
  uint64_t time_ = 0;  // of the newest record, never going back
  bool has_publisher_ = false;
  uint16_t publisher_ = 0;
  std::unordered_map<uint32_t, Instrument> instruments_;
  std::unordered_map<OrderReference, Order> orders_;
  std::unordered_map<OrderReference, Quantity> filled_;  // and not yet said again by a cancel or a change
  uint64_t matches_ = 0;
  // The trade of the event under way that fills have not explained.
  uint32_t traded_instrument_ = 0;
  PriceTicks traded_price_ = 0;
  Quantity traded_ = 0;
  WaitingMessages waiting_;
  DbnCounters counters_;
  std::optional<SourceFault> fault_;
};

}  // namespace hotlane
