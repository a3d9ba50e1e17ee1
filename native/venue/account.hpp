// One account of the venue's order port: who may log in and what is spoken, which numbers or tokens have been
// used, which firms may enter orders, the sequenced messages of its session and its orders' record. Written
// by the exchange on the venue's thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "session/venue_profile.hpp"
#include "venue/ouch42_teller.hpp"
#include "venue/ouch50_teller.hpp"
#include "venue/venue_ledger.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane::venue {

struct AccountSettings {
  wire::soupbintcp::Username username;
  wire::soupbintcp::Password password;
  OrderProtocol protocol = OrderProtocol::ouch50;
  // Its open orders are cancelled when its connection is lost, however that is.
  bool cancel_on_disconnect = false;
};

class Account {
 public:
  explicit Account(const AccountSettings& settings) : settings_(settings) {}

  // Tells something through tell(AnswerTeller&).
  template <class Tell>
  void tell(uint64_t time_of_day, Tell&& tell) {
    if (is_ouch42()) {
      Ouch42Teller teller(store_, time_of_day);
      tell(static_cast<AnswerTeller&>(teller));
    } else {
      Ouch50Teller teller(store_, time_of_day);
      tell(static_cast<AnswerTeller&>(teller));
    }
  }

  // Gives an OUCH 4.2 request the numbers that its tokens stand for; 0: none that may be meant.
  void name(OuchRequest& request) const {
    if (!is_ouch42()) return;
    const uint32_t known = number_of(request.token);
    request.orig_user_ref_num = number_of(request.existing_token);
    const bool is_new_order = request.type == wire::ouch50::InboundType::enter_order ||
                              request.type == wire::ouch50::InboundType::replace_order;
    request.user_ref_num = !is_new_order ? known : known == 0 ? last_numbers_[0] + 1 : 0;
  }
  // False: taken for a resend and to be ignored without an answer (ouch50.md, UserRefNum; ouch42.md, Token).
  [[nodiscard]] bool is_new(const OuchRequest& request) const noexcept {
    return request.user_ref_num > last_numbers_[request.user_ref_idx];
  }
  void spend(const OuchRequest& request) {
    last_numbers_[request.user_ref_idx] = request.user_ref_num;
    if (is_ouch42()) numbers_[request.token] = request.user_ref_num;
  }
  [[nodiscard]] uint32_t next_number(uint8_t channel) const noexcept { return last_numbers_[channel] + 1; }

  // Whose orders are, where they don't say: the first letters of the user's name.
  [[nodiscard]] wire::Firm firm_of(const wire::Firm& named) const noexcept {
    return named.text().empty() ? wire::Firm(settings_.username.text()) : named;
  }
  [[nodiscard]] bool is_disabled(const wire::Firm& firm) const noexcept {
    return std::find(disabled_.begin(), disabled_.end(), firm) != disabled_.end();
  }
  void switch_entry(const wire::Firm& firm, bool is_on) {
    std::erase(disabled_, firm);
    if (!is_on) disabled_.push_back(firm);
  }

  [[nodiscard]] bool is_ouch42() const noexcept { return settings_.protocol == OrderProtocol::ouch42; }
  [[nodiscard]] const AccountSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] const SequencedStore& store() const noexcept { return store_; }
  [[nodiscard]] VenueLedger& ledger() noexcept { return ledger_; }
  [[nodiscard]] const VenueLedger& ledger() const noexcept { return ledger_; }

 private:
  struct TokenHash {
    [[nodiscard]] size_t operator()(const wire::ouch42::Token& token) const noexcept {
      return std::hash<std::string_view>{}({token.chars, sizeof token.chars});
    }
  };
  // 0: the token has not been used.
  [[nodiscard]] uint32_t number_of(const wire::ouch42::Token& token) const {
    const auto known = numbers_.find(token);
    return known == numbers_.end() ? 0 : known->second;
  }

  AccountSettings settings_;
  SequencedStore store_;
  VenueLedger ledger_;
  std::array<uint32_t, 256> last_numbers_{};  // by channel (ouch50.md, UserRefIdx)
  std::unordered_map<wire::ouch42::Token, uint32_t, TokenHash> numbers_;  // OUCH 4.2
  std::vector<wire::Firm> disabled_;
};

}  // namespace hotlane::venue
