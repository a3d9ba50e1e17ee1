// What a compiled strategy's shared object and the engine know of each other, in C: src/compiler/host has the one side,
// native/io/compiled_strategy.hpp the other. A shared object has its own version of everything here and says which.
#ifndef HOTLANE_STRATEGY_COMPILED_ABI_H_
#define HOTLANE_STRATEGY_COMPILED_ABI_H_

#include <stdint.h>

#define HOTLANE_COMPILED_ABI 2u

// Numbers that one version of a strategy may hand over to the next.
#define HOTLANE_STATE_MAX 65536u

enum hotlane_callback {
  HOTLANE_ON_START,
  HOTLANE_ON_BOOK,
  HOTLANE_ON_TRADE,
  HOTLANE_ON_ORDER,
  HOTLANE_ON_TIMER,
  HOTLANE_ON_STATUS,
  HOTLANE_ON_STOP,
  HOTLANE_CALLBACKS
};

// Why a call did not come to its end. `compiledFailureText` in src/compiler/failure-text.ts has the words.
enum hotlane_failure_code {
  HOTLANE_DONE,
  HOTLANE_OUT_OF_MEMORY_BOUNDS,  // an access beyond the linear memory: a fault of the compiler, caught
  HOTLANE_INTEGER_OVERFLOW,
  HOTLANE_DIVISION_BY_ZERO,
  HOTLANE_INVALID_CONVERSION,
  HOTLANE_UNREACHABLE,
  HOTLANE_INDEX,            // an array's index that is no whole number
  HOTLANE_SIZE,             // an array's size that is no whole number
  HOTLANE_GAP,              // a write beyond an array's end
  HOTLANE_BUDGET,           // too many turns and calls in one callback
  HOTLANE_DEPTH,            // calls too deep in each other
  HOTLANE_MEMORY_FULL,      // more memory than it may have
  HOTLANE_THROWN,           // the strategy threw, or its runtime did: `message`
  HOTLANE_OUT_OF_FRAME,     // an access beyond frame and views: a fault of the compiler, caught
  HOTLANE_END,              // a read or write beyond an array's end
  HOTLANE_INSTRUMENT,       // an instrument that the lane has not
  HOTLANE_LEVEL,            // a level of a book that is no whole number from 0
  HOTLANE_STATE,            // handOver gives more than HOTLANE_STATE_MAX numbers
};

struct hotlane_failure {
  int32_t code;
  int32_t place;      // index of the compiler's list of places: where the strategy last was
  uint32_t line;      // thrown: where, else 0
  uint32_t column;    // thrown
  char file[128];     // thrown: in which of its files, UTF-8
  char message[256];  // thrown: what it said, UTF-8
};

// All of it stays where it is while the instance lives.
struct hotlane_setup {
  void* frame;                 // its StrategyFrame
  const void* views;           // the lane's InstrumentViews
  const double* parameters;    // in the order of their declaration
  const int32_t* instruments;  // its own
  const uint8_t* owned;        // for each instrument of the lane, 1: its own
  uint32_t parameter_count;
  uint32_t instrument_count;
  int64_t budget;  // turns of loops and calls of functions a callback
};

typedef int32_t (*hotlane_call)(void* instance);  // gives a hotlane_failure_code

struct hotlane_compiled {
  uint32_t abi_version;
  uint32_t layout_version;  // of native/lane/boundary.json
  uint32_t frame_bytes;
  uint32_t view_bytes;
  uint32_t instruments_max;
  uint32_t parameter_count;
  uint64_t instance_bytes;  // zeroed, aligned to 64
  int32_t (*create)(void* instance, const struct hotlane_setup* setup);
  const struct hotlane_failure* (*failure)(const void* instance);
  hotlane_call calls[HOTLANE_CALLBACKS];  // null: not overridden
  // Both give a hotlane_failure_code, and are null where the strategy has no such method. `to` has room for
  // HOTLANE_STATE_MAX numbers, and `count` becomes how many there are.
  int32_t (*hand_over)(void* instance, double* to, uint32_t* count);
  int32_t (*take_over)(void* instance, const double* from, uint32_t count);
};

// The one symbol that a shared object shows.
#define HOTLANE_COMPILED_SYMBOL "hotlane_compiled_strategy"
typedef const struct hotlane_compiled* (*hotlane_compiled_strategy_function)(void);

#endif
