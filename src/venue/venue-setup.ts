/** What a venue is told at its start, and what its worker tells back. */

export interface VenueSetup {
  /** Of the feed and of the order session: 1 to 10 letters and digits. */
  session: string;
  symbols: string[];
  accounts: { username: string; password: string }[];
  seed: number;
  /** Messages a second of the generated market. */
  rate: number;
  group: string;
  feedPort: number;
  /** 0: the kernel chooses. */
  orderPort: number;
  /** File from which the venue goes on after a crash; absent: none is kept. */
  record?: string;
  /** A whole ITCH 5.0 file, unpacked; absent: the generated market. */
  file?: Uint8Array;
  /** Times of day in ns. */
  fromNs: number;
  toNs: number;
  /** Times the recorded speed; 0: flat out. */
  speed: number;
}

/** How the venue began: anew, or going on from its record. */
export interface VenueStart {
  session: string;
  isResumed: boolean;
  /** Bytes of the record's tail, torn by a crash and cut off. */
  bytesCut: number;
}

/** An order in the venue's own record. Money in ticks x shares. */
export interface VenueLedgerOrder {
  account: string;
  userRefNum: number;
  symbol: string;
  side: "B" | "S";
  quantity: number;
  priceTicks: number;
  executed: number;
  executedNotional: number;
  state: string;
}

export interface VenueOutcome {
  orders: number;
  trades: number;
  messages: number;
  positions: { account: string; symbol: string; net: number }[];
}

export type VenueMessage =
  | { kind: "started"; start: VenueStart }
  | { kind: "ready"; orderPort: number }
  | { kind: "finished" }
  | { kind: "ended"; outcome: VenueOutcome; ledger: string }
  | { kind: "failed"; message: string };
