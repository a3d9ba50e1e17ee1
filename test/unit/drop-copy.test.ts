// The drop copy over real files and sockets: every reader gets every line once and in order, from wherever it asks; a slow
// one delays nobody; what a crash tore is cut off and the numbers go on.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { DropCopy } from "../../src/dropcopy/drop-copy.js";
import { DropCopyFile } from "../../src/dropcopy/drop-copy-file.js";
import { exactTime, lineOf } from "../../src/dropcopy/drop-copy-record.js";
import { EventKind, OrderChange } from "../../src/lanes/boundary.js";
import type { LaneEvent } from "../../src/lanes/event-reader.js";
import type { LaneSetup } from "../../src/lanes/lane-setup.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

const root = mkdtempSync(join(tmpdir(), "hotlane-drop-copy-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "day-"));
});

const day = "2026-03-09";
const setup = {
  name: "main",
  instruments: [{ symbol: "ALFA" }, { symbol: "BRAVO" }],
  strategies: [{ name: "maker", account: 0 }],
  accounts: [{ name: "house" }],
  sessions: [{ name: "ouch" }],
} as unknown as LaneSetup;

function fill(match: number, more: Partial<LaneEvent> = {}): LaneEvent {
  const fields = {
    timeNs: 1_773_063_000_123_456_789n,
    matchNumber: BigInt(match),
    kind: EventKind.fill,
    change: OrderChange.filled,
    userRefNum: 7,
    orderId: 3,
    side: 1,
    lastQuantity: 100,
    lastPriceTicks: 1_000_000,
    liquidity: "A".charCodeAt(0),
    feeNanos: -290_000,
    leaves: 200,
    filled: 100,
  };
  const none = {
    strategy: 0,
    instrument: 0,
    session: 0,
    state: 1,
    reason: 0,
    previousUserRefNum: 0,
    priceTicks: 0,
  };
  const rest = {
    quantity: 0,
    undonePriceTicks: 0,
    undoneQuantity: 0,
    compared: 0,
    limit: 0,
    limitsVersion: 0,
    scope: 0,
  };
  return { ...none, ...rest, ...fields, ...more };
}

const copies: DropCopy[] = [];
const said: string[] = [];
const failures: string[] = [];
async function openCopy(include: "trades" | "all" = "trades"): Promise<DropCopy> {
  const copy = await DropCopy.open(
    {
      folder,
      listen: { host: "127.0.0.1", port: 0 },
      include,
      log: (line) => said.push(line),
      onFailure: (why) => failures.push(why),
    },
    day,
  );
  copies.push(copy);
  return copy;
}
afterEach(async () => {
  for (const copy of copies.splice(0)) await copy.close();
});

/** A reader that keeps what it is told, by kind. */
class Reader {
  readonly words: { kind: string; seq?: number; [field: string]: unknown }[] = [];
  readonly socket: Socket;
  isClosed = false;

  constructor(port: number | undefined, request: string) {
    this.socket = createConnection(port ?? 0, "127.0.0.1", () => this.socket.write(`${request}\n`));
    let rest = "";
    this.socket.on("data", (bytes) => {
      const lines = (rest + String(bytes)).split("\n");
      rest = lines.pop() ?? "";
      this.words.push(...lines.map((line) => JSON.parse(line)));
    });
    this.socket.on("close", () => {
      this.isClosed = true;
    });
    this.socket.on("error", () => undefined);
  }

  get seqs(): number[] {
    return this.words.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  }

  async until(isSo: () => boolean): Promise<void> {
    const end = Date.now() + 20_000;
    while (!isSo()) {
      if (Date.now() > end) throw new Error(`not within 20 s; last: ${JSON.stringify(this.words.slice(-2))}`);
      await pause(5);
    }
  }

  untilSeq(seq: number): Promise<void> {
    return this.until(() => (this.seqs.at(-1) ?? 0) >= seq);
  }
}

const counting = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

describe("a record of the drop copy", () => {
  it("tells an execution with everything that a reader needs, exactly", () => {
    const big = 2 ** 53;
    expect(lineOf(fill(0, { matchNumber: BigInt(big) + 1n }), setup, "DAY1")).toEqual({
      kind: "execution",
      at: "2026-03-09T13:30:00.123456789Z",
      lane: "main",
      session: "ouch",
      venueSession: "DAY1",
      account: "house",
      strategy: "maker",
      symbol: "ALFA",
      side: "S",
      order: 7,
      orderId: 3,
      match: "9007199254740993",
      quantity: 100,
      priceTicks: 1_000_000,
      liquidity: "A",
      feeNanos: -290_000,
      leaves: 200,
      filled: 100,
    });
    expect(exactTime(5n)).toBe("1970-01-01T00:00:00.000000005Z");
  });

  it("tells a bust and a correction for what they are, and nothing of what is none of its business", () => {
    const bust = fill(9, { kind: EventKind.order, change: OrderChange.tradeBroken });
    expect(lineOf(bust, setup, "")).toMatchObject({ kind: "bust", match: "9", quantity: 100 });
    const correction = fill(9, {
      kind: EventKind.order,
      change: OrderChange.tradeCorrected,
      undoneQuantity: 100,
      undonePriceTicks: 999_900,
    });
    expect(lineOf(correction, setup, "")).toMatchObject({
      kind: "correction",
      quantityBefore: 100,
      priceTicksBefore: 999_900,
    });
    for (const kind of [EventKind.session, EventKind.refusal, EventKind.killSwitch]) {
      expect(lineOf(fill(1, { kind }), setup, "")).toBeUndefined();
    }
  });
});

