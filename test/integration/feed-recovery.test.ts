// Engines on real sockets behind a bad network, and late: what they end with are the books of one that heard everything.
// Real processes: a venue, a relay that loses, repeats, reorders and delays by its seed, three engines. Once on the
// loopback and once in network namespaces of their own, joined by veth pairs, where those may be made.
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { freePort } from "../../src/bench/free-port.js";
import { seed, seedNote } from "../unit/seeded-random.js";
import { bookkeepingStrategy, EngineUnderTest, passwordVariable } from "./engine-under-test.js";
import { ImpairingRelay, isRelayBuilt, type RelayCounts } from "./impairing-relay.js";
import { addressOf, type Host, loopback, type TestNetwork, vethPairs } from "./test-network.js";
import { VenueUnderTest } from "./venue-under-test.js";

const [groupA, groupB, relayedA, relayedB] = ["239.255.73.1", "239.255.73.2", "239.255.73.3", "239.255.73.4"];
const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA"];
const names = ["whole", "behind", "late"] as const;
const password = "letmein";
const fillsWanted = 20;
const patienceMs = 60_000;
const bad = { loss: 0.2, burstEvery: 300, burstLength: 40, duplicate: 0.05, reorder: 0.05, reorderDepth: 8 };

/** Ended after each test, whatever came of it. */
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** The ports of one run: the feed's, the venue's three. */
interface Ports {
  feed: number;
  orders: number;
  rerequest: number;
  glimpse: number;
}

async function choosePorts(): Promise<Ports> {
  return {
    feed: await freePort("udp"),
    orders: await freePort("tcp"),
    rerequest: await freePort("udp"),
    glimpse: await freePort("tcp"),
  };
}

function startRelay(network: TestNetwork, ports: Ports): Promise<ImpairingRelay> {
  const { feed, rerequest } = ports;
  return ImpairingRelay.start(network.between, {
    seed,
    a: { in: `${groupA}:${feed}`, out: `${relayedA}:${feed}`, ...bad, deadEvery: 2_000, deadLength: 300 },
    b: { in: `${groupB}:${feed}`, out: `${relayedB}:${feed}`, ...bad, delay: 0.05, delayUs: 3_000 },
    rerequest: `${addressOf(network.venue)}:${rerequest}`,
    requestLoss: 0.1,
    answerLoss: 0.1,
    secondsMax: 170,
  });
}

function startVenue({ venue }: TestNetwork, ports: Ports): Promise<VenueUnderTest> {
  return VenueUnderTest.startOn(
    venue,
    ...["--interface", addressOf(venue), "--port", String(ports.orders)],
    ...["--group", `${groupA}:${ports.feed}`, "--group-b", `${groupB}:${ports.feed}`],
    ...["--rerequest-port", String(ports.rerequest), "--glimpse-port", String(ports.glimpse)],
    ...["--symbols", symbols.join(","), "--rate", "5000", "--seed", String(1 + (seed % 1_000))],
    ...names.flatMap((name) => ["--account", `${name}:${password}`]),
    ...["--end-train", "60000"],
  );
}

interface EngineSetup {
  /** Its account's, too. */
  name: (typeof names)[number];
  groups: string[];
  /** Where it asks for what is missing. */
  rerequest: string;
  gapMessagesMax: number;
  /** How many of its orders are to fill. */
  fills: number;
}

function startEngine(host: Host, network: TestNetwork, ports: Ports, setup: EngineSetup): EngineUnderTest {
  const venue = addressOf(network.venue);
  const { name, groups, rerequest, gapMessagesMax, fills } = setup;
  const login = { username: name, password: { env: passwordVariable } };
  const engine = new EngineUnderTest(
    host,
    {
      lanes: [{ poll: "yield" }],
      feeds: [
        {
          name: "venue",
          lines: groups.map((group) => ({ group, port: ports.feed, interface: addressOf(host) })),
          rerequest: { servers: [rerequest], timeoutMs: 5, attemptsMax: 50, gapMessagesMax },
          snapshot: { servers: [`${venue}:${ports.glimpse}`], ...login },
        },
      ],
      sessions: [{ venue: [`${venue}:${ports.orders}`], ...login }],
      instruments: symbols.map((symbol) => ({ symbol })),
      strategies: [{ name: "bookkeeping", file: bookkeepingStrategy, parameters: { fills } }],
      // A made-up market has no hours and no law.
      limits: { defaults: { shortSale: "none" }, market: { anyHour: true } },
    },
    password,
  );
  ending.push(() => engine.end());
  return engine;
}

function until(what: string, isSo: () => boolean, engine: EngineUnderTest): Promise<void> {
  return vi.waitFor(() => expect(isSo(), `${what}, ${seedNote}:\n${engine.log}`).toBe(true), {
    timeout: patienceMs,
    interval: 20,
  });
}

interface Day {
  engines: Record<(typeof names)[number], EngineUnderTest>;
  venue: VenueUnderTest;
  relay: ImpairingRelay;
}

