/** Reads an ITCH 5.0 file, plain, gzip or zstd, through the native books; streams, so a day of 13 GB needs no more memory
 * than its books. Called by `hotlane book`. Never throws for what is wrong inside the file: that is in the report. */
import { messageOf } from "../errors.js";
import { BrokenPackingError, type InputFile, openInputFile } from "../files/input-file.js";
import { describeItchError } from "../files/itch-error.js";
import { readingText, showProgress } from "../files/progress-line.js";
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

/** Feeds the file until its end or until the books want no more. A broken packing is the file's fault. */
async function feedAll(input: InputFile, books: BookFile): Promise<BookFileError | undefined> {
  try {
    for await (const chunk of input.chunks()) {
      if (!books.feed(chunk)) return undefined;
    }
    books.finish();
    return undefined;
  } catch (error) {
    if (!(error instanceof BrokenPackingError)) throw error;
    return {
      offset: books.summary().offset,
      expected: `a whole ${error.packing} stream`,
      found: messageOf(error.cause),
    };
  }
}

/** The books after the last message not later than `until` (ns since midnight), or after all. */
export async function readBookFile(path: string, until: number | undefined): Promise<BookFileReading> {
  const input = await openInputFile(path);
  const books = new native.BookFile(until);
  const hideProgress = showProgress(() => readingText(input.bytesRead(), input.bytes));
  const packingError = await feedAll(input, books).finally(hideProgress);
  const inside = books.summary().error;
  const error = inside === undefined ? packingError : describeItchError(inside);
  return error === undefined ? { books } : { books, error };
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
