// Runs one build command for the set-up. Called by prepare.mjs's steps, on the main thread.
// Everything the command prints goes to standard error: standard output belongs to Hotlane's own report.
import { spawn } from "node:child_process";

/** A set-up step that failed: what was run, how it ended, and what the reader can do about it. */
export class SetupError extends Error {}

/**
 * Runs `program` to its end in `directory`.
 * @param {string} program
 * @param {string[]} args
 * @param {{ directory: string, environment?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>} rejects with a SetupError unless the program exits 0
 */
export function runCommand(program, args, { directory, environment = process.env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", process.stderr, process.stderr],
    });
    const command = [program, ...args].join(" ");
    child.on("error", (error) =>
      reject(new SetupError(`${command}: could not be started: ${error.message}`)),
    );
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new SetupError(`${command}: ended with ${signal ?? `exit code ${code}`}; its output is above`),
        );
    });
  });
}
