// The tutorial as a reader follows it: every command in its order, in one folder, with the strategy that it shows.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { samplesOf } from "./document-samples.js";
import { type Outcome, program, run } from "./run-program.js";
import { commandsOf, type TutorialCommand } from "./tutorial-commands.js";

const tutorial = resolve(import.meta.dirname, "../../docs/strategies.md");
const folder = mkdtempSync(join(tmpdir(), "hotlane-tutorial-"));
/** Engines are found by links in the user's run folder: here are none but the tutorial's. */
const env = { NO_COLOR: "1", XDG_RUNTIME_DIR: folder };
let running: ChildProcess | undefined;

afterAll(() => {
  running?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** `hotlane` outside a project is the program itself. */
function inFolder(directory: string, [name = "", ...args]: readonly string[]): Promise<Outcome> {
  const words = name === "hotlane" ? [process.execPath, program, ...args] : [name, ...args];
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  return run("sh", ["-c", `cd '${directory}' && exec ${quoted}`], env);
}

function start(directory: string, [name = "", ...args]: readonly string[]): ChildProcess {
  return spawn(name, args, { cwd: directory, stdio: "ignore", env: { ...process.env, ...env } });
}

async function untilItAnswers(directory: string): Promise<void> {
  for (let attempt = 0; attempt < 60; ++attempt) {
    if ((await inFolder(directory, ["npx", "hotlane", "status"])).code === 0) return;
    await sleep(250);
  }
  throw new Error("the engine in the other terminal does not answer");
}

async function follow(commands: readonly TutorialCommand[]): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  let directory = folder;
  for (const { words, isInAnotherTerminal, place } of commands) {
    if (words[0] === "cd") directory = join(directory, words[1] ?? "");
    else if (isInAnotherTerminal) {
      running = start(directory, words);
      await untilItAnswers(directory);
    } else {
      const { code, stdout, stderr } = await inFolder(directory, words);
      expect(code, `${place}: ${words.join(" ")}\n${stdout}${stderr}`).toBe(0);
      said.set(words.join(" "), stdout);
    }
    if (words[1] === "new") {
      for (const { file, source } of samplesOf(tutorial))
        writeFileSync(join(folder, words[2] ?? "", file), source);
    }
  }
  if (running?.exitCode === null) await once(running, "exit");
  return said;
}

describe("the tutorial", () => {
  it("works, command by command, from an empty folder to live", async () => {
    const commands = commandsOf(tutorial);
    expect(commands.length).toBeGreaterThan(12);
    const said = await follow(commands);
    expect(said.get("npm test")).toMatch(/Tests +6 passed/);
    expect(said.get("npm start -- --seconds 10")).toMatch(/Reconciled: all [\d,]+ orders agree/);
    expect(said.get("npx hotlane backtest dip-buyer.ts --data sample.itch")).toMatch(
      /fills of [\d,]+ shares/,
    );
    expect(said.get("npx hotlane status")).toMatch(/strategy desk: shadow, inline, version [0-9a-f]{12}/);
    expect(running?.exitCode).toBe(0);
  });
});
