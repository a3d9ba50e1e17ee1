import { describe, expect, it } from "vitest";
import type { ChannelReport } from "../../src/engine/channel-report.js";
import type { EngineSnapshot } from "../../src/engine/engine-snapshot.js";
import {
  buildReport,
  type RunFacts,
  reportText,
  type StageName,
  stageNames,
} from "../../src/engine/report.js";
import { viewLines } from "../../src/engine/terminal-view.js";
import { formatDollars, formatNs, table } from "../../src/engine/text-table.js";
import type { StageReport } from "../../src/latency/stage-report.js";

const stage: StageReport = {
  count: 1000,
  p50: 90,
  p90: 120,
  p99: 900,
  p999: 1500,
  p9999: 20_000,
  max: 3_000_000,
};
const stages = Object.fromEntries(stageNames.map((name) => [name, stage])) as Record<StageName, StageReport>;

const facts: RunFacts = {
  seconds: 10.00049,
  host: {
    cores: 2,
    lanes: [
      {
        name: "main",
        core: 1,
        pinned: true,
        poll: "busy",
        grants: [
          { what: "core 1", granted: true, reason: "" },
          { what: "huge pages", granted: false, reason: "none are free" },
        ],
      },
    ],
  },
  feed: { packets: 10, messages: 200_000, gaps: 0, lost: 0, malformed: 0 },
  channels: [],
  sessions: [
    {
      lane: "main",
      name: "ouch",
      protocol: "ouch42",
      state: "ready",
      venueSession: "DAY1",
      nextSequence: 12,
      logins: 1,
      sent: 1_234,
      cancels: 3,
      answers: 11,
      malformed: 0,
      repeated: 0,
      open: 0,
      alerts: { "a trade told again": 2 },
    },
  ],
  accountsInDoubt: ["client"],
  journals: [],
  recovery: [],
  orders: {
    sent: 5,
    accepted: 4,
    rejected: 0,
    filled: 2,
    fills: 2,
    cancelled: 2,
    replaced: 0,
    refused: 1,
    neverReceived: 0,
    causedByPacket: 0,
    open: 0,
  },
  refusals: { position_max: 1 },
  positions: [
    {
      account: "main",
      symbol: "ALFA",
      net: -300,
      averagePriceTicks: 1_234_500,
      markPriceTicks: 1_234_600,
      realised: 12_300_000,
      unrealised: -30_000,
      fees: 45_000.25,
      rebates: 6_000,
    },
  ],
  stages,
  floor: stage,
  hiccups: [],
  strategies: [],
  venue: { orders: 5, trades: 2, positions: [{ symbol: "ALFA", net: -300 }] },
  kills: [],
  reconciliation: { reconciled: true, differences: [], differenceCount: 0, venueOrders: 5 },
};

const channel: ChannelReport = {
  lane: "main",
  name: "itch",
  state: "recovering",
  step: "re-request",
  cause: "gap",
  sinceNs: 1.7e18,
  nextSequence: 5,
  messages: 4,
  gaps: 1,
  repaired: 0,
  lost: 0,
  requests: 1,
  requestTimeouts: 0,
  snapshots: 0,
  snapshotsFailed: 0,
  heldDropped: 0,
  lines: [],
};

const snapshot: EngineSnapshot = {
  title: "embedded venue",
  elapsedSeconds: 3.2,
  totalSeconds: 10,
  sessionState: "ready",
  killed: [],
  accountsInDoubt: [],
  instruments: Array.from({ length: 20 }, (_, index) => ({
    symbol: `S${index}`,
    state: index === 1 ? "halted" : "live",
    bidTicks: index === 0 ? undefined : 1_000_000 + index,
    bidQuantity: 100,
    askTicks: 1_000_100,
    askQuantity: 200,
    lastTicks: undefined,
    net: index - 10,
    profit: (index - 10) * 10_000,
  })),
  feed: facts.feed,
  channels: [channel],
  orders: facts.orders,
  stages,
  floor: stage,
  logLine: "strategy \u001b[2Jmarket-maker\u0007 started",
};

