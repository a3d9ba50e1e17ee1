// `hotlane venue --until-stdin-ends`, as the engine starts it: it outlives neither its day nor the one who holds its input.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");

async function startVenue(
  nodeOptions: readonly string[] = [],
  more: readonly string[] = [],
): Promise<ChildProcessWithoutNullStreams> {
  const args = ["venue", "--json", "--until-stdin-ends", "--group", "239.255.74.1:30741", "--end-train", "0"];
  const venue = spawn(process.execPath, [...nodeOptions, program, ...args, ...more]);
  await once(venue.stdout, "data");
  return venue;
}

describe("a venue that watches its standard input", () => {
  it("ends when that ends", async () => {
    const venue = await startVenue();
    venue.stdin.end();
    expect(await once(venue, "exit")).toEqual([0, null]);
  });

  it("ends by itself when its day is over, although that is still open", async () => {
    const venue = await startVenue();
    venue.kill("SIGTERM");
    expect(await once(venue, "exit")).toEqual([0, null]);
  });
});

// Its loop runs in a thread of its own, for which Node waits.
describe("a venue whose process ends under it", () => {
  it("ends by an error that nobody caught", async () => {
    const mishap = 'process.on("SIGUSR1", () => { throw new Error("what nobody foresaw"); });';
    const venue = await startVenue([`--import=data:text/javascript,${encodeURIComponent(mishap)}`]);
    venue.kill("SIGUSR1");
    expect(await once(venue, "exit")).toEqual([1, null]);
  });

  it("ends when nobody reads what it prints any more", async () => {
    const ledger = resolve(import.meta.dirname, `../../build/venue-end-${process.pid}.jsonl`);
    const venue = await startVenue([], ["--ledger", ledger]);
    venue.stdout.destroy();
    venue.kill("SIGUSR2"); // it tells that the ledger is written
    expect(await once(venue, "exit")).toEqual([0, null]);
    rmSync(ledger, { force: true });
  });
});
