/**
 * The orders of one order session by their numbers, in columns, a page of numbers at a time: numbers only grow, so a page
 * is nearly full before the next begins. 34 bytes an order, where an object would be some 200 and a day has millions.
 * Main thread only.
 */

/** Numbers of one page. */
const pageOrders = 4_096;
/** Of an order's state, besides the core's codes: no such order; its number has passed to a replacement. */
export const absentState = 0;
export const replacedState = 1;
const coreStates = 2;

export const storedState = (code: number): number => code + coreStates;
/** The core's code of a state that is none of the two above. */
export const coreState = (stored: number): number => stored - coreStates;

/** Columns of some orders; an order is an index of each. Prices in ticks, notional in ticks × shares. */
export class OrderPage {
  readonly executed = new Float64Array(pageOrders);
  readonly executedNotional = new Float64Array(pageOrders);
  readonly orderId = new Uint32Array(pageOrders);
  readonly quantity = new Uint32Array(pageOrders);
  readonly priceTicks = new Int32Array(pageOrders);
  readonly instrument = new Uint16Array(pageOrders);
  readonly strategy = new Uint16Array(pageOrders);
  readonly state = new Uint8Array(pageOrders);
  readonly side = new Uint8Array(pageOrders);
}

export class OrderPages {
  readonly #pages = new Map<number, OrderPage>();
  #newest: OrderPage | undefined;
  #newestNumber = -1;

  /** The page that has a number's place; undefined: none yet. */
  find(userRefNum: number): OrderPage | undefined {
    const number = Math.floor(userRefNum / pageOrders);
    if (number === this.#newestNumber) return this.#newest;
    return this.#pages.get(number);
  }

  /** The same, made where there is none. */
  make(userRefNum: number): OrderPage {
    const known = this.find(userRefNum);
    if (known !== undefined) return known;
    const page = new OrderPage();
    const number = Math.floor(userRefNum / pageOrders);
    this.#pages.set(number, page);
    this.#newest = page;
    this.#newestNumber = number;
    return page;
  }

  static indexOf(userRefNum: number): number {
    return userRefNum % pageOrders;
  }

  /** Every order that is there, by rising numbers. */
  *[Symbol.iterator](): Generator<[userRefNum: number, page: OrderPage, index: number]> {
    for (const number of [...this.#pages.keys()].sort((a, b) => a - b)) {
      const page = this.#pages.get(number) as OrderPage;
      for (let index = 0; index < pageOrders; ++index)
        if (page.state[index] !== absentState) yield [number * pageOrders + index, page, index];
    }
  }

  /** Pages without an order give their memory back. */
  forgetEmpty(): void {
    for (const [number, page] of this.#pages)
      if (page.state.every((state) => state === absentState)) this.#pages.delete(number);
    this.#newest = undefined;
    this.#newestNumber = -1;
  }
}
