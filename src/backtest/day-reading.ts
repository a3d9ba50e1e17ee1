/** Reads a day's files into a native backtest, chunk by chunk, and says what of them was taken. */
import { messageOf } from "../errors.js";
import { BrokenPackingError, type InputFile, openInputFile } from "../files/input-file.js";
import { readingText, showProgress } from "../files/progress-line.js";
import type { BacktestSummary, NativeBacktest } from "./backtest-setup.js";
import { checkFollows, type DataDay, type DataFile } from "./data-files.js";

/** Where a file stopped making sense; the offset counts bytes of the unpacked file. */
export interface DataFault {
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

export interface FileCoverage {
  /** Captures that were read side by side are one. */
  readonly file: string;
  /** Exchange times of its first and last message that were taken, ns since midnight. */
  readonly firstNs: number | null;
  readonly lastNs: number | null;
  readonly messages: number;
  /** Nothing of the day behind it was taken. */
  readonly error: DataFault | null;
}

interface OpenFile {
  readonly input: InputFile;
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  /** Unpacked bytes that were handed over. */
  fed: number;
}

/** Who takes a day's files: a backtest, or whoever keeps of them what backtests need. */
export interface DayTaker extends Pick<NativeBacktest, "wanted" | "feed" | "endFile" | "fault"> {
  summary(): Pick<BacktestSummary, "messages" | "firstNs" | "lastNs">;
}

export async function readDay(day: DataDay, run: DayTaker): Promise<FileCoverage[]> {
  const reading = new DayReading(day, run);
  const hideProgress = showProgress(() => reading.progress());
  try {
    return await reading.read();
  } finally {
    hideProgress();
    await reading.close();
  }
}

class DayReading {
  readonly #day: DataDay;
  readonly #run: DayTaker;
  readonly #open: (OpenFile | undefined)[] = [];
  readonly #covered: FileCoverage[] = [];
  /** Messages before the file, or the files, under way. */
  #before = 0;

  constructor(day: DataDay, run: DayTaker) {
    this.#day = day;
    this.#run = run;
  }

  async read(): Promise<FileCoverage[]> {
    let broken: DataFault | null = null;
    for (let file = this.#run.wanted(); file !== null && broken === null; file = this.#run.wanted()) {
      broken = await this.#readOn(file);
    }
    const fault = this.#run.fault();
    const isCovered = this.#day.kind !== "captures" && this.#covered.length === this.#day.files.length;
    if (broken !== null || fault !== null || !isCovered) this.#cover(broken ?? fault);
    return this.#covered;
  }

  /** The next chunk of a file, or its end. */
  async #readOn(index: number): Promise<DataFault | null> {
    const file = this.#open[index] ?? (await this.#begin(index));
    try {
      const { value, done } = await file.chunks.next();
      if (done !== true) {
        file.fed += value.length;
        this.#run.feed(index, value);
        return null;
      }
    } catch (error) {
      if (!(error instanceof BrokenPackingError)) throw error;
      const expected = `a whole ${error.packing} stream`;
      return { offset: file.fed, expected, found: messageOf(error.cause) };
    }
    this.#run.endFile(index);
    if (this.#day.kind !== "captures" && this.#run.fault() === null) this.#cover(null);
    return null;
  }

  async #begin(index: number): Promise<OpenFile> {
    const { path, firstNs } = this.#fileAt(index);
    const previous = this.#day.files[index - 1];
    if (previous !== undefined) checkFollows(previous, this.#run.summary().lastNs, { path, firstNs });
    const input = await openInputFile(path);
    const file = { input, chunks: input.chunks(), fed: 0 };
    this.#open[index] = file;
    return file;
  }

  #fileAt(index: number): DataFile {
    return this.#day.files[index] ?? { path: "", firstNs: undefined };
  }

  #cover(error: DataFault | null): void {
    const { kind, files } = this.#day;
    const index = this.#covered.length;
    const { messages, firstNs, lastNs } = this.#run.summary();
    const taken = messages - this.#before;
    const its = this.#fileAt(index);
    this.#covered.push({
      file: kind === "captures" ? files.map(({ path }) => path).join(" + ") : its.path,
      firstNs: taken > 0 ? (its.firstNs ?? (index === 0 ? firstNs : null)) : null,
      lastNs: taken > 0 ? lastNs : null,
      messages: taken,
      error,
    });
    this.#before = messages;
  }

  progress(): string {
    const open = this.#open.filter((file) => file !== undefined);
    const sum = (of: (file: OpenFile) => number): number => open.reduce((total, file) => total + of(file), 0);
    return readingText(
      sum(({ input }) => input.bytesRead()),
      sum(({ input }) => input.bytes),
    );
  }

  async close(): Promise<void> {
    for (const file of this.#open) await file?.chunks.return(undefined);
  }
}
