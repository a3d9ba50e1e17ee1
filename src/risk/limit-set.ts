/**
 * The limits of one lane as its gate reads them: the bytes of native/risk/limit_set.hpp, from what holds by name. Pure.
 * What is not limited is the largest number of its type. Money is in ticks (1/10,000 dollar) times shares, exact.
 */
import type { AccountLimits, FirmLimits } from "../config/limit-schema.js";
import { timeOfDayNs } from "../config/time-of-day.js";
import {
  AccountRules,
  InstrumentRules,
  LimitSet,
  MarketRules,
  ScopeLimits,
  SelfMatchScope,
  StrategyRules,
} from "../lanes/boundary.js";
import type {
  EffectiveInstrument,
  EffectiveLimits,
  EffectiveMarket,
  EffectiveStrategy,
} from "./effective-limits.js";

const noCount = 0xffff_ffff;
const noAmount = 0x7fff_ffff_ffff_ffffn;
const leastAmount = -0x8000_0000_0000_0000n;
const ticksPerDollar = 10_000n;
const nsPerMs = 1_000_000n;
const secondMs = 1_000;

/** A lane's parts by their numbers. */
export interface LimitedLane {
  readonly instruments: readonly { readonly symbol: string }[];
  readonly strategies: readonly { readonly name: string; readonly account: number }[];
  readonly accounts: readonly { readonly name: string }[];
}

export interface LimitSetSettings {
  /** From 1; each change has the next. */
  readonly version: number;
  /** What is counted by day begins anew when it changes. */
  readonly tradingDay: number;
  readonly controlPatienceMs: number;
  /** In how many lanes an account has strategies: each has its part of the account's limits. */
  readonly lanesOfAccount: (account: string) => number;
}

/** In how many lanes an account has strategies. */
export function lanesOfAccount(lanes: readonly LimitedLane[]): (account: string) => number {
  return (account) =>
    lanes.filter(({ strategies, accounts }) =>
      strategies.some((strategy) => accounts[strategy.account]?.name === account),
    ).length;
}

/** Any scope's limits; those that it can't have are absent. */
type ScopeValues = Partial<EffectiveInstrument & EffectiveStrategy & AccountLimits & FirmLimits>;

const ns = (milliseconds: number): bigint => BigInt(milliseconds) * nsPerMs;

class RecordWriter {
  readonly #view: DataView;
  readonly #base: number;

  constructor(view: DataView, base: number) {
    this.#view = view;
    this.#base = base;
  }

  count(offset: number, value: number | undefined): void {
    this.#view.setUint32(this.#base + offset, value ?? noCount, true);
  }
  flag(offset: number, isSo: boolean): void {
    this.count(offset, isSo ? 1 : 0);
  }
  amount(offset: number, value: bigint | undefined): void {
    this.#view.setBigInt64(this.#base + offset, value ?? noAmount, true);
  }
  /** `part`: one of how many that share it. */
  dollars(offset: number, value: number | undefined, part = 1n): void {
    this.amount(offset, value === undefined ? undefined : (BigInt(value) * ticksPerDollar) / part);
  }
  bits(offset: number, areSet: readonly boolean[]): void {
    for (const [index, isSet] of areSet.entries()) {
      if (!isSet) continue;
      const at = this.#base + offset + (index >> 3);
      this.#view.setUint8(at, this.#view.getUint8(at) | (1 << (index & 7)));
    }
  }
}

function writeOrderLimits(out: RecordWriter, its: ScopeValues): void {
  const S = ScopeLimits;
  out.count(S.orderQuantityMax, its.orderQuantityMax);
  out.dollars(S.orderNotionalMax, its.orderNotionalDollarsMax);
  out.count(S.collarTicks, its.priceCollarTicks);
  out.count(S.collarBasisPoints, its.priceCollarBasisPoints);
  out.count(S.referenceCollarTicks, its.referenceCollarTicks);
  out.count(S.referenceCollarBasisPoints, its.referenceCollarBasisPoints);
  out.amount(S.positionMax, its.positionMax === undefined ? undefined : BigInt(its.positionMax));
}

