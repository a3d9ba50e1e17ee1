/**
 * `npm run crash`: kill -9 of the engine and of the venue at random instants, under load, again and again: real processes,
 * real files. After each the two are held against each other. Prints a line a round, or with --json the sums. Ends with 1
 * and keeps the folder where anything differs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Day, dayFolder, type RoundOutcome } from "./day.js";
import type { DayPlan } from "./engine-config.js";
import { randomOf } from "./seeded.js";
import { Sums } from "./sums.js";

/** A venue's day: its setup and policy; every fourth is alike. */
const roundsADayMax = 15;
/** One round in so many kills the venue. */
const venueEvery = 6;
/** One in so many kills the engine once more, while it comes up or, where the venue is killed, with it. */
const secondKillEvery = 4;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "60" },
    seed: { type: "string", default: String(1 + Math.floor(Math.random() * 1e6)) },
    json: { type: "boolean", default: false },
  },
});
const wholeNumber = (name: "rounds" | "seed"): number => {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 1 && number < 2 ** 31) return number;
  throw new Error(`--${name}: found "${values[name]}", expected a whole number from 1`);
};

function planOf(day: number, seed: number): DayPlan {
  const random = randomOf(seed, 1_000_000 + day);
  return {
    policy: day % 2 === 0 ? "async" : "syncBeforeSend",
    isWide: day % 4 < 2,
    cancelOnDisconnect: random() < 0.5,
    seed: 1 + Math.floor(random() * 1e6),
  };
}

/** Which of each `venueEvery` rounds is the venue's follows from the seed. */
function victimOf(round: number, seed: number): "engine" | "venue" {
  const block = Math.floor(round / venueEvery);
  const chosen = Math.floor(randomOf(seed, 2_000_000 + block)() * venueEvery);
  return round % venueEvery === chosen ? "venue" : "engine";
}

function tell(line: string): void {
  if (!values.json) process.stdout.write(`${line}\n`);
}

function roundText(round: number, plan: DayPlan, outcome: RoundOutcome): string {
  const { engineKills, venueKills, recoveryMs, recovery, received, differences } = outcome;
  const kills = [
    ...(engineKills > 0 ? [`engine killed${engineKills > 1 ? " twice" : ""}`] : []),
    ...(venueKills > 0 ? ["venue killed"] : []),
  ];
  const ready = recoveryMs === undefined ? "" : `, ready after ${Math.round(recoveryMs)} ms`;
  const knew =
    recovery === undefined ? "" : `, ${recovery.knownOrders} orders known, ${recovery.openOrders} open`;
  const learnt =
    recovery === undefined ? "" : `, ${recovery.lateFills} late fills, ${differences.adopted.length} adopted`;
  const setup = `${plan.policy}, ${plan.isWide ? "two sessions" : "one session"}`;
  return `round ${round + 1} (${setup}): ${kills.join(" and ")}${ready}${knew}${learnt}; ${received} orders at the venue`;
}

async function crash(rounds: number, seed: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "hotlane-crash-"));
  const sums = new Sums(seed);
  const roundsADay = Math.min(roundsADayMax, Math.ceil(rounds / 4));
  let day: Day | undefined;
  let where = folder;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const dayNumber = Math.floor(round / roundsADay);
      const plan = planOf(dayNumber, seed);
      if (round % roundsADay === 0) {
        await day?.end();
        if (sums.isGood) rmSync(where, { recursive: true, force: true });
        where = dayFolder(folder, dayNumber);
        day = undefined;
        day = await Day.begin(where, plan);
      }
      const random = randomOf(seed, round);
      const isKilledTwice = random() * secondKillEvery < 1;
      const outcome = await (day as Day).play({ victim: victimOf(round, seed), isKilledTwice, random });
      sums.add(outcome);
      tell(roundText(round, plan, outcome));
      for (const difference of outcome.differences.words) {
        process.stderr.write(`seed ${seed}, round ${round + 1}: ${difference}; kept in ${where}\n`);
      }
      // What differs now would differ in each round to come.
      if (!sums.isGood) break;
    }
  } catch (error) {
    sums.fail();
    process.stderr.write(`seed ${seed}, round ${sums.rounds + 1}: ${String(error)}; kept in ${where}\n`);
  } finally {
    await day?.end();
  }
  if (sums.isGood) rmSync(folder, { recursive: true, force: true });
  const report = JSON.stringify(sums.report);
  process.stdout.write(values.json ? `${report}\n` : `${sums.text}\n`);
  return sums.isGood;
}

process.exitCode = (await crash(wholeNumber("rounds"), wholeNumber("seed"))) ? 0 : 1;
