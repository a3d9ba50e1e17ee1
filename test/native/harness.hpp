// The native tests' harness: self-registering tests, checks that print both sides, seeds that can be
// replayed. `native_tests` runs all; `--list` names them; `--only NAME` runs one; `--seed N` replays a random
// one; `--until-failure` ends with the first that fails.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

namespace hotlane::test {

struct Registration {
  Registration(const char* name, void (*body)());
};

// The run's seed: --seed N, else fixed, so that a failure repeats; printed with every failure.
[[nodiscard]] uint64_t seed() noexcept;

// Folder with shared specs and data, or empty where it isn't present (then tests call skip()).
[[nodiscard]] std::string shared_data_path(const std::string& relative);

// How often a seeded test repeats: `count` times, or a twentieth of that under a sanitizer, which makes each
// about twenty times as slow and looks for other things than one more seed would find, and where the tests
// are run hundreds of times (HOTLANE_QUICK_TESTS: test/mutation).
[[nodiscard]] constexpr uint64_t repeats(uint64_t count) noexcept {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(HOTLANE_QUICK_TESTS)
  return count / 20 > 0 ? count / 20 : 1;
#else
  return count;
#endif
}

void fail(const char* file, int line, const std::string& message);
// Checks that have failed in the running test.
[[nodiscard]] uint32_t failures() noexcept;
// Says plainly that the running test did not run, and why. Return right after.
void skip(const std::string& why);

template <class A, class B>
void check_equal(const A& a, const B& b, const char* text, const char* file, int line) {
  if (a == b) return;
  std::ostringstream out;
  out << text << ": left is " << +a << ", right is " << +b;
  fail(file, line, out.str());
}
inline void check_equal(const std::string& a, const std::string& b, const char* text, const char* file,
                        int line) {
  if (a != b) fail(file, line, std::string(text) + ": left is \"" + a + "\", right is \"" + b + "\"");
}

}  // namespace hotlane::test

#define HOTLANE_CONCAT_(a, b) a##b
#define HOTLANE_CONCAT(a, b) HOTLANE_CONCAT_(a, b)
// TEST("keeps priority when quantity shrinks") { ... }
#define TEST(name)                                                                         \
  static void HOTLANE_CONCAT(test_body_, __LINE__)();                                      \
  static const ::hotlane::test::Registration HOTLANE_CONCAT(test_registration_, __LINE__){ \
      name, &HOTLANE_CONCAT(test_body_, __LINE__)};                                        \
  static void HOTLANE_CONCAT(test_body_, __LINE__)()
// A failed check is recorded and the test goes on; REQUIRE ends the test's body.
#define CHECK(condition)                                                     \
  do {                                                                       \
    if (!(condition)) ::hotlane::test::fail(__FILE__, __LINE__, #condition); \
  } while (false)
#define CHECK_EQUAL(a, b) ::hotlane::test::check_equal((a), (b), #a " == " #b, __FILE__, __LINE__)
#define REQUIRE(condition)                                   \
  do {                                                       \
    if (!(condition)) {                                      \
      ::hotlane::test::fail(__FILE__, __LINE__, #condition); \
      return;                                                \
    }                                                        \
  } while (false)
