/** The report of a book file as text for people: one small table an instrument. Pure. */
import type { BookFileInstrument, BookLevel } from "../lanes/native.js";
import type { BookFileReport } from "./book-file.js";

const sharesWidth = 10;
const priceWidth = 12;
const ordersWidth = 7;

/** Nanoseconds since midnight as HH:MM:SS.nnnnnnnnn. */
export function timeOfDay(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${clock}.${String(ns % 1e9).padStart(9, "0")}`;
}

/** Ticks of 1/10,000 dollar with their four decimals. */
export function priceText(ticks: number): string {
  return `${Math.floor(ticks / 10_000)}.${String(ticks % 10_000).padStart(4, "0")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function cell(level: BookLevel | undefined): [string, string, string] {
  if (level === undefined) return ["", "", ""];
  return [String(level[2]), String(level[1]), priceText(level[0])];
}

function instrumentTable({ symbol, orders, bids, asks, bidLevels, askLevels }: BookFileInstrument): string {
  const rows = Array.from({ length: Math.max(bids.length, asks.length) }, (_, depth) => {
    const [bidOrders, bidShares, bid] = cell(bids[depth]);
    const [askOrders, askShares, ask] = cell(asks[depth]);
    const bidCells =
      bidOrders.padStart(ordersWidth) + bidShares.padStart(sharesWidth) + bid.padStart(priceWidth);
    return `${bidCells} |${ask.padStart(priceWidth)}${askShares.padStart(sharesWidth)}${askOrders.padStart(ordersWidth)}`;
  });
  const bidHead =
    "orders".padStart(ordersWidth) + "shares".padStart(sharesWidth) + "bid".padStart(priceWidth);
  const head = `${bidHead} |${"ask".padStart(priceWidth)}${"shares".padStart(sharesWidth)}${"orders".padStart(ordersWidth)}`;
  const levels = `${counted(bidLevels, "bid level")}, ${counted(askLevels, "ask level")}`;
  const title = `${symbol}: ${counted(orders, "order")}, ${levels}`;
  return rows.length === 0 ? `${title}\n` : [title, head, ...rows, ""].join("\n");
}

export function bookTable(report: BookFileReport): string {
  const types = Object.entries(report.byType)
    .sort((a, b) => b[1] - a[1])
    .map(([type, count]) => `${type} ${count}`)
    .join(", ");
  const span =
    report.firstNs === null || report.lastNs === null
      ? ""
      : `, ${timeOfDay(report.firstNs)} to ${timeOfDay(report.lastNs)}`;
  const refused = Object.entries(report.refused).map(([reason, count]) => `${count} refused: ${reason}\n`);
  const head = `${report.file}: ${counted(report.messages, "message")}${span}\n${types}\n${refused.join("")}\n`;
  return head + report.instruments.map(instrumentTable).join("\n");
}
