/**
 * Claim: from the sending of a packet at a venue to the arrival there of the order that it causes, the engine takes at the
 * median no more than 1.3 times what a bare echo takes: a program that polls one socket and writes the same bytes to the
 * other, with nothing between.
 *
 * Subject: the engine with a TypeScript strategy, kernel sockets. Floor: the echo. Baseline: none. Both stand at the other
 * end of the same venue, in turns, on the same core, spinning; the venue spins on another, sends a packet every half
 * millisecond whatever comes back, and times each by the processor's counter. `--minutes N`: of timed packets in all,
 * shared by both; `--rounds N`: in so many turns.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EngineRun } from "#hotlane/bench/engine-run.js";
import { OutcomeBuilder } from "#hotlane/bench/outcome-builder.js";
import { raisePriority } from "#hotlane/bench/priority.js";
import { HotlaneError } from "#hotlane/errors.js";
import { native } from "#hotlane/lanes/native.js";

const root = new URL("../../", import.meta.url);
const program = (name: string): string => fileURLToPath(new URL(`build/release/${name}`, root));
const strategy = fileURLToPath(new URL("bench/wire_to_wire/follow-bid.ts", root));
const group = "239.255.71.1";
const address = "127.0.0.1";
const packetsPerSecond = 2_000;
/** Of each round, before those that count: until the strategy's code has been compiled. */
const warmUpPackets = 8_000;
const passwordVariable = "HOTLANE_WIRE_PASSWORD";

const { values } = parseArgs({
  options: { minutes: { type: "string" }, rounds: { type: "string" }, json: { type: "boolean" } },
});
const rounds = Number(values.rounds ?? 4);
const packets = Math.round((Number(values.minutes ?? 0.4) * 60 * packetsPerSecond) / (2 * rounds));
const cores = native.allowedCores();
const venueCore = cores[0] ?? 0;
const laneCore = cores.at(-1) ?? 0;

interface Timed {
  sent: number;
  latencies: number[];
}

/** Who stands at the venue's other end, what it has said. */
interface OtherEnd {
  end: () => void;
  log: () => string;
}

type Program = ChildProcessByStdio<null, Readable, Readable>;

function start(name: string, args: Record<string, string | number>, ...flags: string[]): Program {
  const words = Object.entries(args).flatMap(([key, value]) => [`--${key}`, String(value)]);
  return spawn(program(name), [...words, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
}

/** The venue, with one at its other end until it has told its times. */
async function time(
  flags: string[],
  other: (orderPort: number, feedPort: number) => OtherEnd,
): Promise<Timed> {
  const feedPort = await freePort();
  const venue = start(
    "wire_venue",
    {
      ...{ group, address, core: venueCore, packets, "feed-port": feedPort },
      ...{ "warm-up": warmUpPackets, "per-second": packetsPerSecond },
    },
    ...flags,
  );
  let words = "";
  venue.stderr.on("data", (chunk) => {
    words += String(chunk);
  });
  const closed = once(venue, "close");
  const lines = createInterface({ input: venue.stdout })[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  const { end, log } = other(port, feedPort);
  try {
    const { value } = await lines.next();
    await closed;
    if (value === undefined) throw new HotlaneError("bench/wire-to-wire", `the venue ended: ${words}`);
    const timed = JSON.parse(value) as Timed;
    if (timed.latencies.length !== timed.sent)
      throw new HotlaneError(
        "bench/wire-to-wire",
        `${timed.sent} packets, ${timed.latencies.length} orders: ${log()}`,
      );
    return timed;
  } finally {
    venue.kill("SIGKILL");
    end();
  }
}

const timeEcho = (): Promise<Timed> =>
  time(["--echo"], (orderPort, feedPort) => {
    const echo = start("wire_echo", {
      ...{ group, address, core: laneCore },
      ...{ "feed-port": feedPort, "order-port": orderPort },
    });
    return { end: () => void echo.kill("SIGKILL"), log: () => "" };
  });

const timeEngine = (): Promise<Timed> =>
  time([], (orderPort, feedPort) => {
    const engine = new EngineRun({
      config: () => ({
        lanes: [{ core: laneCore, poll: "busy" }],
        feeds: [{ name: "wire", lines: [{ group, port: feedPort, interface: address }] }],
        sessions: [
          { venue: [`${address}:${orderPort}`], username: "WIRE", password: { env: passwordVariable } },
        ],
        instruments: [{ symbol: "WIRE" }],
        strategies: [{ name: "follow-bid", file: strategy }],
        limits: { defaults: { shortSale: "none" }, market: { anyHour: true, phaseNeeded: false } },
        dropCopy: { enabled: false },
      }),
      environment: { [passwordVariable]: "secret" },
    });
    return { end: () => engine.discard(), log: () => engine.log };
  });

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4").on("error", reject);
    socket.bind(0, address, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

const isFirst = raisePriority();
const echo: number[] = [];
const engine: number[] = [];
const ratios: number[] = [];
const medianOf = (figures: readonly number[]): number =>
  Float64Array.from(figures).sort()[figures.length >> 1] ?? 0;
for (let round = 0; round < rounds; ++round) {
  const bare = await timeEcho();
  const whole = await timeEngine();
  echo.push(...bare.latencies);
  engine.push(...whole.latencies);
  const ratio = medianOf(whole.latencies) / medianOf(bare.latencies);
  ratios.push(ratio);
  process.stderr.write(
    `round ${round + 1}: echo p50 ${medianOf(bare.latencies)} ns, engine p50 ${medianOf(whole.latencies)} ns, ` +
      `ratio ${ratio.toFixed(2)}\n`,
  );
}

const outcome = new OutcomeBuilder(
  "wire_to_wire",
  "packet sent to order received, timed by the venue: at most 1.3 times a bare echo's, p50",
  "ns/order",
);
outcome.add("engine, kernel sockets", "subject", engine);
outcome.add("bare echo", "floor", echo);
outcome.note("engine p50 / echo p50", medianOf(engine) / medianOf(echo));
outcome.note("the same, median of the rounds", medianOf(ratios));
outcome.note("orders timed", engine.length);
outcome.remark(`venue on core ${venueCore}, lane and echo in turns on core ${laneCore}, all spinning`);
outcome.remark(
  isFirst ? "before the host's other processes" : "among the host's other processes, as one of them",
);
outcome.print();
