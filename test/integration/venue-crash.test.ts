// `kill -9` of the venue in the middle of a run, again and again: real processes, real sockets. The engine goes on
// within its session, nothing trades twice, and what was lost is said.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { EmbeddedVenue as EmbeddedVenueClass } from "../../src/engine/embedded-venue.js";
import type { Engine as EngineClass } from "../../src/engine/engine.js";
import type { LedgerOrder } from "../../src/engine/reconcile.js";
import type { HotlaneReport } from "../../src/engine/report.js";
import { seededRandom, seedNote } from "../unit/seeded-random.js";

const built = resolve(import.meta.dirname, "../../build/ts");
const { Engine } = (await import(join(built, "engine/engine.js"))) as { Engine: typeof EngineClass };
const { EmbeddedVenue, embeddedSessions } = (await import(
  join(built, "engine/embedded-venue.js")
)) as typeof import("../../src/engine/embedded-venue.js");
const { embeddedConfig } = (await import(
  join(built, "config/embedded.js")
)) as typeof import("../../src/config/embedded.js");

const patienceMs = 20_000;

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

interface Outage {
  /** From the kill until the order session was ready again. */
  readyAfterMs: number;
  /** Orders sent before, and by the time some had been sent again. */
  sentBefore: number;
  sentAfter: number;
}

interface CrashRun {
  report: HotlaneReport;
  outages: Outage[];
  log: string[];
  ledger: LedgerOrder[];
  sessions: Set<string>;
}

class CrashDay {
  readonly #engine: EngineClass;
  readonly #venue: EmbeddedVenueClass;
  readonly log: string[];

  constructor(engine: EngineClass, venue: EmbeddedVenueClass, log: string[]) {
    this.#engine = engine;
    this.#venue = venue;
    this.log = log;
  }

  get #sent(): number {
    return this.#engine.snapshot("", undefined, "").orders.sent;
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const until = Date.now() + patienceMs;
    while (!isSo()) {
      if (Date.now() > until) throw new Error(`not ${what} within ${patienceMs} ms:\n${this.log.join("\n")}`);
      await sleep(5);
    }
  }

  readonly #readyTimes = (): number =>
    this.log.filter((line) => line.startsWith("order session: ready")).length;

  /** `frozenMs`: it stands still so long first, so that what is sent meanwhile is lost with it. */
  async kill(frozenMs: number): Promise<Outage> {
    const { pid } = this.#venue.process;
    if (pid === undefined) throw new Error("the venue has no process");
    const readyTimes = this.#readyTimes();
    process.kill(pid, "SIGSTOP");
    await sleep(frozenMs);
    process.kill(pid, "SIGKILL");
    const killed = Date.now();
    await this.#until("ready again", () => this.#readyTimes() > readyTimes);
    const readyAfterMs = Date.now() - killed;
    const sentBefore = this.#sent;
    await this.#until("trading again", () => this.#sent > sentBefore + 20);
    return { readyAfterMs, sentBefore, sentAfter: this.#sent };
  }
}

async function runWithCrashes(
  kills: number,
  history?: { file: string; from: string; speed: string },
): Promise<CrashRun> {
  const random = seededRandom();
  const config = embeddedConfig();
  const symbols = history === undefined ? config.instruments.map(({ symbol }) => symbol) : ["AAPL", "AMZN"];
  const venue = await EmbeddedVenue.prepare({
    seed: 1 + Math.floor(random() * 1e6),
    messagesPerSecond: 20_000,
    lanes: config.lanes.length,
    symbols,
    ...(history === undefined ? {} : { history }),
  });
  const discard = venue.discard.bind(venue);
  venue.discard = () => undefined;
  const log: string[] = [];
  const sessions = new Set<string>();
  venue.process.on("ready", ({ session }) => sessions.add(session));
  const engine = await Engine.start({
    config: { ...config, instruments: symbols.map((symbol) => ({ symbol })) },
    venue,
    feeds: [venue.feed],
    sessions: embeddedSessions(config.lanes),
    log: (line) => log.push(line),
  });
  expect(await engine.untilReady(patienceMs), log.join("\n")).toBe(true);
  const day = new CrashDay(engine, venue, log);
  const outages: Outage[] = [];
  for (let i = 0; i < kills; i += 1) {
    await sleep(200 + random() * 1_000);
    outages.push(await day.kill(random() < 0.5 ? 0 : random() * 40));
  }
  await sleep(500);
  const report = await engine.stop();
  const lines = readFileSync(venue.ledgerFile, "utf8").trimEnd().split("\n");
  discard();
  return { report, outages, log, sessions, ledger: lines.map((line) => JSON.parse(line) as LedgerOrder) };
}

function expectNothingLost({ report, outages, log, ledger, sessions }: CrashRun, kills: number): void {
  const told = outages.map(({ readyAfterMs }) => `${readyAfterMs} ms`).join(", ");
  const { neverReceived, sent, fills } = report.orders;
  console.log(`ready again after ${told}; ${sent} sent, ${fills} fills, ${neverReceived} never received`);
  const context = `${seedNote}\n${log.join("\n")}`;
  expect(outages.length).toBe(kills);
  for (const { sentBefore, sentAfter } of outages) expect(sentAfter, context).toBeGreaterThan(sentBefore);
  expect(sessions.size, context).toBe(1);
  expect(log.filter((line) => line.includes("goes on")).length, context).toBe(kills);
  expect(report.differences, context).toEqual([]);
  expect(report.reconciled, context).toBe(true);
  expect(report.orders.open, context).toBe(0);
  expect(report.feed, context).toMatchObject({ lost: 0, gaps: 0, malformed: 0 });
  expect(new Set(ledger.map(({ userRefNum }) => userRefNum)).size, context).toBe(ledger.length);
  expect(
    ledger.filter(({ executed, quantity }) => executed > quantity),
    context,
  ).toEqual([]);
  expect(fills).toBeGreaterThan(0);
  const said = log.map((line) => Number(/(\d+) orders? never reached the venue/.exec(line)?.[1] ?? 0));
  expect(
    said.reduce((sum, count) => sum + count, 0),
    context,
  ).toBe(neverReceived);
}

describe("a venue that is killed", () => {
  it("goes on from its record, and the engine with it: nothing is lost, nothing trades twice", async () => {
    expectNothingLost(await runWithCrashes(5), 5);
  });

  const sample = join(process.env.HOTLANE_SHARED ?? "", "data/itch/aapl-amzn-2012-06-21.itch.gz");
  const history = process.env.HOTLANE_SHARED !== undefined && existsSync(sample) ? it : it.skip;

  history("goes on in the middle of a historical day", async () => {
    const run = await runWithCrashes(3, { file: sample, from: "09:30", speed: "100" });
    expectNothingLost(run, 3);
  });
});
