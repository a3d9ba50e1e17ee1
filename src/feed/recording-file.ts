/** Where a recording is written: a file for each start, named by what is recorded and when, so that none is lost. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { HotlaneError, messageOf } from "../errors.js";

/** `DIRECTORY/main-itch-20261125T093000.123Z.pcapng`; makes the directory where it is missing. */
export function recordingFile(directory: string, what: string, start: Date): string {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new HotlaneError("record/start", `cannot make ${directory}: ${messageOf(error)}`, { cause: error });
  }
  return join(directory, `${what}-${start.toISOString().replace(/[-:]/g, "")}.pcapng`);
}
