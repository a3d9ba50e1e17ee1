/** Shares the firm's limits out over the lanes, some 200 times a second (native/risk/firm_pool.hpp). Main thread. */
import { native } from "../lanes/native.js";
import type { EffectiveLimits } from "./effective-limits.js";
import { firmAmounts } from "./firm-amounts.js";

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
