/**
 * `hotlane record`: keeps what multicast groups receive as a capture, named one by one or as the lines of a configured
 * feed. Loaded by hotlane.ts.
 */
import { isIPv4 } from "node:net";
import { Command, InvalidArgumentError } from "commander";
import { loadConfig } from "../config/load.js";
import { formatCount } from "../engine/text-table.js";
import { UsageError } from "../errors.js";
import { type Ipv4Endpoint, ipv4EndpointText, parseIpv4Endpoint } from "../feed/ipv4-endpoint.js";
import { type RecordedGroup, type RecordingCounters, type RecordReport, record } from "../feed/recording.js";
import { recordingFile } from "../feed/recording-file.js";
import { showProgress } from "../files/progress-line.js";
import { stopSignal } from "./stop-signal.js";

interface RecordOptions {
  group?: Ipv4Endpoint[];
  interface?: string;
  config?: string;
  feed?: string;
  seconds?: number;
  packets?: number;
  json?: true;
}

const groupsMax = 16;
const loopback = "127.0.0.1";

function parseGroup(text: string, before: Ipv4Endpoint[] | undefined): Ipv4Endpoint[] {
  const group = parseIpv4Endpoint(text);
  if (group === undefined)
    throw new InvalidArgumentError(`Expected a group and port like 239.255.70.1:30501, found "${text}".`);
  const groups = [...(before ?? []), group];
  if (groups.length > groupsMax) throw new InvalidArgumentError(`At most ${groupsMax} groups.`);
  return groups;
}

export function parseInterface(text: string): string {
  if (!isIPv4(text)) throw new InvalidArgumentError(`Expected an interface's IPv4 address, found "${text}".`);
  return text;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && Number.isFinite(seconds)))
    throw new InvalidArgumentError("Expected a positive number.");
  return seconds;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError(`Expected a count, found "${text}".`);
  return Number(text);
}

function lossText({ dropped, unwritten }: RecordReport): string {
  if (dropped.ring + dropped.kernel + unwritten === 0) return "nothing dropped";
  return `dropped ${formatCount(dropped.kernel)} in the kernel and ${formatCount(dropped.ring)} in the ring`;
}

function reportText(report: RecordReport): string {
  const received = `${formatCount(report.packets)} packets, ${formatCount(report.bytes)} bytes in ${report.seconds.toFixed(1)} s`;
  const foreign = report.foreign === 0 ? "" : `; ${formatCount(report.foreign)} of other senders left out`;
  const file = `${report.file} holds ${formatCount(report.written)} packets, ${formatCount(report.fileBytes)} bytes`;
  return `${received}; ${lossText(report)}${foreign}\n${file}\n`;
}

/** What to record, and where. */
interface Recorded {
  file: string;
  groups: RecordedGroup[];
}

function namedGroups(file: string | undefined, options: RecordOptions): Recorded {
  const { group: groups, interface: at = loopback, feed } = options;
  if (groups === undefined) throw new UsageError("what to record is missing: give --group or --config");
  if (feed !== undefined) throw new UsageError("--feed names a feed of a configuration: give --config too");
  if (file === undefined) throw new UsageError("the file to write is missing: hotlane record FILE --group …");
  return { file, groups: groups.map((group) => ({ ...group, interface: at, source: "" })) };
}

/** The lines of a feed, as a lane would take them; into its directory where no file is named. */
function configuredGroups(file: string | undefined, path: string, options: RecordOptions): Recorded {
  if (options.group !== undefined || options.interface !== undefined)
    throw new UsageError("--config says which groups on which interfaces: leave --group and --interface out");
  const { feeds } = loadConfig(path);
  const names = feeds.map(({ name }) => name).join(", ");
  const feed = feeds.find(({ name }) => options.feed === undefined || name === options.feed);
  if (feed === undefined)
    throw new UsageError(
      `--feed: found ${options.feed ?? "no feed"}, expected a feed of ${path}: ${names || "it has none"}`,
    );
  if (feed.lines === undefined)
    throw new UsageError(`feed ${feed.name} of ${path} plays a recording: there are no lines to record`);
  return {
    file: file ?? recordingFile(feed.record?.directory ?? ".", feed.name, new Date()),
    groups: feed.lines.map(({ group, port, interface: at, source }) => ({
      address: group,
      port,
      interface: at,
      source: source ?? "",
    })),
  };
}

async function recordGroups(path: string | undefined, options: RecordOptions): Promise<void> {
  const { file, groups } =
    options.config === undefined
      ? namedGroups(path, options)
      : configuredGroups(path, options.config, options);
  let latest: RecordingCounters | undefined;
  const places = groups.map((group) => `${ipv4EndpointText(group)} on ${group.interface}`).join(", ");
  const hideProgress = showProgress(() => {
    const { packets = 0, droppedInKernel = 0, droppedInRing = 0 } = latest ?? {};
    return `recording: ${formatCount(packets)} packets, ${formatCount(droppedInKernel + droppedInRing)} dropped`;
  });
  const report = await record(
    { file, groups, packetsMax: options.packets ?? 0 },
    {
      seconds: options.seconds,
      signal: stopSignal(),
      onStart: () => process.stderr.write(`recording ${places} to ${file}; Ctrl-C ends it\n`),
      onProgress: (counters) => {
        latest = counters;
      },
    },
  ).finally(hideProgress);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
}

export function recordCommand(): Command {
  return new Command("record")
    .description(
      "Keep what multicast groups receive, lines A and B of a channel or more, as a pcapng file with the kernel's receive\n" +
        "stamps, until Ctrl-C, a time or a count. Says how many packets came and how many were dropped, and where.",
    )
    .argument("[file]", "pcapng file to write, anew; with --config by default one named by feed and time")
    .option("--group <address:port>", "a group; give it once for each line", parseGroup)
    .option(
      "--interface <address>",
      "IPv4 address of the interface to listen on (default: 127.0.0.1)",
      parseInterface,
    )
    .option("--config <file>", "record the lines of a feed of this configuration (YAML) instead")
    .option("--feed <name>", "which feed of it; the first one by default")
    .option("--seconds <n>", "end after so long", parseSeconds)
    .option("--packets <n>", "end after so many packets", parseCount)
    .option("--json", "the report as one JSON object (hotlane.record/1)")
    .action(recordGroups)
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane record day.pcapng --group 239.255.70.1:30501 --group 239.255.70.2:30502 --seconds 60\n" +
        "  hotlane record --config hotlane.yaml --feed itch",
    );
}
