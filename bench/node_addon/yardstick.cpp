// A yardstick for a lane that runs for long: another lane, with its venue in the same memory, trades once
// whenever it is asked. How long that takes tells what the host is worth at that moment, whoever shares its
// cores and caches: they are as cold to it as to the lane's own orders, since others have had them meanwhile.
// It grows no older, for it has no sockets, no files, no JavaScript, and a market that stays what it is.
//   new Yardstick(core); isPinned, isAboveLanes: in the last measure()
//   measure(): the market goes on up to a packet that leads to orders, on a thread above the lanes' priority;
//     blocks the caller's meanwhile. What that packet took, with its orders' bytes: ns.
#include <napi.h>

#include <memory>
#include <thread>

#include "io/host_setup.hpp"
#include "lane_with_exchange.hpp"
#include "market_maker.hpp"
#include "node_addon/module.hpp"

namespace hotlane::bench {
namespace {

constexpr uint32_t turns_to_settle = 50'000;  // until the market has its orders

class Yardstick final : public Napi::ObjectWrap<Yardstick> {
 public:
  static Napi::Function type(Napi::Env env) {
    return DefineClass(env, "Yardstick",
                       {InstanceMethod("measure", &Yardstick::measure),
                        InstanceAccessor("isPinned", &Yardstick::is_pinned, nullptr),
                        InstanceAccessor("isAboveLanes", &Yardstick::is_above_lanes, nullptr)});
  }

  explicit Yardstick(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<Yardstick>(info), core_(info[0].ToNumber().Int32Value()) {
    for (uint32_t i = 0; i < turns_to_settle; ++i) run_->turn();
  }

 private:
  Napi::Value measure(const Napi::CallbackInfo& info) {
    uint64_t took_ns = 0;
    std::thread([this, &took_ns] { took_ns = trade(); }).join();
    return Napi::Number::New(info.Env(), static_cast<double>(took_ns));
  }
  Napi::Value is_pinned(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), is_pinned_); }
  Napi::Value is_above_lanes(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), is_above_lanes_);
  }

  uint64_t trade() {
    const auto grants = io::prepare_thread({.core = core_,
                                            .lock_memory = false,
                                            .huge_pages = false,
                                            .real_time = true,
                                            .real_time_priority = io::real_time_priority_of_lanes + 1});
    is_pinned_ = grants[0].is_granted;
    is_above_lanes_ = grants[1].is_granted;
    LaneWithExchange::Delivery trade;
    while (!trade.has_orders) {
      run_->turn(
          [this, &trade](Bytes datagram) {
            const LaneWithExchange::Delivery its = run_->deliver(datagram);
            if (!trade.has_orders) trade = its;
          },
          [](uint64_t) {});
    }
    return trade.bytes_ns;
  }

  const int core_;
  std::unique_ptr<boundary::LaneMemory> memory_ = std::make_unique<boundary::LaneMemory>();
  MarketMaker strategy_{*memory_, 0, LaneWithExchange::instruments};
  std::unique_ptr<LaneWithExchange> run_ =
      std::make_unique<LaneWithExchange>(LaneWithExchangeSettings{.memory = *memory_, .strategy = strategy_});
  bool is_pinned_ = false;
  bool is_above_lanes_ = false;
};

}  // namespace

void init_yardstick(Napi::Env env, Napi::Object exports) {
  exports.Set("Yardstick", Yardstick::type(env));
}

}  // namespace hotlane::bench
