// `hotlane backtest --config`: the gate refuses what it would refuse live, fills cost what they would cost live.
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { BacktestReport } from "../../src/backtest/backtest-report.js";
import type { SweepReport } from "../../src/sweep/sweep-report.js";
import { hotlane } from "./run-program.js";
import { scratchFolder } from "./scratch-folder.js";

const { path: scratch, write } = scratchFolder("place");
const marketMaker = resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts");
const data = join(scratch, "2026-03-09.itch");
beforeAll(async () => {
  expect((await hotlane("sample", data, "--seconds", "5")).code).toBe(0);
});

const configWith = (name: string, limits: string, fees = ""): string =>
  write(
    name,
    `instruments: [{ symbol: ALFA }, { symbol: BRAVO }]
venue: {}
strategies:
  - { name: maker, file: ${marketMaker}, parameters: { quantity: 200 } }
${fees}
limits:
  defaults: { shortSale: none }
${limits}
`,
  );

async function report<Report = BacktestReport>(...args: string[]): Promise<Report> {
  const { code, stdout, stderr } = await hotlane("backtest", marketMaker, "--data", data, ...args, "--json");
  expect({ code, stderr }, args.join(" ")).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Report;
}

describe("hotlane backtest --config", () => {
  it("holds orders against the place's limits, takes its parameters, and says so", async () => {
    const config = configWith("wide.yaml", "  strategies: { maker: { orderQuantityMax: 1000 } }");
    const wide = await report("--config", config);
    expect(wide).toMatchObject({
      parameters: { quantity: 200 },
      limits: { from: config, place: "maker", account: "main" },
      fees: { from: `none in ${config}` },
    });
    expect(wide.orders).toBeGreaterThan(10);
    const narrow = configWith("narrow.yaml", "  strategies: { maker: { orderQuantityMax: 100 } }");
    const found = await report("--config", narrow);
    expect(found.orders).toBe(0);
    expect(Object.keys(found.refusals)).toEqual([expect.stringMatching(/quantity/)]);
    expect((await report("--config", narrow, "--param", "quantity=100")).orders).toBeGreaterThan(10);
    const loose = await report();
    expect(loose).toMatchObject({ limits: { place: null, account: null }, fees: { from: "none" } });
  });

  it("charges the place's fees", async () => {
    const config = configWith("fees.yaml", "  market: {}", "fees: [{ add: -200, remove: 300 }]");
    const found = await report("--config", config);
    const { fees, rebates } = await report("--config", config).then(({ pnl }) => pnl);
    expect(found.fees.from).toBe(config);
    expect(fees + rebates).toBeGreaterThan(0);
    const same = await report("--fees", "add=-0.0020,remove=0.0030", "--param", "quantity=200");
    expect(same.fees.from).toBe("--fees");
    expect(rebates / found.filledShares).toBeCloseTo(same.pnl.rebates / same.filledShares, 3);
  });

  it("holds a sweep's runs against them too", async () => {
    const config = configWith("sweep.yaml", "  strategies: { maker: { orderQuantityMax: 150 } }");
    const { results, limits } = await report<SweepReport>("--config", config, "--sweep", "quantity=100,200");
    expect(limits).toMatchObject({ from: config, place: "maker" });
    const ordersOf = (quantity: number) =>
      results.find(({ parameters }) => parameters.quantity === quantity)?.orders;
    expect(ordersOf(100)).toBeGreaterThan(10);
    expect(ordersOf(200)).toBe(0);
  });

  it("names file, line and field of what is wrong", async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await hotlane("backtest", marketMaker, "--data", data, ...args);
      expect(code).toBe(2);
      return stderr;
    };
    const bad = configWith("bad.yaml", "  strategies: { maker: { orderQuantityMx: 5 } }");
    expect(await refused("--config", bad)).toMatch(
      /bad\.yaml:8:\d+: limits\.strategies\.maker\.orderQuantityMx/,
    );
    expect(await refused("--config", join(scratch, "none.yaml"))).toContain("none.yaml could not be read");
    const config = configWith("good.yaml", "  market: {}");
    expect(await refused("--config", config, "--as", "nobody")).toContain("found nobody");
    expect(await refused("--config", config, "--symbols", "GOLF")).toContain(
      `${config}:4: expected what the place maker`,
    );
    expect(await refused("--config", config, "--fees", "add=0.1")).toContain(
      "--fees: expected it without --config",
    );
    expect(await refused("--as", "maker")).toContain("--as: expected --config");
  });
});
