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
  fees: [{ remove: 30 }, { sessions: ["second"], add: -20, byLiquidity: { m: 5 }, perOrder: 7 }],
  accounts: [{ name: "house" }, { name: "client", firm: "CLNT" }],
  sessions: [
    { name: "slow", lane: "slow", protocol: "ouch42" },
    { name: "first", protocol: "ouch50" },
    { name: "second", protocol: "ouch42", instruments: ["D"], ouch42: { rejectLetters: "later" } },
  ].map((session) => ({ venue: ["h:1"], username: "u", password: { env: "P" }, ...session })),
  strategies: [
    { name: "one", file: "one.ts", instruments: ["D", "A"], account: "client" },
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

  it("charges a session by the schedule that names it, else by the one for all", () => {
    const free = { perOrder: 0, secCentsPerMillionDollars: 0, tafMillionthsPerShare: 0, tafCentsMax: 0 };
    const common = { add: 0, remove: 30, cross: 0, byLiquidity: [], ...free };
    expect(slow?.sessions.map(({ fees }) => fees)).toEqual([common]);
    expect(fast?.sessions.map(({ fees }) => fees)).toEqual([
      common,
      { add: -20, remove: 0, cross: 0, byLiquidity: [["m", 5]], ...free, perOrder: 7 },
    ]);
  });

  it("routes instruments to the sessions that name them, else to their lane's first", () => {
    expect(fast?.sessions.map(({ name, protocol }) => [name, protocol])).toEqual([
      ["first", "ouch50"],
      ["second", "ouch42"],
    ]);
    expect(fast?.instruments.map(({ session }) => session)).toEqual([0, 0, 1]);
    expect(fast?.sessions[1]).toMatchObject({ rejectLetters: "later", probeSymbol: "ZZZZZZZZ" });
    expect(slow?.sessions.map(({ name }) => name)).toEqual(["slow"]);
    expect(slow?.instruments.map(({ session }) => session)).toEqual([0]);
  });

  it("gives each strategy's account by its number, the first where none is named", () => {
    expect(fast?.accounts).toEqual([
      { name: "house", firm: "" },
      { name: "client", firm: "CLNT" },
    ]);
    expect(fast?.strategies.map(({ account }) => account)).toEqual([1]);
    expect(slow?.strategies.map(({ account }) => account)).toEqual([0, 0]);
  });

  it("spreads a lane's instruments over an embedded venue's sessions in turn", () => {
    const embedded = configSchema.parse({
      instruments: [{ symbol: "A" }, { symbol: "B" }, { symbol: "C", session: "main-2" }],
      venue: { embedded: { sessions: ["ouch42", "ouch50"] } },
    });
    const [lane] = planLanes(embedded, [feed("embedded")], host([0], 0));
    expect(lane?.sessions.map(({ name, protocol }) => [name, protocol])).toEqual([
      ["main-1", "ouch42"],
      ["main-2", "ouch50"],
    ]);
    expect(lane?.instruments.map(({ session }) => session)).toEqual([0, 1, 1]);
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
