import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EventKind, Refusal, RiskScope } from "../../../src/lanes/boundary.js";
import type { LaneEvent } from "../../../src/lanes/event-reader.js";
import { effectiveLimits } from "../../../src/risk/effective-limits.js";
import { StopDesk, type StoppableLane } from "../../../src/risk/stop-desk.js";
import { StopState } from "../../../src/risk/stop-state.js";
import { limitedConfig } from "./limited-config.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-stops-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

const ann = { by: "ann", origin: "control" as const };

class FakeLane implements StoppableLane {
  isRunning = true;
  commands: string[] = [];
  profits = { firm: 0, account: [0, 0] };
  isStuck = false;
  readonly names;
  constructor(lane: string, strategies: string[], instruments: string[]) {
    this.names = { lane, strategies, instruments, accounts: ["house", "client"] };
  }
  readonly reader = {
    usage: (scope: string, index = 0) =>
      ({ profit: scope === "firm" ? this.profits.firm : this.profits.account[index] }) as never,
  };
  #note(command: string): void {
    if (this.isStuck) throw new Error("ring full");
    this.commands.push(command);
  }
  trip({ scope, index }: { scope: string; index: number }, why: string): void {
    this.#note(`trip ${scope} ${index} ${why}`);
  }
  rearm({ scope, index }: { scope: string; index: number }): void {
    this.#note(`rearm ${scope} ${index}`);
  }
  reduceOnly({ scope, index }: { scope: string; index: number }, isOn: boolean): void {
    this.#note(`reduceOnly ${scope} ${index} ${isOn}`);
  }
  take(): string[] {
    return this.commands.splice(0);
  }
}

function deskOf(file = join(folder, `${++files}.json`)) {
  const one = new FakeLane("one", ["maker", "taker"], ["AAPL"]);
  const two = new FakeLane("two", ["other"], ["BRK.A"]);
  const entries: { what: string; details: Record<string, unknown> }[] = [];
  const log: string[] = [];
  const desk = new StopDesk({
    lanes: [one, two],
    state: new StopState(file),
    audit: { append: (entry) => void entries.push(entry as never) },
    log: (line) => void log.push(line),
  });
  return { one, two, desk, entries, log, file };
}

function tripped(scope: keyof typeof RiskScope, index: number, why: keyof typeof Refusal): LaneEvent {
  return {
    ...({} as LaneEvent),
    ...{ kind: EventKind.trip, scope: RiskScope[scope], strategy: index, reason: Refusal[why] },
    ...{ compared: 120_000, limit: 110_000, limitsVersion: 4 },
  };
}

describe("what switches itself off", () => {
  it("is off in every lane that has it, on the audit log, and told once", () => {
    const { one, two, desk, entries, log } = deskOf();
    desk.onTrip(one, tripped("account", 1, "lossDay"));
    desk.onTrip(two, tripped("account", 1, "lossDay"));
    expect(two.take()).toEqual(["trip account 1 lossDay"]);
    expect(desk.stops).toMatchObject([{ scope: "account", name: "client", why: "loss_day", by: "gate" }]);
    expect(entries).toMatchObject([
      { what: "trip", details: { scope: "account", name: "client", why: "loss_day" } },
    ]);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/account client has switched itself off: loss_day of account client/);
  });

  it("is off again after a restart, before anything connects", () => {
    const first = deskOf();
    first.desk.onTrip(first.one, tripped("strategy", 0, "repeatExecution"));
    first.desk.reduceOnly({ scope: "instrument", name: "BRK.A" }, true, ann, "thin");
    const second = deskOf(first.file);
    second.desk.restore();
    expect(second.one.take()).toEqual(["trip strategy 0 repeatExecution"]);
    expect(second.two.take()).toEqual(["reduceOnly instrument 0 true"]);
    expect(second.log).toHaveLength(2);
  });

  it("is switched on by a person alone, who names a cause", () => {
    const { one, two, desk, entries } = deskOf();
    desk.onTrip(one, tripped("firm", 0, "lossDay"));
    desk.onTrip(one, tripped("strategy", 1, "refusalStreak"));
    desk.reduceOnly({ scope: "firm", name: "" }, true, ann, "news");
    one.take();
    two.take();
    expect(desk.rearm({ scope: "firm", name: "" }, ann, "bad mark")).toMatchObject([{ why: "loss_day" }]);
    expect(one.take()).toEqual(["rearm firm 0"]);
    expect(two.take()).toEqual(["rearm firm 0"]);
    expect(entries.at(-1)).toMatchObject({ what: "rearm", details: { reason: "bad mark" } });
    expect(desk.stops.map(({ why }) => why)).toEqual(["refusal_streak", "reduce_only"]);
    desk.reduceOnly({ scope: "firm", name: "" }, false, ann, "calm");
    expect(one.take()).toEqual(["reduceOnly firm 0 false"]);
    desk.rearm({ scope: "strategy", name: "taker" }, ann, "fixed");
    expect(one.take()).toEqual(["rearm strategy 1"]);
    expect(desk.stops).toEqual([]);
  });

  it("is not re-armed where nothing is off, or nothing has the name", () => {
    const { desk, one, entries } = deskOf();
    expect(() => desk.rearm({ scope: "strategy", name: "maker" }, ann, "why not")).toThrow(
      /strategy maker is not stopped so; stopped is nothing/,
    );
    expect(() => desk.rearm({ scope: "strategy", name: "gone" }, ann, "why not")).toThrow(
      /expected one of: maker/,
    );
    expect(() => desk.reduceOnly({ scope: "account", name: "gone" }, true, ann, "why")).toThrow(
      /house, client/,
    );
    expect(one.take()).toEqual([]);
    expect(entries).toEqual([]);
  });

  it("reaches the other lanes though one is stuck", () => {
    const { one, two, desk, log } = deskOf();
    one.isStuck = true;
    desk.onTrip(one, tripped("firm", 0, "lossDay"));
    expect(two.take()).toEqual(["trip firm 0 lossDay"]);
    expect(log[0]).toMatch(/lane one: the stop did not reach it: ring full/);
  });

  it("by the losses of all lanes together, which no single one sees", () => {
    const { one, two, desk } = deskOf();
    const config = limitedConfig({
      firm: { loss: { dollarsMax: 100 } },
      accounts: { client: { loss: { dollarsMax: 10 } } },
    });
    const limits = effectiveLimits(config.limits, config);
    one.profits = { firm: -600_000, account: [0, -60_000] };
    two.profits = { firm: -400_000, account: [0, -40_000] };
    desk.watch(limits);
    expect(desk.stops).toEqual([]);
    two.profits.account[1] = -40_001;
    desk.watch(limits);
    expect(one.take()).toEqual(["trip account 1 lossDay"]);
    expect(two.take()).toEqual(["trip account 1 lossDay"]);
    one.profits.firm = -600_001;
    desk.watch(limits);
    desk.watch(limits);
    expect(one.take()).toEqual(["trip firm 0 lossDay"]);
    expect(desk.stops.map(({ scope }) => scope)).toEqual(["account", "firm"]);
  });

  it("is not guessed from a file that can't be understood", () => {
    const file = join(folder, "broken.json");
    writeFileSync(file, '{"schema":"hotlane.stops/1","stops":[{');
    expect(() => new StopState(file)).toThrow(/mend it, or move it away once you know/);
  });
});
