// What becomes of a lane's hiccups on the main thread: read while they are written, given a likely cause by what the
// kernel counted, told.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { attribute, attributePolling, HiccupDesk } from "../../src/engine/hiccup-desk.js";
import { hiccupLines } from "../../src/engine/hiccup-report.js";
import * as boundary from "../../src/lanes/boundary.js";
import { HiccupReader, type HiccupReading } from "../../src/lanes/hiccup-reader.js";
import { bucketIndex } from "../../src/latency/bucket-index.js";
import { readCoreNoise } from "../../src/tuning/core-noise.js";
import { recordedHost } from "../../src/tuning/host-tree.js";

const { Hiccup, HiccupCause, HiccupCount, HiccupView, Histogram, hiccupsMax, LaneMemory } = boundary;

/** Writes hiccups as the native lane does. */
class FakeLane {
  readonly memory = new SharedArrayBuffer(LaneMemory.size);
  readonly setup: { name: string; core: number; isBusyPolling: boolean };
  readonly #view = new DataView(this.memory, LaneMemory.hiccups, HiccupView.size);
  #count = 0;

  constructor(name: string, core: number, isBusyPolling = true) {
    this.setup = { name, core, isBusyPolling };
    this.#view.setBigUint64(HiccupView.thresholdNs, 5_000n, true);
  }

