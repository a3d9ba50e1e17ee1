// Orders for crosses in a backtest: the opening auction's example on a day whose every fill is known and on seeded ones,
// the same in both tiers, and an order for the close.
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { BacktestReport } from "../../src/backtest/backtest-report.js";
import { findTools } from "../../src/compiler/machine-code.js";
import { seed, seedNote } from "../unit/seeded-random.js";
import { auctionDay, clock } from "./auction-day.js";
import { type Imbalance, ItchDay } from "./itch-day.js";
import { type ParquetRow, readParquetFile } from "./read-parquet.js";
import { hotlane } from "./run-program.js";
import { scratchFolder } from "./scratch-folder.js";

const openingAuction = resolve(import.meta.dirname, "../../src/strategies/examples/opening-auction.ts");
const canCompile = typeof findTools() === "object";
const { path: scratch, write } = scratchFolder("auctions");

/** Sells or buys at the close, 100 shares, with the limit that it is given. */
const atClose = write(
  "at-close.ts",
  `import { CrossKind, flag, OrderAttributes, Strategy, TimeInForce, wholeNumber, type Instrument } from "hotlane/sdk";
export default class AtClose extends Strategy {
  readonly limitTicks: number = wholeNumber("limitTicks", 1, 1, 1_000_000_000, "ticks");
  readonly isDay: boolean = flag("isDay", false);
  private readonly inCross: OrderAttributes = new OrderAttributes();
  private orderId: number = 0;
  override onStart(): void {
    this.inCross.timeInForce = this.isDay ? TimeInForce.day : TimeInForce.atClose;
    this.inCross.cross = CrossKind.closing;
  }
  override onBook(instrument: Instrument): void {
    if (this.orderId === 0 && this.book.isLive(instrument))
      this.orderId = this.orders.buy(instrument, 100, this.limitTicks, this.inCross);
  }
}
`,
);

async function report(...args: string[]): Promise<BacktestReport> {
  const { code, stdout, stderr } = await hotlane("backtest", ...args, "--json");
  expect({ code, stderr }, args.join(" ")).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as BacktestReport;
}
const rowsOf = (folder: string, name: string): ParquetRow[] =>
  readParquetFile(join(folder, `${name}.parquet`));
const dateOf = (row: ParquetRow): string => String(row.date);
const parameters = ["--param", "part=0.1", "--param", "edgeTicks=500", "--param", "holdMs=1000"];

/** 4,000 shares more to buy than to sell push the price up by 10 cents. */
const buyers: Imbalance = {
  paired: 20_000,
  shares: 4_000,
  direction: "B",
  reference: 100,
  near: 100.1,
  cross: "O",
};
/** After the open there is 100.06 to buy at. */
function openingDay(shares: number, dollars: number): Buffer {
  return new ItchDay("ABCD", clock(9, 20), "S")
    .add(clock(9, 20, 1), 1, "B", 300, 99.95)
    .add(clock(9, 20, 1), 2, "S", 300, 100.2)
    .imbalance(clock(9, 26), buyers)
    .systemEvent(clock(9, 30), "Q")
    .cross(clock(9, 30, 1), "O", shares, dollars)
    .add(clock(9, 30, 1), 3, "S", 1_000, 100.06)
    .add(clock(9, 30, 5), 4, "B", 100, 99.95)
    .bytes();
}

