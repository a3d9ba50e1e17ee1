// Parquet files by another reader than the one who wrote them: Arrow's, in Rust.
import { readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { readParquet } from "parquet-wasm/node";

export type ParquetRow = Record<string, string | number | boolean | null>;

/** All rows; 64-bit integers as numbers. */
export function readParquetFile(path: string): ParquetRow[] {
  const table = tableFromIPC(readParquet(readFileSync(path)).intoIPCStream());
  return table
    .toArray()
    .map((row) =>
      Object.fromEntries(
        Object.entries((row as { toJSON(): Record<string, unknown> }).toJSON()).map(([name, value]) => [
          name,
          typeof value === "bigint" ? Number(value) : (value as ParquetRow[string]),
        ]),
      ),
    );
}
