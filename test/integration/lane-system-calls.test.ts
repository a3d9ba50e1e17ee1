// The system calls of a lane's thread while it trades, by strace: its sockets' and no other, but for the look at what
// the kernel counted of the thread, once a second and after each hiccup. In the first seconds of
// trading V8 hands the strategy's hot functions to its compiler threads (futex wakes) and collects once what the
// interpreter and the compiler left (madvise, mprotect), so the thread is looked at in windows until it has settled.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import type { HotlaneReport } from "../../src/engine/report.js";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
// The loop's own: receive the feed, receive and send on the session, wait on both when there is nothing to do. A wait
// that strace interrupts goes on as restart_syscall.
// getsockopt: a full batch, or once a second, asks for the socket's drops and its queue's depth. getrusage: the look.
const ownCalls = new Set([
  ...["recvmmsg", "recvfrom", "sendto", "getsockopt", "ppoll", "restart_syscall"],
  "getrusage",
]);
const windowsMax = 8;
const windowMs = 1_500;

/** Why no thread can be traced here; undefined: it can. */
function obstacle(): string | undefined {
  if (availableParallelism() < 2) return "with one core the lane's thread can't be told by its core";
  const trial = spawnSync("strace", ["-qq", "-o", "/dev/null", "true"], { encoding: "utf8" });
  if (trial.error) return "strace is not installed";
  return trial.status === 0 ? undefined : `strace may not trace: ${trial.stderr.trim()}`;
}

/** Resolves when the engine has said so on standard error. */
function told(engine: ChildProcess, words: string): Promise<void> {
  let text = "";
  return new Promise((done, fail) => {
    engine.stderr?.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes(words)) done();
    });
    engine.on("close", () => fail(new Error(`the engine ended without saying "${words}":\n${text}`)));
  });
}

/** The thread that is pinned to one core; the watchdog, which is too, has a name. */
function laneThread(pid: number): string {
  const threads = readdirSync(`/proc/${pid}/task`).filter((thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8");
    return /^Cpus_allowed_list:\s*\d+$/m.test(status) && !/^Name:\s*watchdog$/m.test(status);
  });
  expect(threads, "threads pinned to one core").toHaveLength(1);
  return threads[0] as string;
}

interface Traced {
  /** Times that each call was made. */
  calls: Map<string, number>;
  /** Lines of those that are none of its own. */
  others: string[];
  refusal?: string;
}

/** Of a lane without sockets. */
const waits = ["ppoll", "restart_syscall"];

/** After hiccups of the whole run, and once a second. */
function looksMax({ hiccups }: HotlaneReport): number {
  return (hiccups[0]?.count ?? 0) + windowMs / 1_000 + 1;
}

/** A window on a host that lets the lane hardly run shows nothing. */
function isAtWork({ calls }: Traced): boolean {
  const count = (name: string): number => calls.get(name) ?? 0;
  return count("recvmmsg") > 100 && count("recvfrom") > 100 && count("sendto") > 10;
}

