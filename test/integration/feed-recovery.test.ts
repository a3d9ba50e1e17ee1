// Lanes on real sockets behind a bad network, and late: what they end with are the books of a lane that heard
// everything. Real processes: a venue, a relay that loses, repeats, reorders and delays by its seed, three lanes.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RunningLane as RunningLaneType } from "../../src/engine/running-lane.js";
import type { LaneFeed } from "../../src/lanes/lane-setup.js";
import { seed, seedNote } from "../unit/seeded-random.js";
import { ImpairingRelay, isRelayBuilt } from "./impairing-relay.js";
import { VenueUnderTest } from "./venue-under-test.js";

const built = resolve(import.meta.dirname, "../../build/ts");
const { RunningLane } = (await import(
  join(built, "engine/running-lane.js")
)) as typeof import("../../src/engine/running-lane.js");
const { planLanes } = (await import(
  join(built, "engine/lane-plan.js")
)) as typeof import("../../src/engine/lane-plan.js");
const { configSchema } = (await import(
  join(built, "config/schema.js")
)) as typeof import("../../src/config/schema.js");
const { addressNumber } = (await import(
  join(built, "lanes/command-writer.js")
)) as typeof import("../../src/lanes/command-writer.js");

const loopback = "127.0.0.1";
const [groupA, groupB, relayedA, relayedB] = ["239.255.73.1", "239.255.73.2", "239.255.73.3", "239.255.73.4"];
const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA"];
const account = { username: "TESTER", password: "letmein" };
const patienceMs = 60_000;

/** Ended after each test, whatever came of it. */
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

function freePort(kind: "udp" | "tcp"): Promise<number> {
  return new Promise((tell) => {
    if (kind === "udp") {
      const socket = createSocket("udp4");
      socket.bind(0, loopback, () => {
        const { port } = socket.address();
        socket.close(() => tell(port));
      });
      return;
    }
    const server = createServer();
    server.listen(0, loopback, () => {
      const address = server.address();
      server.close(() => tell(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

interface Ways {
  groups: string[];
  port: number;
  /** Of a re-request server and a snapshot server, 0: none. */
  rerequest: number;
  glimpse: number;
}

function feedOf({ groups, port, rerequest, glimpse }: Ways): LaneFeed {
  const servers = (at: number) => (at === 0 ? [] : [{ address: addressNumber(loopback), port: at }]);
  return {
    name: "venue",
    lines: groups.map((group) => ({ group, port, interface: loopback, source: "", queue: 0 })),
    session: "",
    firstSequence: 1,
    holdNs: 2_000_000,
    rerequest: {
      servers: servers(rerequest),
      timeoutNs: 50_000_000,
      attemptsMax: 50,
      requestsPerSecondMax: 1_000,
      gapMessagesMax: 1_000_000,
    },
    snapshot: { servers: servers(glimpse), ...account },
    receive: "kernel",
  };
}

async function startLane(name: string, ways: Ways): Promise<RunningLaneType> {
  const config = configSchema.parse({
    lanes: [{ name, poll: "yield" }],
    instruments: symbols.map((symbol) => ({ symbol })),
    venue: {},
  });
  const [plan] = planLanes(config, [feedOf(ways)], { allowed: [0, 1], others: 1 });
  if (plan === undefined) throw new Error("no lane was planned");
  const lane = await RunningLane.start(plan, [], () => undefined);
  ending.push(() => lane.stop());
  return lane;
}

const stateOf = (lane: RunningLaneType): string => lane.channels[0]?.state ?? "";

function booksOf(lane: RunningLaneType): object[] {
  return symbols.map((symbol, instrument) => {
    const { bids, asks, lastPriceTicks, lastQuantity, volume } = lane.reader.book(instrument);
    return { symbol, bids, asks, lastPriceTicks, lastQuantity, volume };
  });
}

describe.skipIf(!isRelayBuilt)("lanes on a bad network", () => {
  it("end with the books of a lane that heard everything", { timeout: 180_000 }, async () => {
    const port = await freePort("udp");
    const rerequest = await freePort("udp");
    const glimpse = await freePort("tcp");
    const bad = {
      loss: 0.2,
      burstEvery: 300,
      burstLength: 40,
      duplicate: 0.05,
      reorder: 0.05,
      reorderDepth: 8,
    };
    const relay = await ImpairingRelay.start({
      seed,
      a: { in: `${groupA}:${port}`, out: `${relayedA}:${port}`, ...bad, deadEvery: 2_000, deadLength: 300 },
      b: { in: `${groupB}:${port}`, out: `${relayedB}:${port}`, ...bad, delay: 0.05, delayUs: 3_000 },
      rerequest: `${loopback}:${rerequest}`,
      requestLoss: 0.1,
      answerLoss: 0.1,
      secondsMax: 170,
    });
    ending.push(() => relay.stop());
    const clean = { groups: [groupA, groupB], port, rerequest, glimpse };
    const reference = await startLane("reference", clean);
    const behind = await startLane("behind", {
      groups: [relayedA, relayedB],
      port,
      rerequest: relay.rerequestPort,
      glimpse,
    });
    const venue = await VenueUnderTest.start(
      ...["--group", `${groupA}:${port}`, "--group-b", `${groupB}:${port}`],
      ...["--rerequest-port", String(rerequest), "--glimpse-port", String(glimpse)],
      ...["--symbols", symbols.join(","), "--rate", "5000", "--seed", String(1 + (seed % 1_000))],
      ...["--account", `${account.username}:${account.password}`, "--end-train", "60000"],
    );
    ending.push(() => venue.kill());
    await pause(2_000);
    // In mid-day, with nothing but GLIMPSE to tell what came before.
    const late = await startLane("late", { ...clean, rerequest: 0 });
    await vi.waitFor(() => expect(stateOf(late)).toBe("live"), { timeout: patienceMs, interval: 20 });
    await pause(2_000);
    venue.endDay();
    for (const lane of [reference, behind, late]) {
      await vi.waitFor(() => expect(stateOf(lane), `${lane.setup.name}, ${seedNote}`).toBe("ended"), {
        timeout: patienceMs,
        interval: 20,
      });
    }
    const counts = await relay.stop();
    const [whole, mended, joined] = [reference, behind, late].map((lane) => lane.channels[0]);
    expect(counts.lines.every(({ droppedMessages }) => droppedMessages > 1_000)).toBe(true);
    expect(mended, seedNote).toMatchObject({ lost: 0, nextSequence: whole?.nextSequence });
    expect(mended?.repaired, seedNote).toBeGreaterThan(0);
    expect(
      mended?.lines.every(({ lost, wins }) => lost > 0 && wins > 0),
      seedNote,
    ).toBe(true);
    expect(joined, seedNote).toMatchObject({ lost: 0, nextSequence: whole?.nextSequence });
    expect(joined?.snapshots, seedNote).toBeGreaterThan(0);
    expect(booksOf(behind), seedNote).toEqual(booksOf(reference));
    // Trades before a snapshot are not in it.
    const levels = (lane: RunningLaneType): object[] =>
      symbols.map((_, instrument) => {
        const { bids, asks } = lane.reader.book(instrument);
        return { bids, asks };
      });
    expect(levels(late), seedNote).toEqual(levels(reference));
    console.log(
      `relay dropped ${counts.lines.map(({ droppedMessages }) => droppedMessages).join(" and ")} messages; ` +
        `${mended?.gaps} gaps, ${mended?.repaired} brought by ${mended?.requests} requests, ${mended?.snapshots} snapshots`,
    );
  });
});