  put(cause: keyof typeof HiccupCause, lengthNs: number): void {
    const view = this.#view;
    this.#count += 1;
    const slot = HiccupView.newest + (this.#count % hiccupsMax) * Hiccup.size;
    view.setUint32(slot + Hiccup.version, view.getUint32(slot + Hiccup.version, true) + 2, true);
    view.setUint32(slot + Hiccup.number, this.#count, true);
    view.setBigInt64(slot + Hiccup.timeNs, 1_773_063_000_123_456_000n, true);
    view.setBigUint64(slot + Hiccup.lengthNs, BigInt(lengthNs), true);
    view.setUint8(slot + Hiccup.cause, HiccupCause[cause]);
    const add = (offset: number, value: number): void =>
      view.setBigUint64(offset, view.getBigUint64(offset, true) + BigInt(value), true);
    const grow = (offset: number): void => {
      if (BigInt(lengthNs) > view.getBigUint64(offset, true))
        view.setBigUint64(offset, BigInt(lengthNs), true);
    };
    const its = HiccupView.causes + HiccupCause[cause] * HiccupCount.size;
    add(its + HiccupCount.count, 1);
    add(its + HiccupCount.countLong, lengthNs > boundary.hiccupLongNs ? 1 : 0);
    grow(its + HiccupCount.longestNs);
    add(its + HiccupCount.totalNs, lengthNs);
    add(HiccupView.lengths + Histogram.counts + bucketIndex(lengthNs) * 8, 1);
    grow(HiccupView.lengths + Histogram.maximum);
    view.setBigUint64(HiccupView.count, BigInt(this.#count), true);
  }
}

const reading = (lengthNs: number): HiccupReading => ({
  timeNs: 0n,
  lengthNs,
  cause: "unknown",
  ownCause: "unknown",
  ownNs: 0,
  gcKind: "none",
  gcNs: 0,
  switches: 0,
  blocks: 0,
  minorFaults: 0,
  majorFaults: 0,
});

const causesAfter = (lengths: readonly number[], stealNs: number, interrupts: number): string[] => {
  const readings = lengths.map(reading);
  attribute(readings, { stealNs, interrupts });
  return readings.map(({ cause }) => cause);
};

describe("a likely cause", () => {
  it("is none where the kernel counted nothing", () => {
    expect(causesAfter([6_000, 900_000], 0, 0)).toEqual(["unknown", "unknown"]);
  });

  it("is the hypervisor for the longest, up to the time that it took", () => {
    // 10 ms to the kernel's unit are less than 20.
    expect(causesAfter([8_000_000, 15_000_000, 9_000_000], 10_000_000, 0)).toEqual([
      "unknown",
      "steal",
      "unknown",
    ]);
    expect(causesAfter([21_000_000, 12_000_000, 7_000_000], 10_000_000, 0)).toEqual([
      "unknown",
      "steal",
      "steal",
    ]);
  });

  it("is an interrupt for short ones, one each, and never for what no interrupt takes", () => {
    expect(causesAfter([6_000, 7_000, 8_000, 300_000], 0, 2)).toEqual([
      "unknown",
      "interrupts",
      "interrupts",
      "unknown",
    ]);
  });

  it("is not the hypervisor for those that are too short for it", () => {
    expect(causesAfter([19_999, 20_000], 10_000_000, 5)).toEqual(["interrupts", "steal"]);
  });
});

describe("a look for packets that took long", () => {
  const polling = (lengthNs: number, ownNs: number): HiccupReading => ({
    ...reading(lengthNs),
    ownCause: "polling",
    ownNs,
  });

  it("is named where it took half of the hiccup and nothing else explains it", () => {
    const other: HiccupReading = { ...polling(60_000, 60_000), ownCause: "publishing" };
    const readings = [polling(60_000, 30_000), polling(60_000, 29_999), other];
    attributePolling(readings);
    expect(readings.map(({ cause }) => cause)).toEqual(["polling", "unknown", "unknown"]);
  });

  it("gives way to what the kernel counted of the core", () => {
    const readings = [polling(6_000, 6_000), polling(400_000, 400_000), polling(9_000_000, 9_000_000)];
    attribute(readings, { stealNs: 10_000_000, interrupts: 1 });
    attributePolling(readings);
    expect(readings.map(({ cause }) => cause)).toEqual(["interrupts", "steal", "steal"]);
    const without = [polling(6_000, 6_000), polling(400_000, 400_000), polling(300_000, 300_000)];
    attribute(without, { stealNs: 0, interrupts: 1 });
    attributePolling(without);
    expect(without.map(({ cause }) => cause)).toEqual(["interrupts", "polling", "polling"]);
  });
});

const statOf = (steal0: number, steal2: number): string =>
  [
    "cpu  9 9 9 9 9 9 9 9 0 0",
    `cpu0 100 2 30 4000 5 6 7 ${steal0} 0 0`,
    `cpu2 100 2 30 4000 5 6 7 ${steal2} 0 0`,
    "cpu20 1 1 1 1 1 1 1 77 0 0",
    "intr 12345 0 0",
  ].join("\n");

const interruptsOf = (device: number, timer: number): string =>
  [
    "           CPU0       CPU2       CPU20",
    ` 24:          1         ${device}          5  IO-APIC   5-edge      ACPI:Ged`,
    `LOC:   14006142   ${timer}          9   Local timer interrupts`,
    "ERR:          3",
    "MIS:          0",
  ].join("\n");

describe("a core's noise", () => {
  it("is read from its own column, whatever CPUs are online", () => {
    const tree = recordedHost({
      schema: "hotlane.host/1",
      name: "host",
      files: { "/proc/stat": statOf(3, 50), "/proc/interrupts": interruptsOf(40, 2_000) },
      processes: [],
    });
    expect(readCoreNoise(tree, [2, 0, 20])).toEqual([
      { stealNs: 500_000_000, interrupts: 2_040 },
      { stealNs: 30_000_000, interrupts: 14_006_143 },
      { stealNs: 770_000_000, interrupts: 14 },
    ]);
    expect(readCoreNoise(tree, [1, -1])).toEqual([undefined, undefined]);
  });

  it("is not known where the kernel does not say", () => {
    const tree = recordedHost({ schema: "hotlane.host/1", name: "bare", files: {}, processes: [] });
    expect(readCoreNoise(tree, [0])).toEqual([undefined]);
  });
});

/** A desk over `lanes`, on a host whose counts the test sets. */
function deskOver(lanes: readonly FakeLane[]) {
  const files: Record<string, string> = {
    "/proc/stat": statOf(0, 0),
    "/proc/interrupts": interruptsOf(0, 0),
  };
  const tree = recordedHost({ schema: "hotlane.host/1", name: "host", files, processes: [] });
  const told: string[] = [];
  const desk = new HiccupDesk(lanes, tree, (line) => told.push(line), 1_000_000);
  return { desk, files, told };
}

describe("the lanes' hiccups", () => {
  it("are counted by cause, those of a second moved to what the kernel counted in it", () => {
    const lane = new FakeLane("main", 2);
    const { desk, files } = deskOver([lane]);
    desk.turn(1_000_000);
    lane.put("strategy", 60_000);
    lane.put("unknown", 9_000_000);
    lane.put("unknown", 6_000);
    lane.put("unknown", 400_000);
    desk.turn(1_000_005);
    // The second is not over.
    expect(desk.reports[0]?.causes).toMatchObject({ unknown: { count: 3, longestNs: 9_000_000 } });
    files["/proc/stat"] = statOf(0, 0);
    files["/proc/interrupts"] = interruptsOf(1, 0);
    desk.turn(1_001_000);
    const [report] = desk.reports;
    expect(report?.causes).toEqual({
      unknown: { count: 2, countLong: 2, longestNs: 9_000_000, totalNs: 9_400_000 },
      interrupts: { count: 1, countLong: 0, longestNs: 6_000, totalNs: 6_000 },
      strategy: { count: 1, countLong: 1, longestNs: 60_000, totalNs: 60_000 },
    });
    expect(report).toMatchObject({ count: 4, named: 0.5, long: { count: 3, named: 1 / 3 }, max: 9_000_000 });
    // Another second, in which the hypervisor took its time.
    lane.put("unknown", 9_500_000);
    files["/proc/stat"] = statOf(0, 1);
    desk.turn(1_002_000);
    expect(desk.reports[0]?.causes).toMatchObject({
      unknown: { count: 2, longestNs: 9_000_000 },
      steal: { count: 1, longestNs: 9_500_000 },
    });
    expect(desk.reports[0]?.core).toEqual({ stealNs: 10_000_000, interrupts: 1 });
    expect(desk.reports[0]?.newest.map(({ cause }) => cause)).toEqual([
      "strategy",
      "unknown",
      "interrupts",
      "unknown",
      "steal",
    ]);
  });

  it("keep the longest unknown one true when the longest of them got a cause", () => {
    const lane = new FakeLane("main", 2);
    const { desk, files } = deskOver([lane]);
    desk.turn(1_000_000);
    lane.put("unknown", 9_000_000);
    lane.put("unknown", 400_000);
    files["/proc/stat"] = statOf(0, 1);
    // 10 ms and the unit: both would fit, were there room for 9.4 ms only in 20.
    desk.finish(1_000_500);
    expect(desk.reports[0]?.causes).toEqual({
      steal: { count: 2, countLong: 2, longestNs: 9_000_000, totalNs: 9_400_000 },
    });
    lane.put("unknown", 300_000);
    desk.finish(1_001_000);
    expect(desk.reports[0]?.causes.unknown).toEqual({
      count: 1,
      countLong: 1,
      longestNs: 300_000,
      totalNs: 300_000,
    });
  });

  it("stay unknown on a lane that is bound to no core", () => {
    const lane = new FakeLane("loose", -1);
    const { desk, files } = deskOver([lane]);
    desk.turn(1_000_000);
    lane.put("unknown", 6_000);
    files["/proc/interrupts"] = interruptsOf(9, 9);
    desk.turn(1_001_000);
    expect(desk.reports[0]).toMatchObject({ named: 0, causes: { unknown: { count: 1 } } });
    expect(desk.reports[0]).not.toHaveProperty("core");
  });

  it("are told once a minute, where a lane that never sleeps had long ones", () => {
    const [busy, yielding, calm] = [
      new FakeLane("busy", 0),
      new FakeLane("slow", 2, false),
      new FakeLane("calm", 20),
    ];
    const { desk, told } = deskOver([busy, yielding, calm]);
    desk.turn(1_000_000);
    for (const lane of [busy, yielding]) {
      lane.put("contextSwitch", 2_000_000);
      lane.put("strategy", 1_500_000);
    }
    calm.put("strategy", 999_999);
    desk.turn(1_059_000);
    expect(told).toEqual([]);
    desk.turn(1_060_000);
    desk.turn(1_120_000);
    expect(told).toEqual(["lane busy: 2 hiccups over 1.00 ms, the longest 2.00 ms: context switch"]);
  });

  it("are shown to people with shares, causes and the newest", () => {
    const lane = new FakeLane("main", 2);
    const { desk } = deskOver([lane]);
    expect(hiccupLines(desk.reports[0] as never, 3)).toEqual(["hiccups of lane main: 0 over 5.00 µs"]);
    for (let i = 0; i < 3; ++i) lane.put("strategy", 60_000);
    lane.put("unknown", 6_000);
    desk.turn(1_000_000);
    const text = hiccupLines(desk.reports[0] as never, 3).join("\n");
    expect(text).toContain("hiccups of lane main: 4 over 5.00 µs: p50 60.00 µs");
    expect(text).toContain("75.0% have a cause, of 3 over 50.00 µs 100.0%");
    expect(text).toMatch(/strategy call +3 +3 +60.00 µs +180.00 µs/);
    expect(text.match(/13:30:00\.123456/g)).toHaveLength(3);
  });
});

const rounds = 200_000;

const writeHiccups = `
  const { workerData } = require("node:worker_threads");
  const { memory, layout, rounds } = workerData;
  const { LaneMemory, HiccupView, Hiccup, hiccupsMax } = layout;
  const words = new Int32Array(memory, LaneMemory.hiccups, HiccupView.size / 4);
  const view = new DataView(memory, LaneMemory.hiccups, HiccupView.size);
  for (let number = 1; number <= rounds; ++number) {
    const slot = HiccupView.newest + (number % hiccupsMax) * Hiccup.size;
    const version = (slot + Hiccup.version) / 4;
    Atomics.store(words, version, words[version] + 1);
    view.setUint32(slot + Hiccup.number, number, true);
    view.setBigUint64(slot + Hiccup.lengthNs, BigInt(number), true);
    view.setBigUint64(slot + Hiccup.ownNs, BigInt(number) * 3n, true);
    view.setUint32(slot + Hiccup.majorFaults, number, true);
    Atomics.store(words, version, words[version] + 1);
    Atomics.store(words, HiccupView.count / 4, number);
  }`;

describe("a lane's newest hiccups", () => {
  it("are read whole, each at most once and in order, while it overwrites them", async () => {
    const memory = new SharedArrayBuffer(LaneMemory.size);
    const reader = new HiccupReader(memory);
    const worker = new Worker(writeHiccups, {
      eval: true,
      workerData: { memory, layout: { ...boundary }, rounds },
    });
    let isEnded = false;
    void once(worker, "exit").then(() => {
      isEnded = true;
    });
    let latest = 0;
    let taken = 0;
    let broken = 0;
    const take = (): void => {
      for (const { lengthNs, ownNs, majorFaults } of reader.take()) {
        if (lengthNs <= latest || ownNs !== lengthNs * 3 || majorFaults !== lengthNs) ++broken;
        latest = lengthNs;
        ++taken;
      }
    };
    while (!isEnded) {
      take();
      await new Promise(setImmediate);
    }
    take();
    expect(broken).toBe(0);
    expect(latest).toBe(rounds);
    expect(taken).toBeGreaterThan(0);
    expect(reader.count).toBe(rounds);
    expect(reader.take()).toEqual([]);
  });
});
