// People and an engine that trades: `hotlane kill`, `arm`, `status`, `stop` and SIGUSR1 as a user gives them, with real
// processes, sockets and files.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { ask } from "../../src/control/control-client.js";
import type { LatencyStatus } from "../../src/engine/latency-status.js";
import { stageNames } from "../../src/lanes/boundary.js";
import { bucketsBetween } from "../../src/latency/shared-histogram.js";
import { ControlledEngine, embeddedTrading } from "./controlled-engine.js";

let engine: ControlledEngine;
const begin = async (lines = embeddedTrading): Promise<void> => {
  engine = new ControlledEngine(lines).start();
  await engine.untilTrading();
};
afterEach(() => engine.discard());

/** Lines in, as many lines out. */
function talk(socket: string, text: string, replies: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let received = "";
    const connection = createConnection(socket, () => connection.write(text));
    connection.on("data", (chunk) => {
      received += String(chunk);
      const lines = received.split("\n").slice(0, -1);
      if (lines.length < replies) return;
      connection.destroy();
      resolve(lines);
    });
    connection.on("close", () => resolve(received.split("\n").slice(0, -1)));
    connection.on("error", reject);
  });
}

const sentBy = async (): Promise<number> =>
  (await engine.status()).lanes.reduce((sum, { sent }) => sum + sent, 0);

describe("hotlane kill", () => {
  it("stops everything under load, says how long it took, and stays until a named person arms it", async () => {
    await begin();
    const kill = await engine.kill("--by", "ann", "--reason", "quotes look wrong");
    expect(kill.subject).toEqual({ scope: "firm", name: "" });
    for (const lane of kill.lanes) {
      expect(lane.step).toBe("sent");
      expect(lane.seenNs).toBeGreaterThan(0);
      expect(lane.cancelledNs).toBeGreaterThanOrEqual(lane.seenNs);
      expect(lane.sentNs).toBeGreaterThanOrEqual(lane.cancelledNs);
      expect(lane.cancels).toBeGreaterThanOrEqual(lane.orders);
      console.log(`seen after ${lane.seenNs} ns, ${lane.cancels} cancels, the last after ${lane.sentNs} ns`);
    }
    await engine.until("closed its orders", async () =>
      (await engine.status()).lanes.every(({ open }) => open === 0),
    );
    const sent = await sentBy();
    await pause(500);
    expect(await sentBy()).toBe(sent);
    expect((await engine.status()).killed).toMatchObject([{ by: "ann", reason: "quotes look wrong" }]);

    const unnamed = await engine.command("arm", "--reason", "all is well");
    expect(unnamed.code).toBe(2);
    expect(unnamed.stderr).toContain("--by");
    const [raw = ""] = await talk(engine.socket, `{"command":"arm","reason":"all is well"}\n`, 1);
    expect(JSON.parse(raw)).toMatchObject({ ok: false, error: { code: "control/by" } });
    expect(await sentBy()).toBe(sent);

    expect((await engine.command("arm", "--by", "bob", "--reason", "feed is back")).code).toBe(0);
    await engine.until("traded again", async () => (await sentBy()) > sent);

    const report = await engine.stop();
    expect(report.differences).toEqual([]);
    expect(report.kills).toMatchObject([{ by: "ann", armed: { by: "bob", reason: "feed is back" } }]);
    const audit = engine.auditLog;
    expect(audit.map(({ what }) => what)).toEqual(["kill", "arm refused", "arm"]);
    expect(audit[0]).toMatchObject({ actor: { by: "ann", origin: "control", uid: process.getuid?.() } });
    expect(audit[2]).toMatchObject({ actor: { by: "bob" }, details: { reason: "feed is back" } });
  });

  it("stops one strategy, account, instrument or lane by name, and refuses a name that nothing has", async () => {
    await begin();
    const wrong = await engine.command("kill", "--strategy", "nobody");
    expect(wrong).toMatchObject({ code: 1, stdout: "" });
    expect(wrong.stderr).toContain('found "nobody", expected one of: maker');
    expect((await engine.command("kill", "--strategy", "maker", "--lane", "main")).code).toBe(2);
    expect(await engine.kill("--instrument", "ALFA")).toMatchObject({
      subject: { scope: "instrument", name: "ALFA" },
    });
    const sent = await sentBy();
    await engine.until("traded the others", async () => (await sentBy()) > sent);
    await engine.kill("--account", "main");
    const still = await sentBy();
    await pause(300);
    expect(await sentBy()).toBe(still);
    const armed = await engine.command("arm", "--account", "main", "--by", "bob", "--reason", "checked");
    expect(armed.stdout).toContain("still killed: instrument ALFA");
    await engine.until("traded again", async () => (await sentBy()) > still);
    expect(
      (await engine.command("arm", "--account", "main", "--by", "bob", "--reason", "checked")).code,
    ).toBe(1);
    await engine.stop();
  });

  it("holds over a crash of the engine and its restart", async () => {
    await begin();
    await engine.kill("--strategy", "maker", "--by", "ann", "--reason", "runs away");
    engine.signal("SIGKILL");
    await engine.ended;
    engine.start();
    await engine.untilSaid("strategy maker is killed since");
    await engine.untilSaid("order session: ready");
    await pause(500);
    expect(await sentBy()).toBe(0);
    expect((await engine.status()).killed).toMatchObject([{ by: "ann", reason: "runs away" }]);
    await engine.command("arm", "--strategy", "maker", "--by", "bob", "--reason", "mended");
    await engine.until("traded", async () => (await sentBy()) > 0);
    const report = await engine.stop();
    expect(report.kills).toMatchObject([{ by: "ann", armed: { by: "bob" } }]);
  });

  it("takes what it can't understand of an earlier run to mean that everything is killed", async () => {
    await begin();
    await engine.stop();
    writeFileSync(join(engine.stateFolder, "kills.json"), '{"schema":"hotlane.kills/1","kil');
    engine.start();
    await engine.untilSaid("the firm is killed");
    await engine.untilSaid("order session: ready");
    await pause(300);
    expect(await sentBy()).toBe(0);
    expect(existsSync(join(engine.stateFolder, "kills.json.unreadable"))).toBe(true);
  });
});

