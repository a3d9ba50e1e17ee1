#!/usr/bin/env node
// The `hotlane` program: finds the command, loads its code, turns errors into messages and exit codes.
// Run as a process of its own. Guarantees: results on standard output, everything else on standard error;
// exit codes as in exit-codes.ts.
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { HotlaneError } from "../errors.js";
import { commandEntries } from "./commands.js";
import { exitCodeOf, exitCodes, exitCodesHelp } from "./exit-codes.js";

const examples = `
Examples:
  hotlane run                                  the embedded venue, the engine and a market maker, with a live view
  hotlane run --seconds 10 --json              the same for ten seconds; the report as one JSON object
  hotlane run --config hotlane.yaml            your lanes, sessions, instruments, strategies and limits
  hotlane book day.itch.gz --at 10:30 --json   the order books of an ITCH 5.0 file as of 10:30
  hotlane feed line-a.pcap.gz line-b.pcap.gz   what captures hold: channels, gaps, which line was first, microbursts
  hotlane config check hotlane.yaml            every mistake in a configuration file, with its line
`;

function version(): string {
  const packageFile = new URL("../../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(packageFile, "utf8")) as { version: string }).version;
}

/** Makes a command and all below it throw instead of ending the process. */
function throwOnExit(command: Command): void {
  command.exitOverride().showSuggestionAfterError(true).showHelpAfterError("(--help shows what is allowed)");
  for (const child of command.commands) throwOnExit(child);
}

/** The program with every command named, and the code of those that `args` mention loaded. */
export async function program(args: readonly string[]): Promise<Command> {
  const hotlane = new Command("hotlane")
    .description("Hotlane, a low-latency trading engine.")
    .version(version(), "-V, --version", "print Hotlane's version")
    .helpOption("-h, --help", "show this help; `hotlane COMMAND --help` for one command")
    .addHelpText("after", `${examples}${exitCodesHelp}`);
  for (const entry of commandEntries) {
    const isCalled = args.includes(entry.name);
    const command = isCalled ? await entry.load() : new Command(entry.name);
    hotlane.addCommand(command.summary(entry.summary));
  }
  throwOnExit(hotlane);
  return hotlane;
}

function report(error: unknown): void {
  // Commander has printed its own message already.
  if (error instanceof CommanderError) return;
  const text =
    error instanceof HotlaneError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`hotlane: ${text}\n`);
}

async function main(args: readonly string[]): Promise<void> {
  // A reader that closes the pipe early (`| head`) has what it wanted.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.ok);
    throw error;
  });
  // What is said for people has lost its reader, as when a log's collector is restarted: no reason to end what trades.
  process.stderr.on("error", () => undefined);
  try {
    const hotlane = await program(args);
    if (args.length === 0) hotlane.help();
    await hotlane.parseAsync([...args], { from: "user" });
  } catch (error) {
    report(error);
    process.exitCode = exitCodeOf(error);
  }
}

await main(process.argv.slice(2));
