/**
 * One day's drop copy on disk: lines appended in the order of their sequence numbers, read again from any of them. Lines
 * are written in batches beside the main thread's work; each is told to `onWritten` once the kernel has it, and synced to
 * the disk soon after. What a crash tore is cut off when the file is opened again. Main thread.
 */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { HotlaneError, messageOf } from "../errors.js";
import { type DropCopyRecord, dropCopySchema, isTrade, tradeKey } from "./drop-copy-record.js";
import { NameSet } from "./name-set.js";

/** So many lines between two places that are remembered. */
const linesPerMark = 256;
const chunkBytes = 65_536;
const ownerOnly = 0o600;

export interface WrittenLines {
  /** Of the first of them. */
  readonly seq: number;
  readonly lines: readonly string[];
}

export class DropCopyFile {
  readonly path: string;
  readonly day: string;
  /** Keys of the trades in it. */
  readonly trades = new NameSet();
  /** Bytes of a torn line that were cut off when it was opened. */
  bytesCut = 0;
  #handle: FileHandle | undefined;
  /** Where lines 0, linesPerMark, … begin. */
  #marks: number[] = [];
  #linesWritten = 0;
  #bytesWritten = 0;
  #waiting: string[] = [];
  /** Lines that are being written. */
  #underWay = 0;
  #writing: Promise<void> | undefined;
  readonly #onWritten: (written: WrittenLines) => void;
  readonly #onFailure: (why: string) => void;

  private constructor(
    path: string,
    day: string,
    onWritten: (written: WrittenLines) => void,
    onFailure: (why: string) => void,
  ) {
    this.path = path;
    this.day = day;
    this.#onWritten = onWritten;
    this.#onFailure = onFailure;
  }

  /** Goes on with the file where it is there. Throws when it is damaged or another day's. */
  static async open(
    path: string,
    day: string,
    onWritten: (written: WrittenLines) => void,
    onFailure: (why: string) => void,
  ): Promise<DropCopyFile> {
    const file = new DropCopyFile(path, day, onWritten, onFailure);
    if (existsSync(path)) file.#readBack();
    file.#handle = await open(path, "a", ownerOnly);
    if (file.#linesWritten === 0) {
      file.append({ schema: dropCopySchema, kind: "day", seq: 0, day });
      await file.flush();
      if (file.#linesWritten === 0) {
        await file.#handle.close();
        throw new HotlaneError("drop-copy/unwritable", `drop copy ${path}: can't be written`);
      }
    }
    return file;
  }

  /** Of the next line. */
  get nextSeq(): number {
    return this.#linesWritten + this.#underWay + this.#waiting.length;
  }

  /** Lines that the kernel has: these can be read. */
  get written(): number {
    return this.#linesWritten;
  }

  append(record: DropCopyRecord): void {
    this.#waiting.push(JSON.stringify(record));
    this.#write();
  }

