/**
 * `hotlane venue`: an exchange of its own on this host, for the engine, for tests and for trying things out. Publishes
 * ITCH 5.0 over MoldUDP64 multicast on the loopback, on one line or two, answers re-requests and GLIMPSE logins, takes
 * OUCH 5.0 or 4.2 over SoupBinTCP.
 */
import { Worker } from "node:worker_threads";
import { Command } from "commander";
import { HotlaneError } from "../errors.js";
import { openInputFile } from "../files/input-file.js";
import { symbolsOfItchFile } from "../venue/itch-symbols.js";
import { accountsOf, addVenueOptions, linesOf, type VenueOptions } from "../venue/venue-options.js";
import type { VenueMessage, VenueOutcome, VenuePorts, VenueSetup, VenueStart } from "../venue/venue-setup.js";

const defaultSymbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"];

async function readItchFile(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openInputFile(file)).chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** New at each start without a record, so that nobody takes one venue's numbers for another's. */
function sessionName(): string {
  return Date.now().toString(36).toUpperCase().slice(-10);
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
    keepMessages: options.keep ?? Number.MAX_SAFE_INTEGER,
    endTrainMs: options.endTrain,
    ...(options.record === undefined ? {} : { record: options.record }),
    ...(options.ledger === undefined ? {} : { ledger: options.ledger }),
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

function report(output: Output, outcome: VenueOutcome): void {
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
  /** Times that it was told to stop, and that its ledger was asked for. */
  const signals = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL("../venue/venue-worker.js", import.meta.url), {
    workerData: { setup, signals },
  });
  // The second signal does not wait for the end of the session to be announced long enough.
  const end = (): void => void Atomics.add(signals, 0, 1);
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  if (options.ledger !== undefined) process.on("SIGUSR2", () => void Atomics.add(signals, 1, 1));
  if (options.untilStdinEnds) process.stdin.resume().once("end", end);
  // However this process ends: its loop returns only when it is told to, and Node waits for its thread.
  process.once("exit", () => void Atomics.add(signals, 0, 2));
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
      } else if (message.kind === "finished") {
        const { messages } = message;
        output.tell({ event: "finished", messages }, `the file has been played: ${messages} messages in all`);
      } else if (message.kind === "ledger") {
        output.tell({ event: "ledger" }, `the record of all orders so far is in ${options.ledger}`);
      } else if (message.kind === "ended") {
        report(output, message.outcome);
        // Listening to it would keep a process alive whose day is over.
        if (options.untilStdinEnds) process.stdin.destroy();
        resolve();
      } else reject(new HotlaneError("venue/failed", message.message));
    });
  });
}

export function venueCommand(): Command {
  return addVenueOptions(new Command("venue"))
    .description(
      "Run an exchange on this host: ITCH 5.0 by multicast on the loopback, with re-requests and GLIMPSE snapshots for " +
        "those who missed some, OUCH 5.0 or 4.2 orders on a TCP port.\n" +
        "Its market is generated from a seed, or a historical one with --itch, in which your orders queue among the " +
        "historical ones and never change history's own trades.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane venue --account DEMO:secret --account OLD:secret:ouch42\n  hotlane venue --itch day.itch.gz --from 09:30 --speed 10\n" +
        "  hotlane venue --group 239.255.70.1:30501 --group-b 239.255.70.2:30501 --keep 1000000\n" +
        "  hotlane venue --account DEMO:secret --port 30600 --record day.record",
    )
    .action(runVenue);
}
