// The list of Hotlane's commands. Read by the frame in hotlane.ts.
// Guarantees: a command's code is loaded only when it is called, so `hotlane book` starts no engine code.
import type { Command } from "commander";

export interface CommandEntry {
  readonly name: string;
  /** One line for `hotlane --help`. */
  readonly summary: string;
  load(): Promise<Command>;
}

export const commandEntries: readonly CommandEntry[] = [
  {
    name: "config",
    summary: "check a configuration file, or show it with every default filled in",
    load: async () => (await import("./config.js")).configCommand(),
  },
];
