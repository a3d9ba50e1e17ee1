// The session keeper and its policy over days of a schedule, against a lane that is only pretended: connects in its
// hours alone, closes at their end with its orders cancelled first, waits for a human where a login was refused.
import { describe, expect, it } from "vitest";
import { SessionKeeper } from "../../src/engine/session-keeper.js";
import { SessionState } from "../../src/lanes/boundary.js";
import { SessionSchedule } from "../../src/sessions/session-schedule.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

const addresses = [
  { host: "10.0.0.1", port: 1 },
  { host: "10.0.0.2", port: 2 },
];
const hours = {
  timeZone: "America/New_York",
  days: ["mon", "tue", "wed", "thu", "fri"],
  open: "09:30",
  close: "16:00",
  holidays: ["2026-03-10"],
  earlyCloses: [],
} as const;

/** What the keeper tells a lane, and a clock. */
class PretendedLane {
  nowMs = Date.parse("2026-03-06T12:00:00Z");
  open = 0;
  isKilled = false;
  connects: { atMs: number; address: string; password: string }[] = [];
  disconnects: number[] = [];
  said: string[] = [];
  credentials = (): { username: string; password: string } => ({ username: "FIRM01", password: "first" });
  readonly keeper: SessionKeeper;

  constructor(schedule: SessionSchedule | undefined, random: () => number = () => 1) {
    this.keeper = new SessionKeeper({
      session: 0,
      commands: {
        connectSession: (_session, { address, password }) =>
          this.connects.push({ atMs: this.nowMs, address, password }),
        disconnectSession: () => this.disconnects.push(this.nowMs),
        turnKillSwitch: ({ scope, isOn }) => {
          expect(scope).toBe("session");
          this.isKilled = isOn;
        },
      },
      credentials: () => this.credentials(),
      policy: { addresses, firstMs: 100, maxMs: 5_000, random, schedule },
      openOrders: () => this.open,
      log: (line) => this.said.push(line),
      now: () => this.nowMs,
    });
  }

  turnUntil(endMs: number, stepMs = 1_000): void {
    for (; this.nowMs < endMs; this.nowMs += stepMs) this.keeper.turn();
  }
}

const at = (text: string): number => Date.parse(text);

