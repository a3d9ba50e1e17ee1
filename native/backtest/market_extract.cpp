#include "backtest/market_extract.hpp"

#include <cstring>

#include "wire/itch50.hpp"

namespace hotlane {
namespace {

namespace itch = wire::itch50;
constexpr size_t locates = size_t{1} << 16;

}  // namespace

MarketExtract::MarketExtract(std::vector<wire::Symbol> symbols)
    : symbols_(std::move(symbols)), is_announced_(symbols_.size()), is_ours_(locates) {
  is_ours_[0] = true;
}

void MarketExtract::take(std::span<const std::byte> message) {
  const char type = message.empty() ? '\0' : static_cast<char>(message[0]);
  ++counts_.messages;
  if (itch::length_of(type) == 0 || itch::length_of(type) != message.size()) [[unlikely]] {
    ++counts_.skipped;
    return;
  }
  const auto& header = itch::view<itch::Header>(message.data());
  const uint16_t locate = header.stock_locate;
  uint64_t time = header.timestamp;
  const bool is_back = time < counts_.last;
  if (is_back) [[unlikely]] {
    ++counts_.went_back;
    time = counts_.last;
  }
  const bool is_first = counts_.messages - counts_.skipped == 1;
  if (is_first) [[unlikely]]
    counts_.first = time;
  counts_.last = time;
  if (type == itch::StockDirectory::code) [[unlikely]]
    follow_directory(message, locate);
  if (!is_ours_[locate] && !is_first) return;
  ++counts_.kept;
  const wire::be16 length(static_cast<uint16_t>(message.size()));
  const size_t at = bytes_.size();
  bytes_.resize(at + sizeof length + message.size());
  std::memcpy(&bytes_[at], &length, sizeof length);
  std::memcpy(&bytes_[at + sizeof length], message.data(), message.size());
  if (!is_back) return;
  const wire::be48 stands_for(time);
  std::memcpy(&bytes_[at + sizeof length + offsetof(itch::Header, timestamp)], &stands_for,
              sizeof stands_for);
}

void MarketExtract::follow_directory(std::span<const std::byte> message, uint16_t locate) {
  const wire::Symbol& symbol = itch::view<itch::StockDirectory>(message.data()).stock;
  for (size_t i = 0; i < symbols_.size(); ++i) {
    if (symbols_[i] != symbol) continue;
    is_ours_[locate] = true;
    is_announced_[i] = true;
  }
}

}  // namespace hotlane
