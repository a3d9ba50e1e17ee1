// Some rounds of `npm run crash`: kill -9 of the engine and of the venue at random instants, both policies, then both sides
// held against each other.
import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { CrashReport } from "../crash/sums.js";
import { seededRandom, seedNote } from "../unit/seeded-random.js";
import { run } from "./run-program.js";

const rounds = 6;

it("an engine or a venue that is killed comes back, and the two agree on every order and position", async () => {
  const seed = 1 + Math.floor(seededRandom()() * 1e6);
  const harness = resolve(import.meta.dirname, "../crash/main.mjs");
  const args = [harness, "--rounds", String(rounds), "--seed", String(seed), "--json"];
  const { code, stdout, stderr } = await run(process.execPath, args);
  const context = `${seedNote}\n${stdout}\n${stderr}`;
  expect(code, context).toBe(0);
  const report = JSON.parse(stdout) as CrashReport;
  expect(report, context).toMatchObject({
    rounds,
    venueKills: 1,
    unknownOrders: 0,
    positionDifferences: 0,
    duplicateOrders: 0,
    missingFromJournal: 0,
    otherDifferences: 0,
    seed,
  });
  expect(report.engineKills, context).toBeGreaterThanOrEqual(rounds - 1);
  expect(report.orders, context).toBeGreaterThan(rounds * 20);
});
