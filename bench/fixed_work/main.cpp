// `fixed_work STAGE`: does the stage's fixed work, as a tool that counts instructions is to see it
// (src/bench/budgets.ts). Prints how many operations were counted, and with what it was compiled. Each block
// stands between two calls of getppid, by which its system calls are told from the others.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string_view>

#include "fixed_work/fixed_work.hpp"
#include "fixed_work/journal_work.hpp"
#include "fixed_work/market_work.hpp"
#include "fixed_work/order_work.hpp"

namespace {

using namespace hotlane::bench;

constexpr uint32_t blocks_warm = 20;
constexpr uint32_t blocks = 100;

struct Stage {
  const char* name;
  std::unique_ptr<FixedWork> (*make)();
};

template <class Work>
std::unique_ptr<FixedWork> make() {
  return std::make_unique<Work>();
}

constexpr Stage stages[] = {
    {"decode", make<DecodeWork>}, {"book", make<BookWork>},     {"risk", make<RiskWork>},
    {"encode", make<EncodeWork>}, {"answer", make<AnswerWork>}, {"journal", make<JournalWork>},
};

// The one function whose calls are counted, with all that it calls.
[[gnu::noinline]] void run_counted_block(FixedWork& work) {
  work.run();
}

int usage() {
  std::fprintf(stderr, "usage: fixed_work STAGE; one of:");
  for (const Stage& stage : stages) std::fprintf(stderr, " %s", stage.name);
  std::fprintf(stderr, "\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const Stage* chosen = nullptr;
  for (const Stage& stage : stages) {
    if (argc == 2 && stage.name == std::string_view(argv[1])) chosen = &stage;
  }
  if (chosen == nullptr) return usage();
  const std::unique_ptr<FixedWork> work = chosen->make();
  for (uint32_t i = 0; i < blocks_warm; ++i) {
    work->prepare();
    work->run();
  }
  for (uint32_t i = 0; i < blocks; ++i) {
    work->prepare();
    static_cast<void>(getppid());
    run_counted_block(*work);
    static_cast<void>(getppid());
  }
  std::printf("{\"stage\":\"%s\",\"operations\":%u,\"compiler\":\"%s\"}\n", chosen->name,
              blocks * work->operations_per_block(), __VERSION__);
  return 0;
}
