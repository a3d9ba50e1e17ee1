// The main thread's ends of a lane's shared memory, against a worker thread that writes and reads as the native lane
// does: no event lost, told twice or torn, no command either, no torn book.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import * as boundary from "../../src/lanes/boundary.js";
import { CommandWriter } from "../../src/lanes/command-writer.js";
import { EventReader } from "../../src/lanes/event-reader.js";
import { LaneReader } from "../../src/lanes/lane-reader.js";

const rounds = 300_000;

/** Runs `body` in a worker, as a function of the lane's memory, the layout and the number of rounds. */
function startLane(memory: SharedArrayBuffer, body: string): { worker: Worker; ended: Promise<unknown[]> } {
  const code = `const { workerData } = require("node:worker_threads");
    const { memory, layout, rounds } = workerData;
    ${body}`;
  const worker = new Worker(code, { eval: true, workerData: { memory, layout: { ...boundary }, rounds } });
  return { worker, ended: once(worker, "exit") };
}

const writeEvents = `
  const { LaneMemory, EventRing, Event, eventsMax } = layout;
  const indexes = new Uint32Array(memory, LaneMemory.events, EventRing.slots / 4);
  const slots = new DataView(memory, LaneMemory.events + EventRing.slots, eventsMax * Event.size);
  for (let number = 0; number < rounds; ++number) {
    const written = indexes[EventRing.written / 4];
    if (((written - Atomics.load(indexes, EventRing.read / 4)) >>> 0) === eventsMax) {
      Atomics.add(indexes, EventRing.dropped / 4, 1);
      continue;
    }
    const slot = (written % eventsMax) * Event.size;
    slots.setUint32(slot + Event.orderId, number, true);
    slots.setUint32(slot + Event.quantity, number * 3, true);
    slots.setUint32(slot + Event.lastQuantity, number * 7, true);
    Atomics.store(indexes, EventRing.written / 4, written + 1);
  }`;

const takeCommands = `
  const { LaneMemory, CommandRing, Command, commandsMax } = layout;
  const indexes = new Uint32Array(memory, LaneMemory.commands, CommandRing.slots / 4);
  const slots = new DataView(memory, LaneMemory.commands + CommandRing.slots, commandsMax * Command.size);
  const { parentPort } = require("node:worker_threads");
  let taken = 0;
  let broken = 0;
  while (taken < workerData.rounds / 10) {
    const read = indexes[CommandRing.read / 4];
    if (Atomics.load(indexes, CommandRing.written / 4) === read) continue;
    const slot = (read % commandsMax) * Command.size;
    if (slots.getInt32(slot + Command.index, true) !== taken++) ++broken;
    if (slots.getUint32(slot + Command.kind, true) !== layout.CommandKind.stopStrategy) ++broken;
    Atomics.store(indexes, CommandRing.read / 4, read + 1);
  }
  parentPort.postMessage({ taken, broken });`;

const writeBooks = `
  const { LaneMemory, InstrumentView, depthLevels } = layout;
  const view = new Int32Array(memory, LaneMemory.views, InstrumentView.size / 4);
  const volume = new Float64Array(memory, LaneMemory.views, InstrumentView.size / 8);
  const version = InstrumentView.version / 4;
  for (let round = 1; round <= rounds; ++round) {
    Atomics.store(view, version, view[version] + 1);
    view[InstrumentView.bidLevels / 4] = depthLevels;
    view[InstrumentView.askLevels / 4] = depthLevels;
    view[InstrumentView.lastQuantity / 4] = round;
    volume[InstrumentView.volume / 8] = round;
    for (let level = 0; level < depthLevels; ++level) {
      view[InstrumentView.bidQuantity / 4 + level] = round;
      view[InstrumentView.askQuantity / 4 + level] = round;
    }
    Atomics.store(view, version, view[version] + 1);
  }`;

describe("a lane's shared memory", () => {
  it("gives every event once, whole and in order, or counts it as dropped", async () => {
    const memory = new SharedArrayBuffer(boundary.LaneMemory.size);
    const reader = new EventReader(memory);
    const { ended } = startLane(memory, writeEvents);
    let isEnded = false;
    void ended.then(() => {
      isEnded = true;
    });
    let taken = 0;
    let latest = -1;
    let broken = 0;
    const drain = (): void => {
      taken += reader.drain((event) => {
        if (event.orderId <= latest) ++broken;
        if (event.quantity !== event.orderId * 3 || event.lastQuantity !== event.orderId * 7) ++broken;
        latest = event.orderId;
      });
    };
    while (!isEnded) {
      drain();
      await new Promise(setImmediate);
    }
    drain();
    expect(broken).toBe(0);
    expect(taken).toBeGreaterThan(0);
    expect(taken + reader.dropped).toBe(rounds);
  });

  it("takes every command once, whole and in order", async () => {
    const memory = new SharedArrayBuffer(boundary.LaneMemory.size);
    const writer = new CommandWriter(memory);
    const { worker } = startLane(memory, takeCommands);
    const told = once(worker, "message");
    for (let number = 0; number < rounds / 10; ) {
      try {
        writer.stopStrategy(number);
        ++number;
      } catch (error) {
        expect(error).toMatchObject({ code: "lane/command-ring-full" });
        await new Promise(setImmediate);
      }
    }
    expect((await told)[0]).toEqual({ taken: rounds / 10, broken: 0 });
  });

  it("never shows a torn book", async () => {
    const memory = new SharedArrayBuffer(boundary.LaneMemory.size);
    const reader = new LaneReader(memory);
    const { ended } = startLane(memory, writeBooks);
    let isEnded = false;
    void ended.then(() => {
      isEnded = true;
    });
    let latest = 0;
    let broken = 0;
    const look = (): void => {
      const { volume, lastQuantity, bids, asks } = reader.book(0);
      if (volume < latest || lastQuantity !== volume) ++broken;
      if ([...bids, ...asks].some(({ quantity }) => quantity !== volume)) ++broken;
      latest = volume;
    };
    while (!isEnded) {
      for (let i = 0; i < 1_000; ++i) look();
      await new Promise(setImmediate);
    }
    look();
    expect(broken).toBe(0);
    expect(latest).toBe(rounds);
  });
});
