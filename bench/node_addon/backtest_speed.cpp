// runBacktestSpeed({ memory, bound, compiled, file, symbols, rounds }), makeMarketFile(messages),
// makeWholeMarketFile(messages, names): how fast a market's messages pass through a backtest, with the
// strategy in JavaScript, compiled ahead of time and in C++, and with one that does nothing, against the bare
// book pass over the same messages (bench/decode_book.cpp's subject), by turns; ns a message of the thread's
// CPU time, a round each.
#include <ctime>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "addon/js_strategy.hpp"
#include "addon/lane_memory.hpp"
#include "backtest/backtest.hpp"
#include "decode_book/hotlane_books.hpp"
#include "decode_book/packet_source.hpp"
#include "feed/mold_packet.hpp"
#include "itch_day/itch_day.hpp"
#include "lane/lane_memory.hpp"
#include "lane_with_exchange.hpp"
#include "market_maker.hpp"
#include "node_addon/compiled_strategy.hpp"
#include "node_addon/module.hpp"

namespace hotlane::bench {
namespace {

// Without what other processes take of this core.
double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

class NoStrategy final : public StrategyPort {
 public:
  [[nodiscard]] StrategyInterests interests() const noexcept override { return {}; }
  [[nodiscard]] CallResult on_start() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_book(InstrumentId) noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_trade() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_order() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_timer() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_status() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_stop() noexcept override { return CallResult::done; }
};

BacktestSettings backtest_settings(const std::vector<std::string>& symbols) {
  BacktestSettings settings;
  settings.midnight = LaneWithExchange::opening - 34'200 * ns_per_second;
  LaneStrategySettings strategy;
  for (const std::string& symbol : symbols) {
    strategy.instruments.push_back(static_cast<InstrumentId>(settings.lane.instruments.size()));
    settings.lane.instruments.push_back({.symbol = wire::Symbol(symbol)});
  }
  settings.lane.strategies.push_back(strategy);
  settings.lane.channels.push_back({.stream = {}, .instruments = static_cast<uint32_t>(symbols.size())});
  make_unlimited(settings.lane.limits);
  settings.feed.constant_ns = 2'000;
  settings.order.constant_ns = settings.answer.constant_ns = 20'000;
  return settings;
}

struct Contestant {
  const char* name;
  std::function<void(const Packet&)> apply;
  std::vector<double> ns_per_message{};
};

// Each takes each round's packets, and another one is first each time.
void take_turns(std::vector<Contestant>& all, std::span<const Packet> packets, size_t rounds) {
  const size_t part = packets.size() / rounds;
  for (size_t round = 0; round < rounds; ++round) {
    const auto its = packets.subspan(round * part, part);
    double messages = 0;
    for (const Packet& packet : its) messages += packet.messages;
    for (size_t i = 0; i < all.size(); ++i) {
      Contestant& one = all[(i + round) % all.size()];
      const double begun = cpu_ns();
      for (const Packet& packet : its) one.apply(packet);
      one.ns_per_message.push_back((cpu_ns() - begun) / messages);
    }
  }
}

// A backtest; its memory must outlive it.
class Runner {
 public:
  Runner(const BacktestSettings& settings, boundary::LaneMemory& memory, StrategyPort& strategy)
      : port_{&strategy} {
    prepare_lane_memory(settings.lane, memory);
    backtest_ = std::make_unique<Backtest>(settings, memory, port_);
  }
  void apply(const Packet& packet) {
    const std::byte* at = packet.body.data();
    const std::byte* const end = at + packet.body.size();
    while (at < end) {
      const size_t length = reinterpret_cast<const wire::moldudp64::BlockPrefix*>(at)->message_length;
      at += sizeof(wire::moldudp64::BlockPrefix);
      static_cast<void>(backtest_->on_message({at, length}));
      at += length;
    }
  }
  [[nodiscard]] Backtest& backtest() { return *backtest_; }
  // That it ordered and was filled as the other one, to the ns. Both have finished.
  [[nodiscard]] bool is_as(Runner& other) {
    return backtest_->record().digest() == other.backtest().record().digest();
  }

