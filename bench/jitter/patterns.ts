// What a run is made of: slices of load with silences between them, in which the floor is measured, while something goes
// on beside. The load is a file that the venue plays (market-file.ts); what it plays when is decided here.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { messageOf } from "#hotlane/errors.js";
import type { Group } from "./market-file.js";
import type { Site } from "./site.js";

const second = 1e9;
/** An exchange sends what one event causes in one packet. */
const messagesPerGroup = 10;
const steadyPerSecond = 50_000;
const quietPerSecond = 10_000;
const burstFactor = 100;
const burstNs = 10e6;
const burstsEveryNs = 250e6;
const pollers = 4;

export interface Noise {
  stop(): void;
}

export interface Pattern {
  readonly name: string;
  /** Of one slice, from its begin. */
  readonly groups: (lengthNs: number, random: () => number) => Group[];
  readonly begin?: (site: Site) => Noise;
  readonly config?: (folder: string) => object;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Groups at random times, so many messages a second on average: what many who don't know of each other make. */
function poisson(fromNs: number, toNs: number, perSecond: number, random: () => number): Group[] {
  const meanNs = (second * messagesPerGroup) / perSecond;
  const groups: Group[] = [];
  for (let atNs = fromNs; ; ) {
    atNs -= meanNs * Math.log(1 - random());
    if (atNs >= toNs) return groups;
    groups.push({ atNs, messages: messagesPerGroup });
  }
}

const steady: Pattern["groups"] = (lengthNs, random) => poisson(0, lengthNs, steadyPerSecond, random);

/** A quiet market that opens now and then: a hundred times the rate for ten milliseconds. */
function bursts(lengthNs: number, random: () => number): Group[] {
  const groups = poisson(0, lengthNs, quietPerSecond, random);
  for (let atNs = burstsEveryNs / 2; atNs + burstNs <= lengthNs; atNs += burstsEveryNs)
    groups.push(...poisson(atNs, atNs + burstNs, (burstFactor - 1) * quietPerSecond, random));
  return groups.sort((a, b) => a.atNs - b.atNs);
}

function neighbours(count: number): Noise {
  const program = fileURLToPath(new URL("./neighbour.js", import.meta.url));
  const children: ChildProcess[] = Array.from({ length: count }, () =>
    spawn(process.execPath, [program], { stdio: "ignore" }),
  );
  return { stop: () => children.forEach((child) => void child.kill("SIGKILL")) };
}

/** Questions over the control socket, one after the other on several connections, as fast as they are answered. */
function traffic(site: Site): Noise {
  let isStopped = false;
  const ask = async (poller: number): Promise<void> => {
    while (!isStopped) {
      await (poller % 2 === 0 ? site.status() : site.latency());
      await pause(1);
    }
  };
  for (let poller = 0; poller < pollers; ++poller) {
    ask(poller).catch((error: unknown) => {
      if (!isStopped) process.stderr.write(`jitter: the engine no longer answers: ${messageOf(error)}\n`);
    });
  }
  return {
    stop: () => {
      isStopped = true;
    },
  };
}

export const patterns: readonly Pattern[] = [
  { name: "steady", groups: steady },
  { name: "bursts", groups: bursts },
  { name: "neighbour", groups: steady, begin: () => neighbours(2) },
  {
    name: "garbage",
    groups: steady,
    environment: { NODE_OPTIONS: `--import=${new URL("./garbage.js", import.meta.url).href}` },
  },
  {
    name: "traffic",
    groups: steady,
    begin: traffic,
    config: (folder) => ({ journal: { enabled: true, directory: join(folder, "journal") } }),
  },
];

/** Slices and the silences behind them; a longer one before the first, and steady load before all, to warm up. */
export function schedule(
  { groups }: Pattern,
  slices: number,
  sliceNs: number,
  silenceNs: number,
  warmUpNs: number,
  random: () => number,
): Group[] {
  const begun = steady(warmUpNs, random);
  const sliced = Array.from({ length: slices }, (_, slice) => {
    const from = warmUpNs + silenceNs + slice * (sliceNs + silenceNs);
    return groups(sliceNs, random).map(({ atNs, messages }) => ({ atNs: from + atNs, messages }));
  });
  return [...begun, ...sliced.flat()];
}
