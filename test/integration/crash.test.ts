// `npm run crash`, a few rounds of it: whichever of an engine and its venue is killed, at whatever instant, both sides agree
// once it is up again. HOTLANE_TEST_SEED replays a run.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { type CrashReport, crashRun, type RoundOutcome } from "../crash/crash-run.js";
import { seed, seedNote } from "../unit/seeded-random.js";

const rounds = 6;

it("agrees with its venue after each kill -9 of either, in each journal policy", async () => {
  const outcomes: RoundOutcome[] = [];
  const { report } = await crashRun({
    rounds,
    seed,
    onRound: (outcome) => outcomes.push(outcome),
    onKept: (folder) => console.log(`the files of the crash are kept: ${folder}`),
  });
  const context = `${seedNote}\n${outcomes.map((outcome) => JSON.stringify(outcome)).join("\n")}`;
  expect(report, context).toMatchObject({
    rounds,
    venueKills: 1,
    unknownOrders: 0,
    positionDifferences: 0,
    duplicateOrders: 0,
    missingFromJournal: 0,
    failedRounds: 0,
  });
  expect(outcomes.flatMap(({ told }) => told)).toEqual([]);
  expect(report.engineKills, context).toBeGreaterThanOrEqual(rounds - 1);
});

it("reports the rounds that it has done when it is interrupted", async () => {
  const main = resolve(import.meta.dirname, "../crash/main.mjs");
  const tool = spawn(process.execPath, [main, "--rounds", "40", "--seed", String(seed), "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, told] = ["", ""];
  tool.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  tool.stderr.on("data", (chunk) => {
    told += String(chunk);
    if (told.includes("round 1 ")) tool.kill("SIGINT");
  });
  const [code] = await once(tool, "close");
  expect({ code, told }).toEqual({ code: 130, told: expect.stringMatching(/^round 1 /) });
  const report = JSON.parse(out) as CrashReport;
  expect(report, told).toMatchObject({ unknownOrders: 0, positionDifferences: 0, duplicateOrders: 0 });
  expect(report.rounds, told).toBeGreaterThanOrEqual(1);
  expect(report.rounds, told).toBeLessThan(40);
  expect(report.recoveryMs.max, told).toBeGreaterThanOrEqual(report.recoveryMs.p50);
});
