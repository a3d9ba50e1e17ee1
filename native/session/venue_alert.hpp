// What a venue has said that it should not have: named and counted one by one, told to the operator as it
// happens. Those after which a position may be wrong put the accounts concerned in doubt: their trading stops
// until a human has looked (docs/sessions.md, Bad input). Raised by the lane's session desks; codes are
// stable names, only ever added to at the end.
#pragma once

#include <cstdint>

namespace hotlane {

enum class VenueAlert : uint8_t {
  none,
  malformed_answer,     // bytes that are no message of its protocol: what they were to say is lost
  unknown_order,        // an answer that names no order of ours and moves no shares
  unknown_execution,    // a trade of an order that is none of ours
  unknown_live_order,   // an order at the venue that is none of ours
  unknown_trade,        // a trade broken or corrected that we have not seen
  adopted_order,        // an order or a replacement of ours that we had forgotten, known again by its name
  execution_of_done,    // a trade of an order that was over
  execution_too_large,  // a trade of more shares than the order had left
  execution_of_number,  // a trade under a number that its order no longer has, or not yet
  execution_too_early,  // a trade of an order before it was accepted
  execution_differs,    // a match number that came before, with other figures
  cancel_too_large,     // a cancel of more shares than the order had left
  cancel_unasked,       // a cancel that nothing of the order's own explains
  order_contradicted,   // an order taken that we held for refused or lost
  terms_contradicted,   // an order taken with another symbol, side, more shares or a worse price than asked
  answer_repeated,      // an answer that its order had had already, or that can't follow on the one before
  execution_repeated,   // a trade told again
  foreign_number,       // a number that we have not sent yet: another uses the port, or our memory is older
  other_session,        // logged in to another session than ours
  messages_lost,        // the venue's stream goes on beyond what we have heard
  probe_taken,          // recovery's probe was not rejected: the symbol for it is one that the venue lists
  question_unanswered,  // recovery's question is not answered
  connection_broken,    // bytes that break SoupBinTCP, or a silence too long
};

constexpr uint32_t venue_alert_count = 24;

[[nodiscard]] constexpr const char* words_of(VenueAlert alert) noexcept {
  switch (alert) {
    case VenueAlert::none: return "none";
    case VenueAlert::malformed_answer: return "a message that is none of its protocol";
    case VenueAlert::unknown_order: return "an answer that names no order of ours";
    case VenueAlert::unknown_execution: return "a trade of an order that is none of ours";
    case VenueAlert::unknown_live_order: return "an order at the venue that is none of ours";
    case VenueAlert::unknown_trade: return "a trade broken or corrected that we have not seen";
    case VenueAlert::adopted_order: return "an order of ours from before, known again by its name";
    case VenueAlert::execution_of_done: return "a trade of an order that was over";
    case VenueAlert::execution_too_large: return "a trade of more shares than its order had left";
    case VenueAlert::execution_of_number: return "a trade under a number that is not its order's";
    case VenueAlert::execution_too_early: return "a trade of an order not accepted yet";
    case VenueAlert::execution_differs: return "a trade told again with other figures";
    case VenueAlert::cancel_too_large: return "a cancel of more shares than its order had left";
    case VenueAlert::cancel_unasked: return "a cancel that nobody asked for";
    case VenueAlert::order_contradicted: return "an order taken that we held for refused or lost";
    case VenueAlert::terms_contradicted: return "an order taken on other terms than asked for";
    case VenueAlert::answer_repeated: return "an answer that does not follow on the one before";
    case VenueAlert::execution_repeated: return "a trade told again";
    case VenueAlert::foreign_number: return "a number that we have not sent yet";
    case VenueAlert::other_session: return "logged in to another session than ours";
    case VenueAlert::messages_lost: return "messages of the venue are lost";
    case VenueAlert::probe_taken: return "recovery's probe was not rejected";
    case VenueAlert::question_unanswered: return "recovery's question is not answered";
    case VenueAlert::connection_broken: return "the connection's protocol was broken";
  }
  return "unknown";
}

// After which a position, or what is open, may be other than we think.
[[nodiscard]] constexpr bool casts_doubt(VenueAlert alert) noexcept {
  switch (alert) {
    case VenueAlert::malformed_answer:
    case VenueAlert::unknown_execution:
    case VenueAlert::unknown_live_order:
    case VenueAlert::unknown_trade:
    case VenueAlert::adopted_order:
    case VenueAlert::execution_of_done:
    case VenueAlert::execution_too_large:
    case VenueAlert::execution_of_number:
    case VenueAlert::execution_differs:
    case VenueAlert::cancel_too_large:
    case VenueAlert::order_contradicted:
    case VenueAlert::terms_contradicted:
    case VenueAlert::other_session:
    case VenueAlert::messages_lost:
    case VenueAlert::probe_taken: return true;
    case VenueAlert::none:
    case VenueAlert::unknown_order:
    case VenueAlert::execution_too_early:
    case VenueAlert::cancel_unasked:
    case VenueAlert::answer_repeated:
    case VenueAlert::execution_repeated:
    case VenueAlert::foreign_number:
    case VenueAlert::question_unanswered:
    case VenueAlert::connection_broken: return false;
  }
  return true;
}

}  // namespace hotlane
