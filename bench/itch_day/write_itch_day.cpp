// Writes a generated day to a file, or with - to standard output: what decode_book makes for itself, for
// other programs to read. Usage: write_itch_day FILE [options that choose the day].
#include <cstdio>

#include "itch_day/day_options.hpp"

int main(int argc, char** argv) {
  using namespace hotlane::bench;
  ItchDaySettings settings;
  bool is_good = argc % 2 == 0;
  for (int i = 2; is_good && i + 1 < argc; i += 2) is_good = set_day_option(settings, argv[i], argv[i + 1]);
  if (!is_good) {
    std::fprintf(stderr, "usage: write_itch_day FILE [%s]\n", day_options);
    return 2;
  }
  const std::string path = argv[1];
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    std::fprintf(stderr, "write_itch_day: cannot write %s\n", path.c_str());
    return 1;
  }
  ItchDay day(settings);
  std::vector<std::byte> chunk(size_t{1} << 20);
  bool is_written = true;
  for (size_t size = day.fill(chunk); is_written && size > 0; size = day.fill(chunk))
    is_written = std::fwrite(chunk.data(), 1, size, file) == size;
  if (std::fclose(file) != 0 || !is_written) {
    std::fprintf(stderr, "write_itch_day: %s is cut: no more room?\n", path.c_str());
    return 1;
  }
  return 0;
}
