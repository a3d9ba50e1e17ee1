// OUCH 5.0: golden bytes, real captures, every size a message may and may not have, tags, and our requests
// read back.
#include <cstring>
#include <string>
#include <vector>

#include "gated_intents.hpp"
#include "harness.hpp"
#include "pcap_payloads.hpp"
#include "session/client_order_id.hpp"
#include "session/order_session.hpp"
#include "session/ouch50_encoder.hpp"
#include "session/ouch50_request.hpp"

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
  if (type == 'A' || type == 'M') message[13] = std::byte{'B'};
  if (type == 'U') message[17] = std::byte{'B'};
  if (has_appendage) message.back() = static_cast<std::byte>(tags.size());
  message.insert(message.end(), tags.begin(), tags.end());
  return message;
}

OuchFault fault_of_answer(const Buffer& message) {
  OuchAnswer answer;
  return decode_answer(message, answer);
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
  OuchAnswer answer;
  REQUIRE(peek_packet(accepted[0], packet) == FrameResult::packet);
  REQUIRE(decode_answer(packet.payload, answer) == OuchFault::none);
  CHECK(answer.kind == OuchAnswerKind::accepted && answer.is_live && answer.side == Side::buy);
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

TEST("OUCH refuses prices beyond ticks and unknown sides") {
  Buffer accepted = outbound('A', true);
  accepted[13] = std::byte{'X'};
  CHECK(fault_of_answer(accepted) == OuchFault::side);
  accepted[13] = std::byte{'T'};
  CHECK(fault_of_answer(accepted) == OuchFault::none);
  accepted[26] = std::byte{1};
  CHECK(fault_of_answer(accepted) == OuchFault::price_range);
}

TEST("OUCH requests that we write are read back as they were meant") {
  test::PermissiveGate gate;
  std::array<std::byte, ouch_request_size_max> room;
  OuchRequest request;
  Intent intent{};
  intent.strategy_order_id = 0xABCDEF01;
  intent.price_ticks = 1'234'500;
  intent.quantity = 300;
  intent.side = Side::sell;
  intent.attributes.is_post_only = true;
  size_t size = encode_enter(room, gate.pass(intent), 77, wire::Symbol("AMZN"));
  REQUIRE(decode_request(Bytes(room).first(size), request) == OuchFault::none);
  CHECK(request.side_letter == 'S' && request.time_in_force == '0' && request.post_only == 'P');
  CHECK(request.user_ref_num == 77 && request.quantity == 300 && request.price == 1'234'500);
  const auto id = parse_client_order_id(request.cl_ord_id);
  REQUIRE(id.has_value());
  CHECK(id->order == 0xABCDEF01 && id->strategy == 0);
  intent.kind = IntentKind::replace;
  size = encode_replace(room, gate.pass(intent), 77, 78);
  REQUIRE(decode_request(Bytes(room).first(size), request) == OuchFault::none);
  CHECK(request.orig_user_ref_num == 77 && request.user_ref_num == 78 && request.quantity == 300);
  size = encode_cancel(room, 78, 100);
  REQUIRE(decode_request(Bytes(room).first(size), request) == OuchFault::none);
  CHECK(request.type == wire::ouch50::InboundType::cancel_order && request.quantity == 100);
  size = encode_modify(room, 78, 'T', 5);
  CHECK(decode_request(Bytes(room).first(size), request) == OuchFault::none && request.side_letter == 'T');
  size = encode_mass_cancel(room, 79, wire::ouch50::Firm("FIRM"), wire::Symbol(""));
  CHECK(decode_request(Bytes(room).first(size), request) == OuchFault::none && request.firm.text() == "FIRM");
  size = encode_account_query(room);
  CHECK(decode_request(Bytes(room).first(size), request) == OuchFault::none);
  CHECK_EQUAL(encode_enter({}, gate.pass(intent), 1, wire::Symbol("A")), size_t{0});
  CHECK(!parse_client_order_id(wire::ouch50::ClOrdId("HL1")));
}

// Puts SoupBinTCP packets of the host into a session.
void say(OrderSession& session, char type, Bytes payload) {
  ByteQueue wire(4096);
  CHECK(write_packet(wire, static_cast<wire::soupbintcp::PacketType>(type), payload));
  std::memcpy(session.receive_space().data(), wire.waiting().data(), wire.waiting().size());
  session.received(wire.waiting().size(), 0);
}

TEST("order session trades only after the Account Query behind the replay is answered") {
  OrderSession session(8192, 8192);
  OrderSessionEvent event;
  test::PermissiveGate gate;
  Intent intent{};
  intent.price_ticks = 100;
  intent.quantity = 1;
  CHECK_EQUAL(session.send_new(gate.pass(intent), wire::Symbol("A"), 0), 0U);
  session.connect({}, 0);
  const std::string accepted = " SESSION A" + std::string(19, ' ') + "1";
  say(session, 'A', std::as_bytes(std::span(accepted)));
  REQUIRE(session.next(event, 0));
  CHECK(event.kind == OrderSessionEventKind::logged_in && !session.is_ready());
  // Login and Account Query are on their way out.
  CHECK_EQUAL(session.out().waiting().size(), size_t{49 + 4});
  Buffer replayed = outbound('A', true);
  replayed[12] = std::byte{9};  // UserRefNum 9, of an earlier life
  say(session, 'S', replayed);
  REQUIRE(session.next(event, 0));
  CHECK(event.kind == OrderSessionEventKind::answer && !session.is_ready());
  Buffer query_answer = outbound('Q', false);
  query_answer[12] = std::byte{12};
  say(session, 'S', query_answer);
  REQUIRE(session.next(event, 0));
  CHECK(event.kind == OrderSessionEventKind::ready && session.is_ready());
  CHECK_EQUAL(session.send_new(gate.pass(intent), wire::Symbol("A"), 0), 12U);
  CHECK_EQUAL(session.next_sequence(), uint64_t{3});
  Buffer broken = outbound('E', true);
  broken.push_back(std::byte{1});
  say(session, 'S', broken);
  REQUIRE(session.next(event, 0));
  CHECK(event.kind == OrderSessionEventKind::malformed_answer);
  CHECK_EQUAL(session.count_of(OuchFault::appendage_length), uint64_t{1});
  session.on_disconnect();
  CHECK(!session.is_ready());
  session.connect({}, 0);
  const std::string login(reinterpret_cast<const char*>(session.out().waiting().data()), 49);
  CHECK_EQUAL(login.substr(19), " SESSION A" + std::string(19, ' ') + "4");
}

}  // namespace
}  // namespace hotlane
