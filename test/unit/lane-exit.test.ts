// What is done with lanes when their process ends under them, with made-up lanes and a made-up clock.
import { expect, it } from "vitest";
import { LaneState } from "../../src/lanes/boundary.js";
import { type EndingLane, endLanes } from "../../src/lanes/lane-exit.js";

/** Time passes only while somebody waits; all that happens is kept, with its time. */
class MadeUpProcess {
  readonly happened: string[] = [];
  #nowMs = 5_000;
  readonly begunMs = this.#nowMs;

  nowMs(): number {
    return this.#nowMs;
  }
  pause(ms: number): void {
    this.#nowMs += ms;
    if (this.#nowMs > this.begunMs + 60_000) throw new Error("it waits for ever");
  }
  say(line: string): void {
    this.happened.push(line);
  }
  kill(): void {
    this.happened.push(`killed after ${Math.floor((this.#nowMs - this.begunMs) / 1000)} s`);
  }
}

interface Behaviour {
  state?: number;
  /** Stops so long after it was told; absent: never. */
  stopsAfterMs?: number;
  /** Is not told, and does not stop, before it was interrupted. */
  hangs?: boolean;
}

function madeUpLane(
  host: MadeUpProcess,
  name: string,
  { state = LaneState.running, stopsAfterMs, hangs = false }: Behaviour,
): EndingLane & { told: number; interrupts: number } {
  let toldMs: number | undefined;
  return {
    name,
    told: 0,
    interrupts: 0,
    state() {
      const isDone =
        toldMs !== undefined && stopsAfterMs !== undefined && host.nowMs() >= toldMs + stopsAfterMs;
      return isDone ? LaneState.stopped : state;
    },
    tellToStop() {
      if (hangs && this.interrupts === 0) throw new Error("the command ring is full");
      this.told += 1;
      toldMs ??= host.nowMs();
    },
    interrupt() {
      this.interrupts += 1;
    },
  };
}

it("tells every lane, and waits until the last has stopped", () => {
  const host = new MadeUpProcess();
  const lanes = [200, 900].map((stopsAfterMs, i) => madeUpLane(host, `lane${i}`, { stopsAfterMs }));
  endLanes(lanes, host);
  expect(host.nowMs() - host.begunMs).toBe(900);
  expect(lanes.map(({ told, interrupts }) => [told, interrupts])).toEqual([
    [1, 0],
    [1, 0],
  ]);
  expect(host.happened).toEqual(["the process ends: its lanes cancel their open orders and end before it"]);
});

it("interrupts one that hangs, and tells it when it can hear", () => {
  const host = new MadeUpProcess();
  const hanging = madeUpLane(host, "hanging", { hangs: true, stopsAfterMs: 100 });
  endLanes([hanging], host);
  expect([hanging.told, hanging.interrupts]).toEqual([1, 1]);
  expect(host.happened.join()).not.toContain("killed");
});

it("kills the process, with the lane's name, when one does not end", () => {
  const host = new MadeUpProcess();
  const lanes = [
    madeUpLane(host, "good", { stopsAfterMs: 10 }),
    madeUpLane(host, "stuck", { stopsAfterMs: 60_000 }),
  ];
  endLanes(lanes, host);
  expect(host.happened.slice(1)).toEqual([
    "lane stuck: does not end, so the process is killed; open orders are the venue's to cancel",
    "killed after 10 s",
  ]);
});

it("does not wait for lanes that do not run, and has nothing to say of them", () => {
  for (const state of [LaneState.starting, LaneState.stopped, LaneState.failed]) {
    const host = new MadeUpProcess();
    const lane = madeUpLane(host, "main", { state });
    endLanes([lane], host);
    expect([lane.told, host.nowMs(), host.happened]).toEqual([1, host.begunMs, []]);
  }
});
