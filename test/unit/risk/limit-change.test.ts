import { describe, expect, it } from "vitest";
import { effectiveLimits } from "../../../src/risk/effective-limits.js";
import { limitChanges, limitName } from "../../../src/risk/limit-change.js";
import { limitedConfig } from "./limited-config.js";

function changes(old: object, its: object) {
  const [before, after] = [limitedConfig(old), limitedConfig(its)];
  return limitChanges(effectiveLimits(before.limits, before), effectiveLimits(after.limits, after)).map(
    ({ path, isLooser }) => `${limitName(path)} ${isLooser ? "looser" : "tighter"}`,
  );
}

const maker = (limits: object) => ({ strategies: { maker: limits } });
const house = (limits: object) => ({ accounts: { house: limits } });
const aapl = (limits: object) => ({ instruments: { AAPL: limits } });

/** Each tightens from the first to the second, and loosens the other way. */
const tightenings: [string, object, object][] = [
  ["a smaller limit", aapl({ positionMax: 9 }), aapl({ positionMax: 8 })],
  ["a first limit", maker({}), maker({ openOrdersMax: 1_000_000 })],
  ["a limit of the firm", { firm: { creditDollarsMax: 2 } }, { firm: { creditDollarsMax: 1 } }],
  ["a group of limits", maker({}), maker({ loss: { dollarsMax: 5 } })],
  ["a ratio with its window", maker({}), maker({ orderTrade: { ratioMax: 5 } })],
  ["re-entries with their window", maker({}), maker({ repeatExecutions: { max: 5 } })],
  [
    "a longer window",
    maker({ notionalWindow: { dollarsMax: 5, milliseconds: 5 } }),
    maker({ notionalWindow: { dollarsMax: 5, milliseconds: 6 } }),
  ],
  [
    "a longer memory of duplicates",
    maker({ duplicates: { max: 5, milliseconds: 5 } }),
    maker({ duplicates: { max: 5, milliseconds: 6 } }),
  ],
  [
    "a stop in place of reducing",
    maker({ loss: { dollarsMax: 5 } }),
    maker({ loss: { dollarsMax: 5, effect: "stop" } }),
  ],
  [
    "a burst below a second's",
    maker({ messages: { perSecondMax: 5 } }),
    maker({ messages: { perSecondMax: 5, burstMax: 4 } }),
  ],
  ["a strategy that is not approved", maker({}), maker({ approved: false })],
  ["fewer entitlements", maker({}), maker({ entitled: ["AAPL"] })],
  ["one more restriction", house({ restricted: ["MSFT"] }), house({ restricted: ["MSFT", "AAPL"] })],
  ["a restriction of the firm", {}, { firm: { restricted: ["AAPL"] } }],
  ["fewer located shares", house({ locates: { AAPL: 5 } }), house({ locates: { AAPL: 4 } })],
  ["no located shares", house({ locates: { AAPL: 5 } }), house({})],
  ["no exemption from locates", house({ locateExempt: true }), house({})],
  ["a wider self-match", { market: { selfMatch: "account" } }, { market: { selfMatch: "firm" } }],
  ["a self-match at all", { market: { selfMatch: "off" } }, { market: { selfMatch: "account" } }],
  ["crossed books barred", { market: { crossedBarred: false } }, {}],
  ["hours that hold", { market: { anyHour: true } }, {}],
  ["a phase that is needed", { market: { phaseNeeded: false } }, {}],
  ["the law", aapl({ shortSale: "none" }), aapl({ shortSale: "regSho" })],
  [
    "instruments that must be listed",
    { onlyListed: false, instruments: { AAPL: {}, MSFT: {} } },
    { onlyListed: true, instruments: { AAPL: {}, MSFT: {} } },
  ],
  ["a lower band", aapl({}), aapl({ luldLowerTicks: 5 })],
  ["a higher lower band", aapl({ luldLowerTicks: 5 }), aapl({ luldLowerTicks: 6 })],
  ["an upper band", aapl({}), aapl({ luldUpperTicks: 5 })],
];

describe("a change of limits", () => {
  it.each(tightenings)("tightens by %s, and loosens the other way", (_, loose, tight) => {
    const tighter = changes(loose, tight);
    const looser = changes(tight, loose);
    expect(tighter.length).toBeGreaterThan(0);
    expect(tighter.filter((change) => change.endsWith("looser"))).toEqual([]);
    expect(looser.filter((change) => change.endsWith("looser"))).not.toEqual([]);
  });

  it("counts as loosening where nobody can tell", () => {
    expect(changes(aapl({ lotShares: 1 }), aapl({ lotShares: 100 }))).toEqual([
      "instruments.AAPL.lotShares looser",
    ]);
    expect(changes(aapl({}), aapl({ referencePriceTicks: 5 }))).toEqual([
      "instruments.AAPL.referencePriceTicks looser",
    ]);
    const ratio = (milliseconds: number) => maker({ orderTrade: { ratioMax: 5, milliseconds } });
    expect(changes(ratio(5), ratio(6))).toEqual(["strategies.maker.orderTrade.milliseconds looser"]);
    expect(changes({}, { market: { hours: { regularOpen: "09:31" } } })).toEqual([
      "market.hours.regularOpen looser",
    ]);
  });

  it("of the defaults is one of every instrument without its own", () => {
    expect(
      changes(aapl({ positionMax: 9 }), { ...aapl({ positionMax: 9 }), defaults: { positionMax: 4_999 } }),
    ).toEqual(["instruments.MSFT.positionMax tighter", "instruments.BRK.A.positionMax tighter"]);
  });

  it("is none where nothing is another", () => {
    expect(changes({}, { defaults: { positionMax: 5_000 }, strategies: { maker: {} } })).toEqual([]);
  });
});