async function trace(thread: string, file: string): Promise<Traced> {
  const strace = spawn("strace", ["-qq", "-p", thread, "-o", file], { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  strace.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const ended = once(strace, "exit");
  await wait(windowMs);
  if (strace.exitCode !== null) return { calls: new Map(), others: [], refusal: errors.trim() };
  strace.kill("SIGINT");
  await ended;
  const calls = new Map<string, number>();
  const others: string[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const name = /^(\w+)\(/.exec(line)?.[1];
    if (name === undefined) continue;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    if (!ownCalls.has(name)) others.push(line);
  }
  return { calls, others };
}

it("a lane at work makes no system call but its sockets'", async (context) => {
  const reason = obstacle();
  if (reason !== undefined) return context.skip(reason);
  const folder = mkdtempSync(join(tmpdir(), "hotlane-strace-"));
  let looks = 0;
  const config = join(folder, "hotlane.yaml");
  const strategies = [
    { name: "maker", file: resolve(import.meta.dirname, "../../src/strategies/examples/market-maker.ts") },
  ];
  // Traced, every turn takes longer than any turn should: here only what takes a second is a hiccup.
  const lanes = [{ hiccupMicroseconds: 1_000_000 }];
  const instruments = ["ALFA", "BRAVO", "CHARLIE", "DELTA"].map((symbol) => ({ symbol }));
  writeFileSync(config, JSON.stringify({ lanes, instruments, strategies, venue: {} }));
  const command = [program, "run", "--config", config, "--seconds", "60", "--json"];
  const engine = spawn(process.execPath, command);
  const closed = once(engine, "close");
  let output = "";
  engine.stdout.on("data", (chunk) => {
    output += String(chunk);
  });
  try {
    await told(engine, "order session: ready");
    const thread = laneThread(engine.pid as number);
    let traced: Traced = { calls: new Map(), others: [] };
    for (let window = 0; window < windowsMax; ++window) {
      traced = await trace(thread, join(folder, `window-${window}`));
      if (traced.refusal !== undefined) return context.skip(`strace may not attach: ${traced.refusal}`);
      process.stdout.write(`  window ${window}: ${JSON.stringify(Object.fromEntries(traced.calls))}\n`);
      if (traced.others.length === 0 && isAtWork(traced)) break;
    }
    expect(traced.others).toEqual([]);
    looks = traced.calls.get("getrusage") ?? 0;
    expect(isAtWork(traced), "the lane received and sent").toBe(true);
  } finally {
    engine.kill("SIGINT");
    await closed;
    rmSync(folder, { recursive: true, force: true });
  }
  expect(engine.exitCode).toBe(0);
  const report = JSON.parse(output) as HotlaneReport;
  expect(report.reconciled).toBe(true);
  expect(report.orders.open).toBe(0);
  expect(looks).toBeLessThanOrEqual(looksMax(report));
});

const shared = process.env.HOTLANE_SHARED ?? "";
const sample = join(shared, "data/itch/aapl-amzn-2012-06-21.itch.gz");

it.skipIf(shared === "" || !existsSync(sample))(
  "a lane that plays a recording makes no system call but its wait: it reads no file",
  async (context) => {
    const reason = obstacle();
    if (reason !== undefined) return context.skip(reason);
    const folder = mkdtempSync(join(tmpdir(), "hotlane-strace-"));
    const config = join(folder, "hotlane.yaml");
    const feeds = [{ replay: { files: [sample], from: "09:30" } }];
    writeFileSync(config, JSON.stringify({ feeds, instruments: [{ symbol: "AAPL" }, { symbol: "AMZN" }] }));
    const command = [program, "run", "--config", config, "--seconds", "60", "--json"];
    const engine = spawn(process.execPath, command);
    let looks = 0;
    const closed = once(engine, "close");
    let output = "";
    engine.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    try {
      await told(engine, "feed itch: live");
      const thread = laneThread(engine.pid as number);
      let traced: Traced = { calls: new Map(), others: [] };
      for (let window = 0; window < windowsMax && (traced.calls.get("ppoll") ?? 0) <= 100; ++window) {
        traced = await trace(thread, join(folder, `window-${window}`));
      }
      if (traced.refusal !== undefined) return context.skip(`strace may not attach: ${traced.refusal}`);
      process.stdout.write(`  ${JSON.stringify(Object.fromEntries(traced.calls))}\n`);
      looks = traced.calls.get("getrusage") ?? 0;
      traced.calls.delete("getrusage");
      expect([...traced.calls.keys()].filter((name) => !waits.includes(name))).toEqual([]);
      expect(traced.calls.get("ppoll") ?? 0, "the lane turned").toBeGreaterThan(100);
    } finally {
      engine.kill("SIGINT");
      await closed;
      rmSync(folder, { recursive: true, force: true });
    }
    const report = JSON.parse(output) as HotlaneReport;
    expect(looks).toBeLessThanOrEqual(looksMax(report));
    expect(report.feed.messages, "it was played meanwhile").toBeGreaterThan(100);
  },
);
