#include "io/xdp_code.hpp"

#include <netinet/in.h>

#include <cstddef>

namespace hotlane::io {
namespace {

// Registers by their part. R6 to R9 keep their values over calls, R0 to R5 do not.
enum Register : uint8_t {
  result = BPF_REG_0,
  argument_1 = BPF_REG_1,
  argument_2 = BPF_REG_2,
  argument_3 = BPF_REG_3,
  scratch = BPF_REG_4,
  context = BPF_REG_6,
  frame = BPF_REG_7,
  frame_end = BPF_REG_8,
  now = BPF_REG_9,
  stack = BPF_REG_10,
};

// Where fields lie: in an untagged frame with an IPv4 header of 20 bytes.
constexpr int16_t ethernet_bytes = 14;
constexpr int16_t vlan_tag_bytes = 4;
constexpr int16_t ether_type_at = 12;
constexpr int16_t ip_version_at = ethernet_bytes;
constexpr int16_t ip_fragment_at = ethernet_bytes + 6;
constexpr int16_t ip_protocol_at = ethernet_bytes + 9;
constexpr int16_t ip_destination_at = ethernet_bytes + 16;
constexpr int16_t udp_destination_at = ethernet_bytes + 20 + 2;
constexpr int16_t headers_bytes = ethernet_bytes + 20 + 8;
// The key on the stack, which grows down from its register.
constexpr int16_t key_at = -8;
constexpr int16_t key_port_at = key_at + 4;
constexpr int16_t key_queue_at = key_at + 6;
static_assert(sizeof(XdpKey) == 8 && offsetof(XdpKey, port) == 4 && offsetof(XdpKey, queue) == 6);

enum class Label : uint8_t { pass, redirect };

class Assembler {
 public:
  void move(Register to, Register from) { put(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0); }
  void set(Register to, int32_t value) { put(BPF_ALU64 | BPF_MOV | BPF_K, to, {}, 0, value); }
  void add(Register to, int32_t value) { put(BPF_ALU64 | BPF_ADD | BPF_K, to, {}, 0, value); }
  void mask(Register to, int32_t value) { put(BPF_ALU64 | BPF_AND | BPF_K, to, {}, 0, value); }
  // `size`: BPF_B, BPF_H, BPF_W or BPF_DW.
  void load(int size, Register to, Register from, int16_t at) {
    put(BPF_LDX | BPF_MEM | size, to, from, at, 0);
  }
  void store(int size, Register to, int16_t at, Register from) {
    put(BPF_STX | BPF_MEM | size, to, from, at, 0);
  }
  void load_map(Register to, int descriptor) {
    load_wide(to, BPF_PSEUDO_MAP_FD, static_cast<uint32_t>(descriptor));
  }
  void load_wide(Register to, uint8_t kind, uint64_t value) {
    put(BPF_LD | BPF_IMM | BPF_DW, to, static_cast<Register>(kind), 0, static_cast<int32_t>(value));
    put(0, {}, {}, 0, static_cast<int32_t>(value >> 32));
  }
  void call(int32_t function) { put(BPF_JMP | BPF_CALL, {}, {}, 0, function); }
  void exit() { put(BPF_JMP | BPF_EXIT, {}, {}, 0, 0); }
  void jump_if(int condition, Register a, int32_t b, Label to) { jump(condition | BPF_K, a, {}, b, to); }
  void jump_if_above(Register a, Register b, Label to) { jump(BPF_JGT | BPF_X, a, b, 0, to); }
  void label(Label here) { at_[static_cast<size_t>(here)] = code_.size(); }
  // The index of a forward jump that is to be given its end by land().
  size_t jump_if_forward(int condition, Register a, int32_t b) {
    put(BPF_JMP | condition | BPF_K, a, {}, 0, b);
    return code_.size() - 1;
  }
  void land(size_t jump) { code_[jump].off = static_cast<int16_t>(code_.size() - jump - 1); }

  std::vector<bpf_insn> finish() {
    for (const auto& [from, to] : jumps_) {
      code_[from].off = static_cast<int16_t>(at_[static_cast<size_t>(to)] - from - 1);
    }
    return std::move(code_);
  }

 private:
  struct Jump {
    size_t from;
    Label to;
  };
  void put(int operation, Register to, Register from, int16_t offset, int32_t value) {
    bpf_insn instruction{};
    instruction.code = static_cast<uint8_t>(operation);
    instruction.dst_reg = to & 0xF;
    instruction.src_reg = from & 0xF;
    instruction.off = offset;
    instruction.imm = value;
    code_.push_back(instruction);
  }
  void jump(int condition, Register a, Register b, int32_t value, Label to) {
    jumps_.push_back({code_.size(), to});
    put(BPF_JMP | condition, a, b, 0, value);
  }

