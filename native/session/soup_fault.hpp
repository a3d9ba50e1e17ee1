// Why a SoupBinTCP connection had to be given up. Set by the client or server machine, shown to the operator
// and counted. After a fault the owner of the socket closes it.
#pragma once

#include <cstdint>

namespace hotlane {

enum class SoupFault : uint8_t {
  none,
  empty_packet,      // Packet Length 0: framing is lost
  packet_too_long,   // above our receive bound
  wrong_size,        // for its type
  unknown_type,      // no such packet type
  wrong_side,        // a type that only we may send
  out_of_order,      // data before login, or a second login
  malformed_number,  // a number field that is no number
  other_session,     // the server put us into another session than the one asked for
  messages_lost,     // the server starts above the number asked for
  login_timeout,     // no answer to, or no, login request
  peer_silent,       // nothing received for too long
  packet_stalled,    // a packet begun was not finished in time
};

constexpr uint32_t soup_fault_count = 13;

[[nodiscard]] constexpr const char* words_of(SoupFault fault) noexcept {
  switch (fault) {
    case SoupFault::none: return "none";
    case SoupFault::empty_packet: return "a packet of length 0 came: framing is lost";
    case SoupFault::packet_too_long: return "a packet longer than the receive bound came";
    case SoupFault::wrong_size: return "a packet came with the wrong size for its type";
    case SoupFault::unknown_type: return "a packet of unknown type came";
    case SoupFault::wrong_side: return "a packet came that only this side may send";
    case SoupFault::out_of_order: return "data before login, or a second login";
    case SoupFault::malformed_number: return "a number field holds no number";
    case SoupFault::other_session: return "the server put us into another session than the one asked for";
    case SoupFault::messages_lost: return "the server starts above the number asked for: messages are lost";
    case SoupFault::login_timeout: return "login was not completed in time";
    case SoupFault::peer_silent: return "nothing was received for too long";
    case SoupFault::packet_stalled: return "a packet begun was not finished in time";
  }
  return "unknown";
}

}  // namespace hotlane
