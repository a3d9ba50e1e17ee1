/** What a replayed journal shows, as text for people: the verdict, a moment's books and orders, an order's story. Pure. */

import { formatCount, formatDollars, formatNs, table } from "../engine/text-table.js";
import { bookStateNames } from "../lanes/boundary.js";
import type {
  BookLevel,
  ReplayedBook,
  ReplayedOrder,
  ReplayedPosition,
  StoryEvent,
} from "../lanes/native.js";
import { momentText } from "./run-time.js";

export interface VerifiedRun {
  lane: string;
  /** ISO, when it began. */
  run: string;
  files: number;
  records: number;
  inputs: number;
  outputs: number;
  hashes: number;
  bytesSent: number;
  from: string;
  to: string;
  /** The lane stopped in order, so that nothing is missing. */
  isComplete: boolean;
  /** The first thing that is wrong; absent: nothing. */
  problem?: string;
}

const price = (ticks: number): string => (ticks / 10_000).toFixed(4);

export function verdictText(runs: readonly VerifiedRun[]): string {
  return runs.map(verdictOf).join("");
}

function verdictOf(run: VerifiedRun): string {
  const { lane, inputs, outputs, hashes, bytesSent } = run;
  const head = `lane ${lane}, run of ${run.run}, ${formatCount(run.records)} records in ${formatCount(run.files)} segments\n  ${run.from} to ${run.to}\n`;
  const same = `${formatCount(outputs)} outputs (${formatCount(bytesSent)} bytes to the venue, ${formatCount(hashes)} states) from ${formatCount(inputs)} inputs`;
  const end = run.isComplete
    ? ""
    : "  It was not ended in order: the last input is left out, for nobody knows whether it is whole.\n";
  if (run.problem === undefined) return `${head}  Identical: ${same}.\n${end}`;
  return `${head}  NOT identical: ${run.problem}\n  The same up to there: ${same}.\n`;
}

function levelText(side: readonly BookLevel[], depth: number): string[] {
  const level = side[depth];
  return level === undefined ? ["", ""] : [formatCount(level[1]), price(level[0])];
}

function bookText(book: ReplayedBook): string[] {
  const { symbol, state, lastPriceTicks, bids, asks } = book;
  const last = lastPriceTicks === 0 ? "no trade yet" : `last trade at ${price(lastPriceTicks)}`;
  const rows = Array.from({ length: Math.max(bids.length, asks.length) }, (_, depth) => {
    const [bidShares = "", bid = ""] = levelText(bids, depth);
    const [askShares = "", ask = ""] = levelText(asks, depth);
    return ["", bidShares, bid, ask, askShares];
  });
  const heading = ["", "shares", "bid", "ask", "shares"];
  return [
    `${symbol}: ${bookStateNames[state] ?? "unknown"}, ${last}`,
    ...(rows.length === 0 ? [] : table([heading, ...rows])),
  ];
}

export interface LaneMoment {
  lane: string;
  at: string;
  books: ReplayedBook[];
  orders: ReplayedOrder[];
  positions: ReplayedPosition[];
}

export function momentsText(moments: readonly LaneMoment[]): string {
  return moments
    .map(({ lane, at, books, orders, positions }) => {
      const orderRows = orders.map((order) => [
        `${order.strategy}/${order.order}`,
        order.symbol,
        order.side,
        formatCount(order.quantity),
        price(order.priceTicks),
        formatCount(order.filled),
        formatCount(order.leaves),
        order.state,
      ]);
      const orderHeading = ["order", "symbol", "side", "quantity", "price", "filled", "leaves", "state"];
      const positionRows = positions.map((position) => [
        position.strategy,
        position.symbol,
        formatCount(position.net),
        formatCount(position.openBuy),
        formatCount(position.openSell),
        formatDollars(position.realised),
      ]);
      const positionHeading = ["strategy", "symbol", "net", "open buy", "open sell", "realised"];
      return [
        `lane ${lane} at ${at}`,
        "",
        ...books.flatMap((book) => [...bookText(book), ""]),
        ...(orders.length === 0 ? ["no open orders"] : table([orderHeading, ...orderRows])),
        "",
        ...(positions.length === 0 ? ["no positions"] : table([positionHeading, ...positionRows])),
        "",
      ].join("\n");
    })
    .join("\n");
}

/** `name value` of each fact but `left out`. */
function factsText(facts: StoryEvent["facts"], leftOut: readonly string[]): string {
  return Object.entries(facts)
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, value]) => {
      if (name === "priceTicks") return `at ${price(Number(value))}`;
      return `${name} ${typeof value === "number" ? formatCount(value) : String(value)}`;
    })
    .join(", ");
}

function sideText(side: readonly BookLevel[]): string {
  return side.length === 0
    ? "none"
    : side.map(([ticks, shares]) => `${formatCount(shares)} at ${price(ticks)}`).join(", ");
}

function storyLines(event: StoryEvent): string[] {
  const { facts } = event;
  switch (event.kind) {
    case "cause": {
      const reached = BigInt(facts.reachedHostNs ?? 0);
      const waited =
        reached === 0n ? "" : `, ${formatNs(Number(event.timeNs - reached))} after it reached the host`;
      const details = factsText(facts, ["by", "reachedHostNs"]);
      return [`caused by ${facts.by}${details === "" ? "" : `: ${details}`}${waited}`];
    }
    case "call": {
      const of = facts.of === undefined ? "" : ` of ${facts.of}`;
      const lines = [`strategy ${facts.strategy} is called: ${facts.callback}${of}`];
      if (facts.book === undefined) return lines;
      return [
        ...lines,
        `  book of ${facts.book}: bids ${sideText(event.bids ?? [])}`,
        `  ${" ".repeat(`book of ${facts.book}: `.length)}asks ${sideText(event.asks ?? [])}`,
      ];
    }
    case "intent":
      return [`it asks: ${facts.kind} ${factsText(facts, ["kind"])}`];
    case "gate":
      return [
        `the gate: ${facts.verdict}`,
        ...(event.figures ?? []).map(
          ({ control, scope, value, relation, limit, unit, isKept }) =>
            `  ${isKept ? "kept  " : "BROKEN"} ${control}${scope === "" ? "" : ` of the ${scope}`}: ${formatCount(value)} ${unit}, ${relation} ${formatCount(limit)}`,
        ),
      ];
    case "sent":
      return [`in the session's queue: ${factsText(facts, [])}`, `  bytes ${event.bytes ?? ""}`];
    case "left":
      return [`taken by the kernel for the venue: ${factsText(facts, [])}`];
    case "change":
      return [`${facts.what}: ${factsText(facts, ["what"])}`];
  }
}

/** Each with the time since the event before it. */
export function storyText(title: string, events: readonly StoryEvent[]): string {
  const lines = [title];
  let before: bigint | undefined;
  for (const event of events) {
    const since = before === undefined ? "" : `+${formatNs(Number(event.timeNs - before))}`;
    const [first = "", ...rest] = storyLines(event);
    lines.push(`${momentText(event.timeNs)} ${since.padStart(10)}  ${first}`);
    lines.push(...rest.map((line) => `${" ".repeat(momentText(event.timeNs).length + 13)}${line}`));
    before = event.timeNs;
  }
  return `${lines.join("\n")}\n`;
}
