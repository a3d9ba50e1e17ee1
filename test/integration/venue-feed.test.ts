// The venue's whole feed over real sockets: lines A and B, re-requests, GLIMPSE snapshots, and the relay that impairs
// them, held to its own account.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { freePort } from "../../src/bench/free-port.js";
import { FeedLineListener, RerequestClient, type Snapshot, takeSnapshot } from "./feed-line.js";
import { ImpairingRelay, isRelayBuilt } from "./impairing-relay.js";
import { LiveOrders } from "./live-orders.js";
import { loopback } from "./test-network.js";
import { VenueUnderTest } from "./venue-under-test.js";

const [groupA, groupB, relayedA, relayedB] = ["239.255.71.1", "239.255.71.2", "239.255.71.3", "239.255.71.4"];
const account = { username: "TESTER", password: "letmein" };
// A Node socket's buffer must outlast this process being descheduled.
const messagesPerSecond = 1_500;
/** However slow this host is, the end of the session is announced until the test has asked all it wants. */
const untilStoppedTwice = ["--end-train", "60000"];

/** Ended after each test, whatever came of it. */
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function listen(group: string, port: number): Promise<FeedLineListener> {
  const line = await FeedLineListener.open(group, port);
  ending.push(() => line.close());
  return line;
}

async function startVenue(port: number, ...more: string[]): Promise<VenueUnderTest> {
  const lines = ["--group", `${groupA}:${port}`, "--group-b", `${groupB}:${port}`];
  const market = ["--rate", String(messagesPerSecond), "--seed", "7"];
  const login = ["--account", `${account.username}:${account.password}`];
  const venue = await VenueUnderTest.start(...lines, ...market, ...login, ...more);
  ending.push(() => venue.kill());
  return venue;
}

function clientOf(place: string | undefined, session: string): RerequestClient {
  const client = new RerequestClient(place ?? "", session);
  ending.push(() => client.close());
  return client;
}

/** Every message of the day, from whatever was heard and the re-request server for the rest. */
async function completed(
  heard: Map<number, Buffer>,
  end: number,
  rerequests: RerequestClient,
): Promise<Buffer[]> {
  const day: Buffer[] = [];
  while (day.length + 1 < end) {
    const sequence = day.length + 1;
    const message = heard.get(sequence);
    if (message !== undefined) {
      day.push(message);
      continue;
    }
    let missing = 1;
    while (sequence + missing < end && !heard.has(sequence + missing)) missing += 1;
    const answer = await rerequests.ask(sequence, missing);
    expect(answer.length, `messages re-requested from ${sequence} on`).toBe(missing);
    day.push(...answer);
  }
  return day;
}

function inOrder(messages: Map<number, Buffer>): Buffer[] {
  return [...messages.entries()].sort(([a], [b]) => a - b).map(([, message]) => message);
}

function expectSame(messages: Buffer[], wanted: Buffer[]): void {
  expect(messages.length).toBe(wanted.length);
  expect(Buffer.concat(messages).equals(Buffer.concat(wanted))).toBe(true);
}

/** The snapshot, then the day from its number on, ends in the orders of the whole day, in their order. */
function expectJoined(day: Buffer[], snapshot: Snapshot): void {
  const [whole, joined] = [new LiveOrders(), new LiveOrders()];
  for (const message of day) whole.apply(message);
  for (const message of snapshot.messages) joined.apply(message);
  expect(snapshot.nextSequence).toBeGreaterThan(1);
  expect(joined.size).toBeGreaterThan(0);
  for (const message of day.slice(snapshot.nextSequence - 1)) joined.apply(message);
  expect(joined.entries()).toEqual(whole.entries());
  expect(joined.unknown).toBe(0);
}

