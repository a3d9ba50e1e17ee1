// The files of a ZIP archive, read through its central directory: what the tests need of the format, and no more
// (stored or deflated, no encryption, no ZIP64). Throws on anything else.
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const endOfDirectoryBytes = 22;
const directoryEntryBytes = 46;
const localHeaderBytes = 30;

/** Contents by name. */
export function filesInZip(path: string): Map<string, Buffer> {
  const zip = readFileSync(path);
  let end = zip.length - endOfDirectoryBytes;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error(`${path} is not a ZIP archive`);
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== directoryEntry) throw new Error(`${path}: no directory entry at ${at}`);
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + directoryEntryBytes, at + directoryEntryBytes + nameBytes);
    files.set(name, contentOf(zip, at));
    at += directoryEntryBytes + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

function contentOf(zip: Buffer, entry: number): Buffer {
  const method = zip.readUInt16LE(entry + 10);
  const header = zip.readUInt32LE(entry + 42);
  const start = header + localHeaderBytes + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
  if (method === 0) return packed;
  if (method === 8) return inflateRawSync(packed);
  throw new Error(`compression method ${method}`);
}
