// The backtester: the same inputs give the same run, however they are handed over.
#include "backtest_run.hpp"
#include "itch_sample.hpp"
#include "quoting_strategy.hpp"

namespace hotlane::test {
namespace {

constexpr const char* sample = "data/itch/aapl-amzn-2012-06-21.itch.gz";

// The sample's first messages, framed.
std::vector<std::byte> sample_bytes(size_t messages_max) {
  std::vector<std::byte> file;
  const std::string path = shared_data_path(sample);
  if (path.empty()) return file;
  size_t messages = 0;
  for (const Bytes& message : messages_of(path)) {
    if (messages++ == messages_max) break;
    file.push_back(static_cast<std::byte>(message.size() >> 8));
    file.push_back(static_cast<std::byte>(message.size() & 0xFF));
    for (const uint8_t byte : message) file.push_back(static_cast<std::byte>(byte));
  }
  return file;
}

TEST("a backtest gives the same orders, fills and hash each time, whatever pieces the file comes in") {
  const std::vector<std::byte> file = sample_bytes(5'000);
  if (file.empty()) return skip(std::string("no sample ") + sample);
  const QuotingSettings quoting{.instruments = {0, 1}, .seed = seed(), .writes_nonsense = false};
  const BacktestSettings settings = backtest_settings({"AAPL", "AMZN"});
  BacktestRun<QuotingStrategy> first(settings, quoting);
  first.play(file);
  CHECK(first.backtest().record().orders().size() > 100);
  CHECK(first.backtest().record().fills().size() > 10);
  CHECK_EQUAL(first.strategy().breaches(), uint64_t{0});
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{4'093}}) {
    BacktestRun<QuotingStrategy> again(settings, quoting);
    again.play(file, piece);
    CHECK_EQUAL(again.backtest().record().orders().size(), first.backtest().record().orders().size());
    CHECK_EQUAL(again.backtest().state_hash(), first.backtest().state_hash());
  }
  BacktestSettings slower = settings;
  slower.order.constant_ns += 1;
  BacktestRun<QuotingStrategy> other(slower, quoting);
  other.play(file);
  CHECK(other.backtest().state_hash() != first.backtest().state_hash());
}

}  // namespace
}  // namespace hotlane::test
