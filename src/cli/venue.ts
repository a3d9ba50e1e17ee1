/**
 * `hotlane venue`: an exchange of its own on this host, for the engine, for tests and for trying things out. Publishes
 * ITCH 5.0 over MoldUDP64 multicast on the loopback, takes OUCH 5.0 over SoupBinTCP.
 */
import { writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { Command, InvalidArgumentError } from "commander";
import { HotlaneError } from "../errors.js";
import { openInputFile } from "../files/input-file.js";
import { symbolsOfItchFile } from "../venue/itch-symbols.js";
import type { VenueMessage, VenueOutcome, VenueSetup } from "../venue/venue-setup.js";

const defaultSymbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"];
const nsPerSecond = 1e9;

interface VenueOptions {
  group: { address: string; port: number };
  port: number;
  symbols?: string[];
  seed: number;
  rate: number;
  account: { username: string; password: string }[];
  itch?: string;
  from?: number;
  to?: number;
  speed: number;
  ledger?: string;
  json?: true;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("expected a positive number.");
  return value;
};

function parseGroup(text: string): VenueOptions["group"] {
  const [address = "", port = ""] = text.split(":");
  // Administratively scoped groups only: nothing of an embedded venue is meant for the world.
  if (!/^239(\.\d{1,3}){3}$/.test(address) || !(Number(port) > 0 && Number(port) < 65_536)) {
    throw new InvalidArgumentError("expected a group and port like 239.255.70.1:30501.");
  }
  return { address, port: Number(port) };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw new InvalidArgumentError("expected 0 to 65535.");
  return port;
}

function parseAccount(text: string, before: VenueOptions["account"] | undefined): VenueOptions["account"] {
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

/** The market replays the file from memory: whole, unpacked. */
async function readItchFile(file: string): Promise<Uint8Array> {
  const input = await openInputFile(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of input.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** New at each start, so that nobody takes one venue's numbers for another's. */
function sessionName(): string {
  return Date.now().toString(36).toUpperCase().slice(-10);
}

async function setupFor(options: VenueOptions): Promise<VenueSetup> {
  const { itch } = options;
  const symbols = options.symbols ?? (itch === undefined ? defaultSymbols : await symbolsOfItchFile(itch));
  return {
    session: sessionName(),
    symbols,
    accounts: options.account,
    seed: options.seed,
    rate: options.rate,
    group: options.group.address,
    feedPort: options.group.port,
    orderPort: options.port,
    ...(itch === undefined ? {} : { file: await readItchFile(itch) }),
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
  await new Promise<void>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", (message: VenueMessage) => {
      if (message.kind === "ready") {
        const place = { group: setup.group, feedPort: setup.feedPort, orderPort: message.orderPort };
        output.tell(
          { event: "ready", ...place, session: setup.session },
          `venue ${setup.session}: ITCH on ${place.group}:${place.feedPort}, OUCH on 127.0.0.1:${place.orderPort}; Ctrl-C ends the day`,
        );
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
      "Run an exchange on this host: ITCH 5.0 by multicast on the loopback, OUCH 5.0 orders on a TCP port.\n" +
        "Its market is generated from a seed, or a historical one with --itch, in which your orders queue among the\n" +
        "historical ones and never change history's own trades.",
    )
    .option(
      "--group <address:port>",
      "multicast group of the feed",
      parseGroup,
      parseGroup("239.255.70.1:30501"),
    )
    .option("--port <n>", "TCP port for orders, 0: any free one", parsePort, 0)
    .option("--symbols <list>", "instruments, A,B,C", (text: string) => text.split(","))
    .option("--seed <n>", "seed of the generated market", positive, 1)
    .option("--rate <n>", "messages a second of the generated market", positive, 20_000)
    .option("--account <user:password>", "who may trade; may be given more than once", parseAccount)
    .option(
      "--itch <file>",
      "historical market: an ITCH 5.0 file, plain, gzip or zstd, read whole into memory",
    )
    .option("--from <time>", "time of day at which trading begins; the books are built before", parseTime)
    .option("--to <time>", "time of day at which the file ends", parseTime)
    .option(
      "--speed <n|max>",
      "times the recorded speed, or max",
      (text) => (text === "max" ? 0 : positive(text)),
      1,
    )
    .option("--ledger <file>", "write the record of all accounts' orders here at the end, JSON lines")
    .option("--json", "print events as JSON lines")
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane venue --account DEMO:secret\n  hotlane venue --itch day.itch.gz --from 09:30 --speed 10",
    )
    .action((options: VenueOptions) =>
      runVenue({ ...options, account: options.account ?? [{ username: "DEMO", password: "secret" }] }),
    );
}
