/** The firm's limits over all lanes as the pool of its shares takes them (native/risk/firm_pool.hpp). Pure. */
import { FirmMeasure } from "../lanes/boundary.js";
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
