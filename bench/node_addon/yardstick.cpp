// A yardstick for a lane that runs for long: another lane, with its venue in the same memory, does the same
// work whenever it is asked. How long a piece of it takes tells what the host is worth at that moment,
// whoever shares its cores and caches; it grows no older, for it has no sockets, no files, no JavaScript, and
// a market that stays what it is.
//   new Yardstick(core); isPinned, isAboveLanes: of the last slice
//   measure(pieces): a slice, on a thread of its own above the lanes' priority; blocks the caller's
//   meanwhile.
//     What each piece took, ns: a datagram of one message, up to all that it led to, orders' bytes included.
#include <napi.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "io/host_setup.hpp"
#include "lane_with_exchange.hpp"
#include "market_maker.hpp"
#include "node_addon/module.hpp"

namespace hotlane::bench {
namespace {

constexpr uint32_t turns_to_settle = 50'000;  // until the market has its orders
constexpr uint32_t pieces_to_return = 50;     // at a slice's start, not counted: the caches were the lane's

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
    const size_t pieces = info[0].ToNumber().Uint32Value();
    took_.assign(pieces_to_return + pieces, 0);  // touched beforehand
    std::thread([this] { run_slice(); }).join();
    auto out = Napi::Float64Array::New(info.Env(), pieces);
    std::copy(took_.begin() + pieces_to_return, took_.end(), out.Data());
    return out;
  }
  Napi::Value is_pinned(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), is_pinned_); }
  Napi::Value is_above_lanes(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), is_above_lanes_);
  }

  void run_slice() {
    const auto grants = io::prepare_thread({.core = core_,
                                            .lock_memory = false,
                                            .huge_pages = false,
                                            .real_time = true,
                                            .real_time_priority = io::real_time_priority_of_lanes + 1});
    is_pinned_ = grants[0].is_granted;
    is_above_lanes_ = grants[1].is_granted;
    for (size_t done = 0; done < took_.size();) {
      run_->turn(
          [this, &done](Bytes datagram) {
            const uint64_t ns = run_->deliver(datagram).bytes_ns;
            if (done < took_.size()) took_[done++] = ns;
          },
          [](uint64_t) {});
    }
  }

  const int core_;
  std::unique_ptr<boundary::LaneMemory> memory_ = std::make_unique<boundary::LaneMemory>();
  MarketMaker strategy_{*memory_, 0, LaneWithExchange::instruments};
  std::unique_ptr<LaneWithExchange> run_ =
      std::make_unique<LaneWithExchange>(LaneWithExchangeSettings{.memory = *memory_, .strategy = strategy_});
  std::vector<uint64_t> took_;  // of a slice
  bool is_pinned_ = false;
  bool is_above_lanes_ = false;
};

}  // namespace

void init_yardstick(Napi::Env env, Napi::Object exports) {
  exports.Set("Yardstick", Yardstick::type(env));
}

}  // namespace hotlane::bench
