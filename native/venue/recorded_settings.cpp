// See recorded_settings.hpp.
#include "venue/recorded_settings.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "journal/crc32c.hpp"

namespace hotlane::venue {
namespace {

constexpr std::array compared = {"market", "seed", "rate", "symbols", "accounts", "file"};
constexpr const char* session_name = "session";
constexpr const char* midnight_name = "midnight";

std::string hexadecimal(uint32_t value) {
  std::array<char, 8> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, 16).ptr;
  return {text.data(), end};
}

std::string symbols_text(const std::vector<wire::Symbol>& symbols) {
  const uint32_t crc = crc32c(std::as_bytes(std::span(symbols)));
  return std::to_string(symbols.size()) + " with checksum " + hexadecimal(crc);
}

std::string accounts_text(const std::vector<AccountSettings>& accounts) {
  std::string text;
  for (const AccountSettings& account : accounts) {
    if (!text.empty()) text += ',';
    text += account.username.text();
    if (account.protocol == OrderProtocol::ouch42) text += "/ouch42";
    if (account.cancel_on_disconnect) text += "/cancel-on-disconnect";
  }
  return text;
}

// The shortest text that reads back as the same number.
std::string rate_text(double rate) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), rate).ptr;
  return {text.data(), end};
}

std::string file_text(Bytes file) {
  if (file.empty()) return "none";
  return std::to_string(file.size()) + " bytes with checksum " + hexadecimal(crc32c(file));
}

std::optional<std::string_view> value_of(std::string_view text, std::string_view name) noexcept {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ' ')
      return line.substr(name.size() + 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

}  // namespace

std::string settings_text(const ExchangeSettings& settings, Bytes file) {
  std::string text;
  const auto add = [&text](const char* name, const std::string& value) {
    text += std::string(name) + " " + value + "\n";
  };
  add("market", settings.is_historical ? "historical" : "generated");
  add("seed", std::to_string(settings.seed));
  add("rate", rate_text(settings.messages_per_second));
  add("symbols", symbols_text(settings.symbols));
  add("accounts", accounts_text(settings.accounts));
  add("file", file_text(file));
  add(session_name, std::string(settings.feed_session.text()));
  add(midnight_name, std::to_string(settings.midnight));
  return text;
}

std::string adopt_settings(std::string_view text, Bytes file, ExchangeSettings& settings) {
  const std::string wanted = settings_text(settings, file);
  for (const char* name : compared) {
    const auto recorded = value_of(text, name);
    const std::string_view now = value_of(wanted, name).value_or("");
    if (recorded == now) continue;
    return std::string(name) + " is " + std::string(now) + " now, but the record was made with " +
           std::string(recorded.value_or("none")) + ": start with the same, or with another record";
  }
  const auto session = value_of(text, session_name);
  const auto midnight = value_of(text, midnight_name);
  TimeNs time = -1;
  if (midnight) std::from_chars(midnight->data(), midnight->data() + midnight->size(), time);
  if (!session || session->empty() || session->size() > sizeof settings.feed_session || time < 0 ||
      time > INT64_MAX / 2) {
    return "the record's settings have no session name or no midnight";
  }
  settings.feed_session = wire::moldudp64::Session(*session);
  settings.order_session = wire::soupbintcp::session_field(*session);
  settings.midnight = time;
  return {};
}

}  // namespace hotlane::venue
