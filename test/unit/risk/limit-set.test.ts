import { describe, expect, it } from "vitest";
import {
  AccountRules,
  InstrumentRules,
  LimitSet,
  MarketRules,
  ScopeLimits,
  SelfMatchScope,
  StrategyRules,
} from "../../../src/lanes/boundary.js";
import { effectiveLimits } from "../../../src/risk/effective-limits.js";
import { limitSetBytes, limitSetVersion } from "../../../src/risk/limit-set.js";
import { limitedConfig } from "./limited-config.js";

const none = 0xffff_ffff;
const noAmount = 2n ** 63n - 1n;

const laneOne = {
  instruments: [{ symbol: "AAPL" }, { symbol: "MSFT" }],
  strategies: [
    { name: "maker", account: 0 },
    { name: "taker", account: 1 },
  ],
  accounts: [{ name: "house" }, { name: "client" }],
};

function setOf(limits: object, more: object = {}, lanes = 1) {
  const config = limitedConfig(limits, more);
  const bytes = limitSetBytes(effectiveLimits(config.limits, config), laneOne, {
    version: 7,
    tradingDay: 20_260_308,
    controlPatienceMs: 250,
    lanesOfAccount: () => lanes,
  });
  const view = new DataView(bytes.buffer);
  const at = (base: number, size: number, index: number) => ({
    u32: (offset: number) => view.getUint32(base + index * size + offset, true),
    i64: (offset: number) => view.getBigInt64(base + index * size + offset, true),
  });
  return {
    bytes,
    instrument: (index: number) => at(LimitSet.instruments, ScopeLimits.size, index),
    rules: (index: number) => at(LimitSet.instrumentRules, InstrumentRules.size, index),
    strategy: (index: number) => at(LimitSet.strategies, ScopeLimits.size, index),
    strategyRules: (index: number) => at(LimitSet.strategyRules, StrategyRules.size, index),
    account: (index: number) => at(LimitSet.accounts, ScopeLimits.size, index),
    accountRules: (index: number) => at(LimitSet.accountRules, AccountRules.size, index),
    firm: at(LimitSet.firm, 0, 0),
    market: at(LimitSet.market, 0, 0),
    head: at(0, 0, 0),
  };
}