describe("the opening auction's example in a backtest", () => {
  it("sells in the cross at its price, and buys back after it", async () => {
    const file = write("opening-2026-03-09.itch", openingDay(24_000, 100.1));
    const folder = join(scratch, "known");
    const fees = ["--fees", "remove=0.0030,cross=0.0010"];
    const found = await report(openingAuction, "--data", file, ...parameters, ...fees, "--parquet", folder);
    expect(found).toMatchObject({ orders: 2, fills: 2, filledShares: 800, refusals: {} });
    expect(rowsOf(folder, "fills")).toMatchObject([
      { price: 100.1, quantity: 400, liquidity: "O" },
      { price: 100.06, quantity: 400, liquidity: "R" },
    ]);
    expect(found.pnl).toMatchObject({ realised: 16, unrealised: 0, fees: 1.6, rebates: 0, net: 14.4 });
  });

  it.each([
    ["there is no cross", 0, 0],
    ["the cross is at its limit", 24_000, 100.05],
    ["the cross is below its limit", 24_000, 100.01],
  ])("gets nothing where %s, and its order goes with it", async (_, shares, dollars) => {
    const file = write(`nothing-${dollars}-2026-03-09.itch`, openingDay(shares, dollars));
    const found = await report(openingAuction, "--data", file, ...parameters);
    expect(found).toMatchObject({ orders: 1, fills: 0, ordersByEnd: { cancelled: 1 } });
  });

  it(`trades at each seeded day's cross what was better than it, and nothing else there (${seedNote})`, async () => {
    const days = Array.from({ length: 20 }, (_, index) => {
      const date = `2026-03-${String(index + 1).padStart(2, "0")}`;
      const { bytes, opening } = auctionDay(seed + index);
      return { date, opening, file: write(`auction-${date}.itch`, bytes) };
    });
    const folder = join(scratch, "seeded");
    const data = days.flatMap(({ file }) => ["--data", file]);
    const options = ["--latency", "feed=20us,order=3ms", "--to", "09:31"];
    const args = [openingAuction, ...data, ...parameters, ...options];
    const inline = await report(...args, "--tier", "inline", "--parquet", folder);
    const [orders, fills] = [rowsOf(folder, "orders"), rowsOf(folder, "fills")];
    let [crossed, left] = [0, 0];
    for (const order of orders) {
      const { opening } = days.find(({ date }) => date === dateOf(order)) ?? {};
      if (order.time_in_force !== "atOpen" || opening === undefined) continue;
      const [price, cross] = [Number(order.price), opening.dollars];
      const isBetter = opening.shares > 0 && (order.side === "buy" ? price > cross : price < cross);
      const its = fills.filter((fill) => dateOf(fill) === dateOf(order) && fill.order_row === order.row);
      if (its.length > 0) {
        crossed += 1;
        expect(isBetter).toBe(true);
        expect(its).toMatchObject([{ price: cross, quantity: order.quantity, liquidity: "O" }]);
      } else if (order.end === "cancelled" && order.cancel_sent_ns === null) {
        left += 1; // by the cross: nobody else cancels here
        expect(isBetter).toBe(false);
      }
    }
    expect(left).toBeGreaterThan(0);
    expect(crossed).toBeGreaterThan(3);
    if (!canCompile) return;
    const compiled = await report(...args, "--tier", "compiled");
    expect({ ...compiled.pnl, fills: compiled.fills, tier: compiled.tier }).toEqual({
      ...inline.pnl,
      fills: inline.fills,
      tier: "compiled",
    });
    expect(compiled.stateHash).toBe(inline.stateHash);
  });
});

describe("an order for the close in a backtest", () => {
  // The first seed's day with a closing cross; one in five has none.
  let { bytes, closing } = auctionDay(seed);
  for (let next = seed + 1; closing.shares === 0; next += 1) ({ bytes, closing } = auctionDay(next));
  const limitOf = (cents: number): string =>
    `limitTicks=${Math.round((closing.dollars * 100 + cents) * 100)}`;

  it("trades at the closing cross, or goes with it, whatever the latency", async () => {
    const file = write("closing-2026-03-09.itch", bytes);
    for (const latency of ["order=0ns", "feed=5ms,order=40ms"]) {
      const args = ["--data", file, "--latency", latency];
      const better = await report(atClose, ...args, "--param", limitOf(1));
      expect(better).toMatchObject({ orders: 1, fills: 1, ordersByEnd: { filled: 1 } });
      expect(better.positions).toMatchObject([{ net: 100 }]);
      const equal = await report(atClose, ...args, "--param", limitOf(0));
      expect(equal).toMatchObject({ orders: 1, fills: 0, ordersByEnd: { cancelled: 1 } });
    }
  });
});
