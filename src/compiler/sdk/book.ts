// src/sdk/book.ts for the compiled tier. Where that gives undefined, for an instrument that the lane has not or a level that
// is no whole number, this stops the strategy, as an array's index does.
import { fail, Failure, nowhere, viewWord } from "./host";
import * as layout from "./layout";

/** The offset of an instrument's view. */
@inline function view(instrument: f64): i32 {
  const whole = i32(instrument);
  if (f64(whole) != instrument || u32(whole) >= u32(layout.instrumentsMax)) fail(Failure.instrument, nowhere);
  return whole * layout.InstrumentView_size;
}

@inline function word(instrument: f64, field: i32): f64 {
  return f64(viewWord(view(instrument) + field));
}
@inline function shares(instrument: f64, field: i32): f64 {
  return f64(u32(viewWord(view(instrument) + field)));
}

/** The offset of a level's word, -1: there is no such level. */
@inline function levelOf(instrument: f64, levels: i32, field: i32, level: f64): i32 {
  const its = view(instrument);
  if (!(level < f64(viewWord(its + levels)))) return -1;
  const whole = i32(level);
  if (f64(whole) != level || u32(whole) >= u32(layout.depthLevels)) fail(Failure.level, nowhere);
  return its + field + whole * 4;
}
@inline function levelWord(instrument: f64, levels: i32, field: i32, level: f64): f64 {
  const offset = levelOf(instrument, levels, field, level);
  return offset < 0 ? 0.0 : f64(viewWord(offset));
}
@inline function levelShares(instrument: f64, levels: i32, field: i32, level: f64): f64 {
  const offset = levelOf(instrument, levels, field, level);
  return offset < 0 ? 0.0 : f64(u32(viewWord(offset)));
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
