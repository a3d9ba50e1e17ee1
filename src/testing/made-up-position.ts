/** A position as fills make it: average cost, as docs/order-life.md has it. */
import { Side } from "../sdk/strategy.js";

export class MadeUpPosition {
  /** Shares, negative when short. */
  net = 0;
  /** What they cost, ticks x shares. */
  openNotional = 0;
  /** Ticks x shares. */
  realised = 0;

  fill(side: Side, shares: number, priceTicks: number): void {
    const signed = side === Side.buy ? shares : -shares;
    const closing = this.net * signed < 0 ? Math.min(shares, Math.abs(this.net)) : 0;
    if (closing > 0) {
      const closed = Math.sign(this.net) * closing;
      const cost = Math.trunc((this.openNotional * closing) / Math.abs(this.net));
      this.realised += closed * priceTicks - cost;
      this.openNotional -= cost;
      this.net -= closed;
    }
    const opening = signed - Math.sign(signed) * closing;
    this.openNotional += opening * priceTicks;
    this.net += opening;
  }
}
