// src/sdk/market-status.ts for the compiled tier: one object for all kinds, which reads the frame. A text here is a number in
// a reference's clothes, equal for equal texts (src/compiler/texts.ts): it can be compared and kept, and nothing else.
import { frameDouble, frameWord } from "./host";
import * as layout from "./layout";
import * as names from "./names";

@final export class Text {}

@inline function textOf(code: u32): Text { return changetype<Text>(usize(code)); }
@inline function word(field: i32): i32 { return frameWord(layout.StrategyFrame_status + field); }
@inline function number(field: i32): f64 { return f64(word(field)); }
@inline function double(field: i32): f64 { return frameDouble(layout.StrategyFrame_status + field); }
@inline function letter(code: i32): Text { return textOf(u32((code & 0xff) | 0x01000000)); }
@inline function isLetter(code: i32, expected: i32): bool { return (code & 0xff) == expected; }

/** Four letters, without the white space at their end. */
function reason(word: i32): Text {
  for (let length = 4; length > 0; --length) {
    const last = (word >> ((length - 1) * 8)) & 0xff;
    if (last == 0x20 || (last >= 9 && last <= 13) || last == 0xa0) continue;
    if (length == 4) return textOf(u32(word));
    return textOf(u32((word & ((1 << (length * 8)) - 1)) | (length << 24)));
  }
  return textOf(0);
}

@final export class MarketStatus {
  @inline get kind(): Text { return textOf(names.statusKind(word(layout.StatusSlot_kind))); }
  @inline get instrument(): f64 { return number(layout.StatusSlot_instrument); }
  @inline get state(): Text {
    const code = word(layout.StatusSlot_code);
    const isBook = word(layout.StatusSlot_kind) == layout.StatusKind_book;
    return textOf(isBook ? names.bookState(code) : names.tradingState(code));
  }
  @inline get phase(): Text { return textOf(names.systemPhase(word(layout.StatusSlot_code))); }
  @inline get reason(): Text { return reason(word(layout.StatusSlot_reason)); }
  @inline get market(): Text { return letter(word(layout.StatusSlot_detail)); }
  @inline get isHalted(): bool { return isLetter(word(layout.StatusSlot_code), 0x48); }
  @inline get test(): Text { return textOf(names.shortSaleTest(word(layout.StatusSlot_code))); }
  @inline get referenceTicks(): f64 { return number(layout.StatusSlot_referenceTicks); }
  @inline get lowerTicks(): f64 { return number(layout.StatusSlot_lowerTicks); }
  @inline get upperTicks(): f64 { return number(layout.StatusSlot_upperTicks); }
  @inline get extensions(): f64 { return number(layout.StatusSlot_detail); }
  @inline get level1(): f64 { return double(layout.StatusSlot_levels); }
  @inline get level2(): f64 { return double(layout.StatusSlot_levels + 8); }
  @inline get level3(): f64 { return double(layout.StatusSlot_levels + 16); }
  @inline get level(): f64 { return number(layout.StatusSlot_code); }
  @inline get isAnticipated(): bool { return isLetter(word(layout.StatusSlot_code), 0x41); }
  @inline get releaseTimeS(): f64 { return number(layout.StatusSlot_timeS); }
  @inline get priceTicks(): f64 { return number(layout.StatusSlot_referenceTicks); }
  @inline get pairedShares(): f64 { return double(layout.StatusSlot_pairedShares); }
  @inline get imbalanceShares(): f64 { return double(layout.StatusSlot_imbalanceShares); }
  @inline get direction(): Text { return letter(word(layout.StatusSlot_code)); }
  @inline get farTicks(): f64 { return number(layout.StatusSlot_farTicks); }
  @inline get nearTicks(): f64 { return number(layout.StatusSlot_nearTicks); }
  @inline get cross(): Text { return letter(word(layout.StatusSlot_detail)); }
  @inline get variation(): Text { return letter(word(layout.StatusSlot_variation)); }
  @inline get interest(): Text { return letter(word(layout.StatusSlot_code)); }
  @inline get isEligible(): bool { return isLetter(word(layout.StatusSlot_code), 0x59); }
}

/** A kind that this version knows: onStatus is told of no other. */
@inline export function isKnownStatus(): bool {
  return names.statusKind(word(layout.StatusSlot_kind)) != names.unknown;
}
