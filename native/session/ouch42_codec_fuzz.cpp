// Any bytes as an OUCH 4.2 message of either direction: decoders read within the message and fill what they
// accept with nothing that no order can have.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "session/ouch42_codec.hpp"
#include "session/ouch42_request.hpp"
#include "wire/ouch42.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hotlane;
  // A copy of its own size, so that a sanitizer sees a read past the end.
  const std::vector<uint8_t> copy(data, data + size);
  const Bytes message = std::as_bytes(std::span(copy));
  for (const auto letters : {wire::ouch42::RejectLetters::text2018, wire::ouch42::RejectLetters::later}) {
    OrderAnswer answer;
    const Ouch42Codec codec({.protocol = OrderProtocol::ouch42, .reject_letters = letters});
    if (codec.decode(message, answer) != OuchFault::none) continue;
    if (answer.price_ticks < 0 || answer.quantity > wire::ouch42::shares_max) std::abort();
    if (answer.client_order && answer.user_ref_num == 0) std::abort();
  }
  OuchRequest request;
  if (decode_ouch42_request(message, request) == OuchFault::none &&
      static_cast<char>(request.type) != static_cast<char>(message[0])) {
    std::abort();
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  using namespace hotlane;
  std::vector<std::vector<uint8_t>> examples;
  const wire::ouch42::Token token = token_of({77, 1, 5});
  const wire::ouch42::Token probe = probe_token(1, 1);
  for (const char type :
       {'S', 'A', 'U', 'C', 'D', 'E', 'B', 'G', 'F', 'J', 'P', 'I', 'T', 'M', 'N', 'O', 'X'}) {
    for (const auto size : {wire::ouch42::outbound_size(type), wire::ouch42::inbound_size(type)}) {
      for (const uint8_t length : {size.least, size.most}) {
        if (length == 0) continue;
        std::vector<uint8_t> message(length, 0);
        message[0] = static_cast<uint8_t>(type);
        const size_t at = size.most == wire::ouch42::outbound_size(type).most ? 9 : 1;
        const wire::ouch42::Token& name = type == 'J' ? probe : token;
        for (size_t i = 0; i < sizeof name.chars && at + i < message.size(); ++i) {
          message[at + i] = static_cast<uint8_t>(name.chars[i]);
        }
        if (length > 27) message[23] = 'B', message[27] = 1;
        if (length > 64) message[64] = 'L';
        examples.push_back(message);
      }
    }
  }
  return examples;
}
