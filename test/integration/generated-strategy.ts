// Strategies written from a seed, in the compiled subset: random arithmetic, conditions, loops, arrays and orders, whose
// results show in orders. What they do makes no sense, but it must make the same in both tiers.
import { seededRandom } from "../../src/bench/seeded-random.js";

const fields = ["a", "b", "c", "d"];
const flags = ["p", "q"];

class Writer {
  readonly #random: () => number;
  #depth = 0;
  #loops = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  #whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  #one<T>(all: readonly T[]): T {
    return all[this.#whole(0, all.length - 1)] as T; // within
  }

  #nested(make: () => string, otherwise: string): string {
    if (this.#depth > 3) return otherwise;
    this.#depth += 1;
    const text = make();
    this.#depth -= 1;
    return text;
  }

  constant(): string {
    return this.#one([
      "0",
      "1",
      "2",
      "3",
      "7",
      "0.5",
      "0.1",
      "-1",
      "1e3",
      "0x10",
      "100",
      "1e-9",
      "4294967296",
      "Number.NaN",
      "Math.PI",
      "-0",
    ]);
  }

  number(): string {
    const simple = (): string =>
      this.#one([
        () => `this.${this.#one(fields)}`,
        () => this.constant(),
        () => "instrument",
        () =>
          `this.book.${this.#one(["bid", "ask", "bidQuantity", "askQuantity"])}(instrument, ${this.#whole(0, 9)})`,
        () => `this.${this.#one(["position", "openNotional", "realised", "fees"])}(instrument)`,
        () => "this.list.length",
        () => `(this.list[${this.index()}] as number)`,
        () => "this.timeOfDayNs",
        () => "this.orders.room",
        () => "this.orders.lastRefusal",
        () => `this.orders.queueAhead(${this.#one(["this.a", "this.b", "1", "3"])})`,
      ])();
    return this.#nested(
      () =>
        this.#one([
          simple,
          simple,
          () => `(${this.number()} ${this.#one(["+", "-", "*", "/", "%"])} ${this.number()})`,
          () => `(${this.number()} ${this.#one(["+", "-", "*"])} ${this.number()})`,
          () =>
            `Math.${this.#one(["floor", "ceil", "round", "trunc", "abs", "sign", "sqrt"])}(${this.number()})`,
          () => `Math.${this.#one(["min", "max"])}(${this.number()}, ${this.number()}, ${this.constant()})`,
          () => `(${this.condition()} ? ${this.number()} : ${this.number()})`,
          () => `-${simple()}`.replace("--", "- -"),
          () => `this.helper(${this.number()}, ${this.#one(flags.map((one) => `this.${one}`))})`,
        ])(),
      simple(),
    );
  }

  /** Of the list, which has 8 elements. */
  index(): string {
    return this.#one([String(this.#whole(0, 7)), "instrument % 8", "Math.abs(Math.floor(this.turn)) % 8"]);
  }

  condition(): string {
    const comparison = (): string =>
      `${this.number()} ${this.#one(["<", "<=", ">", ">=", "===", "!=="])} ${this.number()}`;
    return this.#nested(
      () =>
        this.#one([
          () => `(${comparison()})`,
          () => `this.${this.#one(flags)}`,
          () => `!${this.condition()}`,
          () => `(${this.condition()} && ${this.condition()})`,
          () => `(${this.condition()} || ${this.condition()})`,
          () => "this.book.isLive(instrument)",
          () => `Number.${this.#one(["isFinite", "isInteger", "isNaN"])}(${this.number()})`,
        ])(),
      `this.${this.#one(flags)}`,
    );
  }

  statement(): string {
    const assign = (): string =>
      `this.${this.#one(fields)} ${this.#one(["=", "=", "+=", "-=", "*=", "/=", "%="])} ${this.number()};`;
    return this.#nested(
      () =>
        this.#one([
          assign,
          assign,
          () => `this.list[${this.index()}] = ${this.number()};`,
          () => `this.list[${this.#whole(0, 7)}] ${this.#one(["+=", "*="])} ${this.number()};`,
          () => `this.${this.#one(flags)} = ${this.condition()};`,
          () => `this.${this.#one(fields)}${this.#one(["++", "--"])};`,
          () => `if (${this.condition()}) { ${this.statements(2)} } else { ${this.statements(1)} }`,
          () => this.loop(),
          () => `if (this.${this.#one(fields)}) ${this.statement()}`,
          () =>
            `switch (Math.abs(${this.number()}) % 3) { case 0: ${this.statements(1)} break; case 1: ${this.statements(1)} default: ${this.statements(1)} }`,
          () => this.order(),
        ])(),
      assign(),
    );
  }

  loop(): string {
    this.#loops += 1;
    const name = `turn${this.#loops}`;
    const least = this.#whole(1, 5);
    return this.#one([
      `for (let ${name} = 0; ${name} < ${least}; ${name} += 1) { if (${this.condition()}) ${this.#one(["continue", "break"])}; this.a += ${name} / 2; ${this.statements(1)} }`,
      `for (const ${name} of this.list) { this.b += ${name}; }`,
      `{ let ${name} = ${least}; while (${name} > 0) { ${name} -= 1; ${this.statements(1)} } }`,
    ]);
  }

  order(): string {
    const price = `Math.floor(Math.abs(${this.number()})) % 1_000_000`;
    return this.#one([
      `this.c = this.orders.${this.#one(["buy", "sell"])}(instrument, Math.floor(Math.abs(${this.number()})) % 500, ${price});`,
      `this.p = this.orders.cancel(${this.number()});`,
      `this.q = this.orders.replace(this.c, ${this.number()}, ${price});`,
      `this.p = this.orders.reduce(this.c, ${this.number()});`,
      `this.orders.buy(instrument, ${this.number()}, ${this.number()});`,
    ]);
  }

  statements(count: number): string {
    return Array.from({ length: count }, () => this.statement()).join(" ");
  }
}

