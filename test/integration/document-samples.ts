// The samples of the documents for quants: what stands between ```ts and ``` in them, as files of a strategy's project.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

export interface Sample {
  /** Where it begins, as an editor opens it: docs/strategies.md:40. */
  readonly place: string;
  /** In the project: the name that its first line gives it, else one made of its place. */
  readonly file: string;
  readonly source: string;
  readonly kind: "strategy" | "test";
}

const named = /^\/\/ ([a-z-]+(?:\.test)?\.ts)\n/;
const sdk = [
  "CrossKind, decimal, flag, type Instrument, type MarketStatus, OrderAttributes, OrderDisplay, type OrderId",
  "OrderState, type OrderUpdate, perInstrument, Refusal, SellKind, Side, Strategy, TimeInForce, type Trade, wholeNumber",
].join(", ");

export function samplesOf(document: string): Sample[] {
  const text = readFileSync(document, "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length + 1;
    const [, code = ""] = match;
    const place = `${document}:${line}`;
    const file = named.exec(code)?.[1] ?? `${basename(document, ".md")}-${line}.ts`;
    const kind = file.endsWith(".test.ts") ? "test" : "strategy";
    const isWhole = kind === "test" || code.includes("export default");
    return { place, file, kind, source: isWhole ? code : memberSample(code) };
  });
}

/** Members alone: of a class that extends Strategy, with all of the SDK imported. */
function memberSample(code: string): string {
  return `import { ${sdk} } from "hotlane/sdk";\nexport default class Sample extends Strategy {\n${code}}\n`;
}

/** Runs a strategy on a market that wanders, halts and answers, so that each of its callbacks has something to do. */
export function runOf(sample: Sample): string {
  const strategy = `./${sample.file.replace(/\.ts$/, ".js")}`;
  return `// ${sample.place}
import { MadeUpLane } from "hotlane/testing";
import { expect, it } from "vitest";
import Sample from ${JSON.stringify(strategy)};

it("${sample.place} runs", () => {
  const lane = new MadeUpLane(Sample);
  for (let step = 0; step < 2_000; step += 1) {
    const instrument = step % 2;
    const bid = 1_000_000 + Math.round(40 * Math.sin(step / 7)) * 100 + (step % 3) * 100;
    if (step % 500 === 499) {
      lane.setState(instrument, "halted");
      lane.settle();
      lane.setState(instrument, "live");
    }
    lane.quote(instrument, bid, bid + 100, 300);
    lane.trade(instrument, bid, 100, 1);
    if (step % 50 === 49) lane.imbalance(instrument, { direction: "B", imbalanceShares: 1_000 });
    if (step % 10 === 9 && lane.requests.length > 0) lane.reject();
    else lane.settle();
    lane.advance(20);
  }
  lane.stop();
  for (const order of lane.orders) expect(order.filled + order.leaves).toBeLessThanOrEqual(order.quantity);
});
`;
}
