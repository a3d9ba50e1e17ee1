/**
 * What a sweep has done, in the folder of `--out`, so that the same command goes on where it stopped: `sweep.json` says
 * which sweep it is, `runs.jsonl` has a line for each run that ended, on disk before the next one is told. A last line cut
 * by a crash is dropped. Runs whose worker died are not kept: they are tried again.
 */
import { existsSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { HotlaneError, messageOf } from "../errors.js";
import { AppendedFile, makePrivateFolder, replaceFile } from "../files/durable-file.js";
import type { RunFigures, RunOutcome } from "./sweep-setup.js";

const schema = "hotlane.sweep-state/1";

/** What must be the same for runs to be of one sweep, by what people call it. */
export type SweepIdentity = Readonly<Record<string, unknown>>;

export type KeptRun = Extract<RunOutcome, { figures: RunFigures }>;

export class SweepStore {
  readonly #log: AppendedFile;
  /** Of earlier commands. */
  readonly runs: readonly KeptRun[];

  private constructor(log: AppendedFile, runs: readonly KeptRun[]) {
    this.#log = log;
    this.runs = runs;
  }

  /** Throws where the folder holds another sweep. */
  static open(folder: string, identity: SweepIdentity): SweepStore {
    const [about, log] = [join(folder, "sweep.json"), join(folder, "runs.jsonl")];
    try {
      makePrivateFolder(folder);
      if (existsSync(about)) checkSame(about, identity);
      else replaceFile(about, `${JSON.stringify({ schema, ...identity }, null, 2)}\n`);
      const runs = existsSync(log) ? readRuns(log) : [];
      return new SweepStore(new AppendedFile(log), runs);
    } catch (error) {
      if (error instanceof HotlaneError) throw error;
      throw new HotlaneError("sweep/folder", `--out ${folder}: ${messageOf(error)}`);
    }
  }

  keep(run: RunOutcome): void {
    if ("figures" in run) this.#log.append(`${JSON.stringify(run)}\n`);
  }

  close(): void {
    this.#log.close();
  }
}

function checkSame(path: string, identity: SweepIdentity): void {
  const found = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  const same = (name: string): boolean =>
    JSON.stringify(found[name]) === JSON.stringify({ ...identity, schema }[name]);
  const other = ["schema", ...Object.keys(identity)].find((name) => !same(name));
  if (other === undefined) return;
  throw new HotlaneError(
    "sweep/folder",
    `${path} is of another sweep: its ${other} differs; name another folder`,
  );
}

function readRuns(path: string): KeptRun[] {
  const text = readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  return whole
    .split("\n")
    .slice(0, -1)
    .map((line, index) => {
      try {
        return JSON.parse(line) as KeptRun;
      } catch {
        throw new HotlaneError(
          "sweep/folder",
          `${path}:${index + 1}: expected a run, found "${line.slice(0, 60)}"`,
        );
      }
    });
}
