// `npm run crash`: kills an engine and its venue at random instants, again and again, and holds both sides against each
// other after each recovery. Exit code 1: something differed, and the files of its site are kept; 130: interrupted, and the rounds
// done until then were the same.
import { Command, Option } from "commander";
import { messageOf } from "../../src/errors.js";
import { wholeNumber } from "../../src/venue/venue-options.js";
import { type CrashReport, crashRun, type Killed, type RoundOutcome } from "./crash-run.js";

interface Options {
  rounds: number;
  seed: number;
  only?: Killed;
  json?: true;
}

function roundLine({ round, seed, site, killed, recoveryMs, orders, adopted, told }: RoundOutcome): string {
  const head = `round ${round + 1} (seed ${seed}; ${site}): ${orders} orders, ${killed} killed, ready after ${recoveryMs} ms`;
  const found = adopted === 0 ? "" : `, ${adopted} orders adopted`;
  return [
    `${head}${found}${told.length === 0 ? "" : "; DIFFERENT"}`,
    ...told.map((text) => `  ${text}`),
  ].join("\n");
}

function reportLines({ recoveryMs: { p50, max }, seed, ...counts }: CrashReport): string {
  const each = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return `${each.join(", ")}; ready after ${p50} ms (p50), ${max} ms (max); seed ${seed}`;
}

const interruptedCode = 130;

async function run({ rounds, seed, only, json }: Options): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  const { report, isGood } = await crashRun({
    rounds,
    seed,
    ...(only && { only }),
    onRound: (outcome) => {
      const line = `${roundLine(outcome)}\n`;
      (json === undefined ? process.stdout : process.stderr).write(line);
    },
    signal: interruption.signal,
    onKept: (folder) => process.stderr.write(`its files are kept: ${folder}\n`),
  });
  process.stdout.write(`${json === true ? JSON.stringify(report) : reportLines(report)}\n`);
  if (!isGood) process.exitCode = 1;
  else if (interruption.signal.aborted) process.exitCode = interruptedCode;
}

const program = new Command("crash")
  .description("Kill an engine and its venue at random instants and hold both sides against each other.")
  .option("--rounds <n>", "kills; one in six is the venue's", wholeNumber(1, 100_000), 60)
  .option("--seed <n>", "of all that is random", wholeNumber(0, 0xffff_ffff), 20261124)
  .addOption(new Option("--only <which>", "kill only one of them").choices(["engine", "venue"]))
  .option("--json", "print one JSON object at the end")
  .action(run);

await program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`crash: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
