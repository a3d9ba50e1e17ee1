import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { HotlaneConfig } from "../../../src/config/schema.js";
import { LimitBook } from "../../../src/risk/limit-book.js";
import { LimitState } from "../../../src/risk/limit-state.js";
import { limitedConfig } from "./limited-config.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-limits-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.json`);

const start = Date.parse("2026-03-09T14:00:00Z");
const hour = 3_600_000;
const ann = { by: "ann", reason: "quiet day" };

function bookOf(limits: object, file = newFile(), nowMs = start, more: object = {}): LimitBook {
  return new LimitBook(limitedConfig(limits, more), new LimitState(file), nowMs);
}

function set(book: LimitBook, changes: unknown, maker = ann as object, nowMs = start): number {
  return book.commit(book.propose(changes, { ...ann, ...maker }, nowMs));
}

const positionMax = (book: LimitBook, symbol = "AAPL") => book.limits.instruments[symbol]?.positionMax;

describe("limits that are changed live", () => {
  it("hold once committed, with every leaf before and after", () => {
    const book = bookOf({ defaults: { positionMax: 100 } });
    const { version } = book;
    const proposed = book.propose({ instruments: { AAPL: { positionMax: 50 } } }, ann, start);
    expect(positionMax(book)).toBe(100);
    expect(proposed.asked).toEqual([{ limit: "instruments.AAPL.positionMax", old: null, new: 50 }]);
    expect(proposed.changes).toEqual([
      { path: ["instruments", "AAPL", "positionMax"], old: 100, new: 50, isLooser: false },
    ]);
    expect(book.commit(proposed)).toBe(version + 1);
    expect(positionMax(book)).toBe(50);
    expect(positionMax(book, "MSFT")).toBe(100);
  });

  it("outlive a restart under a new version, in a file for its owner alone", () => {
    const file = newFile();
    const first = bookOf({}, file);
    const version = set(first, {
      firm: { loss: { dollarsMax: 5 } },
      instruments: { "BRK.A": { positionMax: 3 } },
    });
    const second = bookOf({}, file);
    expect(second.version).toBe(version + 1);
    expect(second.limits.firm.loss).toEqual({ dollarsMax: 5, effect: "reduceOnly" });
    expect(positionMax(second, "BRK.A")).toBe(3);
    expect(second.live.map(({ by, reason, inFile }) => ({ by, reason, inFile }))).toEqual([
      { ...ann, inFile: null },
      { ...ann, inFile: null },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("give way to the file once it says something else than when they were changed", () => {
    const file = newFile();
    set(bookOf({ defaults: { positionMax: 100 } }, file), { defaults: { positionMax: 500, lotShares: 10 } });
    const edited = bookOf({ defaults: { positionMax: 40 } }, file);
    expect(positionMax(edited)).toBe(40);
    expect(edited.limits.instruments.AAPL?.lotShares).toBe(10);
    expect(edited.dropped).toEqual([
      "defaults.positionMax: 500 no more: the configuration file says something else now",
    ]);
    expect(bookOf({ defaults: { positionMax: 100 } }, file).dropped).toEqual([]);
  });

  it("are forgotten with the part that they were for", () => {
    const file = newFile();
    set(bookOf({}, file), { strategies: { taker: { openOrdersMax: 5 } } });
    const strategies = [{ name: "maker", file: "a.ts", lane: "one" }];
    const without = bookOf({}, file, start, { strategies });
    expect(without.live).toEqual([]);
    expect(without.dropped).toEqual([
      "strategies.taker.openOrdersMax: 5 no more: there is nothing of that name any more",
    ]);
  });

  it("go back to what the file says by null", () => {
    const book = bookOf({ defaults: { positionMax: 100 } });
    set(book, { defaults: { positionMax: 50 }, firm: { openOrdersMax: 5 } });
    set(book, { defaults: { positionMax: 20 } });
    set(book, { defaults: { positionMax: null }, firm: { openOrdersMax: null } });
    expect(positionMax(book)).toBe(100);
    expect(book.limits.firm.openOrdersMax).toBeUndefined();
    expect(book.live).toEqual([]);
  });

  it("that have an end lie over those that have none, and leave them as they were", () => {
    const file = newFile();
    const book = bookOf({ defaults: { positionMax: 100 } }, file);
    const expiresAt = new Date(start + hour).toISOString();
    set(book, { defaults: { positionMax: 50 } });
    set(book, { defaults: { positionMax: 900 } }, { expiresAt });
    expect(positionMax(book)).toBe(900);
    set(book, { defaults: { positionMax: 901 } }, { expiresAt });
    expect(book.live).toHaveLength(2);
    expect(book.proposeExpiry(start + hour - 1)).toBeUndefined();
    const ended = book.proposeExpiry(start + hour);
    expect(ended?.changes.map((change) => [change.old, change.new])).toContainEqual([901, 50]);
    // Down at its end: a restart ends it.
    const later = bookOf({ defaults: { positionMax: 100 } }, file, start + hour);
    expect(positionMax(later)).toBe(50);
    expect(later.dropped).toEqual([`defaults.positionMax: 901 no more: it was to end at ${expiresAt}`]);
    // One without an end takes the place of both.
    set(book, { defaults: { positionMax: 30 } });
    expect(positionMax(book)).toBe(30);
    expect(book.live).toHaveLength(1);
  });

  it.each([
    [
      "a number out of range",
      { firm: { openOrdersMax: -1 } },
      /firm\.openOrdersMax: expected a whole number from 0/,
    ],
    ["an unknown limit", { firm: { openOrderMax: 1 } }, /limits\.firm: expected no openOrderMax/],
    [
      "an unknown name",
      { accounts: { nobody: { openOrdersMax: 1 } } },
      /accounts\.nobody: expected the name of an account/,
    ],
    ["a limit that needs another", { firm: { loss: { effect: "stop" } } }, /loss\.dollarsMax/],
    ["a section in place of a limit", { firm: 3 }, /limits\.firm: expected/],
    ["nothing", 3, /expected limits by section/],
    ["a hidden name", JSON.parse('{"__proto__": {"polluted": 1}}'), /expected limits by section/],
    [
      "half a band",
      { instruments: { AAPL: { luldLowerTicks: 5, luldUpperTicks: 5 } } },
      /luldUpperTicks: expected more than/,
    ],
  ])("refuse %s and change nothing", (_, changes, message) => {
    const book = bookOf({});
    const { version, limits } = book;
    expect(() => book.propose(changes, ann, start)).toThrow(message);
    expect(book.version).toBe(version);
    expect(book.limits).toBe(limits);
    expect({}).not.toHaveProperty("polluted");
  });

  it("are not guessed from a file that can't be understood: the engine doesn't start", () => {
    const file = newFile();
    set(bookOf({}, file), { firm: { openOrdersMax: 5 } });
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, whole.slice(0, whole.length / 2));
    expect(() => bookOf({}, file)).toThrow(/mend it, or move it away/);
    writeFileSync(file, whole.replace('"openOrdersMax"', '"openOrders"'));
    expect(() => bookOf({}, file)).toThrow(/openOrders/);
  });

  it("change nothing when the disk won't have them", () => {
    const book = bookOf({}, join(folder, "absent", "limits.json").replace("absent", "."));
    const proposed = book.propose({ firm: { openOrdersMax: 5 } }, ann, start);
    const broken = new LimitBook(limitedConfig() as HotlaneConfig, failingState(), start);
    const { version } = broken;
    expect(() => broken.commit(proposed)).toThrow("no space");
    expect(broken.version).toBe(version);
    expect(broken.limits.firm.openOrdersMax).toBeUndefined();
  });
});

/** Takes the first state and no more. */
function failingState(): LimitState {
  const state = new LimitState(undefined);
  const save = state.save.bind(state);
  let saves = 0;
  state.save = (live) => {
    if (++saves > 1) throw new Error("no space");
    return save(live);
  };
  return state;
}