/** A day from its first message to its end, one engine beside the venue, one behind the relay, one there from mid-day. */
async function playDay(network: TestNetwork): Promise<Day> {
  const ports = await choosePorts();
  const relay = await startRelay(network, ports);
  ending.push(() => relay.stop());
  const far = {
    groups: [relayedA, relayedB],
    rerequest: `${network.between.addresses.at(-1)}:${relay.rerequestPort}`,
  };
  const whole = startEngine(network.venue, network, ports, {
    name: "whole",
    groups: [groupA, groupB],
    rerequest: `${addressOf(network.venue)}:${ports.rerequest}`,
    gapMessagesMax: 1_000_000,
    fills: 0,
  });
  const behind = startEngine(network.receiver, network, ports, {
    name: "behind",
    ...far,
    gapMessagesMax: 1_000_000,
    fills: fillsWanted,
  });
  for (const engine of [whole, behind]) await until("started", () => engine.has("started"), engine);
  const venue = await startVenue(network, ports);
  ending.push(() => venue.kill());
  await until("traded", () => behind.has("traded"), behind);
  await pause(1_000);
  // In mid-day, with more missing than may be asked for: GLIMPSE must tell what came before.
  const late = startEngine(network.receiver, network, ports, {
    name: "late",
    ...far,
    gapMessagesMax: 1_000,
    fills: 0,
  });
  await until("live", () => late.has("live"), late);
  await pause(1_000);
  venue.endDay();
  for (const engine of [whole, behind, late]) {
    await until("over", () => engine.has("over") && engine.hasSaid("feed venue: ended"), engine);
  }
  return { engines: { whole, behind, late }, venue, relay };
}

function expectSameBooks({ whole, behind, late }: Day["engines"]): void {
  expect(whole.books.map(({ symbol }) => symbol)).toEqual(symbols);
  expect(behind.books, seedNote).toEqual(whole.books);
  // Trades before a snapshot are not in it.
  const levels = ({ books }: EngineUnderTest): object[] => books.map(({ bids, asks }) => ({ bids, asks }));
  expect(levels(late), seedNote).toEqual(levels(whole));
}

function expectBadNetwork(counts: RelayCounts): void {
  expect(counts.lines.every(({ droppedMessages }) => droppedMessages > 1_000)).toBe(true);
  expect(counts.rerequests.requests).toBeGreaterThan(0);
}

async function expectRecovery(network: TestNetwork): Promise<void> {
  ending.push(() => network.close());
  const { engines, venue, relay } = await playDay(network);
  expectSameBooks(engines);
  const counts = await relay.stop();
  expectBadNetwork(counts);
  const { whole, behind, late } = {
    whole: await engines.whole.stop(),
    behind: await engines.behind.stop(),
    late: await engines.late.stop(),
  };
  const [all, mended, joined] = [whole, behind, late].map(({ channels }) => channels[0]);
  expect(all).toMatchObject({ state: "ended", lost: 0, snapshots: 0 });
  expect(mended, seedNote).toMatchObject({ state: "ended", lost: 0, nextSequence: all?.nextSequence });
  expect(joined, seedNote).toMatchObject({ state: "ended", lost: 0, nextSequence: all?.nextSequence });
  expect(mended?.repaired, seedNote).toBeGreaterThan(0);
  expect(
    mended?.lines.every(({ lost, wins }) => lost > 0 && wins > 0),
    seedNote,
  ).toBe(true);
  expect(joined?.snapshots, seedNote).toBeGreaterThan(0);
  // Its orders took the same way.
  const { sent, accepted, fills, open } = behind.orders;
  expect(fills).toBeGreaterThanOrEqual(fillsWanted);
  expect({ accepted, open }).toEqual({ accepted: sent, open: 0 });
  const outcome = await venue.stop();
  const netOf = (symbol: string): number =>
    outcome.positions.find((one) => one.account === "behind" && one.symbol === symbol)?.net ?? 0;
  expect(outcome.orders).toBe(sent);
  for (const { symbol, net } of behind.positions) expect(net, symbol).toBe(netOf(symbol));
  console.log(
    `relay dropped ${counts.lines.map(({ droppedMessages }) => droppedMessages).join(" and ")} messages; ` +
      `${mended?.gaps} gaps, ${mended?.repaired} brought by ${mended?.requests} requests, ${mended?.snapshots} snapshots; ` +
      `late: ${joined?.repaired} brought by requests, ${joined?.snapshots} snapshots`,
  );
}

describe.skipIf(!isRelayBuilt)("engines on a bad network", () => {
  it("end with the books of one that heard everything, on the loopback", { timeout: 180_000 }, async () => {
    await expectRecovery(loopback());
  });

  it("end with the books of one that heard everything, on veth pairs in network namespaces", {
    timeout: 180_000,
  }, async (context) => {
    const network = await vethPairs();
    if (typeof network === "string") {
      console.log(`engines on a bad network: not run on veth pairs, only on the loopback: ${network}`);
      context.skip(`no veth pairs in network namespaces: ${network}`);
    } else {
      await expectRecovery(network);
    }
  });
});
