// Drives a fuzz target without libFuzzer: seeded random inputs, mutated from the target's own examples.
// Usage: NAME [--rounds N] [--seed N] [--corpus FILE]. Prints the seed of the input under way when the target
// crashes. A corpus holds inputs as hexadecimal digits, one a line: each is run, and mutated like the
// examples. NAME --examples FOLDER writes the examples there instead, a file each: libFuzzer's corpus to
// start from.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
// Each target gives some well-formed inputs to start from.
std::vector<std::vector<uint8_t>> fuzz_examples();

namespace {

uint64_t seed_under_way = 0;

void report_crash(int signal) {
  std::fprintf(stderr, "crashed with signal %d on seed %llu\n", signal,
               static_cast<unsigned long long>(seed_under_way));
  std::_Exit(1);
}

std::vector<uint8_t> mutate(const std::vector<std::vector<uint8_t>>& examples, std::mt19937_64& random) {
  std::vector<uint8_t> input;
  const uint64_t pieces = random() % 4;
  for (uint64_t i = 0; i < pieces && !examples.empty(); ++i) {
    const auto& example = examples[random() % examples.size()];
    input.insert(input.end(), example.begin(), example.end());
  }
  const uint64_t edits = random() % 6;
  for (uint64_t i = 0; i < edits; ++i) {
    const uint64_t kind = random() % 4;
    if (kind == 0 || input.empty()) {
      input.insert(input.begin() + static_cast<long>(random() % (input.size() + 1)),
                   static_cast<uint8_t>(random()));
    } else if (kind == 1) {
      input[random() % input.size()] = static_cast<uint8_t>(random());
    } else if (kind == 2) {
      input[random() % input.size()] = random() % 2 == 0 ? 0x00 : 0xFF;
    } else {
      input.resize(random() % (input.size() + 1));
    }
  }
  return input;
}

int value_of(int digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

// False: the file can't be read or holds something else.
bool read_corpus(const char* path, std::vector<std::vector<uint8_t>>& into) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    std::vector<uint8_t> input;
    for (size_t i = 0; i + 1 < line.size(); i += 2) {
      const int high = value_of(line[i]);
      const int low = value_of(line[i + 1]);
      if (high < 0 || low < 0) return false;
      input.push_back(static_cast<uint8_t>(high * 16 + low));
    }
    if (line.size() % 2 != 0) return false;
    into.push_back(std::move(input));
  }
  return file.eof();
}

int write_examples(const char* folder, const std::vector<std::vector<uint8_t>>& examples) {
  for (size_t i = 0; i < examples.size(); ++i) {
    const std::string path = std::string(folder) + "/example" + std::to_string(i);
    std::FILE* file = std::fopen(path.c_str(), "wb");
    const bool is_open = file != nullptr;
    const bool is_whole =
        is_open && std::fwrite(examples[i].data(), 1, examples[i].size(), file) == examples[i].size();
    const bool is_closed = is_open && std::fclose(file) == 0;
    if (is_whole && is_closed) continue;
    std::fprintf(stderr, "cannot write %s\n", path.c_str());
    return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t rounds = 100'000;
  uint64_t first_seed = 1;
  auto examples = fuzz_examples();
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--rounds") == 0) rounds = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--seed") == 0) first_seed = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--examples") == 0) return write_examples(argv[i + 1], examples);
    if (std::strcmp(argv[i], "--corpus") == 0 && !read_corpus(argv[i + 1], examples)) {
      std::fprintf(stderr, "%s: expected lines of hexadecimal digits\n", argv[i + 1]);
      return 1;
    }
  }
  std::signal(SIGABRT, report_crash);
  std::signal(SIGSEGV, report_crash);
  for (const auto& example : examples) LLVMFuzzerTestOneInput(example.data(), example.size());
  for (uint64_t round = 0; round < rounds; ++round) {
    seed_under_way = first_seed + round;
    std::mt19937_64 random(seed_under_way);
    const std::vector<uint8_t> input = mutate(examples, random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%llu inputs from seed %llu: no crash\n", static_cast<unsigned long long>(rounds),
              static_cast<unsigned long long>(first_seed));
  return 0;
}
