/**
 * Several input files read side by side, whichever is wanted next. A broken packing ends its file and is kept to be told;
 * a file that can't be read any more throws.
 */
import { BrokenPackingError, type InputFile, openInputFile } from "./input-file.js";

interface Source {
  readonly input: InputFile;
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  broken?: BrokenPackingError;
}

export class ChunkSources {
  readonly #sources: readonly Source[];

  private constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  static async open(files: readonly string[]): Promise<ChunkSources> {
    const sources: Source[] = [];
    try {
      for (const file of files) {
        const input = await openInputFile(file);
        sources.push({ input, chunks: input.chunks() });
      }
      return new ChunkSources(sources);
    } catch (error) {
      await new ChunkSources(sources).close();
      throw error;
    }
  }

  /** The next bytes of a file, unpacked; undefined: it has no more. */
  async next(file: number): Promise<Uint8Array | undefined> {
    const source = this.#sources[file];
    if (source === undefined) return undefined;
    try {
      const { value, done } = await source.chunks.next();
      return done === true ? undefined : (value ?? undefined);
    } catch (error) {
      if (!(error instanceof BrokenPackingError)) throw error;
      source.broken = error;
      return undefined;
    }
  }

  /** What was wrong with what the file is packed in, in words; undefined: nothing so far. */
  brokenPacking(file: number): string | undefined {
    return this.#sources[file]?.broken?.message;
  }

  /** Of all files, as they lie on the disk. */
  get bytes(): number {
    return this.#sources.reduce((sum, { input }) => sum + input.bytes, 0);
  }

  get bytesRead(): number {
    return this.#sources.reduce((sum, { input }) => sum + input.bytesRead(), 0);
  }

  async close(): Promise<void> {
    for (const { chunks } of this.#sources) await chunks.return();
  }
}
