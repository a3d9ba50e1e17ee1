// Two network namespaces joined by a veth pair, so that a sender and a receiver in one process meet over real
// network devices. The namespaces have no name: they are gone with the process, however it ends. Needs root
// and `ip`.
#pragma once

#include <cstdint>
#include <string>

namespace hotlane::test {

class VethPair {
 public:
  static constexpr const char* sender_interface = "hl-send";
  static constexpr const char* sender_address = "10.213.70.1";
  static constexpr const char* receiver_interface = "hl-recv";
  static constexpr const char* receiver_address = "10.213.70.2";

  // `queues` of the receiver's end.
  explicit VethPair(uint32_t queues = 1);
  ~VethPair();
  VethPair(const VethPair&) = delete;
  VethPair& operator=(const VethPair&) = delete;

  // Empty: it is there; else why not.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }
  // Moves the calling thread; sockets that it opens belong there for good.
  void enter_sender() const;
  void enter_receiver() const;

 private:
  void build(uint32_t queues);

  int home_ = -1;
  int sender_ = -1;
  int receiver_ = -1;
  std::string why_not_;
};

}  // namespace hotlane::test
