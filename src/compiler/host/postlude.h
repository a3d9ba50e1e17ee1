// After a strategy's functions: its instance's beginning, the calls, and the table that the engine reads.
// The compiler defines HL_CALLS, the table's rows, and HL_CALL for each callback that the strategy overrides.
#define HL_BEGIN(self, times)                                   \
  (self)->host.budget = (self)->host.setup.budget * (times); \
  (self)->host.depth = 0
#define HL_OF(self)                                                                              \
  &(self)->module, (char*)(self) + HL_INSTANCE_BYTES, (char*)(self)->host.setup.frame, \
      (const char*)(self)->host.setup.views

// The entry tells the body where all is: as parameters that the C compiler knows to be apart.
#define HL_CALL(name, export)                                                             \
  __attribute__((noinline)) static void hl_body_##name(HL_SELF) { export(HL_PASS); }      \
  HL_ENTRY(name, (void* memory), (memory)) {                                              \
    hl_instance* const self = memory;                                                     \
    HL_BEGIN(self, 1);                                                                    \
    hl_body_##name(HL_OF(self));                                                          \
    return HOTLANE_DONE;                                                                  \
  }
HL_CALLBACKS

// What one version hands over to the next, once in its life: counts a hundredth.
#ifdef HL_HAND_OVER
__attribute__((noinline)) static void hl_give(HL_SELF) { HL_HAND_OVER(HL_PASS); }
HL_ENTRY(hand_over, (void* memory, double* to, uint32_t* count), (memory, to, count)) {
  hl_instance* const self = memory;
  HL_BEGIN(self, 100);
  self->host.given = to;
  self->host.state_count = count;
  *count = 0;
  hl_give(HL_OF(self));
  return HOTLANE_DONE;
}
#else
#define hl_call_hand_over 0
#endif
#ifdef HL_TAKE_OVER
__attribute__((noinline)) static void hl_take(HL_SELF) { HL_TAKE_OVER(HL_PASS); }
HL_ENTRY(take_over, (void* memory, const double* from, uint32_t count), (memory, from, count)) {
  hl_instance* const self = memory;
  HL_BEGIN(self, 100);
  self->host.taken = from;
  self->host.taken_end = from + count;
  hl_take(HL_OF(self));
  return HOTLANE_DONE;
}
#else
#define hl_call_take_over 0
#endif

// Fields are made here: what they take counts a hundredth.
__attribute__((noinline)) static void hl_instantiate(HL_SELF) { HL_INSTANTIATE; }
HL_ENTRY(create, (void* memory, const struct hotlane_setup* setup), (memory, setup)) {
  hl_instance* const self = memory;
  self->host.setup = *setup;
  HL_BEGIN(self, 100);
  hl_instantiate(HL_OF(self));
  return HOTLANE_DONE;
}

__attribute__((visibility("default"))) const struct hotlane_compiled hotlane_compiled_strategy = {
    .abi_version = HOTLANE_COMPILED_ABI,
    .layout_version = HL_LAYOUT_VERSION,
    .frame_bytes = HL_FRAME_BYTES,
    .view_bytes = HL_VIEW_BYTES,
    .instruments_max = HL_INSTRUMENTS_MAX,
    .parameter_count = HL_PARAMETERS,
    .instance_bytes = HL_INSTANCE_BYTES,
    .memory_bytes = HL_MEMORY_BYTES,
    .create = hl_call_create,
    .failure_at = offsetof(hl_instance, host.failure),
    .calls = {HL_TABLE},
    .hand_over = hl_call_hand_over,
    .take_over = hl_call_take_over,
};
