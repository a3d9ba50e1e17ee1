// runTickToTrade({ memory, bound, core, warmUpTurns, rounds, turnsPerRound, rates }): two lanes by turns, one
// with the strategy in JavaScript, the other with the same in C++, given the same market: what a third lane
// and its venue gave each other, recorded before. What each order took from its packet's bytes to its own, by
// rate, and in which stages; in ns.
#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "addon/js_strategy.hpp"
#include "addon/lane_memory.hpp"
#include "decode_book/packet_source.hpp"
#include "feed/mold_packet.hpp"
#include "io/host_setup.hpp"
#include "lane_with_exchange.hpp"
#include "market_maker.hpp"
#include "node_addon/module.hpp"

namespace hotlane::bench {
namespace {

using boundary::Stage;

constexpr Stage stages[] = {Stage::feed, Stage::decode, Stage::book, Stage::strategy,
                            Stage::risk, Stage::encode, Stage::keep};
constexpr const char* stage_names[] = {"feed", "decode", "book", "strategy", "risk", "encode", "keep"};
constexpr size_t stage_count = std::size(stages);
constexpr uint32_t turns_to_return = 1'000;  // of each lane at the start of its round

// What was found at one rate, an entry an order.
struct Found {
  // Room for so many orders, and the memory touched: else a first touch of a page by an entry is counted as
  // the lane's.
  explicit Found(size_t orders) {
    const auto make_room = [orders](std::vector<double>& figures) {
      figures.assign(orders, 0.0);
      figures.clear();
    };
    make_room(order_ns);
    make_room(framing_ns);
    for (std::vector<double>& figures : stage_ns) make_room(figures);
  }

  std::vector<double> order_ns;
  std::array<std::vector<double>, stage_count> stage_ns;
  std::vector<double> framing_ns;  // of the packets
  uint64_t packets = 0;
  uint64_t messages = 0;
  uint64_t packets_with_orders = 0;
};

// The time that the packet's frames take to be walked: no lane can do less with them.
class Framing {
 public:
  explicit Framing(Bytes datagram, const io::TscClock& clock) {
    const uint64_t begun = clock.ticks();
    MoldPacket packet;
    uint64_t sum = static_cast<uint64_t>(read_mold_packet(datagram, packet));
    walk_frames({packet.body, packet.messages},
                [&sum](const std::byte* message) { sum += static_cast<uint64_t>(*message); });
    __asm__ volatile("" : "+r"(sum));
    ns_ = clock.ns(clock.ticks() - begun);
    messages_ = packet.messages;
  }
  [[nodiscard]] double ns() const noexcept { return static_cast<double>(ns_); }
  [[nodiscard]] uint16_t messages() const noexcept { return messages_; }

 private:
  uint64_t ns_ = 0;
  uint16_t messages_ = 0;
};

// One strategy's lane, given what stands on the tape, and its line of time: packets are due when the market
// made them, sped up or slowed down to the rate; on the line only the lane's own work passes, and a packet
// that is due before the lane is free waits.
class Runner final : public OrderObserver {
 public:
  Runner(boundary::LaneMemory& memory, StrategyPort& strategy, const InputTape& tape)
      : memory_(memory),
        tape_(tape),
        port_{&strategy},
        lane_(LaneWithExchange::lane_settings(false), memory, clock_, port_, nullptr) {
    LaneWithExchange::connect(lane_);
    send();
    lane_.observe(this);
  }

  // Also measures how fast the market is.
  void warm_up(uint32_t turns) {
    const TimeNs begun = tape_.inputs[next_].now;
    run_turns(turns, not_counted_);
    market_ns_per_message_ = static_cast<double>(tape_.inputs[next_].now - begun) /
                             static_cast<double>(std::max<uint64_t>(not_counted_.messages, 1));
  }
  // The first turns bring back into the caches what the other lane has had since, and are not counted.
  void run(double messages_per_second, uint32_t turns, Found& found) {
    ns_per_market_ns_ = 1e9 / messages_per_second / market_ns_per_message_;
    due_ns_ = free_ns_ = 0;
    run_turns(turns_to_return, not_counted_);
    run_turns(turns, found);
  }
  // Of all bytes for the venue: equal orders, equal digests.
  [[nodiscard]] uint64_t digest() const noexcept { return digest_; }
  [[nodiscard]] Lane<io::TscClock>& lane() noexcept { return lane_; }

  void on_intent(const Intent&, const GateInputs&, const OrderGate&) override {}
  void on_checked(const Intent&, const GateInputs&, const Finding&) override {}
  void on_sent(SessionId, StrategyId, const Intent& intent, UserRefNum) override {
    if (found_ == nullptr || intent.kind == IntentKind::cancel) return;
    const StageHistograms& its = lane_.stages();
    found_->order_ns.push_back(static_cast<double>(clock_.ns(its.lap_begun() - arrived_)));
    for (size_t i = 0; i < stage_count; ++i) {
      found_->stage_ns[i].push_back(static_cast<double>(its.total_ns(stages[i]) - before_[i]));
    }
    ++orders_;
  }
  void on_changed(const OrderUpdate&, const OrderAnswer*) override {}

