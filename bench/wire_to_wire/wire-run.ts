/** One turn of bench/wire_to_wire: the venue that takes the times, and an echo or an engine at its other end. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { EngineRun } from "#hotlane/bench/engine-run.js";
import { freePort } from "#hotlane/bench/free-port.js";
import type { HotlaneReport } from "#hotlane/engine/report.js";
import { HotlaneError } from "#hotlane/errors.js";
import { native } from "#hotlane/lanes/native.js";
import type { WireEnd, WireNetwork } from "./wire-network.js";

const root = new URL("../../../", import.meta.url);
const strategy = fileURLToPath(new URL("bench/wire_to_wire/follow-bid.ts", root));
const group = "239.255.71.1";
const passwordVariable = "HOTLANE_WIRE_PASSWORD";
const cores = native.allowedCores();
export const venueCore = cores[0] ?? 0;
export const laneCore = cores.at(-1) ?? 0;

export interface WireSettings {
  network: WireNetwork;
  /** Not timed, and timed after them. */
  warmUpPackets: number;
  packets: number;
  packetsPerSecond: number;
}

interface Ports {
  orders: number;
  feed: number;
}

/** Who stands at the venue's other end. */
interface OtherEnd {
  /** What it has said. */
  log: () => string;
  end: () => Promise<void>;
}

/** Orders' times, ns. */
export type Latencies = number[];

export const timeEcho = (settings: WireSettings): Promise<Latencies> =>
  time(settings, ["--echo"], ({ orders, feed }) => {
    const { venue, other } = settings.network;
    const echo = start("wire_echo", other, {
      ...{ group, address: other.address, core: laneCore, venue: venue.address },
      ...{ "feed-port": feed, "order-port": orders },
    });
    return {
      log: () => "",
      end: async () => {
        echo.kill("SIGKILL");
      },
    };
  });

/** Rejects where AF_XDP is asked for and not had, with the reason. `onStages` is told where the engine's time went. */
export const timeEngine = (
  settings: WireSettings,
  receive: "kernel" | "xdp",
  onStages: (stages: HotlaneReport["stages"]) => void,
): Promise<Latencies> =>
  time(settings, [], (ports) => {
    const engine = new EngineRun({
      config: () => engineConfig(settings.network, ports, receive),
      enter: settings.network.other.enter,
      environment: { [passwordVariable]: "secret" },
    });
    return { log: () => engine.log, end: () => endEngine(engine, receive, onStages) };
  });

async function endEngine(
  engine: EngineRun,
  receive: "kernel" | "xdp",
  onStages: (stages: HotlaneReport["stages"]) => void,
): Promise<void> {
  try {
    const { host, stages } = await engine.stop();
    onStages(stages);
    const grants = host.lanes.flatMap((lane) => lane.grants);
    const refused = grants.find(({ what, granted }) => what === "AF_XDP" && !granted);
    if (receive === "xdp" && refused !== undefined)
      throw new HotlaneError("bench/no-xdp", `${refused.what}: ${refused.reason}`);
  } finally {
    engine.discard();
  }
}

function engineConfig({ venue, other }: WireNetwork, ports: Ports, receive: "kernel" | "xdp"): object {
  const line = { group, port: ports.feed, interface: other.address };
  const login = { username: "WIRE", password: { env: passwordVariable } };
  return {
    lanes: [{ core: laneCore, poll: "busy" }],
    feeds: [{ name: "wire", lines: [line], receive }],
    sessions: [{ venue: [`${venue.address}:${ports.orders}`], ...login }],
    instruments: [{ symbol: "WIRE" }],
    strategies: [{ name: "follow-bid", file: strategy }],
    // Every control is on; a lane that was kept from its core may send all that it owes at once.
    limits: {
      defaults: { shortSale: "none" },
      market: { anyHour: true, phaseNeeded: false, port: { perSecondMax: 1_000_000 } },
    },
    dropCopy: { enabled: false },
  };
}

async function time(
  { network: { venue: place }, warmUpPackets, packets, packetsPerSecond }: WireSettings,
  flags: string[],
  other: (ports: Ports) => OtherEnd,
): Promise<Latencies> {
  const feed = await freePort("udp");
  const venue = start(
    "wire_venue",
    place,
    {
      ...{ group, address: place.address, core: venueCore, packets, "feed-port": feed },
      ...{ "warm-up": warmUpPackets, "per-second": packetsPerSecond },
    },
    flags,
  );
  let words = "";
  venue.stderr.on("data", (chunk) => {
    words += String(chunk);
  });
  const lines = createInterface({ input: venue.stdout })[Symbol.asyncIterator]();
  const orders = Number((await lines.next()).value);
  const otherEnd = other({ orders, feed });
  const { value } = await lines.next();
  venue.kill("SIGKILL");
  const said = otherEnd.log();
  await otherEnd.end();
  if (value === undefined) throw new HotlaneError("bench/wire-to-wire", `the venue ended: ${words}: ${said}`);
  const { sent, latencies } = JSON.parse(value) as { sent: number; latencies: Latencies };
  if (latencies.length !== sent)
    throw new HotlaneError("bench/wire-to-wire", `${sent} packets, ${latencies.length} orders: ${said}`);
  return latencies;
}

function start(
  name: string,
  { enter }: WireEnd,
  args: Record<string, string | number>,
  flags: readonly string[] = [],
): ChildProcessByStdio<null, Readable, Readable> {
  const words = Object.entries(args).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const program = fileURLToPath(new URL(`build/release/${name}`, root));
  const [first = "", ...rest] = [...enter, program, ...words, ...flags];
  return spawn(first, rest, { stdio: ["ignore", "pipe", "pipe"] });
}
