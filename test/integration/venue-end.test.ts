// `hotlane venue --until-stdin-ends`, as the engine starts it: it outlives neither its day nor the one who holds its input.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");

async function startVenue(): Promise<ChildProcessWithoutNullStreams> {
  const args = ["venue", "--json", "--until-stdin-ends", "--group", "239.255.74.1:30741", "--end-train", "0"];
  const venue = spawn(process.execPath, [program, ...args]);
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
