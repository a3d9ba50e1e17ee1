// Before a strategy's functions as wasm2c writes them: its instance, the operations that they use, and what they import.
// Traps leave by __builtin_longjmp to the call that began the callback: C frames only, no signal, no state outside the
// instance. Every access of linear memory is held against its fixed size.
#include "strategy/compiled_abi.h"

typedef struct Z_hotlane_instance_t {
  void* trap[5];  // of __builtin_setjmp
  int64_t budget;
  uint32_t depth;
  int32_t is_memory_full;
  int32_t place;
  double* given;        // while it hands over
  const double* taken;  // while it takes over
  uint32_t state_count;
  uint32_t state_at;
  struct hotlane_setup setup;
  struct hotlane_failure failure;
} Z_hotlane_instance_t;

typedef struct {
  Z_hotlane_instance_t host;
  Z_strategy_instance_t module;
} hl_instance;

#define HL_HOST(instance) ((Z_hotlane_instance_t*)((char*)(instance) - offsetof(hl_instance, module)))
#define HL_HOST_OF_MEMORY(memory) HL_HOST((char*)(memory) - offsetof(Z_strategy_instance_t, w2c_M0))

__attribute__((noreturn, noinline, cold)) static void hl_fail(Z_hotlane_instance_t* host, int32_t code) {
  if (code == HOTLANE_UNREACHABLE && host->is_memory_full) code = HOTLANE_MEMORY_FULL;
  host->failure.code = code;
  host->failure.place = host->place;
  __builtin_longjmp(host->trap, 1);
}

#define HL_TRAP_OOB HOTLANE_OUT_OF_MEMORY_BOUNDS
#define HL_TRAP_INT_OVERFLOW HOTLANE_INTEGER_OVERFLOW
#define HL_TRAP_DIV_BY_ZERO HOTLANE_DIVISION_BY_ZERO
#define HL_TRAP_INVALID_CONVERSION HOTLANE_INVALID_CONVERSION
#define HL_TRAP_UNREACHABLE HOTLANE_UNREACHABLE
#define TRAP(x) (hl_fail(HL_HOST(instance), HL_TRAP_##x), 0)
#define UNREACHABLE TRAP(UNREACHABLE)

#define HL_INLINE static inline __attribute__((always_inline))

// A turn of a loop, or a call of a function that is counted: `weight` calls may be in it
// (src/compiler/counted-calls.ts).
#define HL_TURN(weight)                                      \
  if (UNLIKELY((HL_HOST(instance)->budget -= (weight)) < 0)) \
    hl_fail(HL_HOST(instance), HOTLANE_BUDGET);
#define FUNC_PROLOGUE                                      \
  if (UNLIKELY(++HL_HOST(instance)->depth > HL_DEPTH_MAX)) \
    hl_fail(HL_HOST(instance), HOTLANE_DEPTH);
#define FUNC_EPILOGUE --HL_HOST(instance)->depth

#define RANGE_CHECK(mem, offset, len)                             \
  if (UNLIKELY((uint64_t)(offset) + (uint64_t)(len) > HL_MEMORY_BYTES)) \
    hl_fail(HL_HOST_OF_MEMORY(mem), HOTLANE_OUT_OF_MEMORY_BOUNDS);

#define LOAD_DATA(m, o, i, s)              \
  do {                                     \
    RANGE_CHECK((&m), o, s);               \
    memcpy(&((m).data[o]), i, s);          \
  } while (0)

#define DEFINE_LOAD(name, t1, t2, t3)                            \
  static inline t3 name(const wasm_rt_memory_t* mem, u64 addr) { \
    RANGE_CHECK(mem, addr, sizeof(t1));                          \
    t1 result;                                                   \
    memcpy(&result, &mem->data[addr], sizeof(t1));               \
    return (t3)(t2)result;                                       \
  }
#define DEFINE_STORE(name, t1, t2)                                     \
  static inline void name(wasm_rt_memory_t* mem, u64 addr, t2 value) { \
    RANGE_CHECK(mem, addr, sizeof(t1));                                \
    t1 wrapped = (t1)value;                                            \
    memcpy(&mem->data[addr], &wrapped, sizeof(t1));                    \
  }
