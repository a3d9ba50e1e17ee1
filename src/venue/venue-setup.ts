/** What a venue is told at its start, and what its worker tells back. */
import type { OrderProtocol } from "../config/schema.js";

/** A multicast group of the feed. */
export interface FeedLine {
  group: string;
  port: number;
}

export interface VenueAccount {
  username: string;
  password: string;
  /** What it speaks on the order port. */
  protocol: OrderProtocol;
  /** Its open orders are cancelled when its connection is lost. */
  cancelOnDisconnect?: boolean;
}

/** Where the venue can be asked, as the kernel gave it. */
export interface VenuePorts {
  orders: number;
  rerequests: number;
  snapshots: number;
}

export interface VenueSetup {
  /** Of the feed and of the order session: 1 to 10 letters and digits. */
  session: string;
  symbols: string[];
  accounts: VenueAccount[];
  seed: number;
  /** Messages a second of the generated market. */
  rate: number;
  /** IPv4 address of the interface that all of the venue's sockets are on. */
  interface: string;
  /** A, and B where there is one: the same datagrams on each. */
  lines: FeedLine[];
  /** Ports; 0: the kernel chooses. */
  orderPort: number;
  rerequestPort: number;
  glimpsePort: number;
  /** Who may take a snapshot. */
  glimpseAccounts: Pick<VenueAccount, "username" | "password">[];
  /** Messages that can be re-requested, the newest ones. */
  keepMessages: number;
  /** How long the end of the session is announced. */
  endTrainMs: number;
  /** File from which the venue goes on after a crash; absent: none is kept. */
  record?: string;
  /** File for the record of all accounts' orders, JSON lines (reconcile.ts's LedgerOrder); absent: none is written. */
  ledger?: string;
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

export interface VenueOutcome {
  orders: number;
  trades: number;
  messages: number;
  positions: { account: string; symbol: string; net: number }[];
  /** What was asked of the re-request server; `refused` by reason, met with silence. */
  rerequests: { requests: number; answered: number; messages: number; refused: Record<string, number> };
  /** What was asked of the GLIMPSE server. */
  snapshots: { begun: number; completed: number; messages: number; refused: Record<string, number> };
}

export type VenueMessage =
  | { kind: "started"; start: VenueStart }
  | { kind: "ready"; ports: VenuePorts }
  | { kind: "finished"; messages: number }
  /** Asked for in mid-day, and written. */
  | { kind: "ledger" }
  | { kind: "ended"; outcome: VenueOutcome }
  | { kind: "failed"; message: string };
