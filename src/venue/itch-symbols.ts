/** The symbols that an ITCH 5.0 file is about: those its directory announces, else those its first orders name. */
import { HotlaneError, UsageError } from "../errors.js";
import { BrokenPackingError, openInputFile } from "../files/input-file.js";
import { instrumentsMax } from "../lanes/boundary.js";

/** The directory comes first (itch50 §8), so the beginning of a file tells its symbols. */
const messagesLookedAtMax = 200_000;
const directoryType = "R".charCodeAt(0);
const addTypes = new Set(["A".charCodeAt(0), "F".charCodeAt(0)]);
/** Offsets of the stock field: itch50 §1.2.1, §1.3. */
const directoryStock = 11;
const addStock = 24;

export async function symbolsOfItchFile(file: string): Promise<string[]> {
  const announced = new Set<string>();
  const ordered = new Set<string>();
  let count = 0;
  for await (const message of messagesOf(file)) {
    const type = message[0] ?? 0;
    if (type === directoryType) announced.add(symbolAt(message, directoryStock));
    else if (addTypes.has(type)) ordered.add(symbolAt(message, addStock));
    count += 1;
    if (count === messagesLookedAtMax) break;
  }
  const symbols = [...(announced.size > 0 ? announced : ordered)];
  if (symbols.length === 0)
    throw new HotlaneError("itch/symbols", `${file}: found no symbol in it, expected an ITCH 5.0 file`);
  if (symbols.length > instrumentsMax) {
    throw new UsageError(
      `${file} has ${symbols.length} symbols, one lane takes ${instrumentsMax}: choose with --symbols A,B,C`,
    );
  }
  return symbols;
}

function symbolAt(message: Buffer, offset: number): string {
  return message.toString("latin1", offset, offset + 8).trimEnd();
}

/** Messages by their two-byte framing; ends quietly where the file is torn: that is for who reads the whole of it. */
async function* messagesOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(file)) {
    rest = Buffer.concat([rest, chunk]);
    let at = 0;
    while (at + 2 <= rest.length) {
      const length = rest.readUInt16BE(at);
      if (length === 0 || at + 2 + length > rest.length) break;
      yield rest.subarray(at + 2, at + 2 + length);
      at += 2 + length;
    }
    rest = rest.subarray(at);
  }
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (await openInputFile(file)).chunks();
  } catch (error) {
    if (!(error instanceof BrokenPackingError)) throw error;
  }
}
