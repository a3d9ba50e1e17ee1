/**
 * `hotlane replay PATH`: a lane's journal is run again, a capture is sent again. A folder is a journal; a file is told by
 * its first bytes. Loaded by hotlane.ts.
 */
import { statSync } from "node:fs";
import { Command } from "commander";
import { UsageError } from "../errors.js";
import { isLog } from "../journal/journal-files.js";
import { parseInterface } from "./record.js";
import { type CaptureOptions, parseMapping, parseSpeed, sendCapture } from "./replay-capture.js";
import { type JournalOptions, parseLevels, parseOrder, runJournal } from "./replay-journal.js";

const ofCaptures = ["to", "interface", "speed", "anywhere"] as const;
const ofJournals = ["verify", "until", "order", "levels"] as const;

async function replay(
  path: string,
  options: CaptureOptions & JournalOptions,
  command: Command,
): Promise<void> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const isJournal = isFolder || (await isLog(path));
  const foreign = isJournal ? ofCaptures : ofJournals;
  const wrong = foreign.find((name) => command.getOptionValueSource(name) === "cli");
  if (wrong !== undefined) {
    const found = isJournal ? "a journal" : "a capture";
    throw new UsageError(`--${wrong} is for ${isJournal ? "captures" : "journals"}; ${path} is ${found}`);
  }
  await (isJournal ? runJournal(path, options) : sendCapture(path, options));
}

export function replayCommand(): Command {
  return new Command("replay")
    .description(
      "A journal (a folder, or a segment in it): run its lanes again, on the same inputs and with what the strategies did,\n" +
        "and hold every byte sent and each second's state against the recorded ones (docs/journal.md).\n" +
        "A capture (pcap, pcapng): send its UDP payloads again, with its own timing, faster, or flat out, to their own\n" +
        "multicast groups or to others. Through the loopback unless told, where nothing leaves the host (TTL 0). Sends only\n" +
        "to administratively scoped multicast (239.0.0.0/8) and the interface's own addresses, unless told.",
    )
    .argument("<path>", "a journal's folder or segment, or a capture; plain, gzip or zstd")
    .option("--json", "one JSON object (hotlane.journal/1, hotlane.replay/1)")
    .option("--verify", "journal: only say whether all is the same (what it does without another option)")
    .option(
      "--until <time>",
      "journal: stop there and show books, open orders and positions: HH:MM[:SS[.n]] (UTC, of the run's day), +SECONDS\nsince its start, or 2026-07-24T13:30:00.5Z",
    )
    .option(
      "--order <id>",
      "journal: tell the story of one order: STRATEGY/N, its strategy's number of it, or the number it went out under",
      parseOrder,
    )
    .option("--levels <n>", "journal, with --until: price levels a side, 0 for all", parseLevels, 5)
    .option(
      "--to <line=address:port>",
      "capture: send its first destination (A), its second (B), or one named by address:port to this group; may be\ngiven more than once",
      parseMapping,
    )
    .option(
      "--interface <address>",
      "capture: IPv4 address of the interface to send on",
      parseInterface,
      "127.0.0.1",
    )
    .option("--speed <n|max>", "capture: times the captured speed, or max: flat out", parseSpeed, 1)
    .option("--anywhere", "capture: send to any address that it or --to names")
    .action(replay)
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane replay journal --verify --json\n  hotlane replay journal/main --until +12.5\n  hotlane replay journal --order market-maker/17\n  hotlane replay day.pcapng.zst --to A=239.255.70.1:30501 --to B=239.255.70.2:30502 --speed 10",
    );
}
