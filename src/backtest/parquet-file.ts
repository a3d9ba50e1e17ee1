/**
 * Parquet files of columns, by hyparquet-writer: plain JavaScript, nothing to build, and it takes typed arrays as they are.
 * Snappy, readable by everything that reads Parquet.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type ColumnSource, parquetWriteFile } from "hyparquet-writer";
import { HotlaneError, messageOf } from "../errors.js";

export type ParquetColumn = Pick<ColumnSource, "name" | "data" | "type">;

/** `about`: for whoever opens the file alone. Replaces what is there. */
export function writeParquet(
  filename: string,
  columnData: readonly ParquetColumn[],
  about: Readonly<Record<string, string>>,
): void {
  try {
    mkdirSync(dirname(filename), { recursive: true });
    parquetWriteFile({
      filename,
      columnData: [...columnData],
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: "hotlane",
    });
  } catch (error) {
    throw new HotlaneError("output/unwritable-file", `cannot write ${filename}: ${messageOf(error)}`);
  }
}
