/**
 * Looks after a lane's journal while it is being written: packs the segments that are complete, deletes earlier runs that
 * are beyond what is to be kept. Never touches the segment under way, nor deletes anything of the run under way. Main
 * thread; the work is done by the file system's and zlib's threads.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import type { JournalConfig } from "../config/schema.js";
import { messageOf } from "../errors.js";
import { type JournalRun, listRuns, type SegmentHead } from "./journal-files.js";

export type JournalKeeping = Pick<JournalConfig, "retention" | "compress">;

/** Fast rather than small: a journal is written once and seldom read. */
const gzipLevel = 3;
const partEnding = ".part";
const endings = { gzip: ".gz", zstd: ".zst" } as const;
const msPerDay = 86_400_000;

interface SizedRun extends JournalRun {
  readonly bytes: number;
  /** When its last segment was written to. */
  readonly endedMs: number;
}

export class JournalKeeper {
  readonly #folder: string;
  readonly #keeping: JournalKeeping;
  readonly #log: (line: string) => void;
  readonly #heads = new Map<number, SegmentHead>();
  #work: Promise<void> | undefined;
  #isFirst = true;
  #isStopped = false;

  /** `folder`: the lane's own, which its writer holds. */
  constructor(folder: string, keeping: JournalKeeping, log: (line: string) => void) {
    this.#folder = folder;
    this.#keeping = keeping;
    this.#log = log;
  }

  /** Now and then. Starts what is to be done, unless it is being done; resolves when it is. */
  turn(): Promise<void> {
    this.#work ??= this.#keep()
      .catch((error: unknown) => this.#log(`journal: ${this.#folder}: ${messageOf(error)}`))
      .finally(() => {
        this.#work = undefined;
      });
    return this.#work;
  }

  /** Ends after the file under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
  }

  async #keep(): Promise<void> {
    if (this.#isFirst) await this.#removeParts();
    this.#isFirst = false;
    const runs = await this.#sizedRuns();
    for (const run of runsToDelete(runs, this.#keeping.retention, Date.now())) {
      for (const file of run.files) await rm(file);
      this.#log(`journal: the run of ${new Date(run.endedMs).toISOString()} is deleted, as retention says`);
    }
    if (this.#keeping.compress === "none") return;
    const complete = (await this.#sizedRuns()).flatMap(({ files }) => files).slice(0, -1);
    for (const file of complete.filter((name) => name.endsWith(".hlog"))) {
      if (this.#isStopped) return;
      await pack(file, this.#keeping.compress);
    }
  }

  async #sizedRuns(): Promise<SizedRun[]> {
    const runs = await listRuns(this.#folder, this.#heads);
    return Promise.all(
      runs.map(async (run) => {
        const stats = await Promise.all(run.files.map((file) => stat(file)));
        return {
          ...run,
          bytes: stats.reduce((sum, { size }) => sum + size, 0),
          endedMs: Math.max(...stats.map(({ mtimeMs }) => mtimeMs)),
        };
      }),
    );
  }

  /** What an engine that was killed had half packed. */
  async #removeParts(): Promise<void> {
    const names = await readdir(this.#folder);
    for (const name of names.filter((one) => one.endsWith(partEnding))) await rm(join(this.#folder, name));
  }
}

/** Of `runs`, oldest first, those beyond what is to be kept; never the last one, which is under way. */
export function runsToDelete<Run extends Pick<SizedRun, "bytes" | "endedMs">>(
  runs: readonly Run[],
  { runsMax, megabytesMax, daysMax }: JournalKeeping["retention"],
  nowMs: number,
): Run[] {
  const earlier = runs.slice(0, -1);
  let bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  return earlier.filter((run, index) => {
    const isTooMany = runsMax !== undefined && earlier.length - index > runsMax;
    const isTooOld = daysMax !== undefined && nowMs - run.endedMs > daysMax * msPerDay;
    const isTooMuch = megabytesMax !== undefined && bytes > megabytesMax * 2 ** 20;
    const isDeleted = isTooMany || isTooOld || isTooMuch;
    if (isDeleted) bytes -= run.bytes;
    return isDeleted;
  });
}

/** Node.js 22.15 has it; the configuration has been checked against this one. */
function createPacker(how: "gzip" | "zstd"): NodeJS.ReadWriteStream {
  if (how === "gzip") return zlib.createGzip({ level: gzipLevel });
  const { createZstdCompress } = zlib as unknown as { createZstdCompress(): NodeJS.ReadWriteStream };
  return createZstdCompress();
}

/** The packed file takes the plain one's place once it is whole and on disk. */
async function pack(file: string, how: "gzip" | "zstd"): Promise<void> {
  const packed = `${file}${endings[how]}`;
  const part = `${packed}${partEnding}`;
  await pipeline(createReadStream(file), createPacker(how), createWriteStream(part, { mode: 0o600 }));
  const handle = await open(part);
  await handle.sync().finally(() => handle.close());
  await rename(part, packed);
  await rm(file);
}