 private:
  void run_turns(uint32_t turns, Found& found) {
    seen_ = tape_.inputs[next_].now;
    for (uint32_t i = 0; i < turns;) {
      const LaneInput& input = tape_.inputs[next_++];
      if (input.kind == LaneInput::Kind::datagram) {
        take(tape_.bytes_of(input), input.now, found);
        continue;
      }
      const uint64_t begun = clock_.ticks();
      if (input.kind == LaneInput::Kind::answer) {
        const Bytes bytes = tape_.bytes_of(input);
        std::copy(bytes.begin(), bytes.end(), lane_.session_space(0).begin());
        lane_.on_session_bytes(0, lane_.session_space(0).first(bytes.size()), begun, input.now);
      } else {
        lane_.on_turn(input.now);
        ++i;
      }
      spend(clock_.ticks() - begun);
      send();
      memory_.events.read = memory_.events.written;  // as TypeScript takes them
    }
  }
  void take(Bytes datagram, TimeNs now, Found& found) {
    const Framing framing(datagram, clock_);
    due_ns_ += static_cast<double>(now - seen_) * ns_per_market_ns_;
    seen_ = now;
    const double wait_ns = std::max(free_ns_ - due_ns_, 0.0);
    for (size_t i = 0; i < stage_count; ++i) before_[i] = lane_.stages().total_ns(stages[i]);
    found_ = &found;
    orders_ = 0;
    const uint64_t begun = clock_.ticks();
    arrived_ = begun - static_cast<uint64_t>(wait_ns * ticks_per_ns_);
    lane_.on_datagram(0, 0, datagram, {arrived_, now}, now);
    spend(clock_.ticks() - begun);
    found_ = nullptr;
    ++found.packets;
    found.messages += framing.messages();
    if (orders_ == 0) return;
    ++found.packets_with_orders;
    found.framing_ns.push_back(framing.ns());
    send();
  }
  void spend(uint64_t ticks) noexcept {
    free_ns_ = std::max(free_ns_, due_ns_) + static_cast<double>(clock_.ns(ticks));
  }
  void send() {
    const Bytes waiting = lane_.session_waiting(0);
    if (waiting.empty()) return;
    for (const std::byte byte : waiting) digest_ = digest_ * 31 + static_cast<uint64_t>(byte);
    lane_.on_session_sent(0, waiting.size(), seen_);
  }

