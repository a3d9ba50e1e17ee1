import { describe, expect, it } from "vitest";
import { LaneRecovery, type RecoveringLane } from "../../src/engine/lane-recovery.js";
import type { PositionReport } from "../../src/engine/report.js";

const money = {
  averagePriceTicks: 1,
  markPriceTicks: 1,
  realised: 0,
  unrealised: 0,
  fees: 0,
  rebates: 0,
};

/** A lane whose tables say what `counts` does. */
function laneWith(counts: Record<string, number>, nets: Record<string, number>, doubts: string[] = []) {
  const lane: RecoveringLane = {
    setup: { name: "main" },
    reader: { counter: (name) => counts[name] ?? 0 },
    get positions(): PositionReport[] {
      return Object.entries(nets).map(([symbol, net]) => ({ account: "house", symbol, net, ...money }));
    },
    accountsInDoubt: doubts,
  };
  const log: string[] = [];
  const earlier = { run: "2026-07-24T13:30:00.000000000Z", isEnded: false, begunMs: Date.now() };
  return { recovery: new LaneRecovery(earlier, lane, (line) => log.push(line)), log };
}

describe("a lane that goes on from an earlier run", () => {
  it("is told of before it is connected, and once more when its sessions are ready", () => {
    const counts: Record<string, number> = { recoveryKnownOrders: 1_234, recoveryOpenOrders: 5 };
    const nets: Record<string, number> = { ALFA: -1_100, BRAVO: 0 };
    const { recovery, log } = laneWith(counts, nets);
    expect(log).toEqual([
      "recovery: goes on from the run of 2026-07-24T13:30:00.000000000Z, which was not ended in order: " +
        "1,234 orders, 5 open; positions: house -1,100 ALFA",
    ]);
    recovery.turn(false);
    expect(recovery.report.isComplete).toBe(false);
    Object.assign(counts, { recoveryLateFills: 1, recoveryNeverReceived: 2 });
    nets.ALFA = -1_000;
    recovery.turn(true);
    // What is traded from now on is not what was found.
    nets.ALFA = 0;
    recovery.turn(true);
    recovery.turn(true);
    expect(log).toHaveLength(2);
    expect(log[1]).toMatch(
      /^recovery: complete after \d+\.\d s: 1 fill heard late; 2 orders that the venue never got; 0 orders that the journal did not know; positions: house -1,000 ALFA; trading goes on$/,
    );
    expect(recovery.report).toMatchObject({
      lane: "main",
      isComplete: true,
      knownOrders: 1_234,
      openOrders: 5,
      lateFills: 1,
      neverReceived: 2,
      adoptedOrders: 0,
      accountsInDoubt: [],
      positions: [{ account: "house", symbol: "ALFA", net: -1_000 }],
    });
  });

  it("says whose trading is stopped, because the venue knew more than the journal", () => {
    const { recovery, log } = laneWith({ recoveryAdoptedOrders: 3 }, {}, ["house"]);
    recovery.turn(true);
    recovery.turn(true);
    expect(log[1]).toContain("3 orders that the journal did not know; no positions");
    expect(log[1]).toContain("in doubt, and stopped until a person has looked: house");
  });
});
