/** The places of strategies in words: who is there, and how long their calls took. */
import type { PlaceReport } from "./lane-places.js";
import type { LanePlaceReport } from "./submission-desk.js";
import { formatCount, formatNs, table } from "./text-table.js";

const ticksPerDollar = 10_000;

/** "strategy maker: shadow, inline, version 0a1b… of /…/maker.ts since …; would have had 12 orders, 3 fills, 1.50 dollars". */
export function placeLine({ name, state, strategy, shadow }: PlaceReport): string {
  const who =
    strategy === undefined
      ? ""
      : `, ${strategy.tier}, version ${strategy.version} of ${strategy.file} since ${strategy.since}`;
  const dollars = (shadow?.profit ?? 0) / ticksPerDollar;
  const would =
    shadow === undefined
      ? ""
      : `; would have had ${formatCount(shadow.orders)} orders, ${formatCount(shadow.fills)} fills, ${dollars.toFixed(2)} dollars`;
  return `strategy ${name}: ${state}${who}${would}`;
}

const heading = ["strategy", "callback", "calls", "p50", "p99", "p99.9", "max"];

/** How long each callback took; nothing was called: none. */
export function callLines(places: readonly LanePlaceReport[]): string[] {
  const rows = places.flatMap(({ name, calls }) =>
    Object.entries(calls).map(([callback, { count, p50, p99, p999, max }]) => [
      name,
      callback,
      formatCount(count),
      ...[p50, p99, p999, max].map(formatNs),
    ]),
  );
  return rows.length === 0 ? [] : [...table([heading, ...rows]), ""];
}
