#include "io/xdp_program.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace hotlane::io {
namespace {

// Names as the kernel and bpftool show them; at most 15 characters.
constexpr const char* program_name = "hotlane_rx";
constexpr const char* destinations_name = "hotlane_wanted";
constexpr const char* sockets_name = "hotlane_xsks";
constexpr uint32_t destinations_max = 1'024;  // of all lanes on one interface
constexpr uint32_t queues_max = 256;
// A lane may leave just when another joins, and two may come at once.
constexpr int open_attempts_max = 5;

std::string words_of(int error) {
  switch (error) {
    case EPERM: return "not permitted; run as root, or grant CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF";
    case EOPNOTSUPP: return "the driver has no XDP";
    default: return std::strerror(error);
  }
}

bpf_prog_info info_of(int program) {
  bpf_prog_info info{};
  uint32_t size = sizeof info;
  bpf_obj_get_info_by_fd(program, &info, &size);
  return info;
}

bool is_same_program(const bpf_prog_info& a, const bpf_prog_info& b) {
  return std::strcmp(a.name, b.name) == 0 &&
         std::equal(std::begin(a.tag), std::end(a.tag), std::begin(b.tag));
}

}  // namespace

void XdpProgram::Descriptor::reset(int value) noexcept {
  if (value_ >= 0) ::close(value_);
  value_ = value;
}

// 0, or an errno.
int XdpProgram::load() {
  destinations_.reset(bpf_map_create(BPF_MAP_TYPE_HASH, destinations_name, sizeof(XdpKey), sizeof(uint32_t),
                                     destinations_max, nullptr));
  if (destinations_.get() < 0) return errno;
  sockets_.reset(bpf_map_create(BPF_MAP_TYPE_XSKMAP, sockets_name, sizeof(uint32_t), sizeof(uint32_t),
                                queues_max, nullptr));
  if (sockets_.get() < 0) return errno;
  const std::vector<bpf_insn> code = xdp_code(destinations_.get(), sockets_.get());
  program_.reset(
      bpf_prog_load(BPF_PROG_TYPE_XDP, program_name, "Apache-2.0", code.data(), code.size(), nullptr));
  return program_.get() < 0 ? errno : 0;
}

// Through a link: when its last descriptor is closed, by us or by the end of the process, the kernel
// detaches.
int XdpProgram::attach(uint32_t interface_index, XdpMode mode) noexcept {
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = mode == XdpMode::native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
  const int link = bpf_link_create(program_.get(), static_cast<int>(interface_index), BPF_XDP, &options);
  if (link < 0) return -link;
  link_.reset(link);
  mode_ = mode;
  return 0;
}

std::string XdpProgram::open(const NetworkInterface& interface, XdpMode mode) {
  libbpf_set_print(nullptr);  // its words would go to standard error; ours say what failed
  const std::string name = "AF_XDP on " + interface.name + ": ";
  std::string failure;
  for (int attempt = 0; attempt < open_attempts_max; ++attempt) {
    if (const int error = load(); error != 0) return name + "loading the program: " + words_of(error);
    int error = EOPNOTSUPP;
    if (mode != XdpMode::generic) {
      error = attach(interface.index, XdpMode::native);
      if (error != 0) why_not_native_ = words_of(error);
    }
    const bool is_taken = error == EBUSY || error == EEXIST;
    if (error != 0 && !is_taken && mode != XdpMode::native) error = attach(interface.index, XdpMode::generic);
    if (error == 0) return {};
    if (error != EBUSY && error != EEXIST) return name + words_of(error);
    failure = join(interface, mode);
    if (failure.empty()) return {};
  }
  return name + failure;
}

