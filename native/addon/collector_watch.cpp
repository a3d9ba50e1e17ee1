#include "addon/collector_watch.hpp"

#include <bit>

#include "addon/v8_function.hpp"
#include "io/tsc_clock.hpp"

namespace hotlane::addon {
namespace {

// As in v8-callbacks.h and v8-isolate.h.
using Callback = void (*)(Isolate* isolate, int type, int flags, void* data);

struct Collector {
  void (*add_prologue)(Isolate* isolate, Callback callback, void* data, int filter) = nullptr;
  void (*add_epilogue)(Isolate* isolate, Callback callback, void* data, int filter) = nullptr;
  void (*remove_prologue)(Isolate* isolate, Callback callback, void* data) = nullptr;
  void (*remove_epilogue)(Isolate* isolate, Callback callback, void* data) = nullptr;

  [[nodiscard]] bool is_whole() const noexcept {
    return add_prologue != nullptr && add_epilogue != nullptr && remove_prologue != nullptr &&
           remove_epilogue != nullptr;
  }
};

const Collector& collector() noexcept {
  static const Collector found = [] {
    Collector symbols;
    // v8::Isolate::AddGCPrologueCallback(GCCallbackWithData, void*, GCType) and so on.
    find_v8_function("_ZN2v87Isolate21AddGCPrologueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_S2_",
                     symbols.add_prologue);
    find_v8_function("_ZN2v87Isolate21AddGCEpilogueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_S2_",
                     symbols.add_epilogue);
    find_v8_function("_ZN2v87Isolate24RemoveGCPrologueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_",
                     symbols.remove_prologue);
    find_v8_function("_ZN2v87Isolate24RemoveGCEpilogueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_",
                     symbols.remove_epilogue);
    return symbols;
  }();
  return found;
}

// One bit each, in the order of GcKind after `none`.
constexpr int all_kinds = 0b1'1111;

boundary::GcKind kind_of(int type) noexcept {
  return static_cast<boundary::GcKind>(std::bit_width(static_cast<uint32_t>(type & all_kinds)));
}

void on_begin(Isolate* /*isolate*/, int /*type*/, int /*flags*/, void* data) {
  static_cast<GcPauses*>(data)->begin(io::TscClock::ticks());
}

void on_end(Isolate* /*isolate*/, int type, int /*flags*/, void* data) {
  static_cast<GcPauses*>(data)->end(io::TscClock::ticks(), kind_of(type));
}

}  // namespace

CollectorWatch::CollectorWatch(GcPauses& pauses) noexcept
    : pauses_(pauses), is_on_(collector().is_whole() && current_isolate() != nullptr) {
  if (!is_on_) return;
  Isolate* isolate = current_isolate();
  collector().add_prologue(isolate, on_begin, &pauses_, all_kinds);
  collector().add_epilogue(isolate, on_end, &pauses_, all_kinds);
}

CollectorWatch::~CollectorWatch() {
  if (!is_on_) return;
  Isolate* isolate = current_isolate();
  collector().remove_prologue(isolate, on_begin, &pauses_);
  collector().remove_epilogue(isolate, on_end, &pauses_);
}

}  // namespace hotlane::addon
