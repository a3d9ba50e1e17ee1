/**
 * `hotlane run`: the engine, with the embedded venue unless the configuration names a real one, until it is stopped or
 * its time is up; then the report. Results on standard output, everything else on standard error.
 */
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { laneOfSession } from "../config/assignment.js";
import { embeddedConfig } from "../config/embedded.js";
import { loadConfig } from "../config/load.js";
import type { HotlaneConfig } from "../config/schema.js";
import { passwordLengthMax, resolveSecret } from "../config/secrets.js";
import { type ControlPlaces, controlPlaces } from "../control/control-places.js";
import { ControlSocket } from "../control/control-socket.js";
import { EmbeddedVenue, embeddedSessions } from "../engine/embedded-venue.js";
import { Engine, type EngineSettings } from "../engine/engine.js";
import { resolveAddresses, resolveFeeds } from "../engine/feed-addresses.js";
import { type HotlaneReport, reportText } from "../engine/report.js";
import type { OrderSessionSettings } from "../engine/session-keeper.js";
import { HotlaneError, messageOf, UsageError } from "../errors.js";
import { makePrivateFolder } from "../files/durable-file.js";
import { keepHeapsSmall } from "../lanes/small-heaps.js";
import { SessionSchedule } from "../sessions/session-schedule.js";
import { symbolsOfItchFile } from "../venue/itch-symbols.js";
import { exitCodes } from "./exit-codes.js";
import { RunLog } from "./run-log.js";
import { RunSignals } from "./run-signals.js";

/** A session that isn't up by then is said to be late; the engine goes on trying. */
const readyPatienceMs = 5_000;

interface RunOptions {
  config?: string;
  seconds?: number;
  json?: true;
  itch?: string;
  from?: string;
  to?: string;
  speed?: string;
  symbols?: string;
  seed?: number;
  rate?: number;
  strategy?: string;
  journal?: string;
  recover: boolean;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("expected a positive number.");
  return value;
};

async function configFor(options: RunOptions): Promise<HotlaneConfig> {
  const config = options.config === undefined ? embeddedConfig() : loadConfig(options.config);
  const [strategy] = config.strategies;
  if (options.strategy !== undefined && strategy !== undefined) strategy.file = options.strategy;
  if (options.journal !== undefined) {
    config.journal = { ...config.journal, enabled: true, directory: resolve(options.journal) };
  }
  if (!options.recover) config.journal = { ...config.journal, recover: false };
  if (options.itch === undefined) return config;
  if (config.venue === undefined)
    throw new UsageError("--itch needs the embedded venue: leave --config out or give it a venue section");
  const symbols = options.symbols?.split(",") ?? (await symbolsOfItchFile(options.itch));
  return { ...config, instruments: symbols.map((symbol) => ({ symbol })) };
}

async function venueFor(config: HotlaneConfig, options: RunOptions): Promise<EmbeddedVenue | undefined> {
  if (config.venue === undefined) return undefined;
  const { seed, messagesPerSecond, cancelOnDisconnect, sessions: protocols } = config.venue.embedded;
  const { itch, from, to, speed } = options;
  const timing = Object.fromEntries(
    Object.entries({ from, to, speed }).filter(([, value]) => value !== undefined),
  );
  return EmbeddedVenue.prepare({
    seed: options.seed ?? seed,
    messagesPerSecond: options.rate ?? messagesPerSecond,
    lanes: config.lanes.length,
    cancelOnDisconnect,
    protocols,
    symbols: config.instruments.map(({ symbol }) => symbol),
    ...(itch === undefined ? {} : { history: { file: itch, ...timing } }),
  });
}

/** The configured order sessions, by lane in their order. */
async function resolveSessions(config: HotlaneConfig): Promise<Map<string, OrderSessionSettings[]>> {
  const sessions = await Promise.all(
    config.sessions.map(async (session, index) => {
      const { username, password, reconnect, schedule } = session;
      const credentials = () => ({
        username,
        password: resolveSecret(password, `sessions[${index}].password`, passwordLengthMax),
      });
      credentials(); // a mistake is told before anything starts
      const addresses = await resolveAddresses(session.venue);
      const hours = schedule && new SessionSchedule(schedule);
      const settings = { addresses, credentials, reconnect, schedule: hours };
      return { lane: laneOfSession(config, session), settings };
    }),
  );
  return new Map(
    config.lanes.map(({ name }) => [
      name,
      sessions.filter(({ lane }) => lane === name).map(({ settings }) => settings),
    ]),
  );
}

async function settingsFor(
  config: HotlaneConfig,
  options: RunOptions,
  { stateFolder }: ControlPlaces,
  log: (line: string) => void,
): Promise<EngineSettings> {
  if (stateFolder !== undefined) makePrivateFolder(stateFolder);
  const venue = await venueFor(config, options);
  return {
    config,
    log,
    venue,
    stateFolder,
    feeds: venue === undefined ? await resolveFeeds(config) : [venue.feed],
    sessions:
      venue === undefined
        ? await resolveSessions(config)
        : embeddedSessions(config.lanes, config.venue?.embedded.sessions),
  };
}

