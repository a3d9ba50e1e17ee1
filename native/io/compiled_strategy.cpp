#include "io/compiled_strategy.hpp"

#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace hotlane::io {
namespace {

constexpr const char* callback_names[HOTLANE_CALLBACKS] = {"onStart", "onBook",   "onTrade", "onOrder",
                                                           "onTimer", "onStatus", "onStop"};

std::string differs(const char* what, uint64_t found, uint64_t expected) {
  return std::string(what) + " is " + std::to_string(found) + ", expected " + std::to_string(expected) +
         ": it was built for another version";
}

}  // namespace

CompiledStrategy::CompiledStrategy(CompiledStrategySetup setup, OnFailure on_failure)
    : setup_(std::move(setup)), on_failure_(std::move(on_failure)), owned_(boundary::instruments_max) {
  for (const int32_t instrument : setup_.instruments) owned_[static_cast<size_t>(instrument)] = 1;
}

CompiledStrategy::~CompiledStrategy() {
  if (instance_ != nullptr) munmap(instance_, compiled_->instance_bytes);
  if (library_ != nullptr) dlclose(library_);
}

std::unique_ptr<CompiledStrategy> CompiledStrategy::load(CompiledStrategySetup setup,
                                                         boundary::LaneMemory& memory, OnFailure on_failure,
                                                         std::string& error) {
  std::unique_ptr<CompiledStrategy> strategy(new CompiledStrategy(std::move(setup), std::move(on_failure)));
  error = strategy->open();
  if (error.empty()) error = strategy->check();
  if (!error.empty()) {
    error = strategy->setup_.path + ": " + error;
    return nullptr;
  }
  return strategy->create(memory) ? std::move(strategy) : nullptr;
}

std::string CompiledStrategy::open() {
  library_ = dlopen(setup_.path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library_ == nullptr) return dlerror();
  const auto function =
      reinterpret_cast<hotlane_compiled_strategy_function>(dlsym(library_, HOTLANE_COMPILED_SYMBOL));
  if (function == nullptr) return "it is no compiled strategy";
  compiled_ = function();
  return {};
}

std::string CompiledStrategy::check() const {
  if (compiled_->abi_version != HOTLANE_COMPILED_ABI)
    return differs("its interface", compiled_->abi_version, HOTLANE_COMPILED_ABI);
  if (compiled_->layout_version != boundary::layout_version)
    return differs("its layout", compiled_->layout_version, boundary::layout_version);
  if (compiled_->frame_bytes != sizeof(boundary::StrategyFrame))
    return differs("its frame", compiled_->frame_bytes, sizeof(boundary::StrategyFrame));
  if (compiled_->view_bytes != sizeof(boundary::InstrumentView))
    return differs("its view", compiled_->view_bytes, sizeof(boundary::InstrumentView));
  if (compiled_->instruments_max != boundary::instruments_max)
    return differs("its count of instruments", compiled_->instruments_max, boundary::instruments_max);
  if (compiled_->parameter_count != setup_.parameters.size())
    return differs("its count of parameters", compiled_->parameter_count, setup_.parameters.size());
  return {};
}

// Out of memory is a failure of the strategy's like any other.
bool CompiledStrategy::create(boundary::LaneMemory& memory) {
  void* instance =
      mmap(nullptr, compiled_->instance_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (instance == MAP_FAILED) {
    hotlane_failure failure{};
    failure.code = HOTLANE_MEMORY_FULL;
    on_failure_("constructor", failure);
    return false;
  }
  instance_ = instance;
  const hotlane_setup setup{.frame = &memory.frames[setup_.index],
                            .views = memory.views,
                            .parameters = setup_.parameters.data(),
                            .instruments = setup_.instruments.data(),
                            .owned = owned_.data(),
                            .parameter_count = static_cast<uint32_t>(setup_.parameters.size()),
                            .instrument_count = static_cast<uint32_t>(setup_.instruments.size()),
                            .budget = setup_.budget};
  if (compiled_->create(instance_, &setup) != HOTLANE_DONE) {
    on_failure_("constructor", *compiled_->failure(instance_));
    return false;
  }
  std::copy(std::begin(compiled_->calls), std::end(compiled_->calls), calls_);
  return true;
}

bool CompiledStrategy::hand_over(std::vector<double>& state) {
  state.resize(HOTLANE_STATE_MAX);
  uint32_t count = 0;
  const bool is_done = compiled_->hand_over(instance_, state.data(), &count) == HOTLANE_DONE;
  state.resize(count);
  if (!is_done) on_failure_("handOver", *compiled_->failure(instance_));
  return is_done;
}

bool CompiledStrategy::take_over(std::span<const double> state) {
  const bool is_done =
      compiled_->take_over(instance_, state.data(), static_cast<uint32_t>(state.size())) == HOTLANE_DONE;
  if (!is_done) on_failure_("takeOver", *compiled_->failure(instance_));
  return is_done;
}

StrategyInterests CompiledStrategy::interests() const noexcept {
  const auto has = [this](hotlane_callback callback) { return calls_[callback] != nullptr; };
  return {.book = has(HOTLANE_ON_BOOK),
          .trade = has(HOTLANE_ON_TRADE),
          .order = has(HOTLANE_ON_ORDER),
          .timer = has(HOTLANE_ON_TIMER),
          .status = has(HOTLANE_ON_STATUS),
          .queue = setup_.reads_queue};
}

[[gnu::noinline]] CallResult CompiledStrategy::fail(hotlane_callback callback) noexcept {
  on_failure_(callback_names[callback], *compiled_->failure(instance_));
  return CallResult::failed;
}

}  // namespace hotlane::io