DEFINE_LOAD(i32_load, u32, u32, u32)
DEFINE_LOAD(i64_load, u64, u64, u64)
DEFINE_LOAD(f32_load, f32, f32, f32)
DEFINE_LOAD(f64_load, f64, f64, f64)
DEFINE_LOAD(i32_load8_s, s8, s32, u32)
DEFINE_LOAD(i64_load8_s, s8, s64, u64)
DEFINE_LOAD(i32_load8_u, u8, u32, u32)
DEFINE_LOAD(i64_load8_u, u8, u64, u64)
DEFINE_LOAD(i32_load16_s, s16, s32, u32)
DEFINE_LOAD(i64_load16_s, s16, s64, u64)
DEFINE_LOAD(i32_load16_u, u16, u32, u32)
DEFINE_LOAD(i64_load16_u, u16, u64, u64)
DEFINE_LOAD(i64_load32_s, s32, s64, u64)
DEFINE_LOAD(i64_load32_u, u32, u64, u64)
DEFINE_STORE(i32_store, u32, u32)
DEFINE_STORE(i64_store, u64, u64)
DEFINE_STORE(f32_store, f32, f32)
DEFINE_STORE(f64_store, f64, f64)
DEFINE_STORE(i32_store8, u8, u32)
DEFINE_STORE(i32_store16, u16, u32)
DEFINE_STORE(i64_store8, u8, u64)
DEFINE_STORE(i64_store16, u16, u64)
DEFINE_STORE(i64_store32, u32, u64)

#define I32_CLZ(x) ((x) ? (u32)__builtin_clz(x) : 32u)
#define I64_CLZ(x) ((x) ? (u64)__builtin_clzll(x) : 64u)
#define I32_CTZ(x) ((x) ? (u32)__builtin_ctz(x) : 32u)
#define I64_CTZ(x) ((x) ? (u64)__builtin_ctzll(x) : 64u)
#define I32_POPCNT(x) ((u32)__builtin_popcount(x))
#define I64_POPCNT(x) ((u64)__builtin_popcountll(x))

#define DIV_S(ut, min, x, y)                                                   \
  ((UNLIKELY((y) == 0)) ? (ut)TRAP(DIV_BY_ZERO)                                \
                        : (UNLIKELY((x) == min && (y) == -1)) ? (ut)TRAP(INT_OVERFLOW) : (ut)((x) / (y)))
#define REM_S(ut, min, x, y)                    \
  ((UNLIKELY((y) == 0)) ? (ut)TRAP(DIV_BY_ZERO) \
                        : (UNLIKELY((x) == min && (y) == -1)) ? 0 : (ut)((x) % (y)))
#define I32_DIV_S(x, y) DIV_S(u32, INT32_MIN, (s32)(x), (s32)(y))
#define I64_DIV_S(x, y) DIV_S(u64, INT64_MIN, (s64)(x), (s64)(y))
#define I32_REM_S(x, y) REM_S(u32, INT32_MIN, (s32)(x), (s32)(y))
#define I64_REM_S(x, y) REM_S(u64, INT64_MIN, (s64)(x), (s64)(y))
#define DIV_U(x, y) ((UNLIKELY((y) == 0)) ? TRAP(DIV_BY_ZERO) : ((x) / (y)))
#define REM_U(x, y) ((UNLIKELY((y) == 0)) ? TRAP(DIV_BY_ZERO) : ((x) % (y)))

#define ROTL(x, y, mask) (((x) << ((y) & (mask))) | ((x) >> (((mask) - (y) + 1) & (mask))))
#define ROTR(x, y, mask) (((x) >> ((y) & (mask))) | ((x) << (((mask) - (y) + 1) & (mask))))
#define I32_ROTL(x, y) ROTL(x, y, 31)
#define I64_ROTL(x, y) ROTL(x, y, 63)
#define I32_ROTR(x, y) ROTR(x, y, 31)
#define I64_ROTR(x, y) ROTR(x, y, 63)

static inline f64 hl_min(f64 x, f64 y) {
  if (UNLIKELY(x != x || y != y)) return NAN;
  if (UNLIKELY(x == 0 && y == 0)) return signbit(x) ? x : y;
  return x < y ? x : y;
}
static inline f64 hl_max(f64 x, f64 y) {
  if (UNLIKELY(x != x || y != y)) return NAN;
  if (UNLIKELY(x == 0 && y == 0)) return signbit(x) ? y : x;
  return x > y ? x : y;
}
#define FMIN(x, y) hl_min(x, y)
#define FMAX(x, y) hl_max(x, y)