/** Resolves when the run is to end: its time is up, what is recorded has been played, or `stop` is aborted. */
function untilEnd(
  engine: Engine,
  settings: EngineSettings,
  seconds: number | undefined,
  stop: AbortSignal,
): Promise<void> {
  let timeIsUp: NodeJS.Timeout | undefined;
  return new Promise<void>((resolve, reject) => {
    if (seconds !== undefined) timeIsUp = setTimeout(resolve, seconds * 1000);
    if (stop.aborted) resolve();
    stop.addEventListener("abort", () => resolve());
    void settings.venue?.process.finished
      .then((messages) => engine.untilHeard(messages))
      .then(() => resolve());
    void engine.played.then(() => resolve());
    engine.failed.catch(reject);
    // A timer left behind would keep the process alive until its time, long after a signal ended the run.
  }).finally(() => clearTimeout(timeIsUp));
}

async function runControlled(
  options: RunOptions,
  settings: EngineSettings,
  control: ControlSocket,
  said: RunLog,
  signals: RunSignals,
): Promise<{ engine: Engine; report: HotlaneReport }> {
  const engine = await Engine.start(settings);
  signals.concern(engine);
  control.serve({ engine, stop: () => signals.stop() });
  if (!(await engine.untilReady(readyPatienceMs)))
    settings.log("order sessions: not all ready yet; still trying");
  const title = options.itch ?? options.config ?? "embedded venue";
  said.show(() => engine.snapshot(title, options.seconds, said.newest));
  await untilEnd(engine, settings, options.seconds, signals.stopped).catch((error: unknown) => {
    process.stderr.write(`hotlane: ${messageOf(error)}\n`);
    // A lane has failed: the others end in order, as the process does (lanes/lane-exit.ts).
    process.exit(exitCodes.failure);
  });
  return { engine, report: await engine.stop() };
}

async function run(options: RunOptions): Promise<void> {
  keepHeapsSmall();
  const signals = new RunSignals();
  const said = new RunLog(process.stderr.isTTY && options.json !== true);
  const config = await configFor(options);
  const places = controlPlaces(config, options.config);
  const control = await ControlSocket.open(places);
  const { engine, report } = await settingsFor(config, options, places, said.log)
    .then((settings) => runControlled(options, settings, control, said, signals))
    .finally(() => {
      control.close();
      said.hide();
    });
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${reportText(report).join("\n")}\n`);
  if (report.reconciled === false) process.exitCode = exitCodes.notReconciled;
  // Its thread would keep the process alive for ever.
  if (engine.hasLaneLeftBehind) process.stdout.end(() => process.exit(exitCodes.failure));
  throwFileErrors(report);
}

/** A recording that breaks off, or that can't be kept, is told in the report; the run has failed all the same. */
function throwFileErrors({ channels }: HotlaneReport): void {
  const broken = channels.flatMap(({ replay }) => replay?.errors ?? []);
  if (broken.length > 0) {
    throw new HotlaneError("feed/corrupt-file", `${broken.join("\n")}; what was good before it was played`);
  }
  const failed = channels.find(({ record }) => record !== undefined && record.failure !== null)?.record;
  if (failed !== undefined) {
    const lost = `${failed.unwritten} packets are not in it, ${failed.written} are`;
    throw new HotlaneError("record/write", `cannot write ${failed.file}: ${failed.failure}: ${lost}`);
  }
}

export function runCommand(): Command {
  return new Command("run")
    .description(
      "Run the engine. Without --config it brings its own venue: a generated market, or a historical one with --itch,\n" +
        "on which the example market maker trades. Ctrl-C stops it in order: orders are cancelled, then comes the report.",
    )
    .option("--config <file>", "lanes, feeds, sessions, instruments, strategies and limits (YAML)")
    .option("--seconds <n>", "stop after so many seconds of trading", positive)
    .option("--json", "print the report as one JSON object")
    .option("--itch <file>", "historical market: an ITCH 5.0 file, plain or gzip")
    .option(
      "--from <time>",
      "begin to trade at this time of the file, HH:MM[:SS]; the books are built before",
    )
    .option("--to <time>", "end at this time of the file")
    .option("--speed <n|max>", "times the recorded speed, or max: as fast as it goes (default 1)")
    .option("--symbols <list>", "instruments of the file to trade, A,B,C (default: all, if not too many)")
    .option("--seed <n>", "seed of the generated market", positive)
    .option("--rate <n>", "messages a second of the generated market", positive)
    .option("--strategy <file>", "another strategy than the example, TypeScript or JavaScript")
    .option("--journal <directory>", "keep a journal of each lane there, to replay the run from")
    .option("--no-recover", "begin anew, whatever an earlier run in the journal knew (docs/journal.md)")
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane run --seconds 10\n  hotlane run --itch day.itch.gz --from 09:30 --to 10:00 --speed 100\n  hotlane run --config hotlane.yaml --json",
    )
    .action(run);
}
