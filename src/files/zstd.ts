/**
 * Unpacks a zstd stream: with Node's own zlib where this Node has it (22.15 on), which is several times as fast, else
 * with fzstd. Used by input-file.ts alone. Throws what is wrong with the stream.
 */
import { Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { Decompress } from "fzstd";

/** Not in the types of the oldest Node that we support. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };

/** What is given to fzstd at a time. It unpacks that at once, so this bounds the memory that a bomb can take. */
const sliceBytes = 4096;

export function unpackZstd(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  if (createZstdDecompress === undefined) return unpackWithFzstd(source);
  const readable = Readable.from(source);
  const unpacking = createZstdDecompress();
  readable.on("error", (error) => unpacking.destroy(error));
  return readable.pipe(unpacking);
}

/** Exported for the tests, which run it where Node's own would be taken. */
export async function* unpackWithFzstd(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const unpacked: Uint8Array[] = [];
  const decompress = new Decompress((block) => {
    if (block.length > 0) unpacked.push(block);
  });
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      decompress.push(chunk.subarray(at, at + sliceBytes));
      yield* unpacked.splice(0);
    }
  }
  decompress.push(new Uint8Array(0), true);
  yield* unpacked.splice(0);
}
