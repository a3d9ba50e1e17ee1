/**
 * No strategy to trade with: it uses all that the compiled subset has, and lets each result show in an order's quantity or
 * price, so that the tiers can be held against each other.
 */
import {
  CrossKind,
  decimal,
  flag,
  type Instrument,
  type MarketStatus,
  OrderAttributes,
  type OrderUpdate,
  perInstrument,
  Refusal,
  SellKind,
  Side,
  Strategy,
  TimeInForce,
  type Trade,
  wholeNumber,
} from "hotlane/sdk";
import { clamp, depthOf, most, Rung, steps, type Ticks } from "./rules.js";

const hexadecimal: number = 0xff + 0b11 + 1e2 + 0.5;

class Tally {
  sum = 0;
  readonly seen: number[] = [];
  isOdd = false;
  #secret = 1;

  add(value: number) {
    this.sum += value;
    this.seen.push(value);
    if (this.seen.length > 20) this.seen.pop();
    this.isOdd = !this.isOdd;
    this.#secret = (this.#secret * 31) % 1_009;
    return this.#secret;
  }
}

export default class Everything extends Strategy {
  readonly lot = wholeNumber("lot", 7, 1, 1_000);
  readonly ratio = decimal("ratio", -0.75, -10, 10, "of all");
  readonly isBold = flag("isBold", false);

  private readonly tally = new Tally();
  private readonly counts = perInstrument(-1);
  private readonly grid = new Array<number>(16).fill(0.1);
  private readonly flags: boolean[] = [true, false];
  private first: Rung | null = null;
  private readonly own = new Float64Array(this.instruments.length * 2 + 1);
  private readonly how = new OrderAttributes({ isPostOnly: true, timeInForce: TimeInForce.day });
  private lastOrder = 0;
  private turns = 0;

  override onStart(): void {
    this.setTimer(50_000_000 * (this.isBold ? 2 : 1));
    for (const step of steps) {
      const rung = new Rung(step * 100);
      rung.next = this.first;
      this.first = rung;
    }
    this.flags.push(this.isBold);
  }

  override onBook(instrument: Instrument): void {
    const bid = this.book.bid(instrument);
    const ask = this.book.ask(instrument, 1);
    let wanted: Ticks = (bid + ask) / 2 + (hexadecimal % 7);
    for (let level = 0; level < this.book.depth; level += 1) {
      if (this.book.bidQuantity(instrument, level) === 0) continue;
      wanted += (this.book.askQuantity(instrument, level) / 3) % (level + 1);
      if (level >= this.book.bidLevels(instrument) - 1 && this.book.askLevels(instrument) > 3) break;
    }
    this.counts[instrument] = (this.counts[instrument] as number) + 1;
    this.counts[instrument] -= 0.5;
    this.own[this.own.length - 1] = wanted;
    switch (Math.floor(wanted) % 5) {
      case 0:
      case 0.5:
        this.enter(instrument, Side.buy, Math.floor(wanted / 100) * 100);
        break;
      case 1:
        this.enter(instrument, Side.sell, Math.ceil(wanted));
        return;
      case 2: {
        const rounded = Math.round(-wanted / 7) * -7 + Math.sign(this.position(instrument));
        this.lastOrder = this.orders.buy(instrument, this.lot, rounded, this.how);
        break;
      }
      case 3:
        this.orders.replace(this.lastOrder, clamp(this.counts[instrument] as number), Math.trunc(wanted));
        break;
      default:
        if (!this.orders.cancel(this.lastOrder) && this.orders.lastRefusal === Refusal.unknownOrder) {
          this.lastOrder = this.orders.sell(instrument, this.lot, wanted);
        }
    }
    this.showRefusals(instrument, wanted);
  }

  /** What can't be written down is refused in both tiers alike, and counted. */
  private showRefusals(instrument: Instrument, wanted: number): void {
    const odd = [Number.NaN, -1, 0.5, 4_294_967_296, -0];
    const one = odd[this.turns % odd.length] as number;
    this.turns++;
    if (this.turns % 3 === 0) this.orders.buy(instrument, one, wanted);
    else if (this.turns % 3 === 1) this.orders.sell(one, 1, 100);
    else this.orders.reduce(this.lastOrder, one);
    if (this.turns % 11 === 0) this.orders.cancelAll(one);
    if (this.turns % 13 === 0) this.orders.cancelAll();
    this.how.minQuantity = this.turns % 5 === 0 ? one : 0;
    this.how.pegOffsetTicks = -this.turns;
    this.how.cross = this.turns % 7 === 0 ? CrossKind.opening : CrossKind.none;
    this.how.sellKind = SellKind.ordinary;
    while (this.turns % 17 === 0 && this.orders.room > 0) this.orders.cancelAll(instrument);
    if (this.turns % 17 === 0) this.orders.cancel(1);
    const ahead = this.orders.queueAhead(this.lastOrder) + this.orders.queueAhead(one);
    if (ahead > 500) this.orders.reduce(this.lastOrder, ahead);
  }