describe("hotlane acknowledge", () => {
  it("asks for a name and a cause, knows its accounts, and is written down", async () => {
    await begin();
    expect((await engine.command("acknowledge", "main", "--reason", "looked")).code).toBe(2);
    const because = ["--by", "ann", "--reason", "positions as at the venue"];
    const unknown = await engine.command("acknowledge", "nobody", ...because);
    expect(unknown.stderr).toContain('account: found "nobody", expected one of: main');
    expect(await engine.command("acknowledge", "main", ...because)).toMatchObject({
      code: 0,
      stdout: "account main was not in doubt\n",
    });
    const details = { account: "main", reason: "positions as at the venue", wasInDoubt: false };
    expect(engine.auditLog.at(-1)).toMatchObject({ what: "acknowledge", actor: { by: "ann" }, details });
    await engine.stop();
  });
});

describe("SIGUSR1", () => {
  it("kills everything, even before there is a session, and opens no debugger", async () => {
    engine = new ControlledEngine(embeddedTrading).start();
    await engine.until("opened its socket", () => existsSync(engine.socket));
    engine.signal("SIGUSR1");
    await engine.untilSaid("the firm is killed");
    const sent = await sentBy();
    await engine.untilSaid("order session: ready");
    await pause(300);
    expect(await sentBy()).toBe(sent);
    const report = await engine.stop();
    expect(report.kills).toMatchObject([{ origin: "signal", subject: { scope: "firm" } }]);
    expect(engine.stderr).not.toContain("Debugger");
  });
});

