import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LaneMemory, StrategyFrame } from "../../src/lanes/boundary.js";
import {
  decimal,
  flag,
  type Instrument,
  type OrderUpdate,
  Strategy,
  wholeNumber,
} from "../../src/sdk/index.js";
import type { Parameters } from "../../src/sdk/strategy.js";
import {
  listParameters,
  type MadeStrategy,
  makeStrategy,
  type StrategyExport,
} from "../../src/strategies/make-strategy.js";
import { bundleStrategy, evaluateStrategy } from "../../src/strategies/strategy-code.js";

interface Made extends MadeStrategy {
  readonly frame: Int32Array;
}

function make(exported: StrategyExport, parameters: Parameters = {}): Made {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const frame = new Int32Array(memory, LaneMemory.frames, StrategyFrame.size / 4);
  frame[StrategyFrame.nextOrderId / 4] = 1;
  const onThrow = (): undefined => undefined;
  const place = { memory, index: 0, name: "quoter", instruments: [0, 5], parameters, onThrow };
  return { ...makeStrategy(exported, place), frame };
}

class Quoter extends Strategy {
  readonly quantity = wholeNumber("quantity", 100, 1, 10_000, "shares");
  readonly skew = decimal("skew", 0.5, 0, 2, "ticks");
  readonly isTwoSided = flag("isTwoSided", true);
  private calls = 0;

  override onBook(instrument: Instrument): void {
    this.calls += 1;
    if (this.isTwoSided) this.orders.buy(instrument, this.quantity, 1_000_000 + this.calls);
  }
}

describe("a strategy as a class", () => {
  it("is called with what it overrides alone, and reaches the lane through its own members", () => {
    const { bound, frame } = make(Quoter, { quantity: 7 });
    expect(Object.keys(bound).sort()).toEqual(["onBook", "onThrow", "readsQueue"]);
    frame[StrategyFrame.instrument / 4] = 5;
    bound.onBook?.();
    bound.onBook?.();
    expect(frame[StrategyFrame.intentCount / 4]).toBe(2);
    expect(frame[StrategyFrame.nextOrderId / 4]).toBe(3);
  });

  it("has each parameter's default where none was set, and tells them all", () => {
    expect(make(Quoter, { skew: 0.25 }).parameters).toEqual({ quantity: 100, skew: 0.25, isTwoSided: true });
  });

  it("lists what may be set, with ranges and units", () => {
    expect(listParameters(Quoter)).toEqual([
      { kind: "wholeNumber", name: "quantity", fallback: 100, smallest: 1, largest: 10_000, unit: "shares" },
      { kind: "decimal", name: "skew", fallback: 0.5, smallest: 0, largest: 2, unit: "ticks" },
      { kind: "flag", name: "isTwoSided", fallback: true },
    ]);
  });

  it.each([
    [{ quantity: 0 }, "parameter quantity: found 0, expected a whole number from 1 to 10000 shares"],
    [{ quantity: 1.5 }, "parameter quantity: found 1.5, expected a whole number from 1 to 10000 shares"],
    [
      { quantity: "many" },
      'parameter quantity: found "many", expected a whole number from 1 to 10000 shares',
    ],
    [{ skew: Number.NaN }, "parameter skew: found null, expected a number from 0 to 2 ticks"],
    [{ isTwoSided: 1 }, "parameter isTwoSided: found 1, expected true or false"],
    [
      { quantty: 5 },
      "found parameter quantty, expected one of: quantity, skew, isTwoSided; did you mean quantity?",
    ],
  ] as [
    Parameters,
    string,
  ][])("refuses %j with the strategy, the parameter and its range", (parameters, words) => {
    expect(() => make(Quoter, parameters)).toThrow(`strategy quoter: ${words}`);
  });

  it("refuses a default outside its own range, and a name declared twice", () => {
    class Wrong extends Strategy {
      readonly a = wholeNumber("a", 0, 1, 2);
    }
    class Twice extends Strategy {
      readonly a = flag("a", true);
      readonly b = flag("a", true);
    }
    expect(() => make(Wrong)).toThrow("parameter a: its default is 0, expected a whole number from 1 to 2");
    expect(() => make(Twice)).toThrow("parameter a: it is declared twice");
  });

  it("is made by the engine alone", () => {
    expect(() => new Quoter()).toThrow("only the engine makes strategies");
    expect(() => wholeNumber("late", 1, 0, 2)).toThrow("only the engine makes strategies");
  });

  it("throws what a callback that returns a promise would have hidden", () => {
    class Waiting extends Strategy {
      override async onBook(): Promise<void> {
        await Promise.resolve();
      }
    }
    expect(() => make(Waiting).bound.onBook?.()).toThrow("onBook returned a promise");
  });

  it("cannot change what it is told", () => {
    class Meddler extends Strategy {
      override onOrder(update: OrderUpdate): void {
        (update as { leaves: number }).leaves = 0;
      }
      override onBook(): void {
        (this.instruments as Instrument[]).push(1);
      }
    }
    const { bound } = make(Meddler);
    expect(() => bound.onOrder?.()).toThrow(TypeError);
    expect(() => bound.onBook?.()).toThrow(TypeError);
  });
});

describe("a strategy file", () => {
  const load = async (source: string): Promise<StrategyExport> => {
    const file = join(mkdtempSync(join(tmpdir(), "hotlane-class-")), "mine.ts");
    writeFileSync(file, source);
    return evaluateStrategy(await bundleStrategy(file));
  };

  it("may export a class, which the engine's own SDK makes", async () => {
    const exported = await load(`import { Strategy, wholeNumber } from "hotlane/sdk";
      export default class Mine extends Strategy { quantity = wholeNumber("quantity", 3, 1, 9); onTimer(): void {} }`);
    expect(listParameters(exported).map((one) => one.name)).toEqual(["quantity"]);
    expect(Object.keys(make(exported).bound).sort()).toEqual(["onThrow", "onTimer", "readsQueue"]);
  });

  it("has the same version where it has the same text", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "hotlane-class-")), "mine.ts");
    const versionOf = async (text: string): Promise<string> => {
      writeFileSync(file, text);
      return (await bundleStrategy(file)).version;
    };
    const first = await versionOf("export default 1;");
    expect(await versionOf("export default 2;")).not.toBe(first);
    expect(await versionOf("export default 1;")).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{12}$/);
  });

  it("must export a strategy", async () => {
    await expect(load("export default class Mine {}")).rejects.toThrow("a class that extends Strategy");
    await expect(load("export const x = 1;")).rejects.toThrow("a class that extends Strategy");
  });

  it("is refused where it does not build, with the place", async () => {
    await expect(load("export default class {")).rejects.toThrow(/it does not build:.*:1:/s);
  });
});
