/**
 * `hotlane venue`: an exchange of its own on this host, for the engine, for tests and for trying things out. Publishes
 * ITCH 5.0 over MoldUDP64 multicast on the loopback, on one line or two, answers re-requests and GLIMPSE logins, takes
 * OUCH 5.0 over SoupBinTCP.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { Worker } from "node:worker_threads";
import { gunzipSync } from "node:zlib";
import { Command, InvalidArgumentError } from "commander";
import { HotlaneError, UsageError } from "../errors.js";
import { symbolsOfItchFile } from "../venue/itch-symbols.js";
import type {
  FeedLine,
  VenueAccount,
  VenueMessage,
  VenueOutcome,
  VenuePorts,
  VenueSetup,
  VenueStart,
} from "../venue/venue-setup.js";

const defaultSymbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"];
const gzipMagic = 0x1f8b;
const nsPerSecond = 1e9;

interface VenueOptions {
  group: FeedLine;
  groupB?: FeedLine;
  interface: string;
  port: number;
  rerequestPort: number;
  glimpsePort: number;
  glimpseAccount?: VenueAccount[];
  keep: number;
  endTrain: number;
  symbols?: string[];
  seed: number;
  rate: number;
  account?: VenueAccount[];
  itch?: string;
  from?: number;
  to?: number;
  speed: number;
  record?: string;
  ledger?: string;
  json?: true;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("expected a positive number.");
  return value;
};

function parseGroup(text: string): FeedLine {
  const [address = "", port = ""] = text.split(":");
  // Administratively scoped groups only: nothing of an embedded venue is meant for the world.
  if (!/^239(\.\d{1,3}){3}$/.test(address) || !(Number(port) > 0 && Number(port) < 65_536)) {
    throw new InvalidArgumentError("expected a group and port like 239.255.70.1:30501.");
  }
  return { group: address, port: Number(port) };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw new InvalidArgumentError("expected 0 to 65535.");
  return port;
}

function parseInterface(text: string): string {
  if (!isIPv4(text)) throw new InvalidArgumentError("expected one of this host's IPv4 addresses.");
  return text;
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!(Number.isInteger(value) && value >= least && value <= most))
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return value;
  };

function parseAccount(text: string, before: VenueAccount[] | undefined): VenueAccount[] {
  const match = /^([A-Za-z0-9]{1,6}):([A-Za-z0-9]{1,10})$/.exec(text);
  if (!match) throw new InvalidArgumentError("expected USER:PASSWORD, letters and digits, at most 6 and 10.");
  return [...(before ?? []), { username: match[1] ?? "", password: match[2] ?? "" }];
}

/** HH:MM[:SS[.fraction]] as ns since midnight. */
function parseTime(text: string): number {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$/.exec(text);
  if (!match) throw new InvalidArgumentError("expected a time of day like 09:30 or 09:30:00.5.");
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * nsPerSecond;
}

function readItchFile(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return bytes.length >= 2 && bytes.readUInt16BE(0) === gzipMagic ? gunzipSync(bytes) : bytes;
}

/** New at each start without a record, so that nobody takes one venue's numbers for another's. */
function sessionName(): string {
  return Date.now().toString(36).toUpperCase().slice(-10);
}

/** Everyone on this host may know the default account; a network is not told it. */
function accountsOf(options: VenueOptions): VenueAccount[] {
  if (options.account !== undefined) return options.account;
  if (options.interface.startsWith("127.")) return [{ username: "DEMO", password: "secret" }];
  throw new UsageError(
    `on ${options.interface} other hosts can log in: give the accounts with --account USER:PASSWORD`,
  );
}

/** Copies on the same address would come twice on one line. */
function linesOf({ group, groupB }: VenueOptions): FeedLine[] {
  if (groupB === undefined) return [group];
  if (group.group === groupB.group && group.port === groupB.port)
    throw new UsageError(`--group-b is --group: give line B another group or port`);
  return [group, groupB];
}

async function setupFor(options: VenueOptions): Promise<VenueSetup> {
  const { itch } = options;
  const accounts = accountsOf(options);
  const symbols = options.symbols ?? (itch === undefined ? defaultSymbols : await symbolsOfItchFile(itch));
  return {
    session: sessionName(),
    symbols,
    accounts,
    seed: options.seed,
    rate: options.rate,
    interface: options.interface,
    lines: linesOf(options),
    orderPort: options.port,
    rerequestPort: options.rerequestPort,
    glimpsePort: options.glimpsePort,
    glimpseAccounts: options.glimpseAccount ?? accounts,
    keepMessages: options.keep,
    endTrainMs: options.endTrain,
    ...(options.record === undefined ? {} : { record: options.record }),
    ...(itch === undefined ? {} : { file: readItchFile(itch) }),
    fromNs: options.from ?? 0,
    toNs: options.to ?? Number.MAX_SAFE_INTEGER,
    speed: options.speed,
  };
}

class Output {
  readonly #isJson: boolean;
  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }
  tell(event: { event: string } & Record<string, unknown>, words: string): void {
    process.stdout.write(this.#isJson ? `${JSON.stringify(event)}\n` : `${words}\n`);
  }
}

function report(output: Output, outcome: VenueOutcome, ledger: string, options: VenueOptions): void {
  if (options.ledger !== undefined) writeFileSync(options.ledger, ledger);
  output.tell(
    { event: "report", schema: "hotlane.venue/1", ...outcome },
    `${outcome.messages} messages published, ${outcome.orders} orders of accounts, ${outcome.trades} trades`,
  );
}

