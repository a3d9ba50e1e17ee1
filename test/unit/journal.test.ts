import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listRuns, listSegments, readSegmentHead, runsToReplay } from "../../src/journal/journal-files.js";
import { JournalKeeper, runsToDelete } from "../../src/journal/journal-keeper.js";
import { momentText, parseMoment } from "../../src/journal/run-time.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hotlane-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A segment's first record as the writer makes it, its checks left out, and `rest` bytes behind. */
function segment(run: bigint, index: number, rest = 1_000): Buffer {
  const name = Buffer.from("main");
  const bytes = Buffer.alloc(60 + name.length + 4 + rest, 7);
  bytes.write("HOTLANE\n", 0, "latin1");
  bytes.writeUInt32BE(1, 8);
  bytes.write("HLJL", 12, "latin1");
  bytes.writeUInt32BE(12 + name.length, 32);
  bytes.writeUInt16BE(1, 36);
  bytes.writeBigUInt64BE(run, 48);
  bytes.writeUInt32BE(index, 56);
  name.copy(bytes, 60);
  return bytes;
}

function write(number: number, bytes: Uint8Array, ending = ""): string {
  const file = join(folder, `${String(number).padStart(8, "0")}.hlog${ending}`);
  writeFileSync(file, bytes);
  return file;
}

describe("a journal's folder", () => {
  it("is read as runs of segments, oldest first", async () => {
    write(1, segment(100n, 0));
    write(2, segment(100n, 1));
    write(3, segment(200n, 0));
    write(4, Buffer.from("HOTLANE\n torn off"));
    writeFileSync(join(folder, "next"), segment(200n, 1));
    const runs = await listRuns(folder);
    expect(
      runs.map(({ runNs, files }) => [runNs, files.map((file) => Number.parseInt(basename(file), 10))]),
    ).toEqual([
      [100n, [1, 2]],
      [200n, [3, 4]],
    ]);
    expect(await readSegmentHead(join(folder, "00000002.hlog"))).toEqual({
      runNs: 100n,
      index: 1,
      lane: "main",
    });
  });

  it("gives the newest run of each lane, or the run that a file is part of", async () => {
    const older = write(1, segment(100n, 0));
    const newer = write(2, segment(200n, 0));
    expect((await runsToReplay(folder)).map(({ files }) => files)).toEqual([[newer]]);
    expect((await runsToReplay(older)).map(({ files }) => files)).toEqual([[older]]);
  });

  it("has each segment once, also when its engine was killed while it was packed", async () => {
    const plain = write(1, segment(100n, 0));
    write(1, Buffer.from("half"), ".gz");
    expect((await listSegments(folder)).map(({ file }) => file)).toEqual([plain]);
  });
});

async function keep(keeping: ConstructorParameters<typeof JournalKeeper>[1]): Promise<string[]> {
  const lines: string[] = [];
  await new JournalKeeper(folder, keeping, (line) => lines.push(line)).turn();
  return lines;
}

describe("a journal's keeper", () => {
  it("deletes earlier runs beyond retention and nothing of the run under way", async () => {
    const files = [1, 2, 3, 4].map((number) => write(number, segment(BigInt(number), 0)));
    const lines = await keep({ retention: { runsMax: 1 }, compress: "none" });
    expect(files.map((file) => existsSync(file))).toEqual([false, false, true, true]);
    expect(lines).toHaveLength(2);
  });

  it("deletes what is older than its days", async () => {
    const [old = "", young = ""] = [1, 2].map((number) => write(number, segment(BigInt(number), 0)));
    utimesSync(old, new Date(0), new Date(0));
    utimesSync(young, new Date(0), new Date(0)); // the run under way, whatever its age
    await keep({ retention: { daysMax: 3 }, compress: "none" });
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it("never deletes the run under way, and keeps the newest of the earlier ones that fit", () => {
    const random = seededRandom();
    for (let round = 0; round < 2_000; ++round) {
      const runs = Array.from({ length: wholeBetween(random, 1, 8) }, (_, index) => ({
        bytes: wholeBetween(random, 1, 100) * 2 ** 20,
        endedMs: index * 86_400_000,
      }));
      const retention = {
        ...(random() < 0.5 ? { runsMax: wholeBetween(random, 1, 8) } : {}),
        ...(random() < 0.5 ? { megabytesMax: wholeBetween(random, 1, 500) } : {}),
        ...(random() < 0.5 ? { daysMax: wholeBetween(random, 1, 10) } : {}),
      };
      const now = runs.length * 86_400_000;
      const deleted = new Set(runsToDelete(runs, retention, now));
      const kept = runs.filter((run) => !deleted.has(run));
      expect(kept.at(-1), seedNote).toBe(runs.at(-1));
      // Only oldest ones go, so what is kept is without a hole.
      expect(kept, seedNote).toEqual(runs.slice(runs.length - kept.length));
      const earlier = kept.slice(0, -1);
      const { runsMax = 99, megabytesMax = 1e9, daysMax = 99 } = retention;
      expect(earlier.length, seedNote).toBeLessThanOrEqual(runsMax);
      const bytes = kept.reduce((sum, run) => sum + run.bytes, 0);
      if (earlier.length > 0) expect(bytes, seedNote).toBeLessThanOrEqual(megabytesMax * 2 ** 20);
      for (const run of earlier)
        expect(now - run.endedMs, seedNote).toBeLessThanOrEqual(daysMax * 86_400_000);
      // And no more than had to.
      const next = runs[runs.length - kept.length - 1];
      if (next === undefined) continue;
      const isBeyond =
        earlier.length + 1 > runsMax ||
        bytes + next.bytes > megabytesMax * 2 ** 20 ||
        now - next.endedMs > daysMax * 86_400_000;
      expect(isBeyond, seedNote).toBe(true);
    }
  });

  it("packs what is complete, so that it is read as before, and leaves the segment under way", async () => {
    const bytes = segment(100n, 0, 100_000);
    const [first = "", second = ""] = [write(1, bytes), write(2, segment(100n, 1))];
    writeFileSync(join(folder, "00000001.hlog.gz.part"), "half"); // of an engine that was killed
    await keep({ retention: {}, compress: "gzip" });
    expect([existsSync(first), existsSync(second), existsSync(`${first}.gz.part`)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(gunzipSync(readFileSync(`${first}.gz`)).equals(bytes)).toBe(true);
    expect((await listRuns(folder)).map(({ files }) => files)).toEqual([[`${first}.gz`, second]]);
  });
});

describe("a moment", () => {
  const first = 1_784_899_800_123_456_789n; // 2026-07-24T13:30:00.123456789Z

  it("is said and read to the nanosecond", () => {
    expect(momentText(first)).toBe("2026-07-24T13:30:00.123456789Z");
    expect(parseMoment("2026-07-24T13:30:00.123456789Z", 0n)).toBe(first);
    expect(parseMoment("+12.5", first)).toBe(first + 12_500_000_000n);
    expect(momentText(parseMoment("13:31", first))).toBe("2026-07-24T13:31:00.000000000Z");
    expect(momentText(parseMoment("13:31:02.5", first))).toBe("2026-07-24T13:31:02.500000000Z");
  });

  it("that is none is refused with what was expected", () => {
    for (const text of ["", "25:00", "+", "yesterday", "2026-13-24T13:30:00Z", "13:30:61"]) {
      expect(() => parseMoment(text, first), text).toThrow(/expected HH:MM/);
    }
  });
});
