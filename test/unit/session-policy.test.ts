import { describe, expect, it } from "vitest";
import { SessionState } from "../../src/lanes/boundary.js";
import { SessionPolicy } from "../../src/sessions/session-policy.js";

const addresses = [
  { host: "10.0.0.1", port: 1 },
  { host: "10.0.0.2", port: 2 },
];
const policy = (): SessionPolicy =>
  new SessionPolicy({ addresses, firstMs: 100, maxMs: 800, random: () => 1 });

describe("the session policy", () => {
  it("connects at once, and waits for what comes of it", () => {
    const session = policy();
    expect(session.next(0)).toEqual({ kind: "connect", address: addresses[0] });
    expect(session.next(1)).toEqual({ kind: "none" });
  });

  it("goes through its addresses, waiting twice as long each time, up to a bound", () => {
    const session = policy();
    let now = 0;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; ++attempt) {
      expect(session.next(now)).toEqual({ kind: "connect", address: addresses[attempt % 2] });
      session.onState(SessionState.down, now);
      const action = session.next(now);
      if (action.kind !== "wait") throw new Error("expected a wait");
      waits.push(action.untilMs - now);
      now = action.untilMs;
    }
    expect(waits).toEqual([100, 200, 400, 800, 800, 800]);
  });

  it("starts over with short waits once the session was ready", () => {
    const session = policy();
    for (let attempt = 0, now = 0; attempt < 4; ++attempt, now += 10_000) {
      session.next(now);
      session.onState(SessionState.down, now);
    }
    session.next(100_000);
    session.onState(SessionState.ready, 100_000);
    session.onState(SessionState.down, 100_001);
    expect(session.next(100_001)).toEqual({ kind: "wait", untilMs: 100_101 });
  });

  it("connects at once where the venue has moved to, however long it was to wait", () => {
    const session = policy();
    for (let attempt = 0, now = 0; attempt < 4; ++attempt, now += 10_000) {
      session.next(now);
      session.onState(SessionState.down, now);
    }
    expect(session.next(30_001).kind).toBe("wait");
    const moved = { host: "10.0.0.3", port: 3 };
    session.moveTo([moved]);
    expect(session.next(30_001)).toEqual({ kind: "connect", address: moved });
  });

  it("does not try again after a refused login, nor once stopped", () => {
    const refused = policy();
    refused.next(0);
    refused.onState(SessionState.refused, 0);
    expect(refused.next(1e9)).toEqual({ kind: "none" });
    const stopped = policy();
    stopped.stop();
    expect(stopped.next(0)).toEqual({ kind: "none" });
  });
});
