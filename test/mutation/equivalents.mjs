/** Mutants that change nothing anyone could see, with the reason. A mutant that is listed and caught is a mistake here. */
export const equivalents = {
  "exposure_cell.hpp bound: std::min(worst[0], worst[1]) <= -huge":
    "The two worst cases add up to the open shares, never below 0: where one is -2^30, the other is 2^30 or more.",
  "gate_limits.cpp drop: regular_phases_ = 1U << static_cast<unsigned>(SystemPhase::market_hours…":
    "The quick look then finds no phase clear and leaves every intent to the controls, which read the rules: slower.",
  "gate_limits.cpp drop: to.is_open = to.is_set && to.is_entitled && !to.is_restricted":
    "It stays false, so the quick look leaves every intent to the controls, which read its three parts: slower.",
  "gate_updates.cpp drop: has_trips_ = false":
    "Only a stop that is yet untold is given, and each newly set one sets it to true: left true, scopes are looked through in vain.",
  "gate_updates.cpp bound: move.filled_ticks > 0":
    "At 0 ticks, where there was no fill, a mark of 0 is set to 0.",
  "message_rate.hpp bound: due_ <= now":
    "Where it is due just now, nothing of an interval, rounded up to whole messages, is 0 too.",
};