function tellReady(output: Output, setup: VenueSetup, start: VenueStart, ports: VenuePorts): void {
  const [a, b] = setup.lines;
  const at = (port: number): string => `${setup.interface}:${port}`;
  const [orders, rerequests, snapshots] = [at(ports.orders), at(ports.rerequests), at(ports.snapshots)];
  const lines = setup.lines.map(({ group, port }) => `${group}:${port}`).join(" and ");
  output.tell(
    {
      event: "ready",
      group: a?.group,
      feedPort: a?.port,
      ...(b === undefined ? {} : { groupB: b.group, feedPortB: b.port }),
      interface: setup.interface,
      orderPort: ports.orders,
      rerequest: [rerequests],
      glimpse: [snapshots],
      ...start,
    },
    `venue ${start.session}: ITCH on ${lines}, re-requests to ${rerequests}, GLIMPSE on ${snapshots}, ` +
      `OUCH on ${orders}; Ctrl-C ends the day`,
  );
}

function resumedText({ bytesCut }: VenueStart, record = ""): string {
  const torn = bytesCut === 0 ? "" : `; its last ${bytesCut} bytes were torn and are cut off`;
  return `goes on from its record ${record}${torn}`;
}

async function runVenue(options: VenueOptions): Promise<void> {
  const setup = await setupFor(options);
  const output = new Output(options.json === true);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("../venue/venue-worker.js", import.meta.url), {
    workerData: { setup, stop },
  });
  const end = (): void => void Atomics.store(stop, 0, 1);
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  let start: VenueStart = { session: setup.session, isResumed: false, bytesCut: 0 };
  await new Promise<void>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", (message: VenueMessage) => {
      if (message.kind === "started") {
        start = message.start;
        if (start.isResumed && options.json !== true)
          process.stderr.write(`hotlane venue: ${resumedText(start, options.record)}\n`);
      } else if (message.kind === "ready") {
        tellReady(output, setup, start, message.ports);
      } else if (message.kind === "finished") output.tell({ event: "finished" }, "the file has been played");
      else if (message.kind === "ended") {
        report(output, message.outcome, message.ledger, options);
        resolve();
      } else reject(new HotlaneError("venue/failed", message.message));
    });
  });
}

export function venueCommand(): Command {
  return new Command("venue")
    .description(
      "Run an exchange on this host: ITCH 5.0 by multicast on the loopback, with re-requests and GLIMPSE snapshots\n" +
        "for those who missed some, OUCH 5.0 orders on a TCP port.\n" +
        "Its market is generated from a seed, or a historical one with --itch, in which your orders queue among the\n" +
        "historical ones and never change history's own trades.",
    )
    .option(
      "--group <address:port>",
      "multicast group of the feed",
      parseGroup,
      parseGroup("239.255.70.1:30501"),
    )
    .option("--group-b <address:port>", "line B: the same datagrams to a second group", parseGroup)
    .option(
      "--interface <address>",
      "IPv4 address of the interface to be on; beyond the loopback the feed goes one hop",
      parseInterface,
      "127.0.0.1",
    )
    .option("--port <n>", "TCP port for orders, 0: any free one", parsePort, 0)
    .option("--rerequest-port <n>", "UDP port for re-requests, 0: any free one", parsePort, 0)
    .option("--glimpse-port <n>", "TCP port for GLIMPSE snapshots, 0: any free one", parsePort, 0)
    .option(
      "--glimpse-account <user:password>",
      "who may take snapshots, instead of who may trade; may be given more than once",
      parseAccount,
    )
    .option(
      "--keep <n>",
      "messages that can be re-requested, the newest ones; all by default",
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
      Number.MAX_SAFE_INTEGER,
    )
    .option(
      "--end-train <ms>",
      "how long the end of the session is announced, and re-requests still answered",
      wholeNumber(0, 60_000),
      300,
    )
    .option("--symbols <list>", "instruments, A,B,C", (text: string) => text.split(","))
    .option("--seed <n>", "seed of the generated market", positive, 1)
    .option("--rate <n>", "messages a second of the generated market", positive, 20_000)
    .option(
      "--account <user:password>",
      "who may trade; may be given more than once; DEMO:secret on the loopback",
      parseAccount,
    )
    .option("--itch <file>", "historical market: an ITCH 5.0 file, plain or gzip, read whole into memory")
    .option("--from <time>", "time of day at which trading begins; the books are built before", parseTime)
    .option("--to <time>", "time of day at which the file ends", parseTime)
    .option(
      "--speed <n|max>",
      "times the recorded speed, or max",
      (text) => (text === "max" ? 0 : positive(text)),
      1,
    )
    .option(
      "--record <file>",
      "keep a record here of all that happens; where one is there, go on with its day (after a crash)",
    )
    .option("--ledger <file>", "write the record of all accounts' orders here at the end, JSON lines")
    .option("--json", "print events as JSON lines")
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane venue --account DEMO:secret\n  hotlane venue --itch day.itch.gz --from 09:30 --speed 10\n" +
        "  hotlane venue --group 239.255.70.1:30501 --group-b 239.255.70.2:30501 --keep 1000000\n" +
        "  hotlane venue --account DEMO:secret --port 30600 --record day.record",
    )
    .action(runVenue);
}
