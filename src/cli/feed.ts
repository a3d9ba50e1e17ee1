/** `hotlane feed FILE...`: explains captures of market data. Loaded by hotlane.ts. */
import { Command } from "commander";
import { HotlaneError } from "../errors.js";
import { feedReport } from "../feed/feed-report.js";
import { feedTable } from "../feed/feed-table.js";
import { surveyCaptures } from "../feed/survey.js";
import { readingText, showProgress } from "../files/progress-line.js";

interface FeedOptions {
  bodies?: true;
  json?: true;
}

async function explain(files: string[], options: FeedOptions): Promise<void> {
  let progress = readingText(0, 0);
  const hideProgress = showProgress(() => progress);
  const isBodies = options.bodies === true;
  const survey = await surveyCaptures(files, {
    bodies: isBodies,
    onProgress: (bytesRead, bytes) => {
      progress = readingText(bytesRead, bytes);
    },
  }).finally(hideProgress);
  process.stdout.write(
    options.json ? `${JSON.stringify(feedReport(files, survey))}\n` : feedTable(files, survey, isBodies),
  );
  if (survey.broken.length > 0) {
    const text = survey.broken.map((broken) => broken.text).join("\n");
    throw new HotlaneError("feed/corrupt-file", `${text}; what was good before it is reported`);
  }
}

export function feedCommand(): Command {
  return new Command("feed")
    .description(
      "Explain captures of market data, pcap or pcapng, plain, gzip or zstd: MoldUDP64 channels, gaps by line, which\n" +
        "line was first, rates to the worst millisecond, messages by type, and a word for every packet that is none of\n" +
        "it. Several files are read side by side in the order of their time stamps: lines A and B in a file each.\n" +
        "A capture that is cut or corrupt: says where, explains it up to there, and ends with exit code 1.",
    )
    .argument("<files...>", "captures")
    .option(
      "--bodies",
      "count messages without regard to session and sequence, of captures in which they were blanked",
    )
    .option("--json", "one JSON object (hotlane.feed/1) instead of tables")
    .action(explain)
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane feed day.pcapng.zst\n  hotlane feed line-a.pcap.gz line-b.pcap.gz --json",
    );
}
