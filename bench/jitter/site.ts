// The engine and the venue that a run of the benchmark is made of, each a process as its users start it, joined by one
// line of market data and one order session over the loopback.
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EngineRun } from "#hotlane/bench/engine-run.js";
import { freePort } from "#hotlane/bench/free-port.js";
import { ask } from "#hotlane/control/control-client.js";
import type { EngineStatus } from "#hotlane/engine/engine-status.js";
import type { LaneLatency, LatencyStatus } from "#hotlane/engine/latency-status.js";
import type { HotlaneReport } from "#hotlane/engine/report.js";
import { VenueProcess } from "#hotlane/engine/venue-process.js";
import { HotlaneError } from "#hotlane/errors.js";

export const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"];
const loopback = "127.0.0.1";
const group = "239.255.71.1";
const startPatienceMs = 60_000;
const startLookMs = 50;
const password = "jitter";
const passwordVariable = "HOTLANE_BENCH_PASSWORD";
/** Of the feed, kept for re-requests and no longer, so that the venue does not grow. */
const keptMessages = 1_000_000;

export interface SiteSettings {
  /** Of `hotlane venue`: its market. */
  readonly market: readonly string[];
  readonly lane: object;
  /** Of the strategy; `folder` is the run's own. */
  readonly parameters: (folder: string) => object;
  /** More of the configuration file. */
  readonly config?: (folder: string) => object;
  /** What the channel brings is kept in the run's folder. */
  readonly isRecorded?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Chosen before either starts. */
interface Ports {
  readonly feed: number;
  readonly rerequest: number;
  readonly glimpse: number;
  readonly orders: number;
}

function configOf(settings: SiteSettings, ports: Ports, folder: string): object {
  const at = (port: number): string => `${loopback}:${port}`;
  const credentials = { username: "JITTER", password: { env: passwordVariable } };
  return {
    lanes: [settings.lane],
    feeds: [
      {
        lines: [{ group, port: ports.feed, interface: loopback }],
        rerequest: { servers: [at(ports.rerequest)] },
        snapshot: { servers: [at(ports.glimpse)], ...credentials },
        ...(settings.isRecorded === true && { record: { directory: join(folder, "captures") } }),
      },
    ],
    sessions: [{ venue: [at(ports.orders)], ...credentials, reconnect: { firstMs: 50, maxMs: 100 } }],
    instruments: symbols.map((symbol) => ({ symbol })),
    strategies: [
      {
        name: "probe",
        file: fileURLToPath(new URL("./probe-strategy.js", import.meta.url)),
        parameters: settings.parameters(folder),
      },
    ],
    limits: { defaults: { shortSale: "none" }, market: { anyHour: true } },
    control: { directory: join(folder, "state") },
    ...settings.config?.(folder),
  };
}

/** Another site may run beside this one: each has its own. */
async function freePorts(): Promise<Ports> {
  const [feed, rerequest, glimpse, orders] = await Promise.all([
    freePort("udp"),
    freePort("udp"),
    freePort("tcp"),
    freePort("tcp"),
  ]);
  return { feed, rerequest, glimpse, orders };
}

export class Site {
  readonly engine: EngineRun;
  readonly venue: VenueProcess;

  private constructor(venue: VenueProcess, engine: EngineRun) {
    this.venue = venue;
    this.engine = engine;
  }

  /** Resolves when the lane may trade. The engine is first, so that it hears the venue's first message. */
  static async start(settings: SiteSettings): Promise<Site> {
    const ports = await freePorts();
    const engine = new EngineRun({
      config: (folder) => configOf(settings, ports, folder),
      environment: { [passwordVariable]: password, ...settings.environment },
    });
    const venue = new VenueProcess([
      ...["--account", `JITTER:${password}`, "--group", `${group}:${ports.feed}`],
      ...["--rerequest-port", String(ports.rerequest), "--glimpse-port", String(ports.glimpse)],
      ...["--port", String(ports.orders), "--keep", String(keptMessages), ...settings.market],
    ]);
    const site = new Site(venue, engine);
    try {
      await Promise.race([site.#untilAsked(), engine.report]);
      await venue.start();
      await engine.said("order session: ready");
      return site;
    } catch (error) {
      await site.discard();
      throw error;
    }
  }

  /** Its lane runs when the engine answers. */
  async #untilAsked(): Promise<void> {
    const end = Date.now() + startPatienceMs;
    while (Date.now() < end) {
      const isAnswered = await this.status().then(
        () => true,
        () => false,
      );
      if (isAnswered) return;
      await pause(startLookMs);
    }
    throw new HotlaneError("bench/engine", `the engine does not answer: ${this.engine.log}`);
  }

  get socket(): string {
    return join(this.engine.folder, "state", "control.sock");
  }

  async status(): Promise<EngineStatus> {
    return (await ask({ socket: this.socket }, "status")) as EngineStatus;
  }

  /** What the lane's stages have taken so far. */
  async latency(): Promise<LaneLatency["stages"]> {
    const { lanes } = (await ask({ socket: this.socket }, "latency")) as LatencyStatus;
    return (lanes[0] as LaneLatency).stages; // there is one
  }

  /** Ends both in order and gives the engine's report. */
  async stop(): Promise<HotlaneReport> {
    const report = await this.engine.stop();
    await this.venue.stop();
    return report;
  }

  async discard(): Promise<void> {
    await this.venue.stop();
    this.engine.discard();
  }
}
