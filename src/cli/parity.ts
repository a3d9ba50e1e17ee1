/** `hotlane parity JOURNAL`: a live run held against a backtest of the same strategy over the same data. Loaded by hotlane.ts. */
import { Command, InvalidArgumentError } from "commander";
import { durationNs } from "../backtest/latency-option.js";
import { formatCount } from "../engine/text-table.js";
import { HotlaneError } from "../errors.js";
import { showProgress } from "../files/progress-line.js";
import { runsToReplay } from "../journal/journal-files.js";
import { parityText, reportOf } from "../parity/parity-report.js";
import { type ParityResult, runParity } from "../parity/run-parity.js";
import { addParameterOptions, type ParameterGiven, parametersOf } from "./parameter-option.js";

interface Options extends ParameterGiven {
  strategy?: string;
  name?: string;
  latency?: number;
  json?: true;
}

async function parity(path: string, options: Options): Promise<void> {
  process.setSourceMapsEnabled(true);
  const parameters = parametersOf(options);
  const runs = await runsToReplay(path).catch((error: unknown) => {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw isMissing ? new HotlaneError("parity/journal", `${path}: found no such file or folder`) : error;
  });
  const results: ParityResult[] = [];
  let bytes = 0;
  const hide = showProgress(() => `parity: ${formatCount(bytes / 2 ** 20)} MiB read`);
  try {
    for (const run of runs) {
      const chosen = {
        name: options.name,
        file: options.strategy,
        parameters,
        latencyNs: options.latency,
      };
      results.push(
        await runParity(run, chosen, (count) => {
          bytes += count;
        }),
      );
    }
  } finally {
    hide();
  }
  const report = reportOf(results);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : parityText(report));
  for (const { throws, hasTornTail, run } of results) {
    for (const text of throws) process.stderr.write(`hotlane: ${text}\n`);
    if (hasTornTail)
      process.stderr.write(`hotlane: lane ${run.lane}: its journal's last record is not whole\n`);
  }
}

function parseLatency(text: string): number {
  const ns = durationNs(text);
  if (ns === undefined)
    throw new InvalidArgumentError(`Expected 20us (ns, us, ms or s, at most a minute), found "${text}".`);
  return ns;
}

export function parityCommand(): Command {
  const command = new Command("parity")
    .description(
      "Hold a live run against a backtest: runs the strategies of a journal again over the market that it recorded,\n" +
        "their orders entered anew where they met it that day, and lists each decision, order and fill that differs,\n" +
        "with the reason. docs/parity.md says what is compared and what it can't tell.",
    )
    .argument(
      "<journal>",
      "folder of a journal, of a lane's, or a segment's file: its newest run, or the segment's",
    )
    .option("--strategy <file>", "another code than that day's")
    .option(
      "--name <strategy>",
      "which one --strategy, --params and --param are for, where a lane has several",
    )
    .option(
      "--latency <time>",
      "how long each order takes to the market and each answer back, in place of that day's: 20us, 0ns",
      parseLatency,
    )
    .option("--json", "one JSON object (hotlane.parity/1) instead of text")
    .action(parity);
  return addParameterOptions(command, "the strategy, in place of that day's").addHelpText(
    "after",
    "\nExample:\n  hotlane parity journal --param quantity=200",
  );
}
