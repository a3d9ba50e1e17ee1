/**
 * Whether a file of market data is a capture or an ITCH file, told by its first bytes, unpacked. They can't be taken for
 * each other: as a message's length a capture's magic number is beyond any.
 */
import { HotlaneError } from "../errors.js";
import { openInputFile } from "../files/input-file.js";
import type { Replay } from "./file-player-setup.js";

const magicBytes = 4;
/** pcap with stamps in us and ns, in either byte order; pcapng's section header. */
const captureMagics = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a]);

export async function kindOfFile(path: string): Promise<Replay["kind"]> {
  const input = await openInputFile(path);
  let first: Buffer = Buffer.alloc(0);
  for await (const chunk of input.chunks()) {
    first = Buffer.concat([first, chunk.subarray(0, magicBytes)]);
    if (first.length >= magicBytes) break;
  }
  if (first.length < magicBytes) {
    throw new HotlaneError(
      "feed/empty-file",
      `${path}: found ${first.length} bytes, expected a capture or an ITCH 5.0 file`,
    );
  }
  return captureMagics.has(first.readUInt32BE(0)) ? "captures" : "itch";
}
