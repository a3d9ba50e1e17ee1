// After a strategy's functions: its instance's beginning, the calls, and the table that the engine reads.
// The compiler defines HL_CALLS, the table's rows, and HL_CALL for each callback that the strategy overrides.
#define HL_CALL(name, export)                                                              \
  __attribute__((noinline)) static void hl_body_##name(hl_instance* self) { export(&self->module); } \
  static int32_t hl_call_##name(void* memory) {                                            \
    hl_instance* const self = memory;                                                      \
    self->host.budget = self->host.setup.budget;                                           \
    self->host.depth = 0;                                                                  \
    if (UNLIKELY(__builtin_setjmp(self->host.trap))) return ((hl_instance*)memory)->host.failure.code; \
    hl_body_##name(self);                                                                  \
    return HOTLANE_DONE;                                                                   \
  }
HL_CALLBACKS

// What one version hands over to the next, once in its life: counts a hundredth.
static int32_t hl_pass_state(hl_instance* self, double* to, const double* from, uint32_t count,
                             void (*method)(hl_instance*)) {
  self->host.budget = self->host.setup.budget * 100;
  self->host.depth = 0;
  self->host.given = to;
  self->host.taken = from;
  self->host.state_count = count;
  self->host.state_at = 0;
  if (__builtin_setjmp(self->host.trap)) return self->host.failure.code;
  method(self);
  return HOTLANE_DONE;
}
#ifdef HL_HAND_OVER
__attribute__((noinline)) static void hl_give(hl_instance* self) { HL_HAND_OVER(&self->module); }
static int32_t hl_hand_over(void* memory, double* to, uint32_t* count) {
  hl_instance* const self = memory;
  const int32_t code = hl_pass_state(self, to, 0, 0, hl_give);
  *count = self->host.state_at;
  return code;
}
#else
#define hl_hand_over 0
#endif
#ifdef HL_TAKE_OVER
__attribute__((noinline)) static void hl_take(hl_instance* self) { HL_TAKE_OVER(&self->module); }
static int32_t hl_take_over(void* memory, const double* from, uint32_t count) {
  return hl_pass_state(memory, 0, from, count, hl_take);
}
#else
#define hl_take_over 0
#endif

// Fields are made here: what they take counts a hundredth.
__attribute__((noinline)) static void hl_instantiate(hl_instance* self) {
  HL_INSTANTIATE(&self->module);
}
static int32_t hl_create(void* memory, const struct hotlane_setup* setup) {
  hl_instance* const self = memory;
  self->host.setup = *setup;
  self->host.budget = setup->budget * 100;
  self->host.depth = 0;
  if (__builtin_setjmp(self->host.trap)) return ((hl_instance*)memory)->host.failure.code;
  hl_instantiate(self);
  return HOTLANE_DONE;
}
static const struct hotlane_failure* hl_failure(const void* memory) {
  return &((const hl_instance*)memory)->host.failure;
}

static const struct hotlane_compiled hl_table = {
    .abi_version = HOTLANE_COMPILED_ABI,
    .layout_version = HL_LAYOUT_VERSION,
    .frame_bytes = HL_FRAME_BYTES,
    .view_bytes = HL_VIEW_BYTES,
    .instruments_max = HL_INSTRUMENTS_MAX,
    .parameter_count = HL_PARAMETERS,
    .instance_bytes = sizeof(hl_instance),
    .create = hl_create,
    .failure = hl_failure,
    .calls = {HL_TABLE},
    .hand_over = hl_hand_over,
    .take_over = hl_take_over,
};
__attribute__((visibility("default"))) const struct hotlane_compiled* hotlane_compiled_strategy(void) {
  return &hl_table;
}
