/** Reads an ITCH 5.0 file, plain or gzip, through the native books; streams, so a day of 13 GB needs no more memory
 * than its books. Called by `hotlane book`. Never throws for what is wrong inside the file: that is in the report. */
import { type FileHandle, open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { HotlaneError, messageOf } from "../errors.js";
import { type BookFile, type BookFileInstrument, type BookFileSummary, native } from "../lanes/native.js";

/** Where the file stopped making sense; the offset counts uncompressed bytes. */
export interface BookFileError {
  offset: number;
  expected: string;
  found: string;
}

export interface BookFileReading {
  books: BookFile;
  error?: BookFileError;
}

export interface BookFileReport extends Omit<BookFileSummary, "error" | "offset"> {
  schema: "hotlane.book/1";
  file: string;
  /** Framing and length errors; reading stops at the first. */
  malformed: number;
  error?: BookFileError;
  instruments: BookFileInstrument[];
}

const chunkBytes = 1 << 20;

/** What a fault means, in words. */
function describe({
  fault,
  offset,
  expected,
  found,
  type,
}: NonNullable<BookFileSummary["error"]>): BookFileError {
  switch (fault) {
    case "prefixCut":
      return { offset, expected: "a message length of 2 bytes", found: `the end of the file after ${found}` };
    case "messageCut":
      return {
        offset,
        expected: `a message of ${expected} bytes`,
        found: `the end of the file after ${found} of them`,
      };
    case "messageLength":
      return {
        offset,
        expected: `${expected} bytes for message type ${type}`,
        found: `a length of ${found}`,
      };
    case "frameTooLong":
      return { offset, expected: `a message of at most ${expected} bytes`, found: `a length of ${found}` };
    case "bytesAfterEnd":
      return { offset, expected: "nothing after the end of session (a length of 0)", found: "more bytes" };
  }
}

async function isGzip(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** Feeds the stream until its end or until the books want no more. A broken gzip stream is the file's fault. */
async function feedAll(
  stream: Readable,
  books: BookFile,
  isCompressed: boolean,
  onChunk: () => void,
): Promise<BookFileError | undefined> {
  try {
    for await (const chunk of stream) {
      onChunk();
      if (!books.feed(chunk as Buffer)) return undefined;
    }
    books.finish();
    return undefined;
  } catch (error) {
    if (!isCompressed) throw error;
    return { offset: books.summary().offset, expected: "a whole gzip stream", found: messageOf(error) };
  }
}

/** The books after the last message not later than `until` (ns since midnight), or after all. `onProgress` hears how
 * much of the file has been read, as it is on disk. */
export async function readBookFile(
  path: string,
  until: number | undefined,
  onProgress: (bytesRead: number, bytesTotal: number) => void,
): Promise<BookFileReading> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw new HotlaneError("book/unreadable-file", `cannot open ${path}: ${messageOf(error)}`);
  });
  try {
    const isCompressed = await isGzip(file);
    const source = file.createReadStream({ start: 0, highWaterMark: chunkBytes, autoClose: false });
    const gunzip = isCompressed ? createGunzip({ chunkSize: chunkBytes }) : undefined;
    source.on("error", (error) => gunzip?.destroy(error));
    const stream = gunzip === undefined ? source : source.pipe(gunzip);
    const books = new native.BookFile(until);
    const { size } = await file.stat();
    try {
      const gzipError = await feedAll(stream, books, isCompressed, () => onProgress(source.bytesRead, size));
      const inside = books.summary().error;
      const error = inside === undefined ? gzipError : describe(inside);
      return error === undefined ? { books } : { books, error };
    } finally {
      source.destroy();
    }
  } catch (error) {
    if (error instanceof HotlaneError) throw error;
    throw new HotlaneError("book/unreadable-file", `cannot read ${path}: ${messageOf(error)}`);
  } finally {
    await file.close();
  }
}

/** `hotlane.book/1`: instruments in locate order, `levels` a side (0: all), only `symbols` where given. */
export function reportOf(
  file: string,
  { books, error }: BookFileReading,
  levels: number,
  symbols: readonly string[] | undefined,
): BookFileReport {
  const { messages, byType, firstNs, lastNs, unknownReferences, unknownTypes, refused } = books.summary();
  const wanted = symbols === undefined ? undefined : new Set(symbols);
  const instruments = books
    .instruments(levels)
    .filter((instrument) => wanted === undefined || wanted.has(instrument.symbol))
    .sort((a, b) => a.locate - b.locate);
  return {
    schema: "hotlane.book/1",
    file,
    messages,
    byType,
    firstNs,
    lastNs,
    malformed: error === undefined ? 0 : 1,
    unknownReferences,
    unknownTypes,
    refused,
    ...(error === undefined ? {} : { error }),
    instruments,
  };
}
