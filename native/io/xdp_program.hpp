// The program that the kernel runs on every frame of an interface before its own stack: frames to a
// configured address and port that came on a queue with a socket go to that socket (AF_XDP), with the time
// written in front of them; all others go on as if it were not there. Opened and closed by the thread that
// receives.
//
// One program serves an interface, whoever attached it first: lanes and processes that come later join it and
// add what they want. The kernel detaches it when the last of them is gone, however it ended. Another program
// is never replaced.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/network_interface.hpp"
#include "io/xdp_code.hpp"
#include "io/xdp_mode.hpp"

namespace hotlane::io {

// What is wanted on a queue; all in network order, as the frame has it.
struct XdpDestination {
  uint32_t address;
  uint16_t port;
};

class XdpProgram {
 public:
  XdpProgram() noexcept = default;
  ~XdpProgram() { close(); }
  XdpProgram(const XdpProgram&) = delete;
  XdpProgram& operator=(const XdpProgram&) = delete;

  // Attaches to the interface, or joins what is attached there. Empty: good; else why not, in words.
  [[nodiscard]] std::string open(const NetworkInterface& interface, XdpMode mode);
  // Sends frames to `destinations` that come on `queue` to the AF_XDP socket `descriptor`, the queue's only
  // one.
  [[nodiscard]] std::string redirect(std::span<const XdpDestination> destinations, uint32_t queue,
                                     int descriptor);
  void close() noexcept;

  [[nodiscard]] XdpMode mode() const noexcept { return mode_; }  // native or generic, once open
  // Why it is not native though that was tried; empty: it is, or was not tried.
  [[nodiscard]] const std::string& why_not_native() const noexcept { return why_not_native_; }

 private:
  // Of the kernel's objects, which live as long as somebody has them open.
  class Descriptor {
   public:
    ~Descriptor() { reset(); }
    void reset(int value = -1) noexcept;
    [[nodiscard]] int get() const noexcept { return value_; }
    [[nodiscard]] int release() noexcept { return std::exchange(value_, -1); }

   private:
    int value_ = -1;
  };
  [[nodiscard]] int load();
  [[nodiscard]] int attach(uint32_t interface_index, XdpMode mode) noexcept;
  [[nodiscard]] std::string join(const NetworkInterface& interface, XdpMode mode);
  [[nodiscard]] bool take_link(uint32_t program_id, uint32_t interface_index) noexcept;
  [[nodiscard]] bool take_maps(int program) noexcept;
  void forget_queue(uint32_t queue) noexcept;

  Descriptor destinations_;
  Descriptor sockets_;
  Descriptor program_;
  Descriptor link_;
  XdpMode mode_ = XdpMode::best;
  std::string why_not_native_;
  std::vector<XdpKey> added_;
};

}  // namespace hotlane::io