describe("the control socket", () => {
  it("is its owner's alone, is found again without being named, and is gone with the engine", async () => {
    await begin();
    expect(statSync(engine.socket).mode & 0o777).toBe(0o600);
    expect(statSync(engine.stateFolder).mode & 0o777).toBe(0o700);
    expect((await engine.plainCommand("status")).stdout).toContain(`engine ${engine.pid}`);
    const { memory } = await engine.status();
    expect(memory.resident).toBeGreaterThan(memory.heap);
    expect(memory.heap).toBeGreaterThan(1e6);
    const stopped = await engine.command("stop", "--by", "ann", "--reason", "end of day");
    expect(stopped.stdout).toContain(`engine ${engine.pid} is stopping`);
    expect(await engine.ended).toBe(0);
    expect(engine.report.reconciled).toBe(true);
    expect(existsSync(engine.socket)).toBe(false);
    const gone = await engine.plainCommand("status");
    expect(gone).toMatchObject({ code: 1, stderr: "hotlane: no engine of this user runs here\n" });
    expect(engine.auditLog).toMatchObject([
      { what: "stop", actor: { by: "ann" }, details: { reason: "end of day" } },
    ]);
  });

  it("answers every broken request with what is wrong with it, and goes on", async () => {
    await begin();
    const requests = [
      "hello",
      "[1, 2]",
      '{"id":1}',
      '{"id":2,"command":"nothing"}',
      '{"id":3,"command":"kill","subject":{"scope":"planet"}}',
      '{"id":4,"command":"kill","reason":"\\u0007bell"}',
      '{"id":5,"command":"kill","hard":true}',
      '{"id":6,"command":"arm","by":"x\\ny","reason":"forged line"}',
      '{"id":7,"command":"status"}',
    ];
    const replies = await talk(engine.socket, `${requests.join("\n")}\n`, requests.length);
    const codes = replies.map((reply) => {
      const { ok, error } = JSON.parse(reply) as { ok: boolean; error?: { code: string } };
      return ok ? "ok" : error?.code;
    });
    expect(codes).toEqual([
      "control/not-json",
      "control/bad-request",
      "control/bad-request",
      "control/unknown-command",
      "control/bad-request",
      "control/bad-request",
      "control/bad-request",
      "control/bad-request",
      "ok",
    ]);
    const [tooLong = ""] = await talk(engine.socket, "x".repeat(70_000), 1);
    expect(JSON.parse(tooLong)).toMatchObject({ error: { code: "control/too-long" } });
    expect((await engine.status()).killed).toEqual([]);
    await engine.stop();
  });

  it("tells what each stage has taken as it was counted: two readings give the time between", async () => {
    await begin();
    const reading = async (): Promise<LatencyStatus> =>
      (await ask({ socket: engine.socket }, "latency")) as LatencyStatus;
    const [before] = (await reading()).lanes;
    const sent = await sentBy();
    await engine.until("sent more", async () => (await sentBy()) > sent);
    const [after] = (await reading()).lanes;
    expect(after?.name).toBe("main");
    expect(Object.keys(after?.stages ?? {})).toEqual([...stageNames]);
    const between = bucketsBetween(before?.stages.tickToTrade ?? [], after?.stages.tickToTrade ?? []);
    expect(between.length).toBeGreaterThan(0);
    const report = await engine.stop();
    const counted = after?.stages.tickToTrade.reduce((sum, [, count]) => sum + count, 0) ?? 0;
    expect(report.stages.tickToTrade.count).toBeGreaterThanOrEqual(counted);
  });

  it("takes the place of one that a crash left, and refuses that of an engine that runs", async () => {
    await begin();
    const second = await engine.command("run", "--json");
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toContain("another engine answers there already");
    engine.signal("SIGKILL");
    await engine.ended;
    expect(existsSync(engine.socket)).toBe(true);
    engine.start();
    await engine.untilSaid("order session: ready");
    await engine.stop();
  });

  it("harms nothing that is no socket", async () => {
    engine = new ControlledEngine([...embeddedTrading, "control: { socket: precious.txt }"]);
    const file = join(engine.folder, "precious.txt");
    writeFileSync(file, "kept");
    const run = await engine.command("run", "--json");
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("found a file that is no socket");
    expect(readFileSync(file, "utf8")).toBe("kept");
  });
});
