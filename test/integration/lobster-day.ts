// A day of one stock as LOBSTER saw it: its book after the last event of each time stamp. Read from LOBSTER's pair
// of CSV files in their ZIP archive. Prices are in ticks of 1/10,000 dollar, times in ns since midnight.
import { filesInZip } from "./zip-archive.js";

/** `[priceTicks, shares]`. */
export type LobsterLevel = [number, number];

export interface LobsterBook {
  ns: number;
  /** Best first. */
  bids: LobsterLevel[];
  asks: LobsterLevel[];
}

/** `34200.18960767`: seconds, with as many decimals as they need; one line of the file has more than nanoseconds. */
function nanosecondsOf(seconds: string): number {
  const [whole = "", fraction = ""] = seconds.split(".");
  return Number(whole) * 1e9 + Number(fraction.slice(0, 9).padEnd(9, "0"));
}

/** A row is ask price, ask shares, bid price, bid shares, level by level; a level that isn't there has no shares. */
function bookOf(ns: number, row: string): LobsterBook {
  const numbers = row.split(",").map(Number);
  const book: LobsterBook = { ns, bids: [], asks: [] };
  for (let at = 0; at + 3 < numbers.length; at += 4) {
    const [ask = 0, askShares = 0, bid = 0, bidShares = 0] = numbers.slice(at, at + 4);
    if (askShares > 0) book.asks.push([ask, askShares]);
    if (bidShares > 0) book.bids.push([bid, bidShares]);
  }
  return book;
}

/** One book a time stamp, in order of time. */
export function lobsterDay(zipPath: string): LobsterBook[] {
  const files = filesInZip(zipPath);
  const linesOf = (kind: string): string[] => {
    const name = [...files.keys()].find((file) => file.includes(`_${kind}_`));
    if (name === undefined) throw new Error(`${zipPath} holds no ${kind} file`);
    return files.get(name)?.toString("latin1").trimEnd().split(/\r?\n/) ?? [];
  };
  const messages = linesOf("message");
  const rows = linesOf("orderbook");
  if (messages.length !== rows.length) throw new Error(`${messages.length} messages, ${rows.length} rows`);
  const times = messages.map((message) => nanosecondsOf(message.slice(0, message.indexOf(","))));
  return rows.flatMap((row, at) => {
    const ns = times[at] ?? 0;
    return times[at + 1] === ns ? [] : [bookOf(ns, row)];
  });
}
