/**
 * An input file as a stream of chunks, whatever it is packed in: plain, gzip or zstd, told by its first bytes. Everything
 * that reads a market's files reads them through this. Back-pressure holds: nothing is read ahead but what the stream
 * buffers, so a day of any size needs no memory of its size.
 */
import { type FileHandle, open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { HotlaneError, messageOf } from "../errors.js";
import { unpackZstd } from "./zstd.js";

export type Packing = "plain" | "gzip" | "zstd";

const chunkBytes = 1 << 20;
const gzipMagic = [0x1f, 0x8b];
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];
/** RFC 8878 §3.1.2: a frame to be skipped, which may come first; 0x50 to 0x5f, then these. */
const zstdSkippableMagic = [0x2a, 0x4d, 0x18];

/** The file was read, but what it is packed in is cut or broken. What came before it was given. */
export class BrokenPackingError extends HotlaneError {
  constructor(
    readonly packing: Packing,
    message: string,
    options?: ErrorOptions,
  ) {
    super("input/broken-packing", message, options);
  }
}

export interface InputFile {
  readonly path: string;
  readonly packing: Packing;
  /** As it lies on the disk. */
  readonly bytes: number;
  /** Of those, how many have been read. */
  bytesRead(): number;
  /** The unpacked bytes, once; closes the file at its end or when the reader stops. Throws BrokenPackingError. */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
}

function packingOf(first: Uint8Array): Packing {
  const startsWith = (magic: readonly number[], at = 0): boolean =>
    magic.every((byte, index) => first[at + index] === byte);
  if (startsWith(gzipMagic)) return "gzip";
  const isSkippable = (first[0] ?? 0) >> 4 === 5 && startsWith(zstdSkippableMagic, 1);
  return startsWith(zstdMagic) || isSkippable ? "zstd" : "plain";
}

function unreadable(path: string, error: unknown): HotlaneError {
  return new HotlaneError("input/unreadable-file", `cannot read ${path}: ${messageOf(error)}`);
}

export async function openInputFile(path: string): Promise<InputFile> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw new HotlaneError("input/unreadable-file", `cannot open ${path}: ${messageOf(error)}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(zstdMagic.length), 0, zstdMagic.length, 0);
    const packing = packingOf(buffer.subarray(0, bytesRead));
    return streamOf(path, file, packing, (await file.stat()).size);
  } catch (error) {
    await file.close();
    throw unreadable(path, error);
  }
}

function streamOf(path: string, file: FileHandle, packing: Packing, bytes: number): InputFile {
  const source = file.createReadStream({ start: 0, highWaterMark: chunkBytes, autoClose: false });
  let readError: unknown;
  source.on("error", (error) => {
    readError = error;
  });
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* unpacked(source, packing);
    } catch (error) {
      if (readError !== undefined || packing === "plain") throw unreadable(path, readError ?? error);
      const text = `${path}: expected a whole ${packing} stream, found: ${messageOf(error)}`;
      throw new BrokenPackingError(packing, text, { cause: error });
    } finally {
      source.destroy();
      await file.close();
    }
  }
  return { path, packing, bytes, bytesRead: () => source.bytesRead, chunks };
}

function unpacked(source: NodeJS.ReadableStream, packing: Packing): AsyncIterable<Uint8Array> {
  if (packing === "zstd") return unpackZstd(source as AsyncIterable<Uint8Array>);
  if (packing === "plain") return source as AsyncIterable<Uint8Array>;
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  source.on("error", (error) => gunzip.destroy(error));
  return source.pipe(gunzip) as AsyncIterable<Uint8Array>;
}