  std::vector<bpf_insn> code_;
  std::vector<Jump> jumps_;
  size_t at_[2] = {};
};

// Passes the frame on if it ends before `bytes` from where `frame` points.
void need(Assembler& code, int32_t bytes) {
  code.move(argument_2, frame);
  code.add(argument_2, bytes);
  code.jump_if_above(argument_2, frame_end, Label::pass);
}

// Steps over one VLAN tag, if there is one: afterwards `frame` is where an untagged one would begin, and
// argument_3 is its EtherType.
void skip_tag(Assembler& code) {
  const size_t tagged = code.jump_if_forward(BPF_JEQ, argument_3, htons(0x8100));
  const size_t untagged = code.jump_if_forward(BPF_JNE, argument_3, htons(0x88A8));
  code.land(tagged);
  need(code, ethernet_bytes + vlan_tag_bytes);
  code.add(frame, vlan_tag_bytes);
  code.load(BPF_H, argument_3, frame, ether_type_at);
  code.land(untagged);
}

// Only whole UDP datagrams in IPv4 without options go on; the kernel takes care of all else.
void match_udp(Assembler& code) {
  code.move(context, argument_1);
  code.load(BPF_W, frame, context, offsetof(xdp_md, data));
  code.load(BPF_W, frame_end, context, offsetof(xdp_md, data_end));
  need(code, ethernet_bytes);
  code.load(BPF_H, argument_3, frame, ether_type_at);
  skip_tag(code);
  skip_tag(code);
  code.jump_if(BPF_JNE, argument_3, htons(0x0800), Label::pass);
  need(code, headers_bytes);
  code.load(BPF_B, argument_3, frame, ip_version_at);
  code.jump_if(BPF_JNE, argument_3, 0x45, Label::pass);
  code.load(BPF_B, argument_3, frame, ip_protocol_at);
  code.jump_if(BPF_JNE, argument_3, IPPROTO_UDP, Label::pass);
  code.load(BPF_H, argument_3, frame, ip_fragment_at);
  code.mask(argument_3, htons(0x3FFF));
  code.jump_if(BPF_JNE, argument_3, 0, Label::pass);
}

void match_destination(Assembler& code, int destinations) {
  code.load(BPF_W, argument_3, frame, ip_destination_at);
  code.store(BPF_W, stack, key_at, argument_3);
  code.load(BPF_H, argument_3, frame, udp_destination_at);
  code.store(BPF_H, stack, key_port_at, argument_3);
  code.load(BPF_W, argument_3, context, offsetof(xdp_md, rx_queue_index));
  code.store(BPF_H, stack, key_queue_at, argument_3);
  code.load_map(argument_1, destinations);
  code.move(argument_2, stack);
  code.add(argument_2, key_at);
  code.call(BPF_FUNC_map_lookup_elem);
  code.jump_if(BPF_JEQ, result, 0, Label::pass);
}

// A driver without room for metadata leaves the frame unstamped, which the receiver sees by the magic.
void stamp(Assembler& code) {
  code.call(BPF_FUNC_ktime_get_ns);
  code.move(now, result);
  code.move(argument_1, context);
  code.set(argument_2, -int32_t{sizeof(XdpStamp)});
  code.call(BPF_FUNC_xdp_adjust_meta);
  code.jump_if(BPF_JNE, result, 0, Label::redirect);
  code.load(BPF_W, argument_1, context, offsetof(xdp_md, data_meta));
  code.load(BPF_W, argument_2, context, offsetof(xdp_md, data));
  code.move(argument_3, argument_1);
  code.add(argument_3, sizeof(XdpStamp));
  code.jump_if_above(argument_3, argument_2, Label::redirect);
  code.store(BPF_DW, argument_1, offsetof(XdpStamp, monotonic_ns), now);
  code.load_wide(scratch, 0, xdp_stamp_magic);
  code.store(BPF_DW, argument_1, offsetof(XdpStamp, magic), scratch);
}

}  // namespace

std::vector<bpf_insn> xdp_code(int destinations, int sockets) {
  Assembler code;
  match_udp(code);
  match_destination(code, destinations);
  stamp(code);
  code.label(Label::redirect);
  code.load_map(argument_1, sockets);
  code.load(BPF_W, argument_2, context, offsetof(xdp_md, rx_queue_index));
  code.set(argument_3, XDP_PASS);  // when no socket is there (any more)
  code.call(BPF_FUNC_redirect_map);
  code.exit();
  code.label(Label::pass);
  code.set(result, XDP_PASS);
  code.exit();
  return code.finish();
}

}  // namespace hotlane::io
