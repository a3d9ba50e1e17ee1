import { describe, expect, it, vi } from "vitest";
import { LimitSet, ScopeLimits } from "../../../src/lanes/boundary.js";
import { LimitBook } from "../../../src/risk/limit-book.js";
import { LimitDesk, type LimitedRunningLane } from "../../../src/risk/limit-desk.js";
import { limitSetVersion } from "../../../src/risk/limit-set.js";
import { LimitState } from "../../../src/risk/limit-state.js";
import { limitedConfig } from "./limited-config.js";

const ann = { by: "ann", origin: "control" as const };
const hour = 3_600_000;

/** A lane that takes what is staged at once, or when it is told to. */
class FakeLane implements LimitedRunningLane {
  isRunning = true;
  isSlow = false;
  limitsVersion = 0;
  staged: Uint8Array | undefined;
  sets: Uint8Array[] = [];
  readonly setup;
  constructor(name: string, symbol: string) {
    this.setup = { name, instruments: [{ symbol }], strategies: [], accounts: [] };
  }
  get hasStagedLimits(): boolean {
    return this.staged !== undefined;
  }
  stageLimits(bytes: Uint8Array, version: number): void {
    expect(this.staged).toBeUndefined();
    expect(limitSetVersion(bytes)).toBe(version);
    this.staged = bytes.slice();
    if (!this.isSlow) this.take();
  }
  take(): void {
    if (this.staged === undefined) return;
    this.sets.push(this.staged);
    this.limitsVersion = limitSetVersion(this.staged);
    this.staged = undefined;
  }
  get positionMax(): bigint {
    const set = this.sets.at(-1) as Uint8Array<ArrayBuffer>;
    return new DataView(set.buffer).getBigInt64(LimitSet.instruments + ScopeLimits.positionMax, true);
  }
}

function deskOf(risk: object = {}, limits: object = {}) {
  const config = limitedConfig(limits, { risk });
  const book = new LimitBook(config, new LimitState(undefined), Date.now());
  const lanes = [new FakeLane("one", "AAPL"), new FakeLane("two", "BRK.A")];
  const entries: { what: string; actor: { by: string }; details: Record<string, unknown> }[] = [];
  const log: string[] = [];
  const day = { number: 1 };
  const audit = { append: (entry: (typeof entries)[number]) => void entries.push(entry) };
  const desk = new LimitDesk(
    {
      ...{ book, lanes, risk: config.risk, audit: audit as never },
      log: (line) => void log.push(line),
      tradingDay: () => day.number,
      lanesOfAccount: () => 1,
    },
    Date.now(),
  );
  const set = (changes: Record<string, unknown>, more: object = {}, isNamed = true) =>
    desk.change({ changes, reason: "because", ...more }, ann, isNamed);
  return { desk, book, lanes, entries, log, day, set, audit };
}

const position = (value: number | null) => ({ defaults: { positionMax: value } });

