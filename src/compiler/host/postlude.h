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
};
__attribute__((visibility("default"))) const struct hotlane_compiled* hotlane_compiled_strategy(void) {
  return &hl_table;
}
