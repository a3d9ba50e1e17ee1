// src/sdk/book.ts for the compiled tier. What a typed array gives for an index that it doesn't have is undefined in
// JavaScript, and NaN here: both compare and add alike.
import { viewWord } from "./host";
import * as layout from "./layout";

const words: f64 = layout.InstrumentView_size / 4;

/** As an Int32Array of all views gives it. */
function anyWord(index: f64): f64 {
  const whole = i32(index);
  if (f64(whole) != index || u32(whole) >= u32((layout.InstrumentView_size / 4) * layout.instrumentsMax)) return NaN;
  return f64(viewWord(whole * 4));
}

function anyShares(index: f64): f64 {
  const word = anyWord(index);
  return word < 0.0 ? word + 4294967296.0 : word;
}

/** `field`: bytes from the begin of a view. */
@inline function word(instrument: f64, field: i32): f64 {
  const whole = i32(instrument);
  if (f64(whole) == instrument && u32(whole) < u32(layout.instrumentsMax)) {
    return f64(viewWord(whole * layout.InstrumentView_size + field));
  }
  return anyWord(instrument * words + f64(field / 4));
}

@inline function shares(instrument: f64, field: i32): f64 {
  const whole = i32(instrument);
  if (f64(whole) == instrument && u32(whole) < u32(layout.instrumentsMax)) {
    return f64(u32(viewWord(whole * layout.InstrumentView_size + field)));
  }
  return anyShares(instrument * words + f64(field / 4));
}

@inline function levelWord(instrument: f64, levels: i32, field: i32, level: f64): f64 {
  if (!(level < word(instrument, levels))) return 0.0;
  if (level == 0.0) return word(instrument, field);
  return anyWord(instrument * words + f64(field / 4) + level);
}

@inline function levelShares(instrument: f64, levels: i32, field: i32, level: f64): f64 {
  if (!(level < word(instrument, levels))) return 0.0;
  if (level == 0.0) return shares(instrument, field);
  return anyShares(instrument * words + f64(field / 4) + level);
}

@final export class Book {
  @inline isLive(instrument: f64): bool {
    return word(instrument, layout.InstrumentView_state) == f64(layout.BookState_live);
  }
  @inline bid(instrument: f64, level: f64 = 0.0): f64 {
    return levelWord(instrument, layout.InstrumentView_bidLevels, layout.InstrumentView_bidPriceTicks, level);
  }
  @inline bidQuantity(instrument: f64, level: f64 = 0.0): f64 {
    return levelShares(instrument, layout.InstrumentView_bidLevels, layout.InstrumentView_bidQuantity, level);
  }
  @inline ask(instrument: f64, level: f64 = 0.0): f64 {
    return levelWord(instrument, layout.InstrumentView_askLevels, layout.InstrumentView_askPriceTicks, level);
  }
  @inline askQuantity(instrument: f64, level: f64 = 0.0): f64 {
    return levelShares(instrument, layout.InstrumentView_askLevels, layout.InstrumentView_askQuantity, level);
  }
  @inline bidLevels(instrument: f64): f64 {
    return word(instrument, layout.InstrumentView_bidLevels);
  }
  @inline askLevels(instrument: f64): f64 {
    return word(instrument, layout.InstrumentView_askLevels);
  }
  @inline lastPrice(instrument: f64): f64 {
    return word(instrument, layout.InstrumentView_lastPriceTicks);
  }
  @inline lastQuantity(instrument: f64): f64 {
    return shares(instrument, layout.InstrumentView_lastQuantity);
  }
  @inline get depth(): f64 {
    return f64(layout.depthLevels);
  }
}