describe("limits, changed while lanes run,", () => {
  it("reach every lane as one set, and the reply says that they are in force", async () => {
    const { set, lanes, entries, book } = deskOf();
    const report = await set({ ...position(70), firm: { openOrdersMax: 3 } });
    expect(report.lanes).toEqual([
      { lane: "one", isInForce: true },
      { lane: "two", isInForce: true },
    ]);
    expect(lanes.map((lane) => lane.positionMax)).toEqual([70n, 70n]);
    expect(report.version).toBe(book.version);
    expect(report.loosened).toEqual([]);
    expect(entries).toEqual([
      {
        actor: ann,
        what: "limits.set",
        details: expect.objectContaining({
          version: report.version,
          reason: "because",
          changes: [
            { limit: "defaults.positionMax", old: 5_000, new: 70 },
            { limit: "firm.openOrdersMax", old: null, new: 3 },
          ],
        }),
      },
    ]);
  });

  it("need a name, and a second one to loosen where that is configured", async () => {
    const { set, entries, book } = deskOf({ loosening: "twoPersons" });
    await expect(set(position(70), {}, false)).rejects.toThrow(/whoever answers for it/);
    await set(position(70));
    await expect(set(position(71))).rejects.toThrow(/found nobody, expected a second person/);
    await expect(set(position(71), { approvedBy: " Ann " })).rejects.toThrow(/found the same person/);
    await expect(set({ ...position(60), firm: { restricted: ["X"] } })).resolves.toBeDefined();
    await expect(set({ ...position(50), firm: { restricted: null } })).rejects.toThrow(
      /loosens firm\.restricted$/,
    );
    const { version } = book;
    const report = await set(position(71), { approvedBy: "bob" });
    expect(report.version).toBe(version + 1);
    expect(report.loosened).toContain("instruments.AAPL.positionMax");
    expect(entries.at(-1)?.details).toMatchObject({ approvedBy: "bob", loosened: report.loosened });
    await expect(set(position(null))).rejects.toThrow(/second person/);
  });

  it("take one person to loosen where that is configured", async () => {
    const { set } = deskOf();
    expect((await set(position(6_000))).loosened).toHaveLength(3);
  });

  it("are as they were when the audit log can't be written", async () => {
    const { set, audit, book, lanes } = deskOf();
    const { version } = book;
    audit.append = () => {
      throw new Error("no space");
    };
    await expect(set(position(70))).rejects.toThrow("no space");
    expect(book.version).toBe(version);
    expect(lanes[0]?.sets).toEqual([]);
  });

  it("are not changed again before a lane that is late has them, and then it gets the newest", async () => {
    vi.useFakeTimers();
    try {
      const { set, lanes, desk } = deskOf();
      const [fast, slow] = lanes as [FakeLane, FakeLane];
      slow.isSlow = true;
      const first = set(position(70));
      await expect(set(position(60))).rejects.toThrow(/just now/);
      await vi.advanceTimersByTimeAsync(3_000);
      expect((await first).lanes).toEqual([
        { lane: "one", isInForce: true },
        { lane: "two", isInForce: false },
      ]);
      await expect(set(position(60))).rejects.toThrow(/lane two has still to take the change before/);
      expect(fast.positionMax).toBe(70n);
      slow.take();
      slow.isSlow = false;
      desk.turn(Date.now());
      await set(position(60));
      expect([fast.positionMax, slow.positionMax]).toEqual([60n, 60n]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("do not wait for a lane that has ended", async () => {
    const { set, lanes } = deskOf();
    const [, ended] = lanes as [FakeLane, FakeLane];
    ended.isRunning = false;
    expect((await set(position(70))).lanes[1]).toEqual({ lane: "two", isInForce: true });
    expect(ended.sets).toEqual([]);
  });

  it("that were raised for a time end with it, on the audit log", async () => {
    const { set, lanes, desk, entries, log } = deskOf();
    const expiresAt = new Date(Date.now() + hour).toISOString();
    await set(position(9_000), { expiresAt });
    desk.turn(Date.now() + hour - 1_000);
    expect(lanes[0]?.positionMax).toBe(9_000n);
    desk.turn(Date.now() + hour);
    expect(lanes[0]?.positionMax).toBe(5_000n);
    expect(entries.at(-1)).toMatchObject({
      what: "limits.expired",
      actor: { by: "hotlane" },
      details: { changes: [{ limit: "defaults.positionMax", old: 9_000, by: "ann" }] },
    });
    expect(log.at(-1)).toMatch(/at an end: defaults\.positionMax/);
    for (const wrong of [Date.now() - 1, Date.now() + 25 * hour]) {
      const when = new Date(wrong).toISOString();
      await expect(set(position(9_000), { expiresAt: when })).rejects.toThrow(/within the next 24 hours/);
    }
  });

  it("count by day anew when a trading day begins", () => {
    const { lanes, desk, day } = deskOf();
    desk.turn(Date.now());
    expect(lanes[0]?.sets).toHaveLength(0);
    day.number = 2;
    desk.turn(Date.now());
    desk.turn(Date.now());
    expect(lanes.map(({ sets }) => sets.length)).toEqual([1, 1]);
    const [set] = lanes[0]?.sets as [Uint8Array<ArrayBuffer>];
    expect(new DataView(set.buffer).getUint32(LimitSet.tradingDay, true)).toBe(2);
  });

  it("are at most two hundred at once", async () => {
    const { set } = deskOf();
    const instruments = Object.fromEntries(
      Array.from({ length: 201 }, (_, i) => [`A${i}`, { positionMax: 1 }]),
    );
    await expect(set({ instruments })).rejects.toThrow(/found 201 limits, expected at most 200/);
  });
});
