// Input files: whatever they are packed in, the same bytes; cut anywhere, what came before and a plain word.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { BrokenPackingError, openInputFile } from "../../src/files/input-file.js";
import { unpackZstd } from "../../src/files/zstd.js";
import { seededRandom } from "./seeded-random.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-input-"));
afterAll(() => rmSync(folder, { recursive: true }));

const hasZstd = spawnSync("zstd", ["--version"]).status === 0;
const zstd = (bytes: Buffer): Buffer =>
  execFileSync("zstd", ["-q", "-c"], { input: bytes, maxBuffer: 64 << 20 });

function inFile(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Half noise, half repetition, so that packing finds both. */
function sample(length: number, seed: number): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(
    Array.from({ length }, (_, at) =>
      Math.floor(at / 1000) % 2 === 0 ? Math.floor(random() * 256) : at % 7,
    ),
  );
}

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe("an input file", () => {
  const plain = sample(3_000_000, 1);

  it("gives its bytes, plain or gzip, in several members too", async () => {
    for (const [name, bytes] of [
      ["plain", plain],
      ["gzip", gzipSync(plain)],
      ["members", Buffer.concat([gzipSync(plain.subarray(0, 100)), gzipSync(plain.subarray(100))])],
    ] as const) {
      const input = await openInputFile(inFile(name, bytes));
      expect(input.packing).toBe(name === "plain" ? "plain" : "gzip");
      expect(input.bytes).toBe(bytes.length);
      expect((await allOf(input.chunks())).equals(plain), name).toBe(true);
      expect(input.bytesRead()).toBe(bytes.length);
    }
  });

  it.skipIf(!hasZstd)(
    "gives its bytes from zstd, several frames too, however it is cut into pieces",
    async () => {
      const packed = Buffer.concat([zstd(plain.subarray(0, 1_000_000)), zstd(plain.subarray(1_000_000))]);
      const input = await openInputFile(inFile("zstd", packed));
      expect(input.packing).toBe("zstd");
      expect((await allOf(input.chunks())).equals(plain)).toBe(true);
      for (const size of [17, 70_000]) {
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < packed.length; at += size) yield packed.subarray(at, at + size);
        }
        expect((await allOf(unpackZstd(pieces()))).equals(plain), `pieces of ${size}`).toBe(true);
      }
    },
  );

  it("says so when what it is packed in is cut, after what was whole", async () => {
    const packings = [
      ["gzip", gzipSync(plain)] as const,
      ...(hasZstd ? [["zstd", zstd(plain)] as const] : []),
    ];
    for (const [packing, bytes] of packings) {
      const input = await openInputFile(inFile(`cut.${packing}`, bytes.subarray(0, bytes.length >> 1)));
      const seen: Uint8Array[] = [];
      const reading = (async () => {
        for await (const chunk of input.chunks()) seen.push(chunk);
      })();
      await expect(reading).rejects.toThrow(BrokenPackingError);
      await expect(reading).rejects.toThrow(`expected a whole ${packing} stream`);
      const before = Buffer.concat(seen);
      expect(before.length).toBeGreaterThan(0);
      expect(before.equals(plain.subarray(0, before.length))).toBe(true);
    }
  });

  it("can be empty, and tells a missing one and a folder plainly", async () => {
    expect((await allOf((await openInputFile(inFile("empty", Buffer.alloc(0)))).chunks())).length).toBe(0);
    await expect(openInputFile(join(folder, "missing"))).rejects.toThrow("cannot open");
    await expect(openInputFile(folder)).rejects.toThrow("cannot read");
  });

  it("is closed when its reader stops in the middle", async () => {
    const path = inFile("stopped", gzipSync(plain));
    const isOpen = (): boolean =>
      readdirSync("/proc/self/fd").some((fd) => {
        const link = join("/proc/self/fd", fd);
        return existsSync(link) && readlinkSync(link) === path;
      });
    const input = await openInputFile(path);
    expect(isOpen()).toBe(true);
    for await (const chunk of input.chunks()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(isOpen).toBe(false); // the system closes it in its own time
  });
});