std::string XdpProgram::join(const NetworkInterface& interface, XdpMode mode) {
  bpf_xdp_query_opts attached{};
  attached.sz = sizeof attached;
  if (const int error = bpf_xdp_query(static_cast<int>(interface.index), 0, &attached); error < 0) {
    return "asking what is attached: " + words_of(-error);
  }
  const bool is_native = attached.attach_mode == XDP_ATTACHED_DRV;
  const uint32_t id = is_native ? attached.drv_prog_id : attached.skb_prog_id;
  if (id == 0) return "another XDP program came or went meanwhile";
  Descriptor theirs;
  theirs.reset(bpf_prog_get_fd_by_id(id));
  if (theirs.get() < 0) {
    return "it has a program (id " + std::to_string(id) + ") that we may not look at: " + words_of(errno);
  }
  const bpf_prog_info info = info_of(theirs.get());
  if (!is_same_program(info, info_of(program_.get()))) {
    return std::string("it has another program, \"") + info.name + "\" (id " + std::to_string(id) +
           "), which is not replaced; detach it, or receive through the kernel";
  }
  if (mode == XdpMode::native && !is_native) return "Hotlane's program is there in generic mode";
  if (mode == XdpMode::generic && is_native) return "Hotlane's program is there in native mode";
  if (!take_link(id, interface.index) || !take_maps(theirs.get())) return "Hotlane's program there just left";
  program_.reset(theirs.release());
  mode_ = is_native ? XdpMode::native : XdpMode::generic;
  why_not_native_ = is_native ? "" : "Hotlane's program was there in generic mode";
  return {};
}

bool XdpProgram::take_link(uint32_t program_id, uint32_t interface_index) noexcept {
  for (uint32_t id = 0; bpf_link_get_next_id(id, &id) == 0;) {
    Descriptor link;
    link.reset(bpf_link_get_fd_by_id(id));
    bpf_link_info info{};
    uint32_t size = sizeof info;
    if (link.get() < 0 || bpf_obj_get_info_by_fd(link.get(), &info, &size) != 0) continue;
    if (info.type != BPF_LINK_TYPE_XDP || info.prog_id != program_id || info.xdp.ifindex != interface_index) {
      continue;
    }
    link_.reset(link.release());
    return true;
  }
  return false;
}

bool XdpProgram::take_maps(int program) noexcept {
  std::array<uint32_t, 8> ids{};
  bpf_prog_info info{};
  info.nr_map_ids = ids.size();
  info.map_ids = reinterpret_cast<uintptr_t>(ids.data());
  uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(program, &info, &size) != 0) return false;
  destinations_.reset();
  sockets_.reset();
  for (uint32_t i = 0; i < std::min<uint32_t>(info.nr_map_ids, ids.size()); ++i) {
    const int map = bpf_map_get_fd_by_id(ids[i]);
    if (map < 0) continue;
    bpf_map_info map_info{};
    size = sizeof map_info;
    bpf_obj_get_info_by_fd(map, &map_info, &size);
    (map_info.type == BPF_MAP_TYPE_XSKMAP ? sockets_ : destinations_).reset(map);
  }
  return destinations_.get() >= 0 && sockets_.get() >= 0;
}

// What an earlier lane on this queue, killed while others held the program, wanted and nobody wants any more.
void XdpProgram::forget_queue(uint32_t queue) noexcept {
  std::vector<XdpKey> stale;
  XdpKey key{};
  const XdpKey* before = nullptr;
  while (bpf_map_get_next_key(destinations_.get(), before, &key) == 0) {
    if (key.queue == queue) stale.push_back(key);
    before = &key;
  }
  for (const XdpKey& each : stale) bpf_map_delete_elem(destinations_.get(), &each);
}

std::string XdpProgram::redirect(std::span<const XdpDestination> destinations, uint32_t queue,
                                 int descriptor) {
  if (queue >= queues_max) return "queue " + std::to_string(queue) + ": Hotlane knows 256";
  forget_queue(queue);
  // The kernel forgets the socket by itself when it is closed.
  if (bpf_map_update_elem(sockets_.get(), &queue, &descriptor, BPF_ANY) != 0) {
    return "putting the socket into the map: " + words_of(errno);
  }
  for (const XdpDestination& destination : destinations) {
    const XdpKey key{destination.address, destination.port, static_cast<uint16_t>(queue)};
    const uint32_t present = 1;
    if (bpf_map_update_elem(destinations_.get(), &key, &present, BPF_ANY) != 0) {
      return "putting a destination into the map: " + words_of(errno);
    }
    added_.push_back(key);
  }
  return {};
}

void XdpProgram::close() noexcept {
  for (const XdpKey& key : added_) bpf_map_delete_elem(destinations_.get(), &key);
  added_.clear();
  link_.reset();
  program_.reset();
  sockets_.reset();
  destinations_.reset();
}

}  // namespace hotlane::io
