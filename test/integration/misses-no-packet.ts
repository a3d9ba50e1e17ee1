// Whether a strategy missed a packet while another one in its lane went wrong: none was lost on its way to the lane, and the
// trades that it was told live are those that it is told alone, over what the lane's journal has. Trades, since a backtest
// tells of books message by message, not packet by packet.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import type { ControlledEngine } from "./controlled-engine.js";
import { hotlane } from "./run-program.js";

const witness = resolve(import.meta.dirname, "witness-strategy.ts");
const live = "witnessed-live.json";

/** Of an engine's configuration: the witness's place; the journal, which an engine with a witness keeps. */
export const witnessPlace = (folder: string): string =>
  `  - { name: witness, file: ${witness}, parameters: { file: ${join(folder, live)} } }`;
export const witnessJournal = "journal: { enabled: true, directory: ./journal }";

const digestsIn = (file: string): number[] => JSON.parse(readFileSync(file, "utf8")) as number[];

/** Stops the engine, in which a witness was. Gives how many trades that one was told. */
export async function expectNoPacketMissed(engine: ControlledEngine): Promise<number> {
  const report = await engine.stop();
  expect(report.feed.lost).toBe(0);
  expect(report.channels[0]).toMatchObject({ gaps: 0 });
  const alone = join(engine.folder, "witnessed-alone.json");
  const args = [
    "--data",
    join(engine.folder, "journal"),
    "--symbols",
    "ALFA,BRAVO",
    "--param",
    `file=${alone}`,
    "--json",
  ];
  const { code, stderr } = await hotlane("backtest", witness, ...args);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const [its, others] = [digestsIn(join(engine.folder, live)), digestsIn(alone)];
  // The journal goes on a little after its last call, while the lane waits for answers to its cancels.
  expect(others.slice(0, its.length)).toEqual(its);
  return its.length * 100;
}
