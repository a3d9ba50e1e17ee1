// Reads a sample file of real market data into memory, message by message.
#pragma once

#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "feed/itch_file.hpp"
#include "harness.hpp"
#include "itch_messages.hpp"

namespace hotlane::test {

// The messages of a sample file, gunzipped when it is a .gz.
inline std::vector<Bytes> messages_of(const std::string& path) {
  const bool is_gzip = path.ends_with(".gz");
  std::FILE* pipe =
      is_gzip ? popen(("gzip -dc '" + path + "'").c_str(), "r") : std::fopen(path.c_str(), "rb");
  std::vector<Bytes> out;
  if (pipe == nullptr) return out;
  ItchFileReader reader;
  Bytes chunk(1 << 16);
  while (true) {
    const size_t length = std::fread(chunk.data(), 1, chunk.size(), pipe);
    if (length == 0) break;
    reader.feed(std::as_bytes(std::span(chunk).first(length)));
    for (auto message = reader.next(); !message.empty(); message = reader.next()) {
      const auto* bytes = reinterpret_cast<const uint8_t*>(message.data());
      out.emplace_back(bytes, bytes + message.size());
    }
  }
  reader.finish();
  CHECK(reader.error().fault == FileFault::none);
  if (is_gzip) {
    pclose(pipe);
  } else {
    std::fclose(pipe);
  }
  return out;
}

}  // namespace hotlane::test
