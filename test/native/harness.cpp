#include "harness.hpp"

#include <cstring>
#include <filesystem>
#include <vector>

namespace hotlane::test {
namespace {

struct Test {
  const char* name;
  void (*body)();
};

std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

uint64_t run_seed = 20261124;
uint32_t failures_of_test = 0;
constexpr uint32_t failures_printed_max = 20;
bool was_skipped = false;

}  // namespace

Registration::Registration(const char* name, void (*body)()) {
  tests().push_back({name, body});
}

uint64_t seed() noexcept {
  return run_seed;
}

std::string shared_data_path(const std::string& relative) {
  const char* root = std::getenv("HOTLANE_SHARED");
  const std::filesystem::path path = std::filesystem::path(root != nullptr ? root : "../shared") / relative;
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? path.string() : std::string();
}

void fail(const char* file, int line, const std::string& message) {
  if (++failures_of_test <= failures_printed_max) {
    std::cout << "  " << file << ":" << line << ": " << message << " (seed " << run_seed << ")\n";
  }
}

uint32_t failures() noexcept {
  return failures_of_test;
}

void skip(const std::string& why) {
  was_skipped = true;
  std::cout << "  skipped: " << why << "\n";
}

}  // namespace hotlane::test

int main(int argc, char** argv) {
  using namespace hotlane::test;
  std::string only;
  bool is_until_failure = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--list") == 0) {
      for (const Test& test : tests()) std::cout << test.name << "\n";
      return 0;
    }
    if (std::strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
      only = argv[++i];
    } else if (std::strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
      run_seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--until-failure") == 0) {
      is_until_failure = true;
    } else {
      std::cerr << "usage: native_tests [--list] [--only NAME] [--seed N] [--until-failure]; found "
                << argv[i] << "\n";
      return 2;
    }
  }
  uint32_t passed = 0;
  uint32_t failed = 0;
  uint32_t skipped = 0;
  for (const Test& test : tests()) {
    if (!only.empty() && only != test.name) continue;
    failures_of_test = 0;
    was_skipped = false;
    test.body();
    const char* verdict = failures_of_test > 0 ? "FAILED" : was_skipped ? "skipped" : "ok";
    (failures_of_test > 0 ? failed : was_skipped ? skipped : passed) += 1;
    std::cout << verdict << "  " << test.name << std::endl;
    if (failed > 0 && is_until_failure) break;
  }
  if (passed + failed + skipped == 0) {
    std::cerr << "no test is named \"" << only << "\"\n";
    return 2;
  }
  std::cout << passed << " passed, " << failed << " failed, " << skipped << " skipped\n";
  return failed == 0 ? 0 : 1;
}
