// What keeps a strategy out of the compiled subset: each with its line, and what to write instead.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { translate } from "../../src/compiler/translate.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-subset-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function refusalsOf(source: string): string[] {
  files += 1;
  const file = join(folder, `strategy${files}.ts`);
  writeFileSync(file, source);
  return translate(file).refusals.map(({ line, words }) => `${line}: ${words}`);
}

/** A strategy whose onBook has these statements from line 5 on, and these fields in line 3. */
function strategy(statements: string, fields = ""): string {
  return `import { type Instrument, type Trade, OrderAttributes, Strategy, wholeNumber, flag } from "hotlane/sdk";
export default class Mine extends Strategy {
  ${fields} private count: number = 0; private list: number[] = []; private other: Mine2 | null = null;
  override onBook(instrument: Instrument): void {
${statements}
  }
}
class Mine2 { amount: number = 0; next: Mine2 | null = null; }
`;
}

/** A strategy with these members from line 3 on, and a class Kept with these. */
function handing(members: string, kept = "price: number = 0;"): string {
  return `import { Strategy } from "hotlane/sdk";
export default class Mine extends Strategy {
  ${members}
}
class Kept { ${kept} }
`;
}

describe("handOver and takeOver", () => {
  const both = "override handOver(): Kept { return new Kept(); } override takeOver(kept: Kept): void {}";

  it("take an object of a class whose fields can cross", () => {
    const kept =
      "price: number = 0; isIn: boolean = false; all: number[] = []; wide: Float64Array = new Float64Array(4);";
    expect(
      refusalsOf(handing(both, `${kept} static made: number = 0; half(): number { return this.price / 2; }`)),
    ).toEqual([]);
  });

  it.each([
    [
      handing("override handOver(): unknown { return 5; }"),
      "3: handOver gives an object of a class of your own",
    ],
    [
      handing("override handOver(): number { return 5; }"),
      "3: handOver gives an object of a class of your own",
    ],
    [
      handing("override takeOver(state: unknown): void {}"),
      "3: takeOver takes an object of a class of your own",
    ],
    [handing(both, "next: Kept | null = null;"), "3: handOver: its field next can't cross"],
    [handing(both, "flags: boolean[] = [];"), "3: takeOver: its field flags can't cross"],
    [handing(both, "constructor(price: number) {}"), "3: handOver: its constructor has parameters"],
  ])("refuse what can't cross: %s", (source, words) => {
    expect(refusalsOf(source).join("\n")).toContain(words);
  });
});

