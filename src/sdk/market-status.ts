/**
 * What `onStatus` is told: news of an instrument or of the market that is neither an order nor a trade. One object a
 * kind, filled anew for each call, so that nothing allocates: copy what you keep. Prices in ticks.
 * Codes are given as the exchange's own letters (ITCH 5.0, section named) where it has many and they are for people.
 */
import {
  bookStateNames,
  type ShortSaleTest,
  StatusKind,
  StatusSlot,
  StrategyFrame,
  shortSaleTestNames,
  systemPhaseNames,
  tradingStateNames,
} from "../lanes/boundary.js";
import type { FrameReader } from "./frame-reader.js";
import type { Instrument } from "./strategy.js";

/** The book came to another state: only `live` may be traded on. */
export interface BookStatus {
  readonly kind: "book";
  readonly instrument: Instrument;
  readonly state: (typeof bookStateNames)[number];
}

/** The exchange's day (§1.1). */
export interface SystemStatus {
  readonly kind: "system";
  readonly phase: (typeof systemPhaseNames)[number];
}

/** Trading action (§1.2.2); `reason`: the exchange's four letters, "" where it gives none. */
export interface TradingStatus {
  readonly kind: "trading";
  readonly instrument: Instrument;
  readonly state: (typeof tradingStateNames)[number];
  readonly reason: string;
}

/** Halted on one market alone (§1.2.8): Q Nasdaq, B BX, X PSX. */
export interface OperationalHaltStatus {
  readonly kind: "operationalHalt";
  readonly instrument: Instrument;
  readonly market: string;
  readonly isHalted: boolean;
}

/** Reg SHO short sale price test (§1.2.3). */
export interface ShortSaleStatus {
  readonly kind: "shortSale";
  readonly instrument: Instrument;
  readonly test: keyof typeof ShortSaleTest;
}

/** LULD auction collar (§1.2.7); `extensions`: of the reopening auction so far. */
export interface CollarStatus {
  readonly kind: "collar";
  readonly instrument: Instrument;
  readonly referenceTicks: number;
  readonly lowerTicks: number;
  readonly upperTicks: number;
  readonly extensions: number;
}

/** Index values at which the market-wide circuit breaker's levels break (§1.2.5.1). */
export interface BreakerLevelsStatus {
  readonly kind: "breakerLevels";
  readonly level1: number;
  readonly level2: number;
  readonly level3: number;
}

/** A level of the market-wide circuit breaker was breached (§1.2.5.2): 1 to 3. */
export interface BreakerBreachStatus {
  readonly kind: "breakerBreach";
  readonly level: number;
}

/** IPO quoting period (§1.2.6): when quoting is released, or that it is not. */
export interface IpoStatus {
  readonly kind: "ipo";
  readonly instrument: Instrument;
  readonly isAnticipated: boolean;
  /** Seconds since midnight. */
  readonly releaseTimeS: number;
  readonly priceTicks: number;
}

/** Net order imbalance before a cross (§1.6). Prices are 0 where there is none. */
export interface ImbalanceStatus {
  readonly kind: "imbalance";
  readonly instrument: Instrument;
  readonly pairedShares: number;
  readonly imbalanceShares: number;
  /** B buy, S sell, N none, O too few orders, P paused. */
  readonly direction: string;
  readonly farTicks: number;
  readonly nearTicks: number;
  readonly referenceTicks: number;
  /** O opening, C closing, H halt or IPO, A extended trading close. */
  readonly cross: string;
  readonly variation: string;
}

/** Retail price improvement interest (§1.7): B buy, S sell, A both, N none. */
export interface RetailInterestStatus {
  readonly kind: "retailInterest";
  readonly instrument: Instrument;
  readonly interest: string;
}

/** Price discovery of a direct listing with capital raise (§1.8). */
export interface DirectListingStatus {
  readonly kind: "directListing";
  readonly instrument: Instrument;
  readonly isEligible: boolean;
  readonly nearTicks: number;
  readonly lowerTicks: number;
  readonly upperTicks: number;
}

export type MarketStatus =
  | BookStatus
  | SystemStatus
  | TradingStatus
  | OperationalHaltStatus
  | ShortSaleStatus
  | CollarStatus
  | BreakerLevelsStatus
  | BreakerBreachStatus
  | IpoStatus
  | ImbalanceStatus
  | RetailInterestStatus
  | DirectListingStatus;

type Filled<Status> = { -readonly [Field in keyof Status]: Status[Field] };

/** Every one-letter text there is, made once. */
const letters = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
/** Nasdaq has some 40 (§11). */
const reasonsMax = 256;
const reasonsRemembered = new Map<number, string>([[0x20202020, ""]]);
const slot = StrategyFrame.status;

