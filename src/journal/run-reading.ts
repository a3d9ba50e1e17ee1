/** Reads the files of one run of a lane's journal, in order, into whoever wants its records (a native object). */
import { BrokenPackingError, openInputFile } from "../files/input-file.js";
import type { JournalFileEnd } from "../lanes/native.js";
import type { JournalRun } from "./journal-files.js";

/** Words for how a file ended where that is not its end. */
const endWords: Readonly<Record<Exclude<JournalFileEnd, "end">, string>> = {
  tornTail: "its last record is not whole",
  corrupt: "it is damaged, with more behind it",
  notALog: "it is no log",
  unknownVersion: "it is a log of another version",
};

export interface RecordTaker {
  /** False: nothing more is wanted. */
  feed(chunk: Uint8Array): boolean;
  endFile(): { end: JournalFileEnd; offset: number };
}

export interface RunReading {
  /** What stopped the reading before the run's end; undefined: nothing did. */
  readonly problem: string | undefined;
  /** Bytes at the end that are not whole records: a crash's, or the room that was prepared. */
  readonly hasTornTail: boolean;
  /** Behind the record after which nothing more was wanted; undefined: all was. */
  readonly stopped?: { readonly file: string; readonly offset: number };
}

/** Gives each file's chunks to `taker` until it wants no more. */
async function feedFile(
  taker: RecordTaker,
  file: string,
  onBytes: (count: number) => void,
): Promise<boolean> {
  for await (const chunk of (await openInputFile(file)).chunks()) {
    onBytes(chunk.length);
    if (!taker.feed(chunk)) return false;
  }
  return true;
}

export async function readRun(
  { files }: JournalRun,
  taker: RecordTaker,
  onBytes: (count: number) => void = () => undefined,
): Promise<RunReading> {
  for (const [index, file] of files.entries()) {
    const isLast = index === files.length - 1;
    let wantsMore = true;
    try {
      wantsMore = await feedFile(taker, file, onBytes);
    } catch (error) {
      if (!(error instanceof BrokenPackingError)) throw error;
      return { problem: error.message, hasTornTail: false };
    }
    const { end, offset } = taker.endFile();
    if (!wantsMore && end === "end")
      return { problem: undefined, hasTornTail: false, stopped: { file, offset } };
    if (isLast && end === "tornTail") return { problem: undefined, hasTornTail: true };
    if (end !== "end") {
      return { problem: `${file}: at byte ${offset}: ${endWords[end]}`, hasTornTail: false };
    }
  }
  return { problem: undefined, hasTornTail: false };
}
