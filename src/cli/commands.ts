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
    name: "new",
    summary: "make a folder for a strategy of your own, ready to test, backtest and run",
    load: async () => (await import("./new.js")).newCommand(),
  },
  {
    name: "run",
    summary: "run the engine, by default with a venue of its own and an example strategy",
    load: async () => (await import("./run.js")).runCommand(),
  },
  {
    name: "status",
    summary: "say where an engine that runs stands",
    load: async () => (await import("./status.js")).statusCommand(),
  },
  {
    name: "submit",
    summary: "put a strategy into an engine that runs, in shadow first",
    load: async () => (await import("./submit.js")).submitCommand(),
  },
  {
    name: "live",
    summary: "let a strategy that is in shadow trade",
    load: async () => (await import("./submit.js")).liveCommand(),
  },
  {
    name: "withdraw",
    summary: "stop one strategy of an engine that runs, and cancel its orders",
    load: async () => (await import("./submit.js")).withdrawCommand(),
  },
  {
    name: "kill",
    summary: "stop trading in an engine that runs: all of it, or a strategy, account, instrument or lane",
    load: async () => (await import("./kill.js")).killCommand(),
  },
  {
    name: "arm",
    summary: "let what was killed trade again",
    load: async () => (await import("./kill.js")).armCommand(),
  },
  {
    name: "acknowledge",
    summary: "let an account in doubt trade again, after a look at the venue's own record",
    load: async () => (await import("./kill.js")).acknowledgeCommand(),
  },
  {
    name: "limits",
    summary: "show what orders are held against in an engine that runs, or change it",
    load: async () => (await import("./limits.js")).limitsCommand(),
  },
  {
    name: "rearm",
    summary: "let what the risk gate has switched off trade again",
    load: async () => (await import("./rearm.js")).rearmCommand(),
  },
  {
    name: "reduce-only",
    summary: "let only orders pass that shrink a position",
    load: async () => (await import("./rearm.js")).reduceOnlyCommand(),
  },
  {
    name: "connect",
    summary: "try an engine's order sessions again, after a refused login",
    load: async () => (await import("./status.js")).connectCommand(),
  },
  {
    name: "stop",
    summary: "end an engine's run in order",
    load: async () => (await import("./status.js")).stopCommand(),
  },
  {
    name: "venue",
    summary: "run an exchange on this host: a generated market or a historical one",
    load: async () => (await import("./venue.js")).venueCommand(),
  },
  {
    name: "build",
    summary: "compile a strategy to machine code, or say what keeps it out of the compiled subset",
    load: async () => (await import("./build.js")).buildCommand(),
  },
  {
    name: "sample",
    summary: "write a generated market as an ITCH file, to backtest on",
    load: async () => (await import("./sample.js")).sampleCommand(),
  },
  {
    name: "book",
    summary: "show the order books of an ITCH 5.0 file",
    load: async () => (await import("./book.js")).bookCommand(),
  },
  {
    name: "backtest",
    summary: "run a strategy over recorded days of market data, in simulated time",
    load: async () => (await import("./backtest.js")).backtestCommand(),
  },
  {
    name: "parity",
    summary: "hold a live run against a backtest of the same strategy over the same data, order for order",
    load: async () => (await import("./parity.js")).parityCommand(),
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
    summary: "run a journal again and verify it, or send a capture again onto multicast",
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