describe("the keeper of an order session", () => {
  it("connects when its hours begin, and at their end cancels, then disconnects, then waits for the next day", () => {
    const lane = new PretendedLane(new SessionSchedule(hours));
    lane.turnUntil(at("2026-03-06T14:29:59Z"));
    expect(lane.connects).toEqual([]);
    expect(lane.keeper.isReady).toBe(true);
    expect(lane.keeper.text).toBe("closed until 2026-03-06T14:30:00.000Z");
    lane.turnUntil(at("2026-03-06T14:30:02Z"));
    expect(lane.connects.map(({ address }) => address)).toEqual(["10.0.0.1"]);
    lane.keeper.onState(SessionState.ready);
    lane.open = 3;
    lane.turnUntil(at("2026-03-06T21:00:00Z"));
    expect(lane.isKilled).toBe(false);
    lane.turnUntil(at("2026-03-06T21:00:01Z"), 10);
    expect(lane.isKilled).toBe(true);
    expect(lane.disconnects).toEqual([]);
    lane.open = 0;
    lane.turnUntil(at("2026-03-06T21:00:02Z"), 10);
    expect(lane.disconnects).toEqual([at("2026-03-06T21:00:01Z")]);
    lane.keeper.onState(SessionState.down);
    // The weekend, a change of clocks in it; Monday; Tuesday is a holiday.
    lane.turnUntil(at("2026-03-09T13:30:01Z"));
    expect(lane.connects.map(({ atMs }) => new Date(atMs).toISOString())).toEqual([
      "2026-03-06T14:30:00.000Z",
      "2026-03-09T13:30:00.000Z",
    ]);
    expect(lane.isKilled).toBe(false);
    lane.keeper.onState(SessionState.ready);
    lane.turnUntil(at("2026-03-09T20:00:02Z"), 100);
    lane.keeper.onState(SessionState.down);
    lane.turnUntil(at("2026-03-11T13:30:01Z"));
    expect(lane.connects).toHaveLength(3);
    expect(lane.connects.at(-1)?.atMs).toBe(at("2026-03-11T13:30:00Z"));
  });

  it("leaves orders that are not answered after a while, and says so", () => {
    const lane = new PretendedLane(new SessionSchedule(hours));
    lane.turnUntil(at("2026-03-06T14:30:01Z"));
    lane.keeper.onState(SessionState.ready);
    lane.open = 2;
    lane.turnUntil(at("2026-03-06T21:00:10Z"), 50);
    expect(lane.disconnects).toEqual([at("2026-03-06T21:00:05Z")]);
    expect(lane.said.at(-1)).toContain("2 orders open");
  });

  it("takes a session that the venue ended to be over until the next day of the schedule", () => {
    const lane = new PretendedLane(new SessionSchedule(hours));
    lane.turnUntil(at("2026-03-06T14:30:01Z"));
    lane.keeper.onState(SessionState.ready);
    lane.turnUntil(at("2026-03-06T18:00:00Z"), 60_000);
    lane.keeper.onState(SessionState.ended);
    lane.turnUntil(at("2026-03-09T13:30:01Z"));
    expect(lane.connects.map(({ atMs }) => atMs)).toEqual([
      at("2026-03-06T14:30:00Z"),
      at("2026-03-09T13:30:00Z"),
    ]);
  });

  it("does not try a refused login again before a human says so, then with what the credentials are by then", () => {
    const lane = new PretendedLane(undefined);
    lane.keeper.turn();
    lane.keeper.onState(SessionState.refused);
    lane.turnUntil(lane.nowMs + 3_600_000);
    expect(lane.connects).toHaveLength(1);
    lane.credentials = () => ({ username: "FIRM01", password: "second" });
    lane.keeper.retry();
    lane.turnUntil(lane.nowMs + 2_000);
    expect(lane.connects.map(({ password }) => password)).toEqual(["first", "second"]);
  });

  it("tells why there are no credentials, and waits for a human", () => {
    const lane = new PretendedLane(undefined);
    lane.credentials = () => {
      throw new Error("secret file /x: found mode 0644, expected 0600");
    };
    lane.turnUntil(lane.nowMs + 60_000);
    expect(lane.connects).toEqual([]);
    expect(lane.said).toEqual([
      "order session: secret file /x: found mode 0644, expected 0600; not tried again until told to (hotlane connect)",
    ]);
  });

  it("is connected in its hours and at no other time, whatever happens to it", () => {
    const random = seededRandom();
    for (let round = 0; round < 20; ++round) {
      const schedule = new SessionSchedule(hours);
      const lane = new PretendedLane(schedule, random);
      let isUp = false;
      for (
        const end = at("2026-03-12T12:00:00Z");
        lane.nowMs < end;
        lane.nowMs += wholeBetween(random, 1, 20_000)
      ) {
        const connects = lane.connects.length;
        const disconnects = lane.disconnects.length;
        lane.keeper.turn();
        const window = schedule.windowFrom(lane.nowMs);
        const isOpen = window !== undefined && lane.nowMs >= window.openMs;
        if (lane.connects.length > connects) {
          expect(isOpen, seedNote).toBe(true);
          expect(isUp, seedNote).toBe(false);
          expect(lane.isKilled, seedNote).toBe(false);
          isUp = true;
        }
        if (lane.disconnects.length > disconnects) {
          expect(isOpen, seedNote).toBe(false);
          expect(lane.isKilled, seedNote).toBe(true);
          isUp = false;
          lane.keeper.onState(SessionState.down);
        }
        if (isUp && random() < 0.01) {
          isUp = false;
          lane.keeper.onState(random() < 0.8 ? SessionState.down : SessionState.ended);
        } else if (isUp && random() < 0.1) lane.keeper.onState(SessionState.ready);
      }
      expect(lane.connects.length, seedNote).toBeGreaterThan(2);
    }
  });
});