export function generatedStrategy(seed: number): string {
  const writer = new Writer(seed);
  const body = (): string => Array.from({ length: 8 }, () => `    ${writer.statement()}`).join("\n");
  return `import { type Instrument, type OrderUpdate, type Trade, Strategy } from "hotlane/sdk";

export default class Generated extends Strategy {
  private a: number = 1;
  private b: number = ${writer.constant()};
  private c: number = 0;
  private d: number = 0.25;
  private p: boolean = true;
  private q: boolean = false;
  private turn: number = 0;
  private readonly list: number[] = [1, 2, 3, 4, 5.5, -6, 7, 0.125];

  override onBook(instrument: Instrument): void {
    this.turn += 1;
${body()}
    this.show(instrument);
  }

  override onTrade(trade: Trade): void {
    const instrument = trade.instrument;
    this.d = trade.priceTicks - trade.quantity;
${body()}
    this.show(instrument);
  }

  override onOrder(update: OrderUpdate): void {
    const instrument = update.instrument;
    this.c = update.orderId;
${body()}
    this.show(instrument);
  }

  private helper(x: number, isNegated: boolean): number {
    if (isNegated) return -x;
    return x > this.d ? x / 3 : this.d;
  }

  /** The low digits too. */
  private show(instrument: Instrument): void {
    const all = [this.a, this.b, this.c, this.d, this.list[0] as number, this.list[7] as number];
    for (const one of all) {
      const size = Math.abs(one);
      if (!Number.isFinite(size) || size === 0) this.orders.cancel(1);
      else {
        const scale = size < 1e6 ? 1e9 : 1;
        this.orders.buy(instrument, 1 + (Math.floor(size * scale) % 4_000_000_000), 1 + (Math.floor(size) % 2_000_000_000));
      }
      if (this.orders.room < 4) break;
    }
    if (!Number.isFinite(this.a)) this.a = this.turn;
    if (!Number.isFinite(this.b)) this.b = 2;
    if (!Number.isFinite(this.d)) this.d = 0.75;
  }
}
`;
}
