/**
 * Unpacks a zstd stream, of several frames too. Used by input-file.ts alone. Throws what is wrong with the stream.
 *
 * By fzstd, whatever the Node: the older ones that we support have no zstd, and that of Node 24.21 refuses everything
 * after the first frame ("Unknown frame descriptor"), which pzstd and `cat a.zst b.zst` write. It costs 2.6 s of CPU for
 * 476 MB of packets where Node's own takes 1.1 s, reading and explaining them included.
 */
import { Decompress } from "fzstd";

/** What is given to fzstd at a time. It unpacks that at once, so this bounds the memory that a bomb can take. */
const sliceBytes = 4096;

export async function* unpackZstd(
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
