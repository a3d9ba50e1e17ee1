// One version of a strategy hands its state and open orders over to the next, whatever tier either runs in; what does not
// fit is refused in words. Skipped where wasm2c is missing.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { findTools } from "../../src/compiler/machine-code.js";
import { ControlledEngine } from "./controlled-engine.js";

const tools = findTools();
if (typeof tools === "string") process.stderr.write(`handing over between tiers is not tested: ${tools}\n`);
const cache = mkdtempSync(join(tmpdir(), "hotlane-handed-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Enters one order far from the touch; each version after the first must have heard of it. */
const carrier = (version: number, extra = "", taken = ""): string => `
import { type Instrument, type OrderUpdate, Strategy } from "hotlane/sdk";
class Carried {
  order: number = 0; version: number = 0; isWhole: boolean = false; list: number[] = []; wide: Float64Array = new Float64Array(2);${extra}
}
export default class Carrier extends Strategy {
  private order: number = 0;
  override onStart(): void {
    if (${version} > 1 && this.order === 0) throw new Error("nothing was handed over");
  }
  override onBook(instrument: Instrument): void {
    if (this.order !== 0 || !this.book.isLive(instrument) || this.book.bid(instrument) < 200) return;
    this.order = this.orders.buy(instrument, 100, this.book.bid(instrument) - 20000);
  }
  override onOrder(update: OrderUpdate): void {
    if (update.isDone) throw new Error("the order is done");
  }
  override handOver(): Carried {
    const carried = new Carried();
    carried.order = this.order; carried.version = ${version}; carried.isWhole = true;
    carried.list.push(${version}); carried.list.push(0.5); carried.wide[1] = -this.order;
    return carried;
  }
  override takeOver(carried: Carried): void {
    if (carried.version !== ${version - 1} || !carried.isWhole) throw new Error("of another version");
    if (carried.list.length !== 2 || carried.list[0] !== ${version - 1} || carried.list[1] !== 0.5) throw new Error("another list");
    if (carried.wide.length !== 2 || carried.wide[1] !== -carried.order) throw new Error("another array");
    ${taken}
    this.order = carried.order;
  }
}
`;

/** Each submission starts two compilers, and a busy host has others to run. */
const patienceMs = 300_000;

describe.skipIf(typeof tools === "string")("handing over", () => {
  let engine: ControlledEngine | undefined;
  afterEach(() => engine?.discard());

  async function started(): Promise<{
    engine: ControlledEngine;
    submit: Submit;
    open: () => Promise<number>;
  }> {
    const running = new ControlledEngine(
      ["instruments: [{ symbol: ALFA }]", "strategies:", "  - { name: desk }", "venue: {}"],
      { XDG_CACHE_HOME: cache },
    );
    engine = running;
    running.start();
    await running.untilSaid("order session: ready");
    const file = join(running.folder, "carrier.ts");
    const submit: Submit = (source, tier) => {
      writeFileSync(file, source);
      return running.command("submit", file, "--as", "desk", "--tier", tier, "--live", "--replace");
    };
    return { engine: running, submit, open: async () => (await running.status()).lanes[0]?.open ?? -1 };
  }
  type Submit = (source: string, tier: string) => Promise<{ code: number; stderr: string }>;

  it(
    "goes from inline to machine code, to the next version of it, and back, the order untouched",
    async () => {
      const { engine: running, submit, open } = await started();
      expect(await submit(carrier(1), "inline")).toMatchObject({ code: 0 });
      await running.until("entered its order", async () => (await open()) === 1);
      for (const [version, tier] of [
        [2, "compiled"],
        [3, "compiled"],
        [4, "inline"],
      ] as const) {
        expect(await submit(carrier(version), tier)).toMatchObject({ code: 0, stderr: "" });
        const { strategies, lanes } = await running.status();
        expect(strategies[0]).toMatchObject({ state: "running", strategy: { tier } });
        expect(lanes[0]).toMatchObject({ open: 1, sent: 1 });
      }
    },
    patienceMs,
  );

  it.each([
    [
      "a field that is new",
      carrier(2, " fresh: number = 0;"),
      /field fresh: found undefined, expected a number/,
    ],
    [
      "a version that throws",
      carrier(2, "", 'throw new Error("not this one");'),
      /takeOver: .*carrier\.ts:\d+: it threw: not this one/,
    ],
  ])("refuses %s, and the order is cancelled", async (_what, source, words) => {
    const { engine: running, submit, open } = await started();
    expect(await submit(carrier(1), "compiled")).toMatchObject({ code: 0 });
    await running.until("entered its order", async () => (await open()) === 1);
    const refused = await submit(source, "compiled");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(words);
    await running.until("cancelled", async () => (await open()) === 0);
    expect((await running.status()).strategies[0]).toMatchObject({ state: "idle" });
  });
});