/** Reads the frame's status slot into the one object of its kind. */
export class StatusReader {
  readonly #frame: FrameReader;
  readonly #book: Filled<BookStatus> = { kind: "book", instrument: 0, state: "waiting" };
  readonly #system: Filled<SystemStatus> = { kind: "system", phase: "unknown" };
  readonly #trading: Filled<TradingStatus> = { kind: "trading", instrument: 0, state: "other", reason: "" };
  readonly #halt: Filled<OperationalHaltStatus> = {
    kind: "operationalHalt",
    instrument: 0,
    market: "",
    isHalted: false,
  };
  readonly #shortSale: Filled<ShortSaleStatus> = { kind: "shortSale", instrument: 0, test: "unknown" };
  readonly #collar: Filled<CollarStatus> = {
    kind: "collar",
    instrument: 0,
    referenceTicks: 0,
    lowerTicks: 0,
    upperTicks: 0,
    extensions: 0,
  };
  readonly #levels: Filled<BreakerLevelsStatus> = { kind: "breakerLevels", level1: 0, level2: 0, level3: 0 };
  readonly #breach: Filled<BreakerBreachStatus> = { kind: "breakerBreach", level: 0 };
  readonly #ipo: Filled<IpoStatus> = {
    kind: "ipo",
    instrument: 0,
    isAnticipated: false,
    releaseTimeS: 0,
    priceTicks: 0,
  };
  readonly #imbalance: Filled<ImbalanceStatus> = {
    kind: "imbalance",
    instrument: 0,
    pairedShares: 0,
    imbalanceShares: 0,
    direction: "",
    farTicks: 0,
    nearTicks: 0,
    referenceTicks: 0,
    cross: "",
    variation: "",
  };
  readonly #interest: Filled<RetailInterestStatus> = { kind: "retailInterest", instrument: 0, interest: "" };
  readonly #listing: Filled<DirectListingStatus> = {
    kind: "directListing",
    instrument: 0,
    isEligible: false,
    nearTicks: 0,
    lowerTicks: 0,
    upperTicks: 0,
  };

  constructor(frame: FrameReader) {
    this.#frame = frame;
  }

  /** Undefined: a kind that this version does not know. */
  read(): MarketStatus | undefined {
    const instrument = this.#word(StatusSlot.instrument);
    const code = this.#word(StatusSlot.code);
    switch (this.#word(StatusSlot.kind)) {
      case StatusKind.book:
        this.#book.instrument = instrument;
        this.#book.state = bookStateNames[code] ?? "stale";
        return this.#book;
      case StatusKind.system:
        this.#system.phase = systemPhaseNames[code] ?? "unknown";
        return this.#system;
      case StatusKind.trading:
        this.#trading.instrument = instrument;
        this.#trading.state = tradingStateNames[code] ?? "other";
        this.#trading.reason = reasonText(this.#word(StatusSlot.reason));
        return this.#trading;
      case StatusKind.operationalHalt:
        this.#halt.instrument = instrument;
        this.#halt.market = letter(this.#word(StatusSlot.detail));
        this.#halt.isHalted = letter(code) === "H";
        return this.#halt;
      case StatusKind.shortSale:
        this.#shortSale.instrument = instrument;
        this.#shortSale.test = shortSaleTestNames[code] ?? "unknown";
        return this.#shortSale;
      case StatusKind.collar:
        return this.#readCollar(instrument);
      case StatusKind.breakerLevels:
        this.#levels.level1 = this.#double(StatusSlot.levels);
        this.#levels.level2 = this.#double(StatusSlot.levels + 8);
        this.#levels.level3 = this.#double(StatusSlot.levels + 16);
        return this.#levels;
      case StatusKind.breakerBreach:
        this.#breach.level = code;
        return this.#breach;
      case StatusKind.ipo:
        this.#ipo.instrument = instrument;
        this.#ipo.isAnticipated = letter(code) === "A";
        this.#ipo.releaseTimeS = this.#word(StatusSlot.timeS);
        this.#ipo.priceTicks = this.#word(StatusSlot.referenceTicks);
        return this.#ipo;
      case StatusKind.imbalance:
        return this.#readImbalance(instrument, code);
      case StatusKind.retailInterest:
        this.#interest.instrument = instrument;
        this.#interest.interest = letter(code);
        return this.#interest;
      case StatusKind.directListing:
        this.#listing.instrument = instrument;
        this.#listing.isEligible = letter(code) === "Y";
        this.#listing.nearTicks = this.#word(StatusSlot.nearTicks);
        this.#listing.lowerTicks = this.#word(StatusSlot.lowerTicks);
        this.#listing.upperTicks = this.#word(StatusSlot.upperTicks);
        return this.#listing;
      default:
        return undefined;
    }
  }

  #readCollar(instrument: Instrument): CollarStatus {
    this.#collar.instrument = instrument;
    this.#collar.referenceTicks = this.#word(StatusSlot.referenceTicks);
    this.#collar.lowerTicks = this.#word(StatusSlot.lowerTicks);
    this.#collar.upperTicks = this.#word(StatusSlot.upperTicks);
    this.#collar.extensions = this.#word(StatusSlot.detail);
    return this.#collar;
  }

  #readImbalance(instrument: Instrument, code: number): ImbalanceStatus {
    this.#imbalance.instrument = instrument;
    this.#imbalance.pairedShares = this.#double(StatusSlot.pairedShares);
    this.#imbalance.imbalanceShares = this.#double(StatusSlot.imbalanceShares);
    this.#imbalance.direction = letter(code);
    this.#imbalance.farTicks = this.#word(StatusSlot.farTicks);
    this.#imbalance.nearTicks = this.#word(StatusSlot.nearTicks);
    this.#imbalance.referenceTicks = this.#word(StatusSlot.referenceTicks);
    this.#imbalance.cross = letter(this.#word(StatusSlot.detail));
    this.#imbalance.variation = letter(this.#word(StatusSlot.variation));
    return this.#imbalance;
  }

  #word(field: number): number {
    return this.#frame.word(slot + field);
  }
  // A bare read, so that it is inlined and the double not boxed (see LaneContext).
  #double(field: number): number {
    return this.#frame.doubles[(slot + field) / 8] as number;
  }
}

function letter(code: number): string {
  return letters[code & 0xff] as string; // 256 of them
}

/** Reason codes are few and come again: each is made into a text once. */
function reasonText(word: number): string {
  let text = reasonsRemembered.get(word);
  if (text === undefined) {
    text = String.fromCharCode(word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, word >>> 24).trimEnd();
    if (reasonsRemembered.size < reasonsMax) reasonsRemembered.set(word, text);
  }
  return text;
}
