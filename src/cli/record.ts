/** `hotlane record FILE`: keeps what multicast groups receive as a capture. Loaded by hotlane.ts. */
import { isIPv4 } from "node:net";
import { Command, InvalidArgumentError } from "commander";
import { formatCount } from "../engine/text-table.js";
import { type Ipv4Endpoint, ipv4EndpointText, parseIpv4Endpoint } from "../feed/ipv4-endpoint.js";
import { type RecordingCounters, type RecordReport, record } from "../feed/recording.js";
import { showProgress } from "../files/progress-line.js";
import { stopSignal } from "./stop-signal.js";

interface RecordOptions {
  group: Ipv4Endpoint[];
  interface: string;
  seconds?: number;
  packets?: number;
  json?: true;
}

const groupsMax = 16;

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
  const file = `${report.file} holds ${formatCount(report.written)} packets, ${formatCount(report.fileBytes)} bytes`;
  return `${received}; ${lossText(report)}\n${file}\n`;
}

async function recordGroups(file: string, options: RecordOptions): Promise<void> {
  let latest: RecordingCounters | undefined;
  const groups = options.group.map(ipv4EndpointText).join(", ");
  const hideProgress = showProgress(() => {
    const { packets = 0, droppedInKernel = 0, droppedInRing = 0 } = latest ?? {};
    return `recording: ${formatCount(packets)} packets, ${formatCount(droppedInKernel + droppedInRing)} dropped`;
  });
  const report = await record(
    {
      file,
      groups: options.group,
      interface: options.interface,
      packetsMax: options.packets ?? 0,
    },
    {
      seconds: options.seconds,
      signal: stopSignal(),
      onStart: () =>
        process.stderr.write(`recording ${groups} on ${options.interface} to ${file}; Ctrl-C ends it\n`),
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
    .argument("<file>", "pcapng file to write, anew")
    .requiredOption("--group <address:port>", "a group; give it once for each line", parseGroup)
    .option(
      "--interface <address>",
      "IPv4 address of the interface to listen on",
      parseInterface,
      "127.0.0.1",
    )
    .option("--seconds <n>", "end after so long", parseSeconds)
    .option("--packets <n>", "end after so many packets", parseCount)
    .option("--json", "the report as one JSON object (hotlane.record/1)")
    .action(recordGroups)
    .addHelpText(
      "after",
      "\nExample:\n  hotlane record day.pcapng --group 239.255.70.1:30501 --group 239.255.70.2:30502 --seconds 60",
    );
}
