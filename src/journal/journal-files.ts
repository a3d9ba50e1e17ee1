/**
 * What lies in a journal's folder: for each lane a folder of segments (00000001.hlog …, packed or not), which together
 * are its runs, one after the other. Reads the first record of each segment only.
 */
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HotlaneError } from "../errors.js";
import { openInputFile } from "../files/input-file.js";

const segmentName = /^(\d{8})\.hlog(\.gz|\.zst)?$/;
const logMagic = "HOTLANE\n";
const laneJournalKind = 0x484c_4a4c; // native/journal/lane_records.hpp: "HLJL"
const segmentType = 1;

/** Offsets in the file: the log's header, then the segment record (native/journal/record_log.hpp, lane_records.hpp). */
const at = { kind: 12, recordLength: 32, recordType: 36, run: 48, index: 56, lane: 60 } as const;
const headBytesMax = 4_096;

export interface JournalSegment {
  readonly file: string;
  /** Of the file's name: rises over all runs. */
  readonly number: number;
}

/** What a segment says of itself. */
export interface SegmentHead {
  /** When its run began, ns since the Unix epoch: the run's name. */
  readonly runNs: bigint;
  /** In its run, from 0. */
  readonly index: number;
  readonly lane: string;
}

export interface JournalRun {
  readonly lane: string;
  readonly runNs: bigint;
  /** In the order of their writing; the first one is `index` 0 where the run is whole. */
  readonly files: readonly string[];
}

/** The unpacked first bytes of a file, up to `count`. */
async function firstBytes(path: string, count: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (await openInputFile(path)).chunks()) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= count) break;
  }
  return Buffer.concat(parts).subarray(0, count);
}

/** Whether a file, unpacked, begins as a log of ours: a journal's segment or a venue's record. */
export async function isLog(path: string): Promise<boolean> {
  return (await firstBytes(path, logMagic.length)).toString("latin1") === logMagic;
}

/** Undefined: it is no segment of a lane's journal, or its first record is not whole. */
export async function readSegmentHead(path: string): Promise<SegmentHead | undefined> {
  const bytes = await firstBytes(path, headBytesMax);
  const isSegment =
    bytes.length >= at.lane &&
    bytes.toString("latin1", 0, logMagic.length) === logMagic &&
    bytes.readUInt32BE(at.kind) === laneJournalKind &&
    bytes.readUInt16BE(at.recordType) === segmentType;
  if (!isSegment) return undefined;
  const end = at.run + bytes.readUInt32BE(at.recordLength);
  return {
    runNs: bytes.readBigUInt64BE(at.run),
    index: bytes.readUInt32BE(at.index),
    lane: bytes.toString("utf8", at.lane, end),
  };
}

/** The segments in one lane's folder, oldest first. */
export async function listSegments(folder: string): Promise<JournalSegment[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new HotlaneError("journal/unreadable", `cannot read ${folder}: ${String(error)}`);
  });
  // Sorted, so that of a segment that was being packed when its engine was killed the plain file counts.
  const byNumber = new Map<number, JournalSegment>();
  for (const name of names.toSorted().toReversed()) {
    const number = Number(segmentName.exec(name)?.[1] ?? Number.NaN);
    if (!Number.isNaN(number)) byNumber.set(number, { file: join(folder, name), number });
  }
  return [...byNumber.values()].toSorted((a, b) => a.number - b.number);
}

/**
 * The runs in one lane's folder, oldest first. A segment that can't say whose it is belongs to the run before it.
 * `known`: what segments have said before, by number; those that are new are added.
 */
export async function listRuns(
  folder: string,
  known = new Map<number, SegmentHead>(),
): Promise<JournalRun[]> {
  const runs: { lane: string; runNs: bigint; files: string[] }[] = [];
  for (const { file, number } of await listSegments(folder)) {
    const head = known.get(number) ?? (await readSegmentHead(file));
    if (head !== undefined) known.set(number, head);
    const newest = runs.at(-1);
    if (newest !== undefined && (head === undefined || head.runNs === newest.runNs)) newest.files.push(file);
    else runs.push({ lane: head?.lane ?? basename(folder), runNs: head?.runNs ?? 0n, files: [file] });
  }
  return runs;
}

/** The folders of a journal's lanes: `directory` itself where segments lie in it. */
export async function laneFolders(directory: string): Promise<string[]> {
  if ((await listSegments(directory)).length > 0) return [directory];
  const entries = await readdir(directory, { withFileTypes: true });
  const folders: string[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const folder = join(directory, entry.name);
    if ((await listSegments(folder)).length > 0) folders.push(folder);
  }
  return folders.toSorted();
}

/** The newest run of each lane in a folder, or the run that a segment's file is part of. */
export async function runsToReplay(path: string): Promise<JournalRun[]> {
  const isFolder = (await stat(path)).isDirectory();
  const folders = isFolder ? await laneFolders(path) : [dirname(path)];
  const runs = await Promise.all(folders.map((folder) => listRuns(folder)));
  const chosen = runs.flatMap((ofLane) => {
    const run = isFolder
      ? ofLane.at(-1)
      : ofLane.find(({ files }) => files.some((file) => basename(file) === basename(path)));
    return run === undefined ? [] : [run];
  });
  if (chosen.length > 0) return chosen;
  // A segment that was renamed or copied away from the others.
  if (!isFolder) return [{ lane: basename(path), runNs: 0n, files: [path] }];
  throw new HotlaneError(
    "journal/empty",
    `${path}: expected a journal, found no segment (NNNNNNNN.hlog) in it`,
  );
}
