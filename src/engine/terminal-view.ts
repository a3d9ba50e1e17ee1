// The live one-screen view: a pure function from state to lines, for a terminal of any width.
// Called by terminal-screen.ts. Guarantees: no line is wider than asked (colours not counted), none contains a
// control character that did not come from here.
import { stripVTControlCharacters, styleText } from "node:util";
import type { ChannelReport } from "./channel-report.js";
import type { EngineSnapshot, InstrumentSnapshot } from "./engine-snapshot.js";
import { playedPercent, stageNames } from "./report.js";
import { formatCount, formatDollars, formatNs, table } from "./text-table.js";

/** Instruments shown; the rest are counted. */
const instrumentsShownMax = 12;

type Colour = "bold" | "dim" | "green" | "red" | "yellow";

interface Line {
  readonly text: string;
  readonly colour?: Colour;
}

const price = (ticks: number | undefined): string =>
  ticks === undefined ? "-" : (ticks / 10_000).toFixed(4);

function marketRow(instrument: InstrumentSnapshot): string[] {
  const { symbol, state, bidQuantity, bidTicks, askTicks, askQuantity, lastTicks, net, profit } = instrument;
  return [
    symbol,
    state,
    formatCount(bidQuantity),
    price(bidTicks),
    price(askTicks),
    formatCount(askQuantity),
    price(lastTicks),
    formatCount(net),
    formatDollars(profit),
  ];
}

function marketLines(instruments: readonly InstrumentSnapshot[]): Line[] {
  const shown = instruments.slice(0, instrumentsShownMax);
  const [heading = "", ...rows] = table([
    ["symbol", "book", "size", "bid", "ask", "size", "last", "position", "P&L $"],
    ...shown.map(marketRow),
  ]);
  const profitColour = (profit: number): Pick<Line, "colour"> =>
    profit === 0 ? {} : { colour: profit > 0 ? "green" : "red" };
  const total = instruments.reduce((sum, { profit }) => sum + profit, 0);
  const hidden = instruments.length - shown.length;
  return [
    { text: heading, colour: "dim" },
    ...rows.map((text, index) => ({ text, ...profitColour(shown[index]?.profit ?? 0) })),
    {
      text: `${hidden > 0 ? `and ${hidden} more; ` : ""}total P&L $ ${formatDollars(total)}`,
      ...profitColour(total),
    },
  ];
}

function latencyLines({ stages, floor }: EngineSnapshot): Line[] {
  const stagesAndFloor = [
    ...stageNames.map((name) => ({ name, ...stages[name] })),
    { name: "floor", ...floor },
  ];
  const [heading = "", ...rows] = table([
    ["stage", "count", "p50", "p99", "p99.9", "max"],
    ...stagesAndFloor.map(({ name, count, p50, p99, p999, max }) => [
      name,
      formatCount(count),
      ...[p50, p99, p999, max].map(formatNs),
    ]),
  ]);
  return [{ text: heading, colour: "dim" }, ...rows.map((text) => ({ text }))];
}

function counterLine(name: string, counters: object): Line {
  const shown = Object.entries(counters).map(
    ([counter, count]) => `${counter} ${formatCount(Number(count))}`,
  );
  return { text: `${name}: ${shown.join("  ")}` };
}

function titleLine({ title, elapsedSeconds, totalSeconds }: EngineSnapshot): Line {
  const of = totalSeconds === undefined ? "" : ` of ${totalSeconds}`;
  return { text: `hotlane · ${title} · ${elapsedSeconds.toFixed(1)}${of} s · Ctrl-C stops`, colour: "bold" };
}

function feedColour({ lost, malformed }: EngineSnapshot["feed"]): Pick<Line, "colour"> {
  return lost + malformed > 0 ? { colour: "yellow" } : {};
}

/** One line a channel: where it stands, and since when if that is not where it should. */
function channelLine(channel: ChannelReport): Line {
  const { name, state, step, cause, sinceNs, repaired, lost, replay, record } = channel;
  const isWell = state === "live" || state === "ended";
  const how = step === "none" ? "" : ` by ${step}`;
  const why = isWell
    ? ""
    : ` since ${new Date(sinceNs / 1e6).toISOString().slice(11, 23)} because of ${cause}${how}`;
  const played = replay === undefined ? "" : `  played ${playedPercent(replay)}%`;
  const kept =
    record === undefined
      ? ""
      : `  kept ${formatCount(record.written)}  dropped ${formatCount(record.dropped + record.unwritten)}`;
  return {
    text: `channel ${name}: ${state}${why}  repaired ${formatCount(repaired)}  lost ${formatCount(lost)}${played}${kept}`,
    ...(isWell ? {} : { colour: "yellow" as const }),
  };
}

function linesOf(snapshot: EngineSnapshot): Line[] {
  const { sessionState, killSwitchOn, feed, orders, logLine } = snapshot;
  return [
    titleLine(snapshot),
    {
      text: `session: ${sessionState}${killSwitchOn ? "   KILL SWITCH IS ON: no orders are sent" : ""}`,
      colour: killSwitchOn ? "red" : sessionState === "ready" ? "green" : "yellow",
    },
    { text: "" },
    ...marketLines(snapshot.instruments),
    { text: "" },
    { ...counterLine("feed", feed), ...feedColour(feed) },
    ...snapshot.channels.map(channelLine),
    counterLine("orders", orders),
    { text: "" },
    ...latencyLines(snapshot),
    { text: "" },
    { text: logLine, colour: "dim" },
  ];
}

/** The view as lines of at most `width` columns. */
export function viewLines(snapshot: EngineSnapshot, width: number, hasColours: boolean): string[] {
  return linesOf(snapshot).map(({ text, colour }) => {
    // What the log line or a symbol brings must not steer the terminal.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
    const plain = stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
    const cut = plain.length <= width ? plain : `${plain.slice(0, Math.max(0, width - 1))}…`.slice(0, width);
    return hasColours && colour !== undefined && cut !== ""
      ? styleText(colour, cut, { validateStream: false })
      : cut;
  });
}
