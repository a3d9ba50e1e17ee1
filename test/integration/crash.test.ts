// `npm run crash`, a few rounds of it: whichever of an engine and its venue is killed, at whatever instant, both sides agree
// once it is up again. HOTLANE_TEST_SEED replays a run.
import { expect, it } from "vitest";
import { crashRun, type RoundOutcome } from "../crash/crash-run.js";
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
  });
  expect(outcomes.flatMap(({ told }) => told)).toEqual([]);
  expect(report.engineKills, context).toBeGreaterThanOrEqual(rounds - 1);
});
