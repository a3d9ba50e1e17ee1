import { describe, expect, it } from "vitest";
import { changesOf, duration, limitPath } from "../../../src/cli/limits.js";
import { Refusal, RiskScope, refusalNames } from "../../../src/lanes/boundary.js";
import type { LaneEvent } from "../../../src/lanes/event-reader.js";
import type { UsageReading } from "../../../src/lanes/lane-reader.js";
import { effectiveLimits } from "../../../src/risk/effective-limits.js";
import { firmAmounts } from "../../../src/risk/firm-amounts.js";
import { RefusalTeller } from "../../../src/risk/refusal-teller.js";
import { findingText, reasonCode } from "../../../src/risk/refusal-text.js";
import { limitUsages, UsageWatch } from "../../../src/risk/usage-watch.js";
import { limitedConfig } from "./limited-config.js";

describe("a refusal", () => {
  it("has a reason code of the fact sheets, each its own", () => {
    const codes = refusalNames.map((_, code) => reasonCode(code));
    expect(codes).toContain("position_max");
    expect(codes).toContain("order_quantity_max");
    expect(new Set(codes).size).toBe(codes.length);
    expect(reasonCode(250)).toBe("refusal_250");
  });

  it("is told with what was compared, in the unit of its control", () => {
    const text = (reason: number, scope: number, compared: number, limit: number, name: string) =>
      findingText({ reason, scope, compared, limit, name });
    expect(text(Refusal.positionMax, RiskScope.account, 5_100, 5_000, "main")).toBe(
      "position_max of account main: 5,100 against 5,000",
    );
    expect(text(Refusal.openNotionalMax, RiskScope.firm, 10_005_000, 10_000_000, "")).toBe(
      "open_notional_max of firm: $1,000.50 against $1,000.00",
    );
    expect(text(Refusal.killed, RiskScope.none, 0, 0, "")).toBe("killed");
  });

  it("is told at once, and those like it every ten seconds", () => {
    const lines: string[] = [];
    const teller = new RefusalTeller((line) => void lines.push(line));
    const event = {
      reason: Refusal.positionMax,
      scope: RiskScope.account,
      compared: 2,
      limit: 1,
    } as LaneEvent;
    for (let ms = 0; ms < 9_000; ms += 1_000) teller.onRefusal(event, "maker", "AAPL", "house", ms);
    teller.turn(9_999);
    expect(lines).toEqual(["strategy maker: refused: position_max of account house: 2 against 1 (AAPL)"]);
    teller.turn(10_000);
    expect(lines[1]).toMatch(/and 8 more since$/);
    teller.turn(40_000);
    teller.onRefusal(event, "taker", "AAPL", "house", 40_000);
    expect(lines).toHaveLength(3);
  });
});

describe("the use of a limit", () => {
  const limits = {
    firm: { openOrdersMax: 10, loss: { dollarsMax: 100 } },
    accounts: { client: { openOrdersMax: 0 } },
  };
  const config = limitedConfig(limits);
  const lane = (reading: Partial<UsageReading>, strategies: string[]) => ({
    names: { accounts: ["house", "client"], strategies },
    reader: {
      usage: (scope: string): UsageReading => ({
        ...{ stops: 0, openOrders: 0, openNotional: 0, tradedNotional: 0, grossExposure: 0, netExposure: 0 },
        ...{ creditUsed: 0, profit: 0, messagesWindow: 0, enteredWindow: 0 },
        ...(scope === "firm" ? reading : {}),
      }),
    },
  });
  const usages = (one: Partial<UsageReading>, two: Partial<UsageReading>) =>
    limitUsages(effectiveLimits(config.limits, config), [
      lane(one, ["maker", "taker"]),
      lane(two, ["other"]),
    ]);

  it("is what all lanes use together", () => {
    const found = usages({ openOrders: 3, profit: -200_000 }, { openOrders: 4, profit: 50_000 });
    const firm = found.filter(({ scope, max }) => scope === "firm" && max !== null);
    expect(firm.map(({ limit, used, max }) => [limit, used, max])).toEqual([
      ["openOrdersMax", 7, 10],
      ["loss.dollarsMax", 15, 100],
    ]);
    expect(new Set(found.map(({ scope, name }) => `${scope} ${name}`)).size).toBe(1 + 2 + 3);
  });

  it("is told at 70 and 90 percent, again only after it was well below", () => {
    const lines: string[] = [];
    const watch = new UsageWatch((line) => void lines.push(line));
    const look = (openOrders: number) => watch.look(usages({ openOrders }, {}));
    for (const used of [6, 7, 8, 7, 6.5, 7, 9, 10, 9]) look(used);
    expect(lines).toEqual([
      "firm openOrdersMax: 70 % used, 7 of 10",
      "firm openOrdersMax: 90 % used, 9 of 10",
    ]);
    for (const used of [5, 7]) look(used);
    expect(lines).toHaveLength(3);
  });

  it("of the firm is shared out in ticks times shares, or without bound", () => {
    expect([...firmAmounts(effectiveLimits(config.limits, config))]).toEqual(
      [0, 1, 2, 3, 4, 5].map((measure) => (measure === 3 ? 10n : 2n ** 63n - 1n)),
    );
    const money = limitedConfig({ firm: { creditDollarsMax: 3, grossExposureDollarsMax: 100_000_000_000 } });
    const amounts = firmAmounts(effectiveLimits(money.limits, money));
    expect([amounts[0], amounts[5]]).toEqual([1_000_000_000_000_000n, 30_000n]);
  });
});

describe("hotlane limits set", () => {
  it("puts each value in its place", () => {
    expect(
      changesOf([
        "firm.openOrdersMax=200",
        "instruments/BRK.A/positionMax=null",
        "market.selfMatch=firm",
        'firm.restricted=["X"]',
      ]),
    ).toEqual({
      firm: { openOrdersMax: 200, restricted: ["X"] },
      instruments: { "BRK.A": { positionMax: null } },
      market: { selfMatch: "firm" },
    });
  });

  it("refuses what is no assignment, and no time", () => {
    expect(() => changesOf(["firm"])).toThrow(/expected PATH=VALUE/);
    expect(() => changesOf(["=3"])).toThrow(/expected PATH=VALUE/);
    expect(() => limitPath("firm..x")).toThrow(/expected a path/);
    expect([duration("90s"), duration("30m"), duration("2h")]).toEqual([90_000, 1_800_000, 7_200_000]);
    for (const wrong of ["", "5", "0m", "-1h", "1d"]) expect(() => duration(wrong)).toThrow(/90s, 30m or 2h/);
  });
});
