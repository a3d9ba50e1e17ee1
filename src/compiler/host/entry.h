// How the engine's calls come into a shared object, and how a trap leaves it. HL_ENTRY(name, parameters, arguments) makes
// hl_call_NAME(void* memory, …), which calls hl_enter_NAME(memory, …); that gives a hotlane_failure_code, or leaves by
// hl_leave(). The first word of the instance is kept for it.
#if defined(__x86_64__) && !defined(HL_PORTABLE_ENTRY)

// Keeps the registers that its caller wants back, and where they are, once: all that is below may use them as it likes
// (machine-code.ts tells the compiler so), and a trap takes them back from there.
#define HL_SAVE "push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n sub $8, %rsp\n"
#define HL_RESTORE "add $8, %rsp\n pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n ret\n"
#define HL_ENTRY(name, parameters, arguments)                                                                \
  __attribute__((visibility("hidden"))) int32_t hl_call_##name parameters;                                   \
  __asm__(".text\n .p2align 4\n .globl hl_call_" #name "\n .hidden hl_call_" #name "\n .type hl_call_" #name \
          ", @function\nhl_call_" #name ":\n" HL_SAVE "mov %rsp, (%rdi)\n call hl_enter_" #name              \
          "\n" HL_RESTORE ".size hl_call_" #name ", . - hl_call_" #name "\n");                               \
  __attribute__((used, noipa)) static int32_t hl_enter_##name parameters

typedef void* hl_way_out[1];

__attribute__((noreturn)) static inline void hl_leave(hl_way_out to, int32_t code) {
  __asm__ volatile(
      "mov %0, %%rsp\n vzeroupper\n"
      "add $8, %%rsp\n pop %%r15\n pop %%r14\n pop %%r13\n pop %%r12\n pop %%rbx\n pop %%rbp\n ret\n"
      :
      : "r"(to[0]), "a"(code)
      : "memory");
  __builtin_unreachable();
}

#else

// On other processors, by the C compiler's own means.
#define HL_ENTRY(name, parameters, arguments)                                                  \
  __attribute__((noinline)) static int32_t hl_enter_##name parameters;                         \
  static int32_t hl_call_##name parameters {                                                   \
    if (__builtin_setjmp(((hl_instance*)memory)->host.way_out))                                \
      return ((hl_instance*)memory)->host.failure.code;                                        \
    return hl_enter_##name arguments;                                                          \
  }                                                                                            \
  __attribute__((noinline)) static int32_t hl_enter_##name parameters

typedef void* hl_way_out[5];

__attribute__((noreturn)) static inline void hl_leave(hl_way_out to, int32_t code) {
  (void)code;
  __builtin_longjmp(to, 1);
}

#endif
