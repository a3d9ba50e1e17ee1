// What wasm2c's output includes under this name, in place of the runtime that comes with wabt: that one catches traps by
// signals and keeps its state in globals, and a process with Node.js in it and several lanes can have neither.
// A strategy's linear memory has one size, lies behind its instance, and is not moved.
#ifndef HOTLANE_WASM_RT_H_
#define HOTLANE_WASM_RT_H_

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HL_PAGE_BYTES 65536u
#define HL_MEMORY_BYTES ((uint64_t)HL_MEMORY_PAGES * HL_PAGE_BYTES)

#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define LIKELY(x) __builtin_expect(!!(x), 1)

typedef struct {
  uint32_t pages;
} wasm_rt_memory_t;

#define wasm_rt_allocate_memory(memory, initial, maximum) ((void)((memory)->pages = (initial)))
#define wasm_rt_free_memory(memory) ((void)(memory))
#define wasm_rt_is_initialized() true
#define wasm_rt_register_func_type(...) 0u

#endif