 private:
  StrategyPort* port_[1];
  std::unique_ptr<Backtest> backtest_;
};

Napi::Float64Array array_of(Napi::Env env, const std::vector<double>& figures) {
  Napi::Float64Array array = Napi::Float64Array::New(env, figures.size());
  std::copy(figures.begin(), figures.end(), array.Data());
  return array;
}

std::vector<Packet> packets_of(PacketSource& source) {
  const std::span<const Packet> all = source.next_round();
  return {all.begin(), all.end()};
}

Napi::Value refuse(Napi::Env env, const std::string& words) {
  Napi::Error::New(env, "bench: " + words).ThrowAsJavaScriptException();
  return env.Undefined();
}

Napi::Value run_backtest_speed(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto setup = info[0].As<Napi::Object>();
  boundary::LaneMemory& memory = *addon::lane_memory(setup.Get("memory"));
  auto file = setup.Get("file").As<Napi::Uint8Array>();
  Bytes rest{reinterpret_cast<const std::byte*>(file.Data()), file.ByteLength()};
  std::vector<std::string> symbols;
  const auto named = setup.Get("symbols").As<Napi::Array>();
  for (uint32_t i = 0; i < named.Length(); ++i) symbols.push_back(named.Get(i).ToString().Utf8Value());
  const size_t rounds = setup.Get("rounds").ToNumber().Uint32Value();
  PacketSource source(
      [&rest](std::span<std::byte> out) {
        const size_t size = std::min(out.size(), rest.size());
        std::copy_n(rest.begin(), size, out.begin());
        rest = rest.subspan(size);
        return size;
      },
      file.ByteLength() / wire::itch50::message_length_min + PacketSource::messages_per_packet);
  const std::vector<Packet> packets = packets_of(source);

  const auto instruments = static_cast<uint16_t>(symbols.size());
  const auto native_memory = std::make_unique<boundary::LaneMemory>();
  const auto compiled_memory = std::make_unique<boundary::LaneMemory>();
  const auto idle_memory = std::make_unique<boundary::LaneMemory>();
  std::string failure;
  std::unique_ptr<StrategyPort> compiled;
  if (const Napi::Value given = setup.Get("compiled"); given.IsObject()) {
    compiled = load_compiled(given.As<Napi::Object>(), *compiled_memory, instruments, failure);
    if (compiled == nullptr) return refuse(env, failure);
  }
  addon::CallScope scope(env);
  addon::JsStrategy in_javascript(scope, setup.Get("bound").As<Napi::Object>());
  MarketMaker in_cpp(*native_memory, 0, instruments);
  NoStrategy nothing;
  const BacktestSettings settings = backtest_settings(symbols);
  Runner inline_run(settings, memory, in_javascript);
  Runner native_run(settings, *native_memory, in_cpp);
  Runner idle_run(settings, *idle_memory, nothing);
  std::optional<Runner> compiled_run;
  if (compiled != nullptr) compiled_run.emplace(settings, *compiled_memory, *compiled);
  HotlaneBooks books(1U << 20);
  std::vector<Contestant> all = {
      {"bookPass", [&](const Packet& packet) { books.apply(packet); }},
      {"inTypescript", [&](const Packet& packet) { inline_run.apply(packet); }},
      {"inCpp", [&](const Packet& packet) { native_run.apply(packet); }},
      {"noStrategy", [&](const Packet& packet) { idle_run.apply(packet); }},
  };
  if (compiled_run) all.push_back({"compiled", [&](const Packet& packet) { compiled_run->apply(packet); }});
  take_turns(all, packets, rounds);
  for (Runner* runner : {&inline_run, &native_run, &idle_run}) runner->backtest().finish();
  if (compiled_run) compiled_run->backtest().finish();
  if (!failure.empty()) return refuse(env, failure);

  Napi::Object out = Napi::Object::New(env);
  for (const Contestant& one : all) out.Set(one.name, array_of(env, one.ns_per_message));
  const Backtest& found = inline_run.backtest();
  out.Set("messages", static_cast<double>(found.counts().messages));
  out.Set("ofInstruments", static_cast<double>(found.counts().of_instruments));
  out.Set("packets", static_cast<double>(found.counts().packets));
  out.Set("orders", static_cast<double>(found.record().orders().size()));
  out.Set("fills", static_cast<double>(found.record().fills().size()));
  Napi::Array otherwise = Napi::Array::New(env);
  if (!native_run.is_as(inline_run)) otherwise.Set(otherwise.Length(), "in C++");
  if (compiled_run && !compiled_run->is_as(inline_run)) otherwise.Set(otherwise.Length(), "compiled");
  out.Set("otherwise", otherwise);
  return out;
}

// A generated market's day as an ITCH file: eight instruments, as the embedded venue has them.
Napi::Value make_market_file(const Napi::CallbackInfo& info) {
  const uint64_t wanted = info[0].ToNumber().Uint32Value();
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("BENCH00001"));
  settings.order_session = wire::soupbintcp::session_field("BENCH00001");
  for (int i = 0; i < 8; ++i)
    settings.symbols.push_back(wire::Symbol(std::string_view("SYM" + std::to_string(i))));
  settings.messages_per_second = 50'000;
  settings.keep_messages_max = 1U << 16;
  settings.midnight = LaneWithExchange::opening - 34'200 * ns_per_second;
  venue::Exchange exchange(settings, LaneWithExchange::opening);
  std::vector<std::byte> file;
  uint64_t messages = 0;
  exchange.open_day(LaneWithExchange::opening);
  for (TimeNs now = LaneWithExchange::opening; messages < wanted; now += 100'000) {
    exchange.advance(now);
    exchange.end_turn(now);
    for (size_t i = 0; i < exchange.packets().datagrams(); ++i) {
      MoldPacket packet;
      if (read_mold_packet(exchange.packets().datagram(i), packet) != PacketFault::none) continue;
      file.insert(file.end(), packet.body.begin(), packet.body.end());  // framed alike
      messages += packet.messages;
    }
    exchange.packets().clear();
  }
  Napi::Uint8Array out = Napi::Uint8Array::New(info.Env(), file.size());
  std::memcpy(out.Data(), file.data(), file.size());
  return out;
}

// A whole market's day (bench/itch_day), in which the first eight names trade: the day itself says nothing of
// that.
Napi::Value make_whole_market_file(const Napi::CallbackInfo& info) {
  ItchDaySettings settings;
  settings.messages = info[0].ToNumber().Uint32Value();
  settings.names = info[1].ToNumber().Uint32Value();
  ItchDay day(settings);
  std::vector<std::byte> file;
  std::vector<std::byte> piece(size_t{1} << 22);
  for (size_t size = day.fill(piece); size > 0; size = day.fill(piece)) {
    size_t opening = 0;
    if (file.empty()) {
      // Behind the directory's last message, all of which are of one length.
      opening = settings.names * (sizeof(wire::be16) + sizeof(wire::itch50::StockDirectory));
      opening = std::min(opening, size);
      file.insert(file.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(opening));
      for (uint16_t name = 0; name < 8; ++name) {
        wire::itch50::StockTradingAction message{};
        message.header.type = wire::itch50::StockTradingAction::code;
        message.header.stock_locate = static_cast<Locate>(name + 1);
        message.header.timestamp = 34'200'000'000'000U;
        const char symbol[] = {'N', static_cast<char>('0' + name)};
        message.stock = wire::Symbol(std::string_view(symbol, sizeof symbol));
        message.trading_state = 'T';
        const wire::be16 length = sizeof message;
        const auto put = [&file](const auto& it) {
          const Bytes bytes = std::as_bytes(std::span(&it, 1));
          file.insert(file.end(), bytes.begin(), bytes.end());
        };
        put(length);
        put(message);
      }
    }
    file.insert(file.end(), piece.begin() + static_cast<std::ptrdiff_t>(opening),
                piece.begin() + static_cast<std::ptrdiff_t>(size));
  }
  Napi::Uint8Array out = Napi::Uint8Array::New(info.Env(), file.size());
  std::memcpy(out.Data(), file.data(), file.size());
  return out;
}

}  // namespace

void init_backtest_speed(Napi::Env env, Napi::Object exports) {
  exports.Set("runBacktestSpeed", Napi::Function::New(env, run_backtest_speed));
  exports.Set("makeMarketFile", Napi::Function::New(env, make_market_file));
  exports.Set("makeWholeMarketFile", Napi::Function::New(env, make_whole_market_file));
}

}  // namespace hotlane::bench
