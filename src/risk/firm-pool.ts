/** Shares the firm's limits out over the lanes, some 200 times a second (native/risk/firm_pool.hpp). Main thread. */
import { FirmMeasure } from "../lanes/boundary.js";
import { native } from "../lanes/native.js";
import type { EffectiveLimits } from "./effective-limits.js";

const ticksPerDollar = 10_000n;
const unlimited = 0x7fff_ffff_ffff_ffffn;

/** What all lanes together may use, by FirmMeasure; money in ticks x shares. */
export function firmAmounts({ firm }: EffectiveLimits): BigInt64Array<ArrayBuffer> {
  const dollars = (value: number | undefined): bigint =>
    value === undefined ? unlimited : BigInt(value) * ticksPerDollar;
  const amounts = new BigInt64Array(Object.keys(FirmMeasure).length);
  amounts[FirmMeasure.grossExposure] = dollars(firm.grossExposureDollarsMax);
  amounts[FirmMeasure.netExposure] = dollars(firm.netExposureDollarsMax);
  amounts[FirmMeasure.openNotional] = dollars(firm.openNotionalDollarsMax);
  amounts[FirmMeasure.openOrders] = firm.openOrdersMax === undefined ? unlimited : BigInt(firm.openOrdersMax);
  amounts[FirmMeasure.tradedNotional] = dollars(firm.tradedNotionalDollarsMax);
  amounts[FirmMeasure.credit] = dollars(firm.creditDollarsMax);
  return amounts;
}

export class FirmPool {
  readonly #memories: Uint8Array[];
  #limits: EffectiveLimits | undefined;
  #amounts: BigInt64Array<ArrayBuffer> = new BigInt64Array();

  constructor(memories: readonly SharedArrayBuffer[]) {
    this.#memories = memories.map((memory) => new Uint8Array(memory));
  }

  turn(limits: EffectiveLimits): void {
    if (limits !== this.#limits) {
      this.#limits = limits;
      this.#amounts = firmAmounts(limits);
    }
    native.balanceFirm(this.#memories, this.#amounts);
  }
}
