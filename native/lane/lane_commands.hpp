// What the lane is told by people and by the main thread: commands, limits, grants. Definitions of lane.hpp,
// which alone includes this.
#pragma once

#include "lane/lane.hpp"

namespace hotlane {

template <class Clock>
void Lane<Clock>::on_command(const boundary::Command& command, TimeNs now) noexcept {
  boundary::Command kept = command;
  std::memset(kept.password, ' ', sizeof kept.password);
  const Input input(*this, lane_record::Command{}, now, std::as_bytes(std::span(&kept, 1)));
  switch (static_cast<boundary::CommandKind>(command.kind)) {
    case boundary::CommandKind::stop: begin_stop(now); break;
    case boundary::CommandKind::kill_switch: turn_kill_switch(command, now); break;
    case boundary::CommandKind::connect_session:
    case boundary::CommandKind::disconnect_session:
    case boundary::CommandKind::mass_cancel:
    case boundary::CommandKind::disable_entry:
    case boundary::CommandKind::enable_entry: obey_about_session(command, now); break;
    case boundary::CommandKind::acknowledge_account: desk_.acknowledge(command.index, now); break;
    case boundary::CommandKind::stop_strategy: withdraw(command.index, now); break;
    case boundary::CommandKind::install_strategy: install(command.index, command.value != 0, now); break;
    case boundary::CommandKind::trade_live: trade_live(command.index, now); break;
    case boundary::CommandKind::reduce_only:
      desk_.gate().reduce_only(static_cast<RiskScope>(command.scope), static_cast<uint16_t>(command.index),
                               command.value != 0);
      break;
    case boundary::CommandKind::rearm:
      // A strategy that failed is called no more, whoever re-arms it.
      desk_.gate().rearm(static_cast<RiskScope>(command.scope), static_cast<uint16_t>(command.index));
      break;
    case boundary::CommandKind::trip:
      desk_.gate().trip(static_cast<RiskScope>(command.scope), static_cast<uint16_t>(command.index),
                        static_cast<Refusal>(command.value));
      break;
    case boundary::CommandKind::control: desk_.gate().on_control(now); break;
    case boundary::CommandKind::cancel_all: desk_.cancel_open(now); break;
    case boundary::CommandKind::set_limits:  // they come by on_limits()
    case boundary::CommandKind::none: break;
  }
  desk_.cancel_stopped(clock_, now);
}

// A set of limits longer than a record stands in parts; the last one is the input.
template <class Clock>
void Lane<Clock>::on_limits(const LimitSet& limits, TimeNs now) noexcept {
  Bytes rest = std::as_bytes(std::span(&limits, 1));
  for (; rest.size() > socket_bytes_max; rest = rest.subspan(socket_bytes_max)) {
    journal_.put(lane_record::Limits{1}, now, rest.first(socket_bytes_max));
  }
  const Input input(*this, lane_record::Limits{0}, now, rest);
  desk_.apply_limits(limits, now);
}

template <class Clock>
void Lane<Clock>::on_grants(const FirmGrants& grants, TimeNs now) noexcept {
  const Input input(*this, lane_record::Grants{}, now, std::as_bytes(std::span(&grants, 1)));
  desk_.gate().apply_grants(grants);
}

template <class Clock>
void Lane<Clock>::turn_kill_switch(const boundary::Command& command, TimeNs now) noexcept {
  if (!desk_.turn_kill_switch(command, turns_, clock_)) return;
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::kill_switch);
  event.side = static_cast<uint8_t>(command.scope);
  event.session = static_cast<uint16_t>(command.index);
  event.state = command.value != 0 ? 1 : 0;
  desk_.events().put(event);
}

// TypeScript writes no set before the lane has taken over the last one; a set that is none is not taken.
template <class Clock>
void Lane<Clock>::take_staged_limits(uint32_t version, TimeNs now) noexcept {
  if (memory_.staged_limits.version == version) {
    on_limits(memory_.staged_limits, now);
  } else {
    ++limits_refused_;
  }
  publish_word(memory_.risk.limits_version, desk_.gate().version());
  publish_word(memory_.risk.limits_refused, limits_refused_);
}

}  // namespace hotlane