  /** The bytes from line `seq` on, whole lines, at most some 64 KiB but at least one; empty: it is not written yet. */
  async read(seq: number): Promise<{ bytes: Buffer; lines: number }> {
    if (seq >= this.#linesWritten) return { bytes: Buffer.alloc(0), lines: 0 };
    const mark = Math.floor(seq / linesPerMark);
    const start = this.#marks[mark] ?? 0;
    const linesBefore = seq - mark * linesPerMark;
    const reader = await open(this.path, "r");
    try {
      // More each time, until a whole line of what is wanted is in it.
      for (let wanted = chunkBytes; ; wanted *= 2) {
        const length = Math.min(wanted, this.#bytesWritten - start);
        const buffer = Buffer.alloc(length);
        await reader.read(buffer, 0, length, start);
        const part = wholeLines(buffer, linesBefore);
        if (part.length > 0 || length < wanted) return { bytes: part, lines: countLines(part) };
      }
    } finally {
      await reader.close();
    }
  }

  /** What was appended so far has been written, or couldn't be. */
  async flush(): Promise<void> {
    if (this.#waiting.length > 0) this.#write();
    await this.#writing;
  }

  /** What waits is written and synced first. */
  async close(): Promise<void> {
    await this.flush();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 && this.#handle !== undefined) {
      const lines = this.#waiting;
      this.#waiting = [];
      this.#underWay = lines.length;
      const bytes = Buffer.from(`${lines.join("\n")}\n`);
      try {
        await this.#writeWhole(bytes);
      } catch (error) {
        this.#underWay = 0;
        this.#waiting = [...lines, ...this.#waiting];
        this.#onFailure(messageOf(error));
        return;
      }
      this.#underWay = 0;
      this.#note(lines, bytes.length);
      this.#onWritten({ seq: this.#linesWritten - lines.length, lines });
      await this.#handle.datasync().catch((error: unknown) => this.#onFailure(messageOf(error)));
    }
  }

  /** A part that did fit is cut off again, so that the file ends with a whole line. */
  async #writeWhole(bytes: Buffer): Promise<void> {
    const handle = this.#handle as FileHandle; // open while anything is appended
    try {
      for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
    } catch (error) {
      await handle.truncate(this.#bytesWritten).catch(() => undefined);
      throw error;
    }
  }

  #note(lines: readonly string[], bytes: number): void {
    let place = this.#bytesWritten;
    for (const line of lines) {
      if (this.#linesWritten % linesPerMark === 0) this.#marks.push(place);
      this.#linesWritten += 1;
      place += Buffer.byteLength(line) + 1;
    }
    this.#bytesWritten += bytes;
  }

  #readBack(): void {
    const file = openSync(this.path, "r+");
    try {
      const { size } = fstatSync(file);
      let rest = Buffer.alloc(0);
      for (let place = 0; place < size; ) {
        const chunk = Buffer.alloc(Math.min(1 << 20, size - place));
        place += readSync(file, chunk, 0, chunk.length, place);
        const text = Buffer.concat([rest, chunk]);
        const end = text.lastIndexOf(10) + 1;
        this.#takeLines(text.subarray(0, end).toString());
        rest = text.subarray(end);
      }
      this.bytesCut = rest.length;
      if (rest.length > 0) ftruncateSync(file, this.#bytesWritten);
    } finally {
      closeSync(file);
    }
  }

  #takeLines(text: string): void {
    if (text === "") return;
    const lines = text.slice(0, -1).split("\n");
    for (const [index, line] of lines.entries()) this.#check(line, this.#linesWritten + index);
    this.#note(lines, Buffer.byteLength(text));
  }

  #check(line: string, seq: number): void {
    let record: Partial<DropCopyRecord>;
    try {
      record = JSON.parse(line) as Partial<DropCopyRecord>;
    } catch (error) {
      throw this.#damaged(seq, messageOf(error));
    }
    if (record.seq !== seq) throw this.#damaged(seq, `found sequence number ${record.seq}`);
    if (record.kind === "day" && record.day !== this.day) throw this.#damaged(seq, `found day ${record.day}`);
    if (record.kind !== undefined && isTrade(record.kind)) {
      this.trades.add(tradeKey(record as Parameters<typeof tradeKey>[0]));
    }
  }

  #damaged(seq: number, what: string): HotlaneError {
    return new HotlaneError(
      "drop-copy/damaged",
      `drop copy ${this.path}: line ${seq + 1}: ${what}, expected record ${seq} of ${this.day}: move it away and start again`,
    );
  }
}

/** What follows the first `skipped` lines, up to the last whole one. */
function wholeLines(bytes: Buffer, skipped: number): Buffer {
  let from = 0;
  for (let line = 0; line < skipped; ++line) {
    const end = bytes.indexOf(10, from);
    if (end < 0) return bytes.subarray(0, 0);
    from = end + 1;
  }
  return bytes.subarray(from, Math.max(from, bytes.lastIndexOf(10) + 1));
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}