  boundary::LaneMemory& memory_;
  const InputTape& tape_;
  StrategyPort* port_[1];
  io::TscClock clock_;
  Lane<io::TscClock> lane_;
  const double ticks_per_ns_ = 1e9 / static_cast<double>(clock_.ns(1'000'000'000));
  size_t next_ = 0;  // input of the tape
  double market_ns_per_message_ = 1;
  double ns_per_market_ns_ = 1;
  double due_ns_ = 0;   // when the newest packet was
  double free_ns_ = 0;  // from when on the lane is
  TimeNs seen_ = LaneWithExchange::opening;
  Found not_counted_{0};
  Found* found_ = nullptr;  // while a packet is worked on
  uint64_t arrived_ = 0;    // ticks
  uint32_t orders_ = 0;     // of the packet
  uint64_t digest_ = 0;
  std::array<uint64_t, stage_count> before_{};
};

// What a lane with the strategy in C++ and its venue are given and answer, for so many turns.
InputTape record_market(uint32_t turns) {
  InputTape tape;
  const auto memory = std::make_unique<boundary::LaneMemory>();
  MarketMaker strategy(*memory, 0, LaneWithExchange::instruments);
  const auto run = std::make_unique<LaneWithExchange>(
      LaneWithExchangeSettings{.memory = *memory, .strategy = strategy, .tape = &tape});
  for (uint32_t i = 0; i < turns; ++i) run->turn();
  return tape;
}

std::vector<std::string> prepare_host(int core, std::vector<std::span<std::byte>> memory) {
  const io::HostWishes wishes{.core = core, .lock_memory = false, .huge_pages = true, .real_time = true};
  std::vector<io::HostGrant> grants = io::prepare_thread(wishes);
  const std::vector<io::HostGrant> of_memory = io::prepare_memory(wishes, memory);
  grants.insert(grants.end(), of_memory.begin(), of_memory.end());
  std::vector<std::string> words;
  for (const io::HostGrant& grant : grants) {
    words.push_back(grant.what + (grant.is_granted ? "" : ": not got, " + grant.reason));
  }
  return words;
}

Napi::Float64Array array_of(Napi::Env env, const std::vector<double>& figures) {
  Napi::Float64Array array = Napi::Float64Array::New(env, figures.size());
  std::copy(figures.begin(), figures.end(), array.Data());
  return array;
}

Napi::Object object_of(Napi::Env env, const Found& found) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("orderNs", array_of(env, found.order_ns));
  out.Set("framingNs", array_of(env, found.framing_ns));
  out.Set("packets", static_cast<double>(found.packets));
  out.Set("messages", static_cast<double>(found.messages));
  out.Set("packetsWithOrders", static_cast<double>(found.packets_with_orders));
  Napi::Object by_stage = Napi::Object::New(env);
  for (size_t i = 0; i < stage_count; ++i) by_stage.Set(stage_names[i], array_of(env, found.stage_ns[i]));
  out.Set("stageNs", by_stage);
  return out;
}

uint32_t count_in(Napi::Object setup, const char* name) {
  return setup.Get(name).As<Napi::Number>().Uint32Value();
}

Napi::Value run_tick_to_trade(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto setup = info[0].As<Napi::Object>();
  boundary::LaneMemory& memory = *addon::lane_memory(setup.Get("memory"));
  const auto native_memory = std::make_unique<boundary::LaneMemory>();
  const auto rates = setup.Get("rates").As<Napi::Array>();
  const uint32_t turns = count_in(setup, "turnsPerRound");
  const uint32_t rounds = count_in(setup, "rounds");
  std::vector<Found> in_javascript;
  std::vector<Found> in_cpp;
  for (std::vector<Found>* each : {&in_javascript, &in_cpp}) {
    each->reserve(rates.Length());
    // An order a turn would be many.
    for (uint32_t i = 0; i < rates.Length(); ++i) each->emplace_back(size_t{turns} * rounds);
  }
  std::vector<std::string> host;
  bool is_same = false;
  {
    addon::CallScope scope(env);
    addon::JsStrategy strategy(scope, setup.Get("bound").As<Napi::Object>());
    MarketMaker native(*native_memory, 0, LaneWithExchange::instruments);
    std::vector<double> per_second;
    for (uint32_t i = 0; i < rates.Length(); ++i)
      per_second.push_back(rates.Get(i).As<Napi::Number>().DoubleValue());
    const uint32_t warm_up = count_in(setup, "warmUpTurns");
    const InputTape tape = record_market(
        warm_up + (turns_to_return + turns) * rounds * static_cast<uint32_t>(per_second.size()) + 1);
    // Not on the stack: V8 would find too little of it left.
    const auto subject = std::make_unique<Runner>(memory, strategy, tape);
    const auto baseline = std::make_unique<Runner>(*native_memory, native, tape);
    std::vector<std::span<std::byte>> parts;
    for (boundary::LaneMemory* one : {&memory, native_memory.get()})
      parts.emplace_back(reinterpret_cast<std::byte*>(one), sizeof *one);
    for (Runner* runner : {subject.get(), baseline.get()}) {
      const auto books = runner->lane().book_memory(0);
      parts.insert(parts.end(), books.begin(), books.end());
    }
    host = prepare_host(setup.Get("core").As<Napi::Number>().Int32Value(), parts);
    subject->warm_up(warm_up);
    baseline->warm_up(warm_up);
    for (uint32_t round = 0; round < rounds; ++round) {
      for (size_t i = 0; i < per_second.size(); ++i) {
        subject->run(per_second[i], turns, in_javascript[i]);
        baseline->run(per_second[i], turns, in_cpp[i]);
        // A thread of real-time priority that never rests is halted by the kernel for a twentieth of a
        // second.
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
      }
    }
    is_same = subject->digest() == baseline->digest();
  }
  if (!is_same) {
    Napi::Error::New(env, "bench: the strategy in C++ ordered otherwise than the one in TypeScript")
        .ThrowAsJavaScriptException();
    return env.Undefined();
  }
  Napi::Object out = Napi::Object::New(env);
  Napi::Array subject = Napi::Array::New(env, rates.Length());
  Napi::Array baseline = Napi::Array::New(env, rates.Length());
  for (uint32_t i = 0; i < rates.Length(); ++i) {
    subject.Set(i, object_of(env, in_javascript[i]));
    baseline.Set(i, object_of(env, in_cpp[i]));
  }
  Napi::Array words = Napi::Array::New(env);
  for (const std::string& word : host) words.Set(words.Length(), word);
  out.Set("inTypescript", subject);
  out.Set("inCpp", baseline);
  out.Set("host", words);
  return out;
}

}  // namespace

void init_tick_to_trade(Napi::Env env, Napi::Object exports) {
  exports.Set("runTickToTrade", Napi::Function::New(env, run_tick_to_trade));
}

}  // namespace hotlane::bench
