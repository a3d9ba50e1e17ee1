// The benchmarks of the wire as the suite runs them, short and slow: what they measure is asserted nowhere, that they lose
// nothing and hold every order against the venue is.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { type Outcome, parseOutcome } from "../../src/bench/outcome.js";

const patienceMs = 110_000;

async function bench(name: string, ...args: string[]): Promise<Outcome> {
  const program = resolve(import.meta.dirname, `../../build/ts-bench/${name}.js`);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { timeout: patienceMs });
  return parseOutcome(name, stdout.trimEnd().split("\n").at(-1) ?? "");
}

it("a slow flow of orders loses none, and each is in the venue's record as in ours", async () => {
  const { figures, series } = await bench("order_flow", "--rate", "2000", "--minutes", "0.03");
  const rate = "2000 orders/s offered";
  expect(figures[`${rate}: errors`]).toBe(0);
  // A second of warm-up, and 1.8 seconds that are measured; the first order found the session up.
  expect(figures[`${rate}: reconciled orders`]).toBeGreaterThanOrEqual(5_601);
  expect(figures[`${rate}: journal's bytes an order`]).toBeGreaterThan(100);
  expect(series.map(({ name, role }) => [name, role])).toEqual([[rate, "subject"]]);
});

it("every packet on the wire brings its order, from the echo and from the engine", async () => {
  const { figures, series, floor } = await bench(
    "wire_to_wire",
    "--minutes",
    "0.02",
    "--rounds",
    "1",
    "--warm-up",
    "500",
  );
  const engine = "engine, kernel sockets, loopback";
  expect(figures[`${engine}: orders timed`]).toBeGreaterThan(0);
  expect(floor?.median).toBeGreaterThan(0);
  expect(series.slice(0, 2).map(({ role }) => role)).toEqual(["floor", "subject"]);
});
