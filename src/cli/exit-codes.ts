// What the exit code of every `hotlane` command means. Used by the commands and by the frame in hotlane.ts.
// Guarantees: the numbers are part of the public interface and documented by `hotlane --help`.
import { CommanderError } from "commander";
import { HotlaneError } from "../errors.js";

export const exitCodes = {
  /** Done as asked. */
  ok: 0,
  /** Something failed while running: unreadable input, a venue that cannot be reached, our own bug. */
  failure: 1,
  /** The command line or the configuration is wrong; nothing was started. */
  usage: 2,
  /** The run ended, but the engine's orders and the venue's record of them differ. */
  notReconciled: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `
Exit codes:
  0  done as asked (a run stopped by Ctrl-C or SIGTERM counts as done)
  1  failed while running: unreadable input, no connection to the venue, an internal error
  2  wrong command line or configuration: nothing was started
  3  the run ended, but the engine's orders and the venue's record of them differ`;

/** The exit code that an error ends the process with. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof HotlaneError) {
    const area = error.code.split("/")[0];
    return area === "cli" || area === "config" ? exitCodes.usage : exitCodes.failure;
  }
  // Commander throws for --help and --version too, with its own exit code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  return exitCodes.failure;
}
