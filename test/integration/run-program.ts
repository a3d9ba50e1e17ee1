// A program run to its end, and what it said: `hotlane` as a user starts it, and the tools that it is held against.
import { execFile } from "node:child_process";
import { resolve } from "node:path";

export const program = resolve(import.meta.dirname, "../../build/ts/cli/hotlane.js");
const outputBytesMax = 64 << 20;

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** `env`: beside our own. */
export function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  return new Promise((done) => {
    const options = { maxBuffer: outputBytesMax, env: { ...process.env, ...env } };
    execFile(command, args, options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

export const hotlane = (...args: string[]): Promise<Outcome> => run(process.execPath, [program, ...args]);
