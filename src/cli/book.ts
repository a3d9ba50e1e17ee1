/** `hotlane book FILE`: the order books of an ITCH 5.0 file, at its end or at a time of day. Loaded by hotlane.ts. */
import { Command, InvalidArgumentError } from "commander";
import { type BookFileReading, type BookFileReport, readBookFile, reportOf } from "../book/book-file.js";
import { bookTable } from "../book/book-table.js";
import { timeOfDayNs } from "../config/time-of-day.js";
import { HotlaneError } from "../errors.js";
import { itchErrorText } from "../files/itch-error.js";

interface BookOptions {
  at?: number;
  symbols?: string[];
  levels: number;
  json?: true;
}

const levelsDefault = 5;

export function parseTimeOfDay(text: string): number {
  const time = timeOfDayNs(text);
  if (time === undefined)
    throw new InvalidArgumentError(`Expected HH:MM, HH:MM:SS or HH:MM:SS.n, found "${text}".`);
  return time;
}

function parseLevels(text: string): number {
  if (!/^\d{1,6}$/.test(text))
    throw new InvalidArgumentError(`Expected a count, 0 for all, found "${text}".`);
  return Number(text);
}

export function parseSymbols(text: string): string[] {
  const symbols = text.split(",").map((symbol) => symbol.trim());
  const wrong = symbols.find((symbol) => !/^[\x21-\x7e]{1,8}$/.test(symbol));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`Expected symbols of 1 to 8 characters, found "${wrong}".`);
  return symbols;
}

function warnOfMissing(symbols: readonly string[], report: BookFileReport): void {
  const found = new Set(report.instruments.map((instrument) => instrument.symbol));
  for (const symbol of symbols) {
    if (!found.has(symbol)) process.stderr.write(`hotlane: ${report.file} names no ${symbol}\n`);
  }
}

async function showBooks(file: string, options: BookOptions): Promise<void> {
  const reading: BookFileReading = await readBookFile(file, options.at);
  const report = reportOf(file, reading, options.levels, options.symbols);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : bookTable(report));
  if (options.symbols !== undefined) warnOfMissing(options.symbols, report);
  if (report.error !== undefined) {
    const text = `${file}: ${itchErrorText(report.error)}`;
    throw new HotlaneError("book/corrupt-file", `${text}; what was good before it is reported`);
  }
}

export function bookCommand(): Command {
  return new Command("book")
    .description(
      "Show the order books of a Nasdaq ITCH 5.0 file, plain, gzip or zstd, at its end or at a time of day.\n" +
        "A file that is cut or corrupt: says where, shows the books up to there, and ends with exit code 1.",
    )
    .argument("<file>", "ITCH 5.0 file with two-byte lengths")
    .option(
      "--at <time>",
      "stop before the first message after this exchange time: HH:MM[:SS[.n]]",
      parseTimeOfDay,
    )
    .option("--symbols <list>", "only these, separated by commas: AAPL,AMZN", parseSymbols)
    .option("--levels <n>", "price levels a side, 0 for all", parseLevels, levelsDefault)
    .option("--json", "one JSON object (hotlane.book/1) instead of tables")
    .action(showBooks)
    .addHelpText(
      "after",
      "\nExample:\n  hotlane book day.itch.gz --at 09:45 --symbols AAPL,AMZN --levels 10",
    );
}
