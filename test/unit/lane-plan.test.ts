import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.js";
import { type HostCores, planLanes } from "../../src/engine/lane-plan.js";
import type { LaneFeed } from "../../src/lanes/lane-setup.js";

const feed = (name: string): LaneFeed => ({
  name,
  lines: [{ group: "239.1.1.1", port: 1, interface: "127.0.0.1", source: "", queue: 0 }],
  session: "",
  firstSequence: 1,
  holdNs: 0,
  rerequest: { servers: [], timeoutNs: 1, attemptsMax: 0, requestsPerSecondMax: 1, gapMessagesMax: 0 },
  snapshot: { servers: [], username: "", password: "" },
  receive: "kernel",
});

/** As many cores as are allowed, all alike. */
const host = (allowed: number[], others: number): HostCores => ({
  topology: {
    cpus: allowed.map((number) => ({
      number,
      node: 0,
      siblings: [number],
      isIsolated: false,
    })),
    nodes: [0],
    cards: [],
  },
  allowed,
  others,
  card: undefined,
});

const config = configSchema.parse({
  lanes: [{ name: "fast" }, { name: "slow", core: 3 }],
  feeds: ["x", "y"].map((name) => ({ name, lines: [{ group: "239.1.1.1", port: 1 }] })),
  instruments: [
    { symbol: "A", feed: "y" },
    { symbol: "B" },
    { symbol: "C", lane: "slow" },
    { symbol: "D", feed: "y" },
  ],
  strategies: [
    { name: "one", file: "one.ts", instruments: ["D", "A"] },
    { name: "two", file: "two.ts", instruments: ["C"] },
    { name: "three", file: "three.ts", lane: "slow" },
  ],
});

describe("the plan of the lanes", () => {
  const [fast, slow] = planLanes(config, [feed("x"), feed("y")], host([0, 1, 2, 3], 0));

  it("numbers a lane's instruments feed by feed, and says how many each feed has", () => {
    expect(fast?.instruments.map(({ symbol }) => symbol)).toEqual(["B", "A", "D"]);
    expect(fast?.feeds.map(({ name, instruments }) => [name, instruments])).toEqual([
      ["x", 1],
      ["y", 2],
    ]);
    expect(slow?.feeds.map(({ name, instruments }) => [name, instruments])).toEqual([["x", 1]]);
  });

  it("gives strategies to the lane of their instruments, by the lane's own numbers", () => {
    expect(fast?.strategies.map(({ name, instruments }) => [name, instruments])).toEqual([["one", [2, 1]]]);
    expect(slow?.strategies.map(({ name, instruments }) => [name, instruments])).toEqual([
      ["two", [0]],
      ["three", [0]],
    ]);
  });

  it("takes cores from the last down, but none that another lane names", () => {
    expect([fast?.core, slow?.core]).toEqual([2, 3]);
  });

  it("polls busily only when every lane and every other thread has a core", () => {
    const busy = (allowed: number[], others: number): boolean[] =>
      planLanes(config, [feed("x")], host(allowed, others)).map(({ isBusyPolling }) => isBusyPolling);
    expect(busy([0, 1, 2], 0)).toEqual([true, true]);
    expect(busy([0, 1, 2], 1)).toEqual([false, false]);
  });
});
