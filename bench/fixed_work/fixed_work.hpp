// Work of one stage that is the same in every run, to be counted rather than timed: instructions, branches,
// allocations and system calls of it are budgeted (bench/budgets.json). What is to be counted is called
// through run_counted_block() alone, which a tool finds by its name.
#pragma once

#include <cstdint>

namespace hotlane::bench {

// One stage. Blocks of operations; of each, prepare() is not counted, run() is.
class FixedWork {
 public:
  virtual ~FixedWork() = default;

  virtual void prepare() = 0;
  virtual void run() = 0;
  [[nodiscard]] virtual uint32_t operations_per_block() const = 0;
};

}  // namespace hotlane::bench