describe("a lane's limit set", () => {
  it("has an instrument's own limits, else the defaults, and the largest number for none", () => {
    const set = setOf({ instruments: { MSFT: { positionMax: 70, priceCollarTicks: 0 } } });
    const S = ScopeLimits;
    expect(set.instrument(0).u32(S.isSet)).toBe(1);
    expect(set.instrument(0).i64(S.positionMax)).toBe(5_000n);
    expect(set.instrument(1).i64(S.positionMax)).toBe(70n);
    expect(set.instrument(0).u32(S.collarTicks)).toBe(none);
    expect(set.instrument(1).u32(S.collarTicks)).toBe(0);
    expect(set.instrument(1).u32(S.collarBasisPoints)).toBe(500);
    expect(set.instrument(0).i64(S.orderNotionalMax)).toBe(10_000_000_000n);
    expect(set.instrument(0).i64(S.openNotionalMax)).toBe(noAmount);
    expect(set.instrument(0).u32(S.messagesPerSecondMax)).toBe(none);
  });

  it("refuses everything in what the lane does not have, and in what is not listed where it must be", () => {
    const set = setOf({ onlyListed: true, instruments: { MSFT: {} } });
    expect(set.instrument(0).u32(ScopeLimits.isSet)).toBe(0);
    expect(set.instrument(1).u32(ScopeLimits.isSet)).toBe(1);
    expect(set.instrument(2).u32(ScopeLimits.isSet)).toBe(0);
    expect(set.strategy(2).u32(ScopeLimits.isSet)).toBe(0);
    expect(set.strategyRules(2).u32(StrategyRules.isApproved)).toBe(0);
    expect(set.account(2).u32(ScopeLimits.isSet)).toBe(0);
  });

  it("has every limit of a strategy, exact to the tick and the nanosecond", () => {
    const set = setOf({
      strategies: {
        taker: {
          ...{ orderQuantityMax: 1, orderNotionalDollarsMax: 7_000_000_000, priceCollarTicks: 2 },
          ...{ priceCollarBasisPoints: 3, referenceCollarTicks: 4, referenceCollarBasisPoints: 5 },
          ...{ openOrdersMax: 6, openNotionalDollarsMax: 100_000_000_000, positionMax: 7 },
          ...{ grossExposureDollarsMax: 8, netExposureDollarsMax: 9, tradedNotionalDollarsMax: 10 },
          loss: { dollarsMax: 11, effect: "stop" },
          messages: { perSecondMax: 12 },
          notionalWindow: { dollarsMax: 13, milliseconds: 14 },
          orderTrade: { ratioMax: 15, fromMessages: 16, milliseconds: 17 },
          duplicates: { max: 16, milliseconds: 19 },
          repeatExecutions: { max: 0, milliseconds: 21 },
          refusalsInARowMax: 22,
        },
      },
    });
    const S = ScopeLimits;
    const its = set.strategy(1);
    const counts = [
      ...[S.orderQuantityMax, S.collarTicks, S.collarBasisPoints, S.referenceCollarTicks],
      ...[S.referenceCollarBasisPoints, S.openOrdersMax, S.messagesPerSecondMax, S.messagesBurstMax],
      ...[S.orderTradeRatioMax, S.orderTradeFrom, S.duplicatesMax, S.repeatExecutionsMax],
      ...[S.refusalsInARowMax, S.lossStops, S.isSet],
    ];
    expect(counts.map((offset) => its.u32(offset))).toEqual([
      1, 2, 3, 4, 5, 6, 12, 12, 15, 16, 16, 0, 22, 1, 1,
    ]);
    const amounts = [
      ...[S.orderNotionalMax, S.openNotionalMax, S.positionMax, S.grossExposureMax, S.netExposureMax],
      ...[S.tradedNotionalMax, S.lossMax, S.notionalWindowMax, S.notionalWindowNs],
      ...[S.orderTradeWindowNs, S.duplicateWindowNs, S.repeatWindowNs, S.creditMax],
    ];
    expect(amounts.map((offset) => its.i64(offset))).toEqual([
      ...[70_000_000_000_000n, 1_000_000_000_000_000n, 7n, 80_000n, 90_000n, 100_000n, 110_000n],
      ...[130_000n, 14_000_000n, 17_000_000n, 19_000_000n, 21_000_000n, noAmount],
    ]);
    expect(set.strategy(0).i64(S.grossExposureMax)).toBe(noAmount);
  });

  it("gives each lane its part of an account's limits, so that all parts together never exceed them", () => {
    const client = {
      ...{ openOrdersMax: 7, openNotionalDollarsMax: 1, creditDollarsMax: 10, orderQuantityMax: 100 },
      ...{ messages: { perSecondMax: 5, burstMax: 4 }, notionalWindow: { dollarsMax: 1 }, positionMax: 9 },
      loss: { dollarsMax: 10 },
    };
    const its = setOf({ accounts: { client } }, {}, 3).account(1);
    const S = ScopeLimits;
    expect(its.u32(S.openOrdersMax)).toBe(2);
    expect(its.i64(S.openNotionalMax)).toBe(3_333n);
    expect(its.i64(S.creditMax)).toBe(33_333n);
    expect(its.u32(S.messagesPerSecondMax)).toBe(1);
    expect(its.u32(S.messagesBurstMax)).toBe(1);
    expect(its.i64(S.notionalWindowMax)).toBe(3_333n);
    // Of one order, of one instrument, or added up elsewhere.
    expect(its.u32(S.orderQuantityMax)).toBe(100);
    expect(its.i64(S.positionMax)).toBe(9n);
    expect(its.i64(S.lossMax)).toBe(100_000n);
  });

  it("knows who may trade what", () => {
    const set = setOf({
      strategies: { maker: { approved: false, entitled: ["AAPL"] } },
      accounts: { house: { restricted: ["MSFT"], locates: { AAPL: 300 }, locateExempt: true } },
      firm: { restricted: ["AAPL"] },
    });
    expect(set.strategyRules(0).u32(StrategyRules.isApproved)).toBe(0);
    expect(set.strategyRules(0).u32(StrategyRules.entitled)).toBe(0b01);
    expect(set.strategyRules(1).u32(StrategyRules.isApproved)).toBe(1);
    expect(set.strategyRules(1).u32(StrategyRules.entitled)).toBe(0b10);
    expect(set.accountRules(0).u32(AccountRules.restricted)).toBe(0b11);
    expect(set.accountRules(1).u32(AccountRules.restricted)).toBe(0b01);
    expect(set.accountRules(0).u32(AccountRules.isLocateExempt)).toBe(1);
    expect(set.accountRules(0).u32(AccountRules.locateShares)).toBe(300);
    expect(set.accountRules(0).u32(AccountRules.locateShares + 4)).toBe(0);
    expect(set.accountRules(1).u32(AccountRules.isApproved)).toBe(1);
  });

  it("holds a real venue to the law and its hours, a made-up one to neither", () => {
    const R = MarketRules;
    const real = setOf({ market: { hours: { regularOpen: "09:31:00.5" } } });
    expect(real.rules(0).u32(InstrumentRules.isShortRegulated)).toBe(1);
    expect(real.market.u32(R.isPhaseNeeded)).toBe(1);
    expect(real.market.i64(R.regularOpenNs)).toBe((9n * 3600n + 31n * 60n) * 1_000_000_000n + 500_000_000n);
    expect(real.market.i64(R.extendedCloseNs)).toBe(20n * 3600n * 1_000_000_000n);
    const madeUp = setOf({}, { venue: {}, feeds: [], sessions: [] });
    expect(madeUp.rules(0).u32(InstrumentRules.isShortRegulated)).toBe(0);
    expect(madeUp.market.u32(R.isPhaseNeeded)).toBe(0);
    expect(madeUp.market.i64(R.regularOpenNs)).toBe(-(2n ** 63n));
    expect(madeUp.market.i64(R.regularCloseNs)).toBe(noAmount);
    const lawful = setOf(
      { defaults: { shortSale: "regSho" }, market: { anyHour: false, phaseNeeded: true, selfMatch: "firm" } },
      { venue: {}, feeds: [], sessions: [] },
    );
    expect(lawful.rules(1).u32(InstrumentRules.isShortRegulated)).toBe(1);
    expect(lawful.market.u32(R.isPhaseNeeded)).toBe(1);
    expect(lawful.market.i64(R.regularOpenNs)).toBeGreaterThan(0n);
    expect(lawful.market.u32(R.selfMatch)).toBe(SelfMatchScope.firm);
    expect(lawful.market.u32(R.isCrossedBarred)).toBe(1);
  });

  it("says its version, its day and how long the main thread may be silent", () => {
    const set = setOf({ market: { port: { perSecondMax: 90 } } });
    expect(limitSetVersion(set.bytes)).toBe(7);
    expect(set.head.u32(LimitSet.tradingDay)).toBe(20_260_308);
    expect(set.market.i64(MarketRules.controlPatienceNs)).toBe(250_000_000n);
    expect(set.market.u32(MarketRules.portMessagesPerSecondMax)).toBe(90);
    expect(set.market.u32(MarketRules.portMessagesBurstMax)).toBe(90);
  });

  it("has the rules of an instrument", () => {
    const set = setOf({
      defaults: { advBasisPointsMax: 100 },
      instruments: {
        AAPL: {
          ...{ advShares: 1_000_000_000_000, referencePriceTicks: 1_892_500, referenceAgeMaxMs: 5 },
          ...{
            luldLowerTicks: 1,
            luldUpperTicks: 3,
            priceStepTicks: 50,
            priceStepSmallTicks: 2,
            lotShares: 100,
          },
        },
      },
    });
    const R = InstrumentRules;
    const its = set.rules(0);
    expect(its.i64(R.referenceAgeMaxNs)).toBe(5_000_000n);
    expect(its.i64(R.advShares)).toBe(1_000_000_000_000n);
    const words = [
      ...[R.advBasisPointsMax, R.priceStepTicks, R.priceStepSmallTicks, R.lotShares],
      ...[R.referenceTicks, R.luldLowerTicks, R.luldUpperTicks],
    ];
    expect(words.map((offset) => its.u32(offset))).toEqual([100, 50, 2, 100, 1_892_500, 1, 3]);
    expect(words.map((offset) => set.rules(1).u32(offset))).toEqual([100, 100, 1, 1, 0, 0, 0]);
  });
});
