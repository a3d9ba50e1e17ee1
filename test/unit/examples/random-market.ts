// A market of two or more instruments that wanders, halts and answers orders as the dice fall: late, in part, not at
// all. For the examples' property tests: the same seed, the same market.
import { Refusal, TimeInForce } from "hotlane/sdk";
import type { MadeUpLane, MadeUpOrder } from "hotlane/testing";
import { wholeBetween } from "../seeded-random.js";

const stepTicks = 100;

export class RandomMarket {
  readonly #middles: number[];
  readonly #isHalted: boolean[];

  constructor(
    private readonly lane: MadeUpLane,
    private readonly random: () => number,
    instruments: number,
  ) {
    this.#middles = Array.from({ length: instruments }, (_, i) => 1_000_000 + i * 50_000);
    this.#isHalted = this.#middles.map(() => false);
  }

  /** Something happens, then `check` looks. */
  run(steps: number, check: () => void): void {
    for (let step = 0; step < steps; ++step) {
      this.lane.advance(wholeBetween(this.random, 0, 40));
      this.#step(wholeBetween(this.random, 0, this.#middles.length - 1));
      check();
    }
  }

  /** Books live and quoted, everything answered and filled as asked: what is to be done can be done. */
  calm(milliseconds: number, check: () => void): void {
    for (let instrument = 0; instrument < this.#middles.length; ++instrument) this.#resume(instrument);
    for (let passed = 0; passed < milliseconds; passed += 20) {
      this.lane.settle();
      this.lane.advance(20);
      for (let instrument = 0; instrument < this.#middles.length; ++instrument) this.#quote(instrument);
      check();
    }
    this.lane.settle();
    check();
  }

  #step(instrument: number): void {
    const dice = this.random();
    if (dice < 0.01) {
      this.#isHalted[instrument] = true;
      this.lane.setState(instrument, this.random() < 0.5 ? "halted" : "recovering");
    } else if (dice < 0.05) this.#resume(instrument);
    else if (dice < 0.5) this.#move(instrument);
    else if (dice < 0.8) this.#answer();
    else this.#fill();
  }

  #resume(instrument: number): void {
    if (this.#isHalted[instrument]) this.lane.setState(instrument, "live");
    this.#isHalted[instrument] = false;
    this.#quote(instrument);
  }

  #move(instrument: number): void {
    const by = wholeBetween(this.random, -2, 2) * stepTicks;
    this.#middles[instrument] = (this.#middles[instrument] ?? 0) + by;
    this.#quote(instrument);
  }

  #quote(instrument: number): void {
    const middle = this.#middles[instrument] ?? 0;
    const shares = (): number => wholeBetween(this.random, 1, 800);
    const level = (side: number, depth: number): [number, number] => [
      middle + side * (1 + depth) * stepTicks,
      shares(),
    ];
    const levels = [0, 1, 2, 3];
    this.lane.setBook(
      instrument,
      levels.map((depth) => level(-1, depth)),
      levels.map((depth) => level(1, depth)),
    );
  }

  #answer(): void {
    const request = this.lane.requests[0];
    if (request === undefined) return;
    if (this.random() < 0.1) this.lane.reject(request);
    else this.lane.confirm(request);
    if (request.kind === "enter" && isImmediate(request.order)) {
      if (this.random() < 0.7) this.#fillPart(request.order);
      this.lane.expire(request.order);
    }
  }

  /** Whatever is asked of it meanwhile: fills cross cancels and replaces. */
  #fill(): void {
    const open = this.lane.open.filter((order) => !this.lane.requests.some(isEntryOf(order)));
    const order = open[wholeBetween(this.random, 0, open.length - 1)];
    if (order !== undefined && !this.#isHalted[order.instrument]) this.#fillPart(order);
  }

  #fillPart(order: MadeUpOrder): void {
    if (order.leaves > 0) this.lane.fill(order, wholeBetween(this.random, 1, order.leaves));
  }
}

function isEntryOf(order: MadeUpOrder): (request: { kind: string; order: MadeUpOrder }) => boolean {
  return (request) => request.kind === "enter" && request.order === order;
}

export function isImmediate(order: MadeUpOrder): boolean {
  return order.entered.timeInForce === TimeInForce.immediateOrCancel;
}

/** Whether something is asked of an order while another request for it is not answered: none of the examples may. */
export function asksTwice(lane: MadeUpLane): boolean {
  return new Set(lane.requests.map(({ order }) => order)).size < lane.requests.length;
}

/** Orders or replaces on a book that is not live: what none of the examples may ask for. */
export function askedInVain(lane: MadeUpLane): number[] {
  return lane.refusals.filter((code) => code === Refusal.halted || code === Refusal.bookStale);
}

/** Notes what should never be the case, and where it was: an expectation at each step would take most of a test's time. */
export class Violations {
  readonly found: string[] = [];

  unless(isRight: boolean, ...where: readonly (string | number)[]): void {
    if (!isRight && this.found.length < 10) this.found.push(where.join(" "));
  }
}
