import { describe, expect, it } from "vitest";
import { type RecoveryReport, recoveryLines } from "../../src/engine/recovery-report.js";
import { identityDifference } from "../../src/journal/run-identity.js";
import type { RunIdentity } from "../../src/lanes/native.js";

const identity: RunIdentity = {
  instruments: [
    { symbol: "ALFA", session: 0 },
    { symbol: "BRAVO", session: 1 },
  ],
  accounts: ["FMA", ""],
  strategies: [{ name: "maker", account: 1 }],
  sessions: [
    { protocol: "ouch50", userRefIdx: 0 },
    { protocol: "ouch42", userRefIdx: 0 },
  ],
};

describe("a lane that goes on from its journal", () => {
  it("is the same where all that the records name by numbers is", () => {
    expect(identityDifference(identity, structuredClone(identity))).toBeUndefined();
  });

  it.each<[Partial<RunIdentity>, string]>([
    [
      { instruments: identity.instruments.toReversed() },
      "instruments and their sessions are other ones: number 1 was symbol ALFA, session 0 and is symbol BRAVO, session 1",
    ],
    [
      { instruments: identity.instruments.slice(0, 1) },
      "instruments and their sessions are other ones: number 2 was symbol BRAVO, session 1 and is none",
    ],
    [{ accounts: ["FMA", "FMB"] }, "accounts' firms are other ones: number 2 was none and is FMB"],
    [
      { strategies: [{ name: "maker", account: 0 }] },
      "strategies and their accounts are other ones: number 1 was name maker, account 1 and is name maker, account 0",
    ],
    [
      { sessions: [...identity.sessions, { protocol: "ouch50", userRefIdx: 3 }] },
      "order sessions and their protocols are other ones: number 3 was none and is protocol ouch50, userRefIdx 3",
    ],
  ])("is another one where one of them is not: %#", (change, words) => {
    expect(identityDifference(identity, { ...identity, ...change })).toBe(words);
  });
});

describe("what a recovery found, in words", () => {
  const position = {
    account: "main",
    averagePriceTicks: 1,
    markPriceTicks: 1,
    realised: 0,
    unrealised: 0,
    fees: 0,
    rebates: 0,
  };
  const report: RecoveryReport = {
    lane: "main",
    run: "2026-07-24T13:30:00.000000000Z",
    isEnded: false,
    knownOrders: 1_234,
    openOrders: 5,
    lateFills: 2,
    adoptedOrders: 0,
    neverReceived: 1,
    accountsInDoubt: [],
    positions: [
      { ...position, symbol: "ALFA", net: -1_100 },
      { ...position, symbol: "BRAVO", net: 0 },
    ],
    seconds: 1.25,
  };

  it("is two lines where all is explained", () => {
    const [counts, positions, ...more] = recoveryLines(report);
    expect(counts).toMatch(/1,234 orders known, 5 of them open .* 2 fills learnt late, 1 orders/);
    expect(positions).toBe("positions: ALFA -1,100 of main");
    expect(more).toEqual([]);
  });

  it("says what is not, and whose trading it stops", () => {
    const lines = recoveryLines({ ...report, adoptedOrders: 3, accountsInDoubt: ["main"], positions: [] });
    expect(lines[1]).toBe("positions: none");
    expect(lines[2]).toContain("3 orders are at the venue that the journal does not have");
    expect(lines[3]).toContain("stopped trading for main, until a person has looked");
  });
});
