/**
 * Texts of a compiled strategy as 32-bit numbers, equal for equal texts: up to three letters by their bytes and number, four
 * by their bytes, longer ones by a table. A strategy compares what a status says with texts it writes down; nothing more.
 */
import {
  bookStateNames,
  shortSaleTestNames,
  statusKindNames,
  systemPhaseNames,
  tradingStateNames,
} from "../lanes/boundary.js";

const longTag = 0x7f00_0000;
const ownTag = 0x7f80_0000;
const kinds: readonly string[] = statusKindNames;
const known: string[] = [
  ...kinds,
  ...bookStateNames,
  ...tradingStateNames,
  ...systemPhaseNames,
  ...shortSaleTestNames,
];

/** The numbers of one strategy's texts. */
export class Texts {
  readonly #own: string[] = [];

  /** Undefined: a text that a status can't be compared with. */
  codeOf(text: string): number | undefined {
    if (text.length > 4) return this.#longCode(text);
    const bytes = [...text].map((letter) => letter.charCodeAt(0));
    if (bytes.some((byte) => byte < 32 || byte > 126)) return undefined;
    const packed = bytes.reduce((sum, byte, index) => sum + byte * 256 ** index, 0);
    return text.length < 4 ? packed + text.length * 2 ** 24 : packed;
  }

  #longCode(text: string): number {
    const index = known.indexOf(text);
    if (index >= 0) return longTag + index;
    if (!this.#own.includes(text)) this.#own.push(text);
    return ownTag + this.#own.indexOf(text);
  }
}

function table(name: string, names: readonly string[], fallback: string): string {
  const texts = new Texts();
  const cases = names.map((text, code) => `    case ${code}: return ${texts.codeOf(text)};`);
  const otherwise = fallback === "" ? "unknown" : `${texts.codeOf(fallback)}`;
  return `export function ${name}(code: i32): u32 {\n  switch (code) {\n${cases.join("\n")}\n    default: return ${otherwise};\n  }\n}\n`;
}

/** AssemblyScript: what the codes of a status are called, as src/sdk/market-status.ts has it. */
export function namesSource(): string {
  const statusKind = table("statusKind", kinds, "").replace(/case 0: return \d+/, "case 0: return unknown");
  return [
    "export const unknown: u32 = 0;\n",
    statusKind,
    table("bookState", bookStateNames, "stale"),
    table("tradingState", tradingStateNames, "other"),
    table("systemPhase", systemPhaseNames, "unknown"),
    table("shortSaleTest", shortSaleTestNames, "unknown"),
  ].join("");
}
