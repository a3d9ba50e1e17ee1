#include "veth_pair.hpp"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace hotlane::test {
namespace {

int open_current() {
  return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

bool run(const std::string& command) {
  return std::system(("ip " + command + " >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace

VethPair::VethPair(uint32_t queues) {
  home_ = open_current();
  build(queues);
}

VethPair::~VethPair() {
  if (home_ >= 0) setns(home_, CLONE_NEWNET);
  for (const int descriptor : {receiver_, sender_, home_}) {
    if (descriptor >= 0) close(descriptor);
  }
}

void VethPair::build(uint32_t queues) {
  if (!run("-V")) {
    why_not_ = "`ip` (iproute2) is not installed";
    return;
  }
  if (unshare(CLONE_NEWNET) != 0) {
    why_not_ = std::string("no network namespace may be made here: ") + std::strerror(errno);
    return;
  }
  receiver_ = open_current();
  if (unshare(CLONE_NEWNET) != 0) {
    why_not_ = std::string("no second network namespace may be made here: ") + std::strerror(errno);
    return;
  }
  sender_ = open_current();
  const std::string there = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(receiver_);
  const std::string counts =
      " numrxqueues " + std::to_string(queues) + " numtxqueues " + std::to_string(queues) + " ";
  const std::string sender = sender_interface;
  const std::string receiver = receiver_interface;
  bool is_built =
      run("link add " + sender + counts + "type veth peer name " + receiver + counts + "netns " + there) &&
      run("addr add " + std::string(sender_address) + "/24 dev " + sender) &&
      run("link set " + sender + " up") && run("link set lo up");
  enter_receiver();
  is_built = is_built && run("addr add " + std::string(receiver_address) + "/24 dev " + receiver) &&
             run("link set " + receiver + " up") && run("link set lo up");
  if (!is_built) why_not_ = "no veth pair could be made here";
}

void VethPair::enter_sender() const {
  setns(sender_, CLONE_NEWNET);
}

void VethPair::enter_receiver() const {
  setns(receiver_, CLONE_NEWNET);
}

}  // namespace hotlane::test
