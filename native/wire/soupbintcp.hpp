// SoupBinTCP 3.00 packets as they stand on the wire (soupbintcp.md), with the text fields' encoding. Used by
// the client and server state machines in session/, on any thread. Nothing here keeps state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"

namespace hotlane::wire::soupbintcp {

enum class PacketType : char {
  debug = '+',             // either side, any time
  login_accepted = 'A',    // server
  login_rejected = 'J',    // server
  sequenced_data = 'S',    // server
  unsequenced_data = 'U',  // client; server too in 4.x
  server_heartbeat = 'H',  // server
  end_of_session = 'Z',    // server
  login_request = 'L',     // client
  client_heartbeat = 'R',  // client
  logout_request = 'O',    // client
};

enum class RejectReason : char { not_authorized = 'A', session_not_available = 'S' };

// Framing: two bytes of length, which count the type byte and the payload but not themselves.
struct PacketHeader {
  be16 packet_length;
  char packet_type;
};
static_assert(sizeof(PacketHeader) == 3);
static_assert(offsetof(PacketHeader, packet_length) == 0 && offsetof(PacketHeader, packet_type) == 2);

constexpr size_t length_field_size = 2;
constexpr size_t packet_length_max = 65'535;  // what the field can say; our machines accept far less

using Session = Alpha<10>;     // padded on the left; all spaces: the current one
using Username = Alpha<6>;     // padded on the right
using Password = Alpha<10>;    // padded on the right
using NumberText = Alpha<20>;  // decimal digits, padded on the left
using TimeoutText = Alpha<5>;  // milliseconds as decimal digits, padded on the left (4.10 only)

struct LoginRequest {
  be16 packet_length;
  char packet_type;
  Username username;
  Password password;
  Session requested_session;
  NumberText requested_sequence_number;
};
static_assert(sizeof(LoginRequest) == 49);
static_assert(offsetof(LoginRequest, username) == 3 && offsetof(LoginRequest, password) == 9);
static_assert(offsetof(LoginRequest, requested_session) == 19);
static_assert(offsetof(LoginRequest, requested_sequence_number) == 29);

constexpr uint16_t login_request_length = 47;
constexpr uint16_t login_request_length_410 = 52;  // with the heartbeat timeout at offset 49

struct LoginAccepted {
  be16 packet_length;
  char packet_type;
  Session session;
  NumberText sequence_number;  // of the next Sequenced Data packet
};
static_assert(sizeof(LoginAccepted) == 33);
static_assert(offsetof(LoginAccepted, session) == 3 && offsetof(LoginAccepted, sequence_number) == 13);

struct LoginRejected {
  be16 packet_length;
  char packet_type;
  char reject_reason;
};
static_assert(sizeof(LoginRejected) == 4 && offsetof(LoginRejected, reject_reason) == 3);

// Decimal digits padded on the left. The value is cut on the left if the field is too short: callers' fields
// fit.
template <size_t N>
[[nodiscard]] Alpha<N> number_text(uint64_t value) noexcept {
  Alpha<N> field(std::string_view{});
  size_t at = N;
  do {
    field.chars[--at] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0 && at > 0);
  return field;
}

// Accepts padding on either side; refuses blanks, inner spaces, anything but digits, and values above 2^64
// - 1.
[[nodiscard]] constexpr std::optional<uint64_t> parse_number(std::string_view field) noexcept {
  while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
  while (!field.empty() && field.back() == ' ') field.remove_suffix(1);
  if (field.empty()) return std::nullopt;
  uint64_t value = 0;
  for (const char digit : field) {
    if (digit < '0' || digit > '9') return std::nullopt;
    const auto unit = static_cast<uint64_t>(digit - '0');
    if (value > (UINT64_MAX - unit) / 10) return std::nullopt;
    value = value * 10 + unit;
  }
  return value;
}

template <size_t N>
[[nodiscard]] std::optional<uint64_t> parse_number(const Alpha<N>& field) noexcept {
  return parse_number(std::string_view(field.chars, N));
}

// A session name as it is sent: padded on the left. Longer text is cut.
[[nodiscard]] inline Session session_field(std::string_view name) noexcept {
  Session field(std::string_view{});
  if (name.size() > sizeof field.chars) name = name.substr(0, sizeof field.chars);
  if (!name.empty()) std::memcpy(field.chars + sizeof field.chars - name.size(), name.data(), name.size());
  return field;
}

// A session name without its padding, on whichever side it stood.
[[nodiscard]] inline std::string_view session_name(const Session& field) noexcept {
  std::string_view name = field.text();
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  return name;
}

}  // namespace hotlane::wire::soupbintcp