// Saturates; NaN gives 0. Written so that the C compiler sees through an integer that became a double before. What a
// conversion gives for a number that does not fit is the processor's affair (C17 F.4): x86-64 has its smallest integer,
// others saturate, and either way the rare case is looked at again.
static inline u32 hl_to_s32(f64 x) {
  const s32 converted = (s32)x;
  if (LIKELY(converted != INT32_MIN && converted != INT32_MAX)) return (u32)converted;
  return x != x ? 0u : x <= -2147483648. ? (u32)INT32_MIN : x >= 2147483647. ? (u32)INT32_MAX : (u32)(s64)x;
}
static inline u32 hl_to_u32(f64 x) {
  const s64 converted = (s64)x;
  if (LIKELY((u64)converted < UINT32_MAX)) return (u32)converted;
  return x != x || x < 1. ? 0u : UINT32_MAX;
}
static inline u64 hl_to_s64(f64 x) {
  if (LIKELY(x >= (f64)INT64_MIN && x < 9223372036854775808.)) return (u64)(s64)x;
  return x != x ? 0 : x < 0 ? (u64)INT64_MIN : (u64)INT64_MAX;
}
static inline u64 hl_to_u64(f64 x) {
  if (LIKELY(x > -1. && x < 18446744073709551616.)) return (u64)x;
  return x != x || x < 0 ? 0 : UINT64_MAX;
}
#define I32_TRUNC_SAT_S_F64(x) hl_to_s32(x)
#define I32_TRUNC_SAT_U_F64(x) hl_to_u32(x)
#define I64_TRUNC_SAT_S_F64(x) hl_to_s64(x)
#define I64_TRUNC_SAT_U_F64(x) hl_to_u64(x)

static inline u64 i64_reinterpret_f64(f64 x) {
  u64 result;
  memcpy(&result, &x, sizeof result);
  return result;
}
static inline f64 f64_reinterpret_i64(u64 x) {
  f64 result;
  memcpy(&result, &x, sizeof result);
  return result;
}

#define wasm_quiet(x) (x)
#define wasm_fabs(x) __builtin_fabs(x)
#define wasm_sqrt(x) __builtin_sqrt(x)
#ifdef __SSE4_1__
#define wasm_trunc(x) __builtin_trunc(x)
#define wasm_floor(x) __builtin_floor(x)
#define wasm_ceil(x) __builtin_ceil(x)
#else
// Beyond 2^52 a double is whole. The sign of zero is kept.
static inline f64 wasm_trunc(f64 x) {
  if (LIKELY(x > -4503599627370496. && x < 4503599627370496.)) return copysign((f64)(s64)x, x);
  return x;
}
static inline f64 wasm_floor(f64 x) {
  const f64 whole = wasm_trunc(x);
  return whole > x ? whole - 1. : whole;
}
static inline f64 wasm_ceil(f64 x) {
  const f64 whole = wasm_trunc(x);
  return whole < x ? copysign(whole + 1., x) : whole;
}
#endif

// Many bytes count as many turns.
#define HL_CHARGE(mem, n)                                         \
  if (UNLIKELY((HL_HOST_OF_MEMORY(mem)->budget -= (n) / 64u) < 0)) \
    hl_fail(HL_HOST_OF_MEMORY(mem), HOTLANE_BUDGET);
static inline void memory_fill(wasm_rt_memory_t* mem, u32 d, u32 val, u32 n) {
  RANGE_CHECK(mem, d, n);
  HL_CHARGE(mem, n);
  memset(mem->data + d, (int)val, n);
}
static inline void memory_copy(wasm_rt_memory_t* dest, const wasm_rt_memory_t* src, u32 dest_addr,
                               u32 src_addr, u32 n) {
  RANGE_CHECK(dest, dest_addr, n);
  RANGE_CHECK(src, src_addr, n);
  HL_CHARGE(dest, n);
  memmove(dest->data + dest_addr, src->data + src_addr, n);
}
static inline u32 wasm_rt_grow_memory(wasm_rt_memory_t* mem, u32 pages) {
  if (pages == 0) return mem->pages;
  HL_HOST_OF_MEMORY(mem)->is_memory_full = 1;
  return UINT32_MAX;
}

// What a strategy imports. Offsets that the compiler knows leave nothing of the checks.
#define HL_IN_FRAME(host, offset, bytes) \
  if (UNLIKELY((offset) > HL_FRAME_BYTES - (bytes))) hl_fail(host, HOTLANE_OUT_OF_FRAME);
#define HL_IN_INTENTS(host, offset, bytes)                                           \
  if (UNLIKELY((offset) < HL_INTENTS_BEGIN || (offset) > HL_INTENTS_END - (bytes))) \
    hl_fail(host, HOTLANE_OUT_OF_FRAME);

