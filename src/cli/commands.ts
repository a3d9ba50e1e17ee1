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
    name: "run",
    summary: "run the engine, by default with a venue of its own and an example strategy",
    load: async () => (await import("./run.js")).runCommand(),
  },
  {
    name: "venue",
    summary: "run an exchange on this host: a generated market or a historical one",
    load: async () => (await import("./venue.js")).venueCommand(),
  },
  {
    name: "book",
    summary: "show the order books of an ITCH 5.0 file",
    load: async () => (await import("./book.js")).bookCommand(),
  },
  {
    name: "feed",
    summary: "explain captures of market data: channels, gaps, arbitration, rates, malformed packets",
    load: async () => (await import("./feed.js")).feedCommand(),
  },
  {
    name: "record",
    summary: "keep what multicast groups receive as a capture",
    load: async () => (await import("./record.js")).recordCommand(),
  },
  {
    name: "replay",
    summary: "send a capture again onto multicast",
    load: async () => (await import("./replay.js")).replayCommand(),
  },
  {
    name: "doctor",
    summary: "check what this host gives its lanes, and mend what can be mended",
    load: async () => (await import("./doctor.js")).doctorCommand(),
  },
  {
    name: "config",
    summary: "check a configuration file, or show it with every default filled in",
    load: async () => (await import("./config.js")).configCommand(),
  },
];