function writeRates(out: RecordWriter, its: ScopeValues, part: bigint): void {
  const S = ScopeLimits;
  const share = (count: number | undefined): number | undefined =>
    count === undefined ? undefined : Math.floor(count / Number(part));
  out.count(S.messagesPerSecondMax, share(its.messages?.perSecondMax));
  out.count(S.messagesBurstMax, share(its.messages?.burstMax ?? its.messages?.perSecondMax));
  out.dollars(S.notionalWindowMax, its.notionalWindow?.dollarsMax, part);
  out.amount(S.notionalWindowNs, ns(its.notionalWindow?.milliseconds ?? secondMs));
  out.count(S.orderTradeRatioMax, its.orderTrade?.ratioMax);
  out.count(S.orderTradeFrom, its.orderTrade?.fromMessages);
  out.amount(S.orderTradeWindowNs, ns(its.orderTrade?.milliseconds ?? secondMs));
  out.count(S.duplicatesMax, its.duplicates?.max);
  out.amount(S.duplicateWindowNs, ns(its.duplicates?.milliseconds ?? secondMs));
  out.count(S.repeatExecutionsMax, its.repeatExecutions?.max);
  out.amount(S.repeatWindowNs, ns(its.repeatExecutions?.milliseconds ?? 0));
  out.count(S.refusalsInARowMax, its.refusalsInARowMax);
}

function writeScope(view: DataView, base: number, its: ScopeValues, isSet: boolean, lanes = 1): void {
  const out = new RecordWriter(view, base);
  const part = BigInt(Math.max(1, lanes));
  const S = ScopeLimits;
  out.flag(S.isSet, isSet);
  writeOrderLimits(out, its);
  writeRates(out, its, part);
  out.count(
    S.openOrdersMax,
    its.openOrdersMax === undefined ? undefined : Math.floor(its.openOrdersMax / Number(part)),
  );
  out.dollars(S.openNotionalMax, its.openNotionalDollarsMax, part);
  out.dollars(S.grossExposureMax, its.grossExposureDollarsMax, part);
  out.dollars(S.netExposureMax, its.netExposureDollarsMax, part);
  out.dollars(S.tradedNotionalMax, its.tradedNotionalDollarsMax, part);
  out.dollars(S.creditMax, its.creditDollarsMax, part);
  // Not divided: a loss in one lane may be another's gain. The main thread adds them up (loss-watch.ts).
  out.dollars(S.lossMax, its.loss?.dollarsMax);
  out.flag(S.lossStops, its.loss?.effect === "stop");
}

function writeInstrumentRules(view: DataView, base: number, its: EffectiveInstrument): void {
  const out = new RecordWriter(view, base);
  const R = InstrumentRules;
  out.amount(
    R.referenceAgeMaxNs,
    its.referenceAgeMaxMs === undefined ? undefined : ns(its.referenceAgeMaxMs),
  );
  out.amount(R.advShares, BigInt(its.advShares ?? 0));
  out.count(R.advBasisPointsMax, its.advBasisPointsMax);
  out.count(R.priceStepTicks, its.priceStepTicks ?? 1);
  out.count(R.priceStepSmallTicks, its.priceStepSmallTicks ?? 1);
  out.count(R.lotShares, its.lotShares ?? 1);
  out.count(R.referenceTicks, its.referencePriceTicks ?? 0);
  out.count(R.luldLowerTicks, its.luldLowerTicks ?? 0);
  out.count(R.luldUpperTicks, its.luldUpperTicks ?? 0);
  out.flag(R.isShortRegulated, its.shortSale === "regSho");
}

