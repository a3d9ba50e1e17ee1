// OUCH 5.0's messages: golden bytes, real captures, every size a message may and may not have, what no order
// can have, tags, and what appendages say.
#include <cstring>
#include <string>
#include <vector>

#include "harness.hpp"
#include "pcap_payloads.hpp"
#include "session/ouch50_answer.hpp"
#include "session/ouch50_request.hpp"
#include "session/soup_framer.hpp"

namespace hotlane {
namespace {

using Buffer = std::vector<std::byte>;

Buffer from_hex(const std::string& hex) {
  Buffer out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out.push_back(static_cast<std::byte>(std::stoul(hex.substr(i, 2), nullptr, 16)));
  }
  return out;
}

// A message of this type with zeros for fields, valid letters where they are checked, and `tags` after its
// length.
Buffer outbound(char type, bool has_appendage, const Buffer& tags = {}) {
  const auto size = wire::ouch50::outbound_size(type);
  Buffer message(has_appendage ? size.with : size.bare);
  message[0] = static_cast<std::byte>(type);
  const auto set = [&message](size_t at, char letter) { message[at] = static_cast<std::byte>(letter); };
  if (type == 'A' || type == 'M') set(13, 'B');
  if (type == 'A') message[17] = std::byte{100}, set(47, 'L');
  if (type == 'U') set(17, 'B'), message[21] = std::byte{100}, set(51, 'L');
  if (type == 'E') message[16] = std::byte{100}, message[24] = std::byte{1};
  if (has_appendage) message.back() = static_cast<std::byte>(tags.size());
  message.insert(message.end(), tags.begin(), tags.end());
  return message;
}

OuchFault fault_of_answer(const Buffer& message) {
  OrderAnswer answer;
  return decode_ouch50_answer(message, answer);
}

OuchFault fault_of_request(const Buffer& message) {
  OuchRequest request;
  return decode_request(message, request);
}

TEST("OUCH reads the sheet's golden Enter Order") {
  const Buffer message = from_hex(
      "4f000000014200000064"
      "4141504c20202020"
      "000000000012d644"
      "3059504e4e"
      "484c312020202020202020202020"
      "0006"
      "050300000064");
  CHECK_EQUAL(message.size(), size_t{53});
  OuchRequest request;
  REQUIRE(decode_request(message, request) == OuchFault::none);
  CHECK_EQUAL(request.user_ref_num, 1U);
  CHECK_EQUAL(request.side_letter, 'B');
  CHECK_EQUAL(request.quantity, 100U);
  CHECK(request.symbol.text() == "AAPL");
  CHECK_EQUAL(request.price, uint64_t{1'234'500});
  CHECK_EQUAL(request.min_quantity, 100U);
  CHECK(request.has(wire::ouch50::Tag::min_qty) && !request.has(wire::ouch50::Tag::post_only));
}

TEST("OUCH reads real captures") {
  const auto entered = test::tcp_payloads("data/pcap/ouch50/EnterOrderMessage.pcap");
  const auto accepted = test::tcp_payloads("data/pcap/ouch50/OrderAcceptedMessage.pcap");
  const auto heartbeat = test::tcp_payloads("data/pcap/ouch50/ClientHeartbeatPacket.pcap");
  if (entered.empty()) return test::skip("shared captures are not present");
  SoupPacket packet;
  OuchRequest request;
  REQUIRE(peek_packet(entered[0], packet) == FrameResult::packet);
  REQUIRE(decode_request(packet.payload, request) == OuchFault::none);
  CHECK_EQUAL(request.user_ref_num, 0x71U);
  CHECK_EQUAL(request.side_letter, 'T');
  CHECK(request.symbol.text() == "CVLT" && request.firm.text() == "LIME");
  CHECK_EQUAL(request.quantity, 225U);
  CHECK_EQUAL(request.price, uint64_t{630'200});
  OrderAnswer answer;
  REQUIRE(peek_packet(accepted[0], packet) == FrameResult::packet);
  REQUIRE(decode_ouch50_answer(packet.payload, answer) == OuchFault::none);
  CHECK(answer.kind == OrderAnswerKind::accepted && answer.is_live && answer.side == Side::buy);
  CHECK(answer.symbol.text() == "ADBE");
  CHECK_EQUAL(answer.quantity, 40U);
  CHECK_EQUAL(answer.price_ticks, 4'777'800);
  CHECK_EQUAL(answer.order_reference, uint64_t{0x0f56b4f5});
  REQUIRE(peek_packet(heartbeat[0], packet) == FrameResult::packet);
  CHECK(packet.type == 'R' && packet.payload.empty());
}

TEST("OUCH takes each answer at its legal sizes only") {
  const Buffer user_ref_idx = from_hex("021c01");
  for (const char type : std::string("SAUCDEBJPITMRXGKQ")) {
    const auto size = wire::ouch50::outbound_size(type);
    const bool has_none = size.rule == wire::ouch50::AppendageRule::none;
    const bool must = size.rule == wire::ouch50::AppendageRule::required;
    CHECK((fault_of_answer(outbound(type, false)) == OuchFault::none) == !must);
    if (!has_none) {
      CHECK(fault_of_answer(outbound(type, true)) == OuchFault::none);
      CHECK(fault_of_answer(outbound(type, true, user_ref_idx)) == OuchFault::none);
    }
    for (const bool with : {false, true}) {
      if (with && has_none) continue;
      Buffer longer = outbound(type, with);
      longer.push_back(std::byte{0});
      CHECK(fault_of_answer(longer) != OuchFault::none);
      Buffer shorter = outbound(type, with);
      shorter.pop_back();
      CHECK(fault_of_answer(shorter) != OuchFault::none || shorter.empty());
    }
  }
  CHECK(fault_of_answer({}) == OuchFault::empty);
  CHECK(fault_of_answer(from_hex("3f00")) == OuchFault::unknown_type);
}

TEST("OUCH checks tags: a client skips unknown ones, a host refuses them") {
  const auto answer_with = [](const char* tags) {
    return fault_of_answer(outbound('E', true, from_hex(tags)));
  };
  CHECK(answer_with("021c01") == OuchFault::none);
  CHECK(answer_with("02c801") == OuchFault::none);
  CHECK(answer_with("00") == OuchFault::tag_empty);
  CHECK(answer_with("031c01") == OuchFault::tag_past_end);
  CHECK(answer_with("031c0101") == OuchFault::tag_wrong_size);
  CHECK(answer_with("021c01021c01") == OuchFault::tag_repeated);
  const auto request_with = [](const std::string& tags) {
    Buffer message(47);
    message[0] = std::byte{'O'};
    message[46] = static_cast<std::byte>(tags.size() / 2);
    const Buffer bytes = from_hex(tags);
    message.insert(message.end(), bytes.begin(), bytes.end());
    return fault_of_request(message);
  };
  CHECK(request_with("020c50") == OuchFault::none);
  CHECK(request_with("02c801") == OuchFault::tag_not_allowed);
  CHECK(request_with("020842") == OuchFault::tag_not_allowed);
  CHECK(request_with("021b53") == OuchFault::tag_not_allowed);  // Side is a Replace's tag
}

TEST("OUCH refuses what no order and no trade can have") {
  const auto with = [](char type, size_t at, std::initializer_list<int> bytes) {
    Buffer message = outbound(type, true);
    for (const int byte : bytes) message[at++] = static_cast<std::byte>(byte);
    return fault_of_answer(message);
  };
  CHECK(with('A', 13, {'X'}) == OuchFault::side);
  CHECK(with('A', 13, {'T'}) == OuchFault::none);
  CHECK(with('A', 26, {1}) == OuchFault::price_range);
  CHECK(with('A', 26, {0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF}) == OuchFault::none);  // market order for a cross
  CHECK(with('A', 26, {0, 0, 0, 0, 0x80, 0, 0, 0}) == OuchFault::price_range);
  CHECK(with('A', 14, {0, 0, 0, 0}) == OuchFault::quantity_range);     // live with nothing left
  CHECK(with('A', 14, {0, 15, 66, 64}) == OuchFault::quantity_range);  // 1,000,000
  CHECK(with('A', 14, {0, 15, 66, 63}) == OuchFault::none);
  CHECK(with('A', 47, {'D'}) == OuchFault::none);
  CHECK(with('A', 47, {'l'}) == OuchFault::order_state);
  CHECK(with('U', 51, {0}) == OuchFault::order_state);
  CHECK(with('E', 13, {0, 0, 0, 0}) == OuchFault::quantity_range);
  CHECK(with('E', 13, {0xFF}) == OuchFault::quantity_range);
  CHECK(with('E', 17, {0, 0, 0, 0, 0, 0, 0, 0}) == OuchFault::price_range);
  CHECK(with('E', 17, {0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF}) ==
        OuchFault::price_range);  // none trades at that
  CHECK(with('C', 13, {0x7F}) == OuchFault::quantity_range);
  CHECK(with('D', 22, {1}) == OuchFault::price_range);
  CHECK(with('T', 13, {1}) == OuchFault::price_range);
  CHECK(with('M', 13, {'x'}) == OuchFault::side);
}

TEST("OUCH delivers what appendages say") {
  OrderAnswer answer;
  REQUIRE(decode_ouch50_answer(outbound('R', true,
                                        from_hex("09010000000000000007"
                                                 "051600000064"
                                                 "091700000000000f4240"
                                                 "021c05")),
                               answer) == OuchFault::none);
  CHECK(answer.kind == OrderAnswerKind::restated);
  CHECK_EQUAL(answer.detail.secondary_reference, uint64_t{7});
  CHECK_EQUAL(answer.detail.display_quantity, 100U);
  CHECK_EQUAL(answer.detail.display_price_ticks, 1'000'000);
  CHECK_EQUAL(answer.detail.user_ref_idx, uint8_t{5});
  REQUIRE(decode_ouch50_answer(outbound('A', true,
                                        from_hex("054142434420"  // length 5, tag 0x41: unknown, skipped
                                                 "050241424344"
                                                 "0503000000c8"
                                                 "050500000064"
                                                 "020c50"
                                                 "050f00000e10"
                                                 "021959"
                                                 "021244"
                                                 "03180007"
                                                 "021d4f")),
                               answer) == OuchFault::none);
  CHECK(answer.detail.firm.text() == "ABCD" && answer.detail.is_located && answer.detail.post_only == 'P');
  CHECK(answer.detail.min_quantity == 200 && answer.detail.max_floor == 100);
  CHECK(answer.detail.expire_seconds == 3'600 && answer.detail.bbo_weight == 'D');
  CHECK(answer.detail.group_id == 7 && answer.detail.aiq_strategy == 'O');
  CHECK(fault_of_answer(outbound('R', true, from_hex("0917ffffffffffffffff"))) == OuchFault::price_range);
}

TEST("OUCH delivers each kind of answer with what it is about") {
  const auto decode = [](char type) {
    Buffer message =
        outbound(type, wire::ouch50::outbound_size(type).rule != wire::ouch50::AppendageRule::none);
    message[8] = std::byte{9};  // 9 ns past midnight
    if (message.size() > 12) message[12] = std::byte{77};
    OrderAnswer answer;
    CHECK(decode_ouch50_answer(message, answer) == OuchFault::none);
    CHECK_EQUAL(answer.time_of_day_ns, TimeNs{9});
    CHECK_EQUAL(type == 'U' ? answer.orig_user_ref_num : answer.user_ref_num, type == 'S' ? 0U : 77U);
    return answer.kind;
  };
  using enum OrderAnswerKind;
  const std::pair<char, OrderAnswerKind> kinds[] = {{'S', system_event},
                                                    {'A', accepted},
                                                    {'U', replaced},
                                                    {'C', cancelled},
                                                    {'D', self_match_cancelled},
                                                    {'E', executed},
                                                    {'B', trade_broken},
                                                    {'J', rejected},
                                                    {'P', cancel_pending},
                                                    {'I', cancel_rejected},
                                                    {'T', priority_updated},
                                                    {'M', modified},
                                                    {'R', restated},
                                                    {'X', mass_cancel_response},
                                                    {'G', entry_disabled},
                                                    {'K', entry_enabled},
                                                    {'Q', account_query_response}};
  for (const auto& [type, kind] : kinds) CHECK(decode(type) == kind);
}

}  // namespace
}  // namespace hotlane
