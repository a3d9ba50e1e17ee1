/** `hotlane replay CAPTURE`: sends a capture again onto multicast. Called by replay.ts. */
import { InvalidArgumentError } from "commander";
import { formatCount, table } from "../engine/text-table.js";
import { HotlaneError } from "../errors.js";
import { parseIpv4Endpoint } from "../feed/ipv4-endpoint.js";
import {
  type ReplayCounters,
  type ReplayMapping,
  type ReplayReport,
  replayCapture,
} from "../feed/replaying.js";
import { openInputFile } from "../files/input-file.js";
import { showProgress } from "../files/progress-line.js";
import { stopSignal } from "./stop-signal.js";

export interface CaptureOptions {
  to?: ReplayMapping[];
  interface: string;
  speed: number;
  anywhere?: true;
  json?: true;
}

export function parseMapping(text: string, before: ReplayMapping[] | undefined): ReplayMapping[] {
  const [left = "", right = ""] = text.split("=");
  const to = parseIpv4Endpoint(right);
  const from = parseIpv4Endpoint(left);
  const line = /^[A-Z]$/.test(left) ? left.charCodeAt(0) - "A".charCodeAt(0) : undefined;
  if (to === undefined || (from === undefined && line === undefined)) {
    throw new InvalidArgumentError(
      `Expected A=239.1.1.1:30001 or 233.54.12.158:18024=239.1.1.1:30001, found "${text}".`,
    );
  }
  const mapping: ReplayMapping = line === undefined ? { from: from ?? to, to } : { line, to };
  return [...(before ?? []), mapping];
}

/** Times the captured speed; 0: flat out. */
export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (text === "max") return 0;
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new InvalidArgumentError(`Expected a positive number or max, found "${text}".`);
  return speed;
}

function reportText(report: ReplayReport): string {
  const rate = report.seconds > 0 ? report.sent / report.seconds : 0;
  const head = `${report.file}: ${formatCount(report.sent)} of ${formatCount(report.packets)} packets sent in ${report.seconds.toFixed(1)} s (${formatCount(rate)}/s; captured in ${report.capturedSeconds.toFixed(1)} s)`;
  const rows = [
    ...report.destinations.map(({ original, to, packets }) => [original, `to ${to}`, formatCount(packets)]),
    ...Object.entries(report.refused).map(([to, packets]) => [to, "not allowed", formatCount(packets)]),
    ...Object.entries(report.skipped).map(([what, packets]) => [what, "not sent", formatCount(packets)]),
    ...(report.failed === 0 ? [] : [["refused by the kernel", "not sent", formatCount(report.failed)]]),
  ];
  return `${[head, ...table(rows).map((row) => `  ${row}`)].join("\n")}\n`;
}

/** Nothing was sent to places that were not allowed: how to allow them. */
function refusalText({ refused, file }: ReplayReport): string {
  const places = Object.keys(refused).slice(0, 3).join(", ");
  return `${file}: nothing sent to ${places}: only 239.0.0.0/8 and the interface's own addresses are sent to; map a group with --to A=239.1.1.1:30001, or send anywhere with --anywhere`;
}

export async function sendCapture(file: string, options: CaptureOptions): Promise<void> {
  const input = await openInputFile(file);
  let latest: ReplayCounters | undefined;
  const hideProgress = showProgress(() => {
    const { sent = 0, capturedSpanNs = 0 } = latest ?? {};
    return `replaying: ${formatCount(sent)} packets sent, ${(capturedSpanNs / 1e9).toFixed(1)} s of the capture`;
  });
  const setup = {
    interface: options.interface,
    speed: options.speed,
    mappings: options.to ?? [],
    isAnythingAllowed: options.anywhere === true,
  };
  const signal = stopSignal();
  const onProgress = (counters: ReplayCounters): void => {
    latest = counters;
  };
  const { report, broken, failure } = await replayCapture(input, setup, { signal, onProgress }).finally(
    hideProgress,
  );
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  if (broken !== undefined) {
    throw new HotlaneError("replay/corrupt-file", `${broken}; what was good before it was sent`);
  }
  if (failure !== undefined) {
    throw new HotlaneError(
      "replay/send",
      `${file}: ${formatCount(report.failed)} datagrams not sent: ${failure}`,
    );
  }
  if (Object.keys(report.refused).length > 0) {
    throw new HotlaneError("replay/not-allowed", refusalText(report));
  }
}
