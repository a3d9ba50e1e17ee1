// The engine and the venue that a run of the benchmark is made of, each a process as its users start it, joined by one
// line of market data and one order session over the loopback.
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EngineRun } from "#hotlane/bench/engine-run.js";
import { ask } from "#hotlane/control/control-client.js";
import type { EngineStatus } from "#hotlane/engine/engine-status.js";
import type { LaneLatency, LatencyStatus } from "#hotlane/engine/latency-status.js";
import type { HotlaneReport } from "#hotlane/engine/report.js";
import { VenueProcess, type VenueReady } from "#hotlane/engine/venue-process.js";

export const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"];
const password = "jitter";
const passwordVariable = "HOTLANE_BENCH_PASSWORD";
/** Of the feed, kept for re-requests and no longer, so that the venue does not grow. */
const keptMessages = 1_000_000;

export interface SiteSettings {
  /** Of `hotlane venue`: its market. */
  readonly market: readonly string[];
  /** Its port on the multicast group, another for each site that may run beside. */
  readonly feedPort: number;
  readonly lane: object;
  /** Of the strategy; `folder` is the run's own. */
  readonly parameters: (folder: string) => object;
  /** More of the configuration file. */
  readonly config?: (folder: string) => object;
  /** What the channel brings is kept in the run's folder. */
  readonly isRecorded?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

function configOf(settings: SiteSettings, ready: VenueReady, folder: string): object {
  const { group, feedPort, orderPort, rerequest, glimpse } = ready;
  const credentials = { username: "JITTER", password: { env: passwordVariable } };
  return {
    lanes: [settings.lane],
    feeds: [
      {
        lines: [{ group, port: feedPort, interface: "127.0.0.1" }],
        rerequest: { servers: rerequest },
        snapshot: { servers: glimpse, ...credentials },
        ...(settings.isRecorded === true && { record: { directory: join(folder, "captures") } }),
      },
    ],
    sessions: [{ venue: [`127.0.0.1:${orderPort}`], ...credentials }],
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

export class Site {
  readonly engine: EngineRun;
  readonly venue: VenueProcess;

  private constructor(venue: VenueProcess, engine: EngineRun) {
    this.venue = venue;
    this.engine = engine;
  }

  /** Resolves when the lane may trade. */
  static async start(settings: SiteSettings): Promise<Site> {
    const venue = new VenueProcess([
      ...["--account", `JITTER:${password}`, "--group", `239.255.71.1:${settings.feedPort}`],
      ...["--keep", String(keptMessages), ...settings.market],
    ]);
    try {
      const ready = await venue.start();
      const engine = new EngineRun({
        config: (folder) => configOf(settings, ready, folder),
        environment: { [passwordVariable]: password, ...settings.environment },
      });
      const site = new Site(venue, engine);
      await engine.said("order session: ready");
      return site;
    } catch (error) {
      await venue.stop();
      throw error;
    }
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

/** Resolves when it is so; rejects after `patienceMs`. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  patienceMs: number,
  everyMs: number,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${patienceMs / 1_000} s have passed and ${what} has not`);
    await pause(everyMs);
  }
}