function writeMarket(view: DataView, its: EffectiveMarket, controlPatienceMs: number): void {
  const out = new RecordWriter(view, LimitSet.market);
  const R = MarketRules;
  const at = (time: string): bigint => BigInt(timeOfDayNs(time) ?? 0);
  const { regularOpen, regularClose, extendedOpen, extendedClose } = its.hours;
  out.amount(R.controlPatienceNs, ns(controlPatienceMs));
  out.amount(R.regularOpenNs, its.anyHour ? leastAmount : at(regularOpen));
  out.amount(R.regularCloseNs, its.anyHour ? noAmount : at(regularClose));
  out.amount(R.extendedOpenNs, its.anyHour ? leastAmount : at(extendedOpen));
  out.amount(R.extendedCloseNs, its.anyHour ? noAmount : at(extendedClose));
  out.flag(R.isPhaseNeeded, its.phaseNeeded);
  out.count(R.selfMatch, SelfMatchScope[its.selfMatch]);
  out.flag(R.isCrossedBarred, its.crossedBarred);
  out.count(R.portMessagesPerSecondMax, its.port.perSecondMax);
  out.count(R.portMessagesBurstMax, its.port.burstMax ?? its.port.perSecondMax);
}

/** Every part of the lane must be among `limits`; one that is not is refused everything. */
export function limitSetBytes(
  limits: EffectiveLimits,
  lane: LimitedLane,
  { version, tradingDay, controlPatienceMs, lanesOfAccount }: LimitSetSettings,
): Uint8Array {
  const bytes = new Uint8Array(LimitSet.size);
  const view = new DataView(bytes.buffer);
  const symbols = lane.instruments.map(({ symbol }) => symbol);
  view.setUint32(LimitSet.version, version, true);
  view.setUint32(LimitSet.tradingDay, tradingDay, true);
  for (const [index, symbol] of symbols.entries()) {
    const its = limits.instruments[symbol];
    if (its === undefined) continue;
    writeScope(view, LimitSet.instruments + index * ScopeLimits.size, its, its.isListed);
    writeInstrumentRules(view, LimitSet.instrumentRules + index * InstrumentRules.size, its);
  }
  for (const [index, { name }] of lane.strategies.entries()) {
    const its = limits.strategies[name];
    if (its === undefined) continue;
    writeScope(view, LimitSet.strategies + index * ScopeLimits.size, its, true);
    const rules = new RecordWriter(view, LimitSet.strategyRules + index * StrategyRules.size);
    rules.flag(StrategyRules.isApproved, its.approved);
    rules.bits(
      StrategyRules.entitled,
      symbols.map((symbol) => its.entitled.includes(symbol)),
    );
  }
  for (const [index, { name }] of lane.accounts.entries()) {
    const its = limits.accounts[name];
    if (its === undefined) continue;
    writeScope(view, LimitSet.accounts + index * ScopeLimits.size, its, true, lanesOfAccount(name));
    writeAccountRules(
      new RecordWriter(view, LimitSet.accountRules + index * AccountRules.size),
      its,
      limits,
      symbols,
    );
  }
  writeScope(view, LimitSet.firm, limits.firm, true);
  writeMarket(view, limits.market, controlPatienceMs);
  return bytes;
}

/** Of a set in bytes. */
export function limitSetVersion(set: Uint8Array): number {
  return new DataView(set.buffer, set.byteOffset, set.byteLength).getUint32(LimitSet.version, true);
}

function writeAccountRules(
  out: RecordWriter,
  its: AccountLimits,
  { firm }: EffectiveLimits,
  symbols: readonly string[],
): void {
  const R = AccountRules;
  out.flag(R.isApproved, its.approved);
  out.flag(R.isLocateExempt, its.locateExempt);
  out.bits(
    R.restricted,
    symbols.map((symbol) => its.restricted.includes(symbol) || firm.restricted.includes(symbol)),
  );
  for (const [index, symbol] of symbols.entries()) {
    out.count(R.locateShares + index * 4, its.locates[symbol] ?? 0);
  }
}