describe("the compiled subset", () => {
  it("takes what the tiers do alike", () => {
    const statements = `
    let sum: number = 0;
    for (let i = 0; i < 10; i++) { if (i % 2 === 0) continue; sum += i / 3; }
    for (const one of this.instruments) sum -= one;
    while (sum > 100) sum = Math.floor(sum / 2);
    do { sum += 1 } while (sum < 0);
    switch (instrument) { case 0: sum = 1; break; case 0.5: sum = 2; break; default: sum = 3; }
    const isLong = sum > 0 && this.position(instrument) >= 0 || this.count !== 3;
    if (isLong && sum) this.list.push(sum);
    if (this.other !== null) this.other.amount = Math.max(1, 2, sum, -0.5);
    const wide = new Array<number>(8).fill(0);
    wide[3] = this.list.length > 0 ? (this.list[0] as number) : Number.MAX_SAFE_INTEGER;
    wide[2] += 4;
    if (!Number.isFinite(sum)) throw new Error("not finite");
    this.count++;
    this.orders.buy(instrument, 100, 5_000, new OrderAttributes({ isPostOnly: true, minQuantity: 1e2 }));`;
    expect(refusalsOf(strategy(statements))).toEqual([]);
  });

  it.each([
    ["const f = () => 1;", "a function as a value"],
    ["this.list.map((x) => x);", "map() of an array"],
    ["const o = { a: 1 };", "an object literal: write a class with these fields"],
    ["const [a] = this.list;", "destructuring"],
    ["this.list.push(...this.list);", "...: write the elements out"],
    ["const a = this.other?.amount;", "?.: compare with null first"],
    ["const a = this.list[0] ?? 0;", "??: nothing is undefined"],
    ["this.count = this.count | 0;", "bitwise operators"],
    ["this.count = ~this.count;", "bitwise operators"],
    ["this.count >>= 1;", "the operator >>=: write it out"],
    ["this.count = this.count ** 2;", "**: its last digit may differ"],
    ["this.count = Math.exp(1);", "Math.exp: its last digit may differ"],
    ["this.count = Math.pow(2, 0.5);", "Math.pow: its last digit may differ"],
    ["this.count = Math.random();", "Math.random: the same packets must give the same orders"],
    ["this.count = Date.now();", "Date: the same packets must give the same orders"],
    ["const m = new Map<number, number>();", "Map: use an array or perInstrument()"],
    ["console.log(1);", "console: a compiled strategy writes nothing"],
    ["process.exit();", "process is not in the compiled subset"],
    ["const r = /x/;", "a regular expression"],
    ["const t = `plain`;", "a text in backquotes"],
    ["(this.instruments as number[]).push(3);", "the compiled subset changes no types"],
    ["const t = `a$" + "{this.count}`;", "a text put together"],
    ['const t = "a" + "b";', "an operand of + is of type"],
    ["try { this.count = 1; } catch { this.count = 2; }", "try: what throws stops"],
    ["const b = 10n;", "a bigint"],
    ["var v = 1;", "var: write let or const"],
    ["const x: any = 1; this.count = x;", "is of type any"],
    ["const u: number | undefined = undefined;", "undefined"],
    ["const w: number | boolean = 1;", "is of type number | boolean"],
    ["const a = new Array<number>(3);", "without .fill"],
    ["const a = new Int32Array(3);", "Int32Array is not in the compiled subset"],
    ["this.list.length = 0;", "a new length of an array"],
    ["for (const k in this.list) this.count += 1;", "for..in"],
    ["outer: for (;;) { break outer; }", "a label"],
    ["throw this.count;", 'throw of other than new Error("…")'],
    ["if (this.list[this.count++] === 1) return; this.list[this.count++] += 1;", "changes what a call"],
    ["const n = this.count && 5;", "&& of other than true and false"],
    ["const s = this.symbol(instrument);", "symbol(): symbols are text"],
    ["function inner(): number { return 1; }", "a function inside another"],
    ["const t = typeof this.count;", "typeof"],
    ["this.count = this.list.indexOf(3);", "indexOf() of an array"],
    ["const i32: number = 1;", "the name of a type of the compiled tier"],
    ["const f = this.onBook;", "which the compiled subset has not"],
    ["const p = new Mine();", "a strategy made by itself"],
    ["const l = this.list; const n = (l as unknown) as boolean;", "the compiled subset changes no types"],
  ])("refuses %s", (statement, words) => {
    const refusals = refusalsOf(strategy(statement));
    expect(refusals.some((one) => one.startsWith("5: ") && one.includes(words))).toBe(true);
  });

  it.each([
    ["private last: Trade | null = null;", 3, "is filled anew for each call"],
    ["private f = (x: number): number => x;", 3, "field f is of type"],
    ["private x?: number;", 3, "an optional field"],
    ["private x!: number;", 3, "!: give the field an initial value"],
    ["async later(): Promise<void> {}", 3, "async: nothing asynchronous runs in a lane"],
    ["*all(): Generator<number> { yield 1; }", 3, "a generator"],
    ["many(...x: number[]): void {}", 3, "...: name the parameters one by one"],
    ["maybe(x?: number): void {}", 3, "an optional parameter"],
    ["some(x = this.count): void {}", 3, "a default that is not a number"],
    ["readonly q = wholeNumber('q', 1 + 1, 1, 3);", 3, "are written out"],
    ["readonly q = wholeNumber('q', 1, 1, 3) * 2;", 3, "whole initial value of a field"],
    ["readonly q = flag('q', true); readonly r = flag('q', true);", 3, "declared twice"],
    ["same<T>(x: T): T { return x; }", 3, "type parameters"],
  ])("refuses the member %s", (member, line, words) => {
    expect(refusalsOf(strategy("", member)).join("\n")).toMatch(
      new RegExp(`^${line}: .*${escaped(words)}`, "m"),
    );
  });

  it.each([
    ['import { readFileSync } from "node:fs";\nreadFileSync("x");', "1: import of node:fs"],
    ['import { thing } from "./elsewhere.js";', "1: import of ./elsewhere.js"],
    ["let state: number = 0;", "1: a variable outside of the class"],
    ["enum Side { buy, sell }", "1: an enum"],
    ["namespace Inner { export const a = 1; }", "1: a namespace"],
    ["class A { a: number = 1; } class B extends A {}", "1: extends of other than Strategy"],
  ])("refuses %s outside of the class", (text, words) => {
    const source = `${text}\nimport { Strategy } from "hotlane/sdk";\nexport default class Mine extends Strategy {}\n`;
    expect(refusalsOf(source).some((one) => one.startsWith(words))).toBe(true);
  });

  it("says what TypeScript says of wrong types, with the line", () => {
    const refusals = refusalsOf(strategy('    this.count = "many";'));
    expect(refusals).toEqual(["5: TypeScript: Type 'string' is not assignable to type 'number'."]);
  });

  it("asks for the class form", () => {
    const source =
      'import { defineStrategy } from "hotlane/sdk";\nexport default defineStrategy({ name: "a", parameters: {}, create: () => ({}) });\n';
    expect(refusalsOf(source).join("\n")).toContain("no class that extends Strategy");
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