describe("the report", () => {
  it("has the keys of hotlane.report/1, in order", () => {
    expect(Object.keys(buildReport(facts))).toEqual([
      "schema",
      "seconds",
      "host",
      "feed",
      "channels",
      "sessions",
      "accountsInDoubt",
      "journals",
      "recovery",
      "orders",
      "refusals",
      "positions",
      "stages",
      "floor",
      "hiccups",
      "strategies",
      "venue",
      "kills",
      "reconciled",
      "differences",
    ]);
    expect(buildReport(facts)).toMatchObject({ schema: "hotlane.report/1", seconds: 10, reconciled: true });
  });

  it("says how many differences it leaves out", () => {
    const reconciliation = { reconciled: false, differences: ["a", "b"], differenceCount: 7, venueOrders: 5 };
    expect(buildReport({ ...facts, reconciliation }).differences).toEqual(["a", "b", "and 5 more"]);
  });

  it("tells people what was not got and why, and whether it reconciles", () => {
    const text = reportText(buildReport(facts)).join("\n");
    expect(text).toContain("huge pages: not got, because none are free");
    expect(text).toContain("Reconciled: all 5 orders agree");
    expect(text).toContain("1,230.00");
    expect(text).toContain("refused position_max 1\n");
  });

  it("tells people how each session went, what was odd about it, and whose trading that stopped", () => {
    const text = reportText(buildReport(facts)).join("\n");
    expect(text).toMatch(/ouch +ouch42 +ready +1,234/);
    expect(text).toContain("session ouch: 2 times a trade told again");
    expect(text).toContain("ACCOUNT client IS IN DOUBT");
  });
});

describe("a feed of files and a feed that is kept", () => {
  const played = { played: 1_000, lines: ["239.1.1.1:1"], bytes: 200, bytesRead: 50 };
  const replay = { files: ["a.pcap", "b.pcap"], speed: 2, ...played, skipped: { TCP: 3 }, errors: ["torn"] };
  const counts = { packets: 12, written: 7, dropped: 4, unwritten: 1, fileBytes: 900 };
  const record = { file: "kept.pcapng", ...counts, failure: "ENOSPC" };

  it("are told in the report, with what went wrong", () => {
    const channels = [{ ...channel, replay: { ...replay, isPlayed: false }, record }];
    const text = reportText(buildReport({ ...facts, channels })).join("\n");
    expect(text).toContain("itch: 1,000 packets played of a.pcap, b.pcap, 25%; not of its lines: 3 TCP");
    expect(text).toContain("itch: torn");
    expect(text).toContain("itch: 7 packets kept in kept.pcapng, 4 dropped, 1 not written (ENOSPC)");
    const whole = [{ ...channel, replay: { ...replay, errors: [], isPlayed: true } }];
    expect(reportText(buildReport({ ...facts, channels: whole })).join("\n")).toContain("to the end");
  });

  it("are shown while they run", () => {
    const channels = [{ ...channel, replay: { ...replay, isPlayed: false }, record }];
    const view = viewLines({ ...snapshot, channels }, 200, false).join("\n");
    expect(view).toContain("played 25%  kept 7  dropped 5");
  });

  it("need no reconciliation where no order was sent", () => {
    const orders = { ...facts.orders, sent: 0 };
    const venue = { ...facts.venue, orders: 0 };
    expect(reportText(buildReport({ ...facts, orders, venue })).at(-1)).toContain("No order was sent");
  });
});

describe("the live view", () => {
  it("keeps within any width, with or without colours", () => {
    for (let width = 0; width <= 160; width += 1) {
      for (const line of viewLines(snapshot, width, false)) expect(line.length).toBeLessThanOrEqual(width);
    }
    const plain = viewLines(snapshot, 100, false);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
    const coloured = viewLines(snapshot, 100, true).map((line) => line.replace(/\u001b\[\d+m/g, ""));
    expect(coloured).toEqual(plain);
  });

  it("fits an 80 × 40 terminal, counting the instruments that it leaves out", () => {
    const lines = viewLines(snapshot, 80, false);
    expect(lines.length).toBeLessThan(40);
    expect(lines.join("\n")).toContain("and 8 more");
  });

  it("lets no text steer the terminal", () => {
    const text = viewLines(snapshot, 200, false).join("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
    expect(text).not.toMatch(/[\u0000-\u001f]/);
    expect(text).toContain("strategy market-maker");
  });

  it("shows the kill switch", () => {
    expect(viewLines({ ...snapshot, killed: ["the firm"] }, 120, false)[1]).toContain("KILLED: the firm");
    expect(viewLines({ ...snapshot, accountsInDoubt: ["client"] }, 120, false)[2]).toContain(
      "account client IS IN DOUBT",
    );
  });
});

describe("numbers and tables", () => {
  it("have units and align", () => {
    expect([90, 1_500, 2_345_678, 3e9].map(formatNs)).toEqual(["90 ns", "1.50 µs", "2.35 ms", "3.00 s"]);
    expect(formatDollars(-12_345_678)).toBe("-1,234.57");
    expect(
      table([
        ["a", "1"],
        ["bcd", "100"],
      ]),
    ).toEqual(["a      1", "bcd  100"]);
  });
});