static inline u32 Z_hotlaneZ_frameWord(Z_hotlane_instance_t* host, u32 offset) {
  HL_IN_FRAME(host, offset, 4u);
  u32 value;
  memcpy(&value, (const char*)host->setup.frame + offset, sizeof value);
  return value;
}
static inline f64 Z_hotlaneZ_frameDouble(Z_hotlane_instance_t* host, u32 offset) {
  HL_IN_FRAME(host, offset, 8u);
  f64 value;
  memcpy(&value, (const char*)host->setup.frame + offset, sizeof value);
  return value;
}
static inline void Z_hotlaneZ_putWord(Z_hotlane_instance_t* host, u32 offset, u32 value) {
  if (offset != HL_INTENT_COUNT && offset != HL_NEXT_ORDER_ID && offset != HL_REFUSED_IN_SDK) {
    HL_IN_INTENTS(host, offset, 4u);
  }
  memcpy((char*)host->setup.frame + offset, &value, sizeof value);
}
static inline void Z_hotlaneZ_putByte(Z_hotlane_instance_t* host, u32 offset, u32 value) {
  HL_IN_INTENTS(host, offset, 1u);
  ((uint8_t*)host->setup.frame)[offset] = (uint8_t)value;
}
static inline void Z_hotlaneZ_putDouble(Z_hotlane_instance_t* host, u32 offset, f64 value) {
  if (UNLIKELY(offset != HL_TIMER_INTERVAL)) hl_fail(host, HOTLANE_OUT_OF_FRAME);
  memcpy((char*)host->setup.frame + offset, &value, sizeof value);
}
static inline u32 Z_hotlaneZ_viewWord(Z_hotlane_instance_t* host, u32 offset) {
  if (UNLIKELY(offset > HL_VIEWS_BYTES - 4u)) hl_fail(host, HOTLANE_OUT_OF_FRAME);
  u32 value;
  memcpy(&value, (const char*)host->setup.views + offset, sizeof value);
  return value;
}
static inline u32 Z_hotlaneZ_instrumentCount(Z_hotlane_instance_t* host) {
  return host->setup.instrument_count;
}
static inline u32 Z_hotlaneZ_instrumentAt(Z_hotlane_instance_t* host, u32 index) {
  if (UNLIKELY(index >= host->setup.instrument_count)) hl_fail(host, HOTLANE_OUT_OF_FRAME);
  return (u32)host->setup.instruments[index];
}
static inline u32 Z_hotlaneZ_owned(Z_hotlane_instance_t* host, u32 instrument) {
  return instrument < HL_INSTRUMENTS_MAX ? host->setup.owned[instrument] : 0u;
}
static inline f64 Z_hotlaneZ_parameter(Z_hotlane_instance_t* host, u32 index) {
  if (UNLIKELY(index >= host->setup.parameter_count)) hl_fail(host, HOTLANE_OUT_OF_FRAME);
  return host->setup.parameters[index];
}
static inline void Z_hotlaneZ_give(Z_hotlane_instance_t* host, f64 value) {
  if (UNLIKELY(host->given == 0 || host->state_at >= HOTLANE_STATE_MAX)) hl_fail(host, HOTLANE_STATE);
  host->given[host->state_at++] = value;
}
static inline f64 Z_hotlaneZ_take(Z_hotlane_instance_t* host) {
  if (UNLIKELY(host->taken == 0 || host->state_at >= host->state_count)) hl_fail(host, HOTLANE_STATE);
  return host->taken[host->state_at++];
}
static inline void Z_hotlaneZ_mark(Z_hotlane_instance_t* host, u32 place) {
  host->place = (int32_t)place;
}
static inline void Z_hotlaneZ_fail(Z_hotlane_instance_t* host, u32 code, u32 place) {
  if (place != UINT32_MAX) host->place = (int32_t)place;
  hl_fail(host, (int32_t)code);
}

// A text of AssemblyScript: UTF-16, its length in bytes in the word before it. What is not ASCII becomes '?'.
static void hl_text(char* to, size_t room, const wasm_rt_memory_t* memory, u32 text) {
  size_t length = 0;
  if (text >= 4 && text <= HL_MEMORY_BYTES) {
    u32 bytes;
    memcpy(&bytes, &memory->data[text - 4], sizeof bytes);
    for (u64 at = text; at + 2 <= HL_MEMORY_BYTES && at + 2 <= (u64)text + bytes && length + 1 < room; at += 2) {
      const unsigned unit = memory->data[at] | (unsigned)memory->data[at + 1] << 8;
      to[length++] = unit >= 32 && unit < 127 ? (char)unit : '?';
    }
  }
  to[length] = 0;
}

__attribute__((noreturn, noinline, cold)) static void hl_abort(Z_strategy_instance_t* instance, u32 message,
                                                              u32 file, u32 line, u32 column) {
  struct hotlane_failure* failure = &HL_HOST(instance)->failure;
  hl_text(failure->message, sizeof failure->message, &instance->w2c_M0, message);
  hl_text(failure->file, sizeof failure->file, &instance->w2c_M0, file);
  failure->line = line;
  failure->column = column;
  hl_fail(HL_HOST(instance), HOTLANE_THROWN);
}
