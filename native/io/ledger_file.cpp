#include "io/ledger_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "venue/ledger_lines.hpp"

namespace hotlane::io {
namespace {

constexpr size_t part_bytes = 1U << 20;

// False: errno says why.
[[nodiscard]] bool write_all(int descriptor, std::string& text) {
  for (size_t done = 0; done < text.size();) {
    const ssize_t size = ::write(descriptor, text.data() + done, text.size() - done);
    if (size < 0 && errno != EINTR) return false;
    if (size > 0) done += static_cast<size_t>(size);
  }
  text.clear();
  return true;
}

[[nodiscard]] bool write_lines(int descriptor, std::span<const venue::Account> accounts,
                               std::span<const wire::Symbol> symbols) {
  std::string text;
  text.reserve(2 * part_bytes);
  for (const venue::Account& account : accounts) {
    for (const venue::LedgerOrder& order : account.ledger().orders()) {
      venue::append_ledger_line(text, account, order, symbols[order.instrument]);
      if (text.size() >= part_bytes && !write_all(descriptor, text)) return false;
    }
  }
  return write_all(descriptor, text);
}

}  // namespace

std::string write_ledger(const std::string& path, std::span<const venue::Account> accounts,
                         std::span<const wire::Symbol> symbols) {
  const std::string part = path + ".part";
  const int descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  bool is_good = descriptor >= 0 && write_lines(descriptor, accounts, symbols);
  const int failure = errno;
  if (descriptor >= 0 && close(descriptor) != 0 && is_good) return path + ": " + std::strerror(errno);
  if (!is_good) return "ledger " + path + ": " + std::strerror(failure);
  is_good = std::rename(part.c_str(), path.c_str()) == 0;
  return is_good ? std::string() : "ledger " + path + ": " + std::strerror(errno);
}

}  // namespace hotlane::io
