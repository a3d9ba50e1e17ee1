/**
 * Who was in the places of a lane's strategies while its journal was kept: `strategies.jsonl` in the lane's folder, a line
 * each time somebody takes a place, and each version's code once beside it. The journal itself has what they did, not their
 * code or parameters; `hotlane parity` needs both. Written by the main thread, now and then.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HotlaneError, messageOf } from "../errors.js";
import type { Parameters } from "../sdk/strategy.js";
import type { StrategyCode } from "../strategies/strategy-code.js";

const recordName = "strategies.jsonl";
/** As the segments: its owner's alone. */
const fileMode = 0o600;
const nsPerMs = 1_000_000n;

/** `made`: at the lane's start; `installed`: submitted while it ran; `notInstalled`: submitted, and could not be made. */
export type PlaceState = "made" | "installed" | "notInstalled";

export interface PlaceRecord {
  readonly at: string;
  readonly place: number;
  readonly state: PlaceState;
  /** Of the place. */
  readonly name: string;
  /** Where it was written. */
  readonly file: string;
  readonly version: string;
  /** How it ran; undefined: written before this was kept, inline as far as anybody knows. */
  readonly tier?: "inline" | "compiled" | undefined;
  /** All of them, defaults included. */
  readonly parameters: Parameters;
}

/** A lane's start: what follows is of its run. */
interface RunLine {
  readonly at: string;
  readonly state: "begun";
}

const codeName = (version: string): string => `strategy-${version}.cjs`;

export class StrategyRecorder {
  readonly #folder: string;
  readonly #log: (line: string) => void;

  /** Before the lane's run begins. `folder`: of the lane's journal. */
  constructor(folder: string, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
    this.#append({ at: new Date().toISOString(), state: "begun" });
  }

  note(record: Omit<PlaceRecord, "at">, code: StrategyCode | undefined): void {
    this.#append({ at: new Date().toISOString(), ...record }, code);
  }

  /** A disk that has no room stops no trading: the journal says so by itself. */
  #append(line: PlaceRecord | RunLine, code?: StrategyCode): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      if (code !== undefined) {
        const path = join(this.#folder, codeName(code.version));
        if (!existsSync(path)) writeFileSync(path, code.text, { mode: fileMode });
      }
      appendFileSync(join(this.#folder, recordName), `${JSON.stringify(line)}\n`, { mode: fileMode });
    } catch (error) {
      this.#log(
        `journal: ${this.#folder}: who is in its strategies' places is not kept: ${messageOf(error)}`,
      );
    }
  }
}

/** "": no journal is kept. */
export function recorderOf(folder: string, log: (line: string) => void): StrategyRecorder | undefined {
  return folder === "" ? undefined : new StrategyRecorder(folder, log);
}

/** Those of one run, oldest first. Throws where the folder has none, or a line makes no sense. */
export function readPlaces(folder: string, runNs: bigint): PlaceRecord[] {
  const path = join(folder, recordName);
  const text = readText(
    path,
    "the journal is of a version that kept no strategies, or they were not copied with it",
  );
  let ofRun: PlaceRecord[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const record = parseLine(path, index + 1, line);
    if (record.state !== "begun") ofRun.push(record);
    else if (BigInt(Date.parse(record.at)) * nsPerMs > runNs) break;
    else ofRun = [];
  }
  if (ofRun.length > 0) return ofRun;
  throw new HotlaneError("parity/no-strategies", `${path}: expected lines of the journal's run, found none`);
}

export function readCode(folder: string, { version, file }: PlaceRecord): StrategyCode {
  const text = readText(join(folder, codeName(version)), "the strategy's code of that day");
  return { path: file, text, version };
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new HotlaneError("parity/no-strategies", `${path}: expected it, found no such file: ${what}`);
  }
}

function parseLine(path: string, number: number, line: string): PlaceRecord | RunLine {
  let record: Partial<PlaceRecord> | RunLine | null = null;
  try {
    record = JSON.parse(line) as Partial<PlaceRecord> | RunLine | null;
  } catch {
    // Told below, with its place.
  }
  const isTimed = typeof record?.at === "string" && !Number.isNaN(Date.parse(record.at));
  if (isTimed && record?.state === "begun") return record as RunLine;
  if (isTimed && isPlace(record as Partial<PlaceRecord>)) return record as PlaceRecord;
  throw new HotlaneError(
    "parity/strategies-damaged",
    `${path}: line ${number}: expected who took a strategy's place, found ${JSON.stringify(line.slice(0, 60))}`,
  );
}

function isPlace({ place, state, name, file, version, parameters }: Partial<PlaceRecord>): boolean {
  return (
    Number.isInteger(place) &&
    (state === "made" || state === "installed" || state === "notInstalled") &&
    [name, file, version].every((text) => typeof text === "string") &&
    typeof parameters === "object" &&
    parameters !== null
  );
}