describe("the venue's feed", () => {
  it("is the same on both lines, whole by re-requests, and joined in the middle by a snapshot", async () => {
    const port = await freePort("udp");
    const [a, b] = [await listen(groupA, port), await listen(groupB, port)];
    const venue = await startVenue(port, ...untilStoppedTwice);
    const { ready } = venue;
    expect(ready).toMatchObject({ group: groupA, feedPort: port, groupB, feedPortB: port });
    await pause(500);
    const snapshot = await takeSnapshot(ready.glimpse[0] ?? "", account.username, account.password);
    await pause(500);
    venue.endDay();
    while (a.end === 0 || b.end === 0) await pause(5);

    // The end is being announced: re-requests are still answered. Nobody heard every seventh message.
    expect(a.end).toBe(b.end);
    expect(a.messages.size).toBe(a.end - 1);
    expectSame(inOrder(b.messages), inOrder(a.messages));
    const impaired = new Map([...a.messages].filter(([sequence]) => sequence % 7 !== 3));
    const day = await completed(impaired, a.end, clientOf(ready.rerequest[0], ready.session));
    expectSame(day, inOrder(a.messages));

    expectJoined(day, snapshot);
    const report = await venue.stop();
    expect(report).toMatchObject({
      messages: a.end - 1,
      snapshots: { begun: 1, completed: 1 },
      rerequests: { refused: { wrongSession: 0, notYetSent: 0 } },
    });
    expect(a.ends).toBeGreaterThan(1); // a train, not one packet
  });

  it("is told whole after a crash too, by the servers of the venue that went on from its record", async () => {
    const [port, rerequestPort] = [await freePort("udp"), await freePort("udp")];
    const folder = mkdtempSync(join(tmpdir(), "hotlane-venue-feed-"));
    ending.push(() => rmSync(folder, { recursive: true }));
    const line = await listen(groupA, port);
    const args = ["--record", join(folder, "day.record"), "--rerequest-port", String(rerequestPort)];
    const crashed = await startVenue(port, ...args);
    await pause(500);
    await crashed.kill();
    const before = new Map(line.messages);
    const venue = await startVenue(port, ...args, ...untilStoppedTwice);
    expect(venue.ready).toMatchObject({ isResumed: true, session: crashed.ready.session });
    await pause(300);
    const snapshot = await takeSnapshot(venue.ready.glimpse[0] ?? "", account.username, account.password);
    await pause(300);
    venue.endDay();
    while (line.end === 0) await pause(5);

    const rerequests = clientOf(venue.ready.rerequest[0], venue.ready.session);
    const day = await completed(new Map(), line.end, rerequests);
    for (const heard of [before, line.messages]) {
      expect(heard.size).toBeGreaterThan(100);
      for (const [sequence, message] of heard)
        expect(message.equals(day[sequence - 1] ?? message.subarray(1))).toBe(true);
    }
    expect(line.end).toBeGreaterThan(Math.max(...before.keys()) + 1);
    expectJoined(day, snapshot);
    await venue.stop();
  });

  it("is not told to a stranger, and not beyond what is kept", async () => {
    const port = await freePort("udp");
    const venue = await startVenue(port, "--keep", "100");
    const { ready } = venue;
    await pause(300);
    await expect(takeSnapshot(ready.glimpse[0] ?? "", "TESTER", "wrong")).rejects.toThrow(
      "login rejected: A",
    );
    const [place] = ready.rerequest;
    expect(await clientOf(place, ready.session).ask(1, 1, 2)).toEqual([]);
    expect(await clientOf(place, "OTHER").ask(1, 1, 2)).toEqual([]);
    expect(await venue.stop()).toMatchObject({
      rerequests: { requests: 4, answered: 0, refused: { noLongerKept: 2, wrongSession: 2 } },
      snapshots: { begun: 0, refused: { notAuthorized: 1 } },
    });
  });
});

describe.skipIf(!isRelayBuilt)("the impairing relay", () => {
  it("drops exactly what it says on each line, and what it loses for good the re-requests bring back", async () => {
    const port = await freePort("udp");
    const [a, b] = [await listen(relayedA, port), await listen(relayedB, port)];
    const [direct, place] = [await listen(groupA, port), await freePort("udp")];
    const common = { duplicate: 0.03, reorder: 0.05, reorderDepth: 6, delay: 0.05, delayUs: 3_000 };
    const relay = await ImpairingRelay.start(loopback().between, {
      seed: 11,
      a: {
        in: `${groupA}:${port}`,
        out: `${relayedA}:${port}`,
        loss: 0.2,
        burstEvery: 150,
        burstLength: 20,
        ...common,
      },
      b: {
        in: `${groupB}:${port}`,
        out: `${relayedB}:${port}`,
        loss: 0.1,
        deadEvery: 300,
        deadLength: 60,
        ...common,
      },
      rerequest: `127.0.0.1:${place}`,
      requestLoss: 0.2,
      answerLoss: 0.2,
      secondsMax: 30,
    });
    ending.push(() => relay.stop());
    const venue = await startVenue(port, "--rerequest-port", String(place), ...untilStoppedTwice);
    const { ready } = venue;
    await pause(1_500);
    venue.endDay();
    while (direct.end === 0) await pause(5);
    await pause(100); // what the relay holds back
    const heard = new Map([...a.messages, ...b.messages]);
    const rerequests = clientOf(`127.0.0.1:${relay.rerequestPort}`, ready.session);
    const day = await completed(heard, direct.end, rerequests);
    expectSame(day, inOrder(direct.messages));
    await venue.stop();

    const counts = await relay.stop();
    for (const [i, line] of [a, b].entries()) {
      const told = counts.lines[i];
      await vi.waitFor(() => expect(line.datagrams).toBe(told?.sent));
      const dropped = new Set(
        told?.droppedRanges.flatMap(([first, count]) => Array.from({ length: count }, (_, j) => first + j)),
      );
      const missing = Array.from({ length: direct.end - 1 }, (_, j) => j + 1).filter(
        (n) => !line.messages.has(n),
      );
      expect(missing).toEqual([...dropped]);
      expect(told).toMatchObject({
        missedMessages: 0,
        unsendable: 0,
        droppedMessages: dropped.size,
      });
      expect(dropped.size).toBeGreaterThan(0);
      expect(told?.duplicated).toBeGreaterThan(0);
      expect(told?.reordered).toBeGreaterThan(0);
      expect(told?.delayed).toBeGreaterThan(0);
    }
    expect(counts.lines[0]?.droppedByBurst).toBeGreaterThan(0);
    expect(counts.lines[1]?.deaths).toBeGreaterThan(0);
    expect(counts.rerequests.requestsDropped + counts.rerequests.answersDropped).toBeGreaterThan(0);
  });
});