  private enter(instrument: Instrument, side: Side, priceTicks: number): void {
    const quantity = this.tally.add(Math.abs(priceTicks * this.ratio)) + depthOf(this.first);
    const time = this.isBold ? TimeInForce.immediateOrCancel : TimeInForce.day;
    this.lastOrder =
      side === Side.buy
        ? this.orders.buy(instrument, quantity, priceTicks, time)
        : this.orders.sell(instrument, quantity, priceTicks, time);
    if (this.lastOrder === 0) this.grid[this.grid.length] = this.orders.refusedHere;
    if (this.grid.length > 40) while (this.grid.length > 16) this.grid.pop();
  }

  override onTrade(trade: Trade): void {
    let product: number = trade.quantity;
    let i = 10;
    do {
      product = product * 1.0000001 + trade.priceTicks / (i-- + 0.25);
    } while (i > 0 && product < most * 1e6);
    const isBuy = trade.aggressor === Side.buy || (trade.aggressor < 0 && this.flags[1] === false);
    const size = isBuy ? this.lot : this.lot * 2;
    this.orders.sell(trade.instrument, size + (this.tally.isOdd ? 1 : 0), Math.round(product % 100_000));
  }

  override onOrder(update: OrderUpdate): void {
    const left = update.leaves - update.filled + update.lastPriceTicks * update.lastQuantity;
    const undone = update.undonePriceTicks * update.undoneQuantity + update.reason + update.surprise;
    const secret = this.tally.add(left / (1 + undone));
    if (update.isDone && update.orderId > 3) this.orders.reduce(update.orderId - 1, secret);
    else if (update.state > 1)
      this.orders.replace(update.orderId, update.quantity + 1, update.priceTicks, this.how);
    else if (update.side === Side.sell) this.orders.cancel(update.orderId);
  }

  override onTimer(): void {
    let sum = 0;
    for (const number of this.tally.seen) sum += number;
    for (const number of this.counts) sum += number > 0 ? number : 0;
    const instrument = this.instruments[0] as number;
    const left = this.openNotional(instrument) + this.realised(instrument) - this.fees(instrument);
    const right = this.unrealised(instrument) * this.rebates(instrument);
    this.orders.buy(instrument, 1 + (Math.floor(Math.abs(sum)) % 1_000), clamp(Math.floor(left + right)));
    if (sum) this.own.fill(sum);
    if (this.first !== null && !this.first.taken && this.first.isFree) this.first.taken = true;
    const average = this.book.lastPrice(instrument) / Math.max(1, this.book.lastQuantity(instrument));
    this.orders.sell(instrument, Rung.made, 1 + Math.floor(Math.sqrt(Math.abs(average))));
  }

  override onStatus(status: MarketStatus): void {
    let code = 1;
    let at = 0;
    if (status.kind === "imbalance") {
      code = status.direction === "B" ? 2 : status.cross === "O" ? 3 : 4;
      at = status.instrument;
      if (status.variation !== "L") code += status.nearTicks > status.farTicks ? 10 : 20;
      code += status.pairedShares + status.imbalanceShares + status.referenceTicks;
    } else if (status.kind === "trading") {
      at = status.instrument;
      code = status.state === "halted" ? 5 : status.reason === "" ? 6 : status.state === "other" ? 7 : 8;
    } else if (status.kind === "book") {
      at = status.instrument;
      code = status.state === "live" ? 30 : status.state === "stale" ? 31 : 32;
    } else if (status.kind === "shortSale") {
      code = status.test === "none" ? 40 : 41;
    } else if (status.kind === "system") {
      code = status.phase === "unknown" ? 50 : 51;
    } else if (status.kind === "operationalHalt") {
      code = status.isHalted ? 60 : status.market === "Q" ? 61 : 62;
    } else if (status.kind === "collar") {
      code = status.upperTicks - status.lowerTicks + status.extensions + 70;
    } else if (status.kind === "breakerLevels") {
      code = Math.floor(status.level1 - status.level2 + status.level3);
    } else if (status.kind === "breakerBreach") {
      code = 80 + status.level;
    } else if (status.kind === "ipo") {
      code = status.isAnticipated ? status.releaseTimeS + 1 : status.priceTicks;
    } else if (status.kind === "retailInterest") {
      code = status.interest === "A" ? 90 : 91;
    } else if (status.kind === "directListing") {
      code = status.isEligible ? status.nearTicks : status.upperTicks - status.lowerTicks + 1;
    }
    const instrument = this.instruments[at % this.instruments.length] as number;
    this.orders.buy(instrument, 1 + (this.timeOfDayNs % 100), Math.max(1, code));
  }

  override onStop(): void {
    this.orders.cancelAll();
  }
}
