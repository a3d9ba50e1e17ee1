// Any bytes as an OUCH 5.0 message of either direction: decoders read within the message and fill what they
// accept.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "session/ouch50_answer.hpp"
#include "session/ouch50_request.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hotlane;
  // A copy of its own size, so that a sanitizer sees a read past the end.
  const std::vector<uint8_t> copy(data, data + size);
  const Bytes message = std::as_bytes(std::span(copy));
  OrderAnswer answer;
  if (decode_ouch50_answer(message, answer) == OuchFault::none &&
      (answer.price_ticks < 0 || answer.quantity > wire::ouch50::quantity_max)) {
    std::abort();
  }
  OuchRequest request;
  if (decode_request(message, request) == OuchFault::none &&
      static_cast<char>(request.type) != static_cast<char>(message[0])) {
    std::abort();
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<std::vector<uint8_t>> examples;
  for (const char type :
       {'S', 'A', 'U', 'C', 'D', 'E', 'B', 'J', 'P', 'I', 'T', 'M', 'R', 'X', 'G', 'K', 'Q', 'O'}) {
    for (const auto size :
         {hotlane::wire::ouch50::outbound_size(type), hotlane::wire::ouch50::inbound_size(type)}) {
      for (const uint8_t length : {size.bare, size.with}) {
        if (length == 0) continue;
        std::vector<uint8_t> message(length, 'B');
        message[0] = static_cast<uint8_t>(type);
        if (length == size.with) message[length - 1u] = message[length - 2u] = 0;
        examples.push_back(message);
      }
    }
  }
  examples.push_back({'Q', 0, 3, 2, 28, 1});
  return examples;
}
