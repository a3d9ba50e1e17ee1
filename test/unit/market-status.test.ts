import { describe, expect, it } from "vitest";
import {
  BookState,
  LaneMemory,
  StatusKind,
  StatusSlot,
  StrategyFrame,
  SystemPhase,
  statusKindNames,
  TradingState,
} from "../../src/lanes/boundary.js";
import { FrameReader } from "../../src/sdk/frame-reader.js";
import { type MarketStatus, StatusReader } from "../../src/sdk/market-status.js";

function told(
  fields: Partial<Record<keyof typeof StatusSlot, number>>,
  reason = "    ",
): MarketStatus | undefined {
  const memory = new SharedArrayBuffer(LaneMemory.size);
  const slot = new DataView(memory, LaneMemory.frames + StrategyFrame.status, StatusSlot.size);
  for (const [name, value] of Object.entries(fields)) {
    const offset = StatusSlot[name as keyof typeof StatusSlot];
    if (offset >= StatusSlot.pairedShares) slot.setFloat64(offset, value, true);
    else slot.setInt32(offset, value, true);
  }
  for (let i = 0; i < 4; ++i) slot.setUint8(StatusSlot.reason + i, reason.charCodeAt(i));
  return new StatusReader(new FrameReader(memory, 0)).read();
}

const letter = (text: string): number => text.charCodeAt(0);

describe("a status", () => {
  it("of a book is its state in words", () => {
    expect(told({ kind: StatusKind.book, instrument: 3, code: BookState.recovering })).toEqual({
      kind: "book",
      instrument: 3,
      state: "recovering",
    });
  });

  it("of trading has the exchange's reason, without its padding", () => {
    const fields = { kind: StatusKind.trading, instrument: 1, code: TradingState.paused };
    expect(told(fields, "LUDP")).toEqual({ kind: "trading", instrument: 1, state: "paused", reason: "LUDP" });
    expect(told(fields, "T1  ")).toMatchObject({ reason: "T1" });
    expect(told(fields)).toMatchObject({ reason: "" });
  });

  it("of the market names no instrument", () => {
    expect(told({ kind: StatusKind.system, instrument: -1, code: SystemPhase.marketHours })).toEqual({
      kind: "system",
      phase: "marketHours",
    });
    expect(told({ kind: StatusKind.breakerBreach, instrument: -1, code: 2 })).toEqual({
      kind: "breakerBreach",
      level: 2,
    });
  });

  it("of an imbalance has shares, prices and the exchange's letters", () => {
    expect(
      told({
        kind: StatusKind.imbalance,
        instrument: 2,
        code: letter("S"),
        detail: letter("C"),
        variation: letter("L"),
        pairedShares: 2 ** 40,
        imbalanceShares: 7,
        referenceTicks: 100,
        nearTicks: 101,
        farTicks: 102,
      }),
    ).toEqual({
      kind: "imbalance",
      instrument: 2,
      pairedShares: 2 ** 40,
      imbalanceShares: 7,
      direction: "S",
      farTicks: 102,
      nearTicks: 101,
      referenceTicks: 100,
      cross: "C",
      variation: "L",
    });
  });

  it("has an object for every kind that the lane may tell of", () => {
    for (const [code, name] of statusKindNames.entries()) {
      expect(told({ kind: code })?.kind).toBe(name === "none" ? undefined : name);
    }
  });
});
