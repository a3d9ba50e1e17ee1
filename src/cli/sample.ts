/** `hotlane sample FILE`: a generated market as an ITCH 5.0 file, to backtest on. Loaded by hotlane.ts. */
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { formatCount } from "../engine/text-table.js";
import { HotlaneError, messageOf, UsageError } from "../errors.js";
import { generateDay, messagesMax } from "../venue/generated-day.js";
import { sampleSetup } from "../venue/sample-day.js";

interface SampleOptions {
  symbols: string[];
  seconds: number;
  rate: number;
  seed: number;
}

const secondsMax = 23_400; // a trading day: 09:30 to 16:00
const symbolsMax = 256;

function within(smallest: number, largest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= smallest && value <= largest) return value;
    throw new InvalidArgumentError(`Expected a number from ${smallest} to ${largest}, found "${text}".`);
  };
}

function parseSymbols(text: string): string[] {
  const symbols = text.split(",");
  const wrong = symbols.find((symbol) => !/^[A-Z][A-Z0-9.]{0,7}$/.test(symbol));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`Expected symbols like ALFA,BRAVO, of up to 8 letters, found "${wrong}".`);
  if (symbols.length > symbolsMax) throw new InvalidArgumentError(`At most ${symbolsMax} symbols.`);
  if (new Set(symbols).size < symbols.length) throw new InvalidArgumentError("A symbol is named twice.");
  return symbols;
}

function sample(file: string, { symbols, seconds, rate, seed }: SampleOptions): void {
  if (seconds * rate > messagesMax) {
    throw new UsageError(
      `--seconds ${seconds} at --rate ${rate} are ${formatCount(seconds * rate)} messages, expected at most ${formatCount(messagesMax)}`,
    );
  }
  const day = generateDay({
    ...sampleSetup,
    symbols,
    seed: Math.floor(seed),
    messagesPerSecond: rate,
    durationNs: Math.round(seconds * 1e9),
  });
  try {
    writeFileSync(file, day);
  } catch (error) {
    throw new HotlaneError("sample/write", `cannot write ${file}: ${messageOf(error)}`);
  }
  process.stdout.write(
    `${file} has ${seconds} s of ${symbols.join(", ")}: ${formatCount(day.length)} bytes\n`,
  );
}

export function sampleCommand(): Command {
  return new Command("sample")
    .description(
      "Write a generated market as an ITCH 5.0 file, to backtest on where there is no recorded day. It has no memory of a\n" +
        "real market's: good for trying things out, not for judging them. The same options give the same file.",
    )
    .argument("<file>", "to be written, anew")
    .option("--symbols <list>", "what is traded: ALFA,BRAVO", parseSymbols, [...sampleSetup.symbols])
    .option("--seconds <n>", "from 09:30", within(0.001, secondsMax), sampleSetup.durationNs / 1e9)
    .option(
      "--rate <n>",
      "messages a second, of all together",
      within(1, 1_000_000),
      sampleSetup.messagesPerSecond,
    )
    .option("--seed <n>", "another one, another market", within(0, Number.MAX_SAFE_INTEGER), sampleSetup.seed)
    .action(sample)
    .addHelpText(
      "after",
      "\nExample:\n  hotlane sample day.itch --symbols ALFA,BRAVO --seconds 600 --rate 5000",
    );
}