describe("a drop copy's file", () => {
  it("gives every line from any number on, however it was cut off before", async () => {
    const random = seededRandom();
    const path = DropCopy.pathOf(folder, day);
    const lines: string[] = [];
    for (let life = 0; life < 12; ++life) {
      const file = await DropCopyFile.open(
        path,
        day,
        ({ seq, lines: written }) => {
          expect(seq, seedNote).toBe(lines.length);
          lines.push(...written);
        },
        (why) => failures.push(why),
      );
      expect(file.nextSeq, seedNote).toBe(lines.length);
      for (let i = wholeBetween(random, 0, 900); i > 0; --i) {
        file.append({
          kind: "gap",
          seq: file.nextSeq,
          lane: "x".repeat(wholeBetween(random, 1, 400)),
          events: 1,
        });
        if (random() < 0.02) await pause(0);
      }
      await file.flush();
      expect(readFileSync(path, "utf8"), seedNote).toBe(`${lines.join("\n")}\n`);
      for (let i = 0; i < 20; ++i) {
        const from = wholeBetween(random, 0, lines.length);
        const { bytes, lines: count } = await file.read(from);
        expect(count > 0, seedNote).toBe(from < lines.length);
        const wanted = lines.slice(from, from + count);
        expect(bytes.toString(), seedNote).toBe(wanted.map((line) => `${line}\n`).join(""));
      }
      await file.close();
      // A crash tears the last line, or the last few.
      const bytes = readFileSync(path);
      const first = Buffer.byteLength(lines[0] ?? "") + 1;
      const cut = Math.min(bytes.length - first, wholeBetween(random, 0, 600));
      truncateSync(path, bytes.length - cut);
      const whole =
        bytes
          .subarray(0, bytes.length - cut)
          .toString()
          .split("\n").length - 1;
      lines.length = whole;
    }
    expect(lines.length).toBeGreaterThan(1_000);
  });

  it("is refused when it is damaged before its end, or of another day", async () => {
    const copy = await openCopy();
    for (let match = 1; match <= 3; ++match) copy.take(fill(match), setup, "");
    await copy.close();
    copies.pop();
    const whole = readFileSync(copy.path, "utf8").split("\n");
    writeFileSync(copy.path, [whole[0], whole[2], whole[3], ""].join("\n"));
    await expect(openCopy()).rejects.toThrow(/line 2: found sequence number 2, expected record 1/);
    writeFileSync(copy.path, `${whole.join("\n").replace(day, "2026-03-10")}`);
    await expect(openCopy()).rejects.toThrow(/found day 2026-03-10/);
  });

  it("that can't be written is not opened, and the reason is said", async () => {
    const opened = DropCopyFile.open(
      "/dev/full",
      day,
      () => undefined,
      (why) => failures.push(why),
    );
    await expect(opened).rejects.toThrow("can't be written");
    expect(failures.splice(0).join()).toMatch(/ENOSPC/);
  });
});

describe("the drop copy over TCP", () => {
  it("gives several readers every record once and in order, from wherever each asks", async () => {
    const random = seededRandom();
    const copy = await openCopy();
    let match = 0;
    const trade = (count: number): void => {
      for (let i = 0; i < count; ++i) copy.take(fill(++match), setup, "");
    };
    trade(1_500);
    await copy.flush();
    const readers = [1, 700, 1_501].map((from) => ({ from, reader: new Reader(copy.port, `FROM ${from}`) }));
    for (let burst = 0; burst < 60; ++burst) {
      trade(wholeBetween(random, 0, 60));
      await pause(random() < 0.3 ? 2 : 0);
    }
    for (const { from, reader } of readers) {
      await reader.untilSeq(match);
      expect(reader.words[0]).toMatchObject({ schema: "hotlane.dropcopy/1", kind: "hello", day, first: 1 });
      expect(reader.seqs, seedNote).toEqual(counting(from, match));
    }
    const [first] = readers;
    const inFile = readFileSync(copy.path, "utf8").trimEnd().split("\n").slice(1);
    const received = first?.reader.words.filter(({ seq }) => seq !== undefined) ?? [];
    expect(received.map((word) => JSON.stringify(word))).toEqual(inFile);
  });

  it("lets a reader come back and go on where it was", async () => {
    const copy = await openCopy();
    copy.take(fill(1), setup, "");
    const before = new Reader(copy.port, "FROM 1");
    await before.untilSeq(1);
    before.socket.destroy();
    copy.take(fill(2), setup, "");
    copy.take(fill(3), setup, "");
    const after = new Reader(copy.port, "FROM 2");
    await after.untilSeq(3);
    expect(after.seqs).toEqual([2, 3]);
  });

  it("parts from a reader that takes nothing, with a word, and delays no other meanwhile", async () => {
    const copy = await openCopy();
    const quick = new Reader(copy.port, "LIVE");
    const slow = new Reader(copy.port, "LIVE");
    await quick.until(() => quick.words.length > 0);
    await slow.until(() => slow.words.length > 0);
    await pause(50);
    slow.socket.pause();
    let match = 0;
    while (copy.counts.readers === 2 && match < 200_000) {
      for (let i = 0; i < 200; ++i) copy.take(fill(++match), setup, "");
      await copy.flush();
      await pause(0);
    }
    await quick.untilSeq(match);
    expect(quick.seqs).toEqual(counting(1, match));
    expect(copy.counts.readers).toBe(1);
    slow.socket.resume();
    await slow.until(() => slow.isClosed);
    // Whatever it got was in order; its last word, where it still came through, says why.
    expect(slow.seqs).toEqual(counting(1, slow.seqs.length));
    const last = slow.words.at(-1);
    if (last?.kind === "bye") expect(last.why).toContain("too slow");
  });

  it("tells who asks wrongly what was expected, and goes on", async () => {
    const copy = await openCopy();
    copy.take(fill(1), setup, "");
    await copy.flush();
    for (const request of ["FROM 0", "FROM 3", "FROM x", "HELLO", "", "FROM 1e9", "y".repeat(1_000)]) {
      const reader = new Reader(copy.port, request);
      await reader.until(() => reader.isClosed);
      expect(reader.words.at(-1)?.kind, request).toBe("bye");
      expect(reader.seqs, request).toEqual([]);
    }
    const good = new Reader(copy.port, "FROM 1");
    await good.untilSeq(1);
    await good.until(() => good.words.some(({ kind }) => kind === "heartbeat"));
    expect(good.words.at(-1)).toEqual({ kind: "heartbeat", next: 2 });
  });

  it("says how many events of a lane were lost", async () => {
    const copy = await openCopy();
    copy.take(fill(1), setup, "");
    copy.noteLost("main", 0);
    copy.noteLost("main", 40);
    copy.noteLost("main", 40);
    copy.noteLost("main", 42);
    const reader = new Reader(copy.port, "FROM 1");
    await reader.untilSeq(3);
    expect(reader.words.filter(({ kind }) => kind === "gap")).toEqual([
      { kind: "gap", seq: 2, lane: "main", events: 40 },
      { kind: "gap", seq: 3, lane: "main", events: 2 },
    ]);
  });

  it("does not tell a trade again that the venue tells again after a restart, but one of another session", async () => {
    const first = await openCopy();
    for (let match = 1; match <= 5; ++match) first.take(fill(match), setup, "DAY1");
    await first.close();
    copies.pop();
    const second = await openCopy();
    for (let match = 1; match <= 7; ++match) second.take(fill(match), setup, "DAY1");
    second.take(fill(1), setup, "DAY2");
    expect(second.counts).toMatchObject({ records: 8, repeated: 5 });
  });

  it("begins anew with the next day, and says so to its readers", async () => {
    const copy = await openCopy();
    copy.take(fill(1), setup, "");
    const reader = new Reader(copy.port, "FROM 1");
    await reader.untilSeq(1);
    let changed = 0;
    await copy.roll("2026-03-10", () => {
      changed += 1;
    });
    await reader.until(() => reader.isClosed);
    expect(changed).toBe(1);
    expect(reader.words.slice(-2).map(({ kind }) => kind)).toEqual(["endOfDay", "bye"]);
    copy.take(fill(1), setup, "");
    expect(copy.counts).toMatchObject({ day: "2026-03-10", records: 1 });
  });

  it("tells all that happens to orders where that is wanted", async () => {
    const copy = await openCopy("all");
    copy.take(fill(0, { kind: EventKind.order, change: OrderChange.accepted }), setup, "");
    copy.take(fill(1), setup, "");
    copy.take(fill(0, { kind: EventKind.order, change: OrderChange.cancelled, reason: 85 }), setup, "");
    copy.take(fill(0, { kind: EventKind.order, change: OrderChange.none }), setup, "");
    await copy.flush();
    const lines = readFileSync(copy.path, "utf8").trimEnd().split("\n").slice(1);
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
      "accepted",
      "execution",
      "cancelled",
    ]);
  });
});
