/**
 * The venue that `hotlane run` starts for itself: its place, its arguments, its record on disk for the time of the run.
 */
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OrderProtocol } from "../config/schema.js";
import { sessionsMax } from "../lanes/boundary.js";
import { addressNumber } from "../lanes/command-writer.js";
import type { LaneFeed, LaneServer } from "../lanes/lane-setup.js";
import type { Credentials, OrderSessionSettings } from "./session-keeper.js";
import { VenueProcess } from "./venue-process.js";

/** On the loopback interface alone: nothing leaves this host. */
const loopback = "127.0.0.1";
const groupA = "239.255.70.1";
const groupB = "239.255.70.2";

/** The port account of a lane's session, each by its place in the configuration. */
export function embeddedAccount(lane: number, session = 0): Credentials {
  const place = lane * sessionsMax + session + 1;
  return { username: `HTLN${place.toString(36).toUpperCase().padStart(2, "0")}`, password: "embedded" };
}

/**
 * The order sessions of the lanes at an embedded venue, by lane: one for each of `protocols`. Where it is they learn when
 * it is ready.
 */
export function embeddedSessions(
  lanes: readonly { name: string }[],
  protocols: readonly OrderProtocol[] = ["ouch50"],
): Map<string, OrderSessionSettings[]> {
  const reconnect = { firstMs: 50, maxMs: 500 };
  return new Map(
    lanes.map(({ name }, lane) => [
      name,
      protocols.map((_, session) => ({
        addresses: [],
        credentials: () => embeddedAccount(lane, session),
        reconnect,
      })),
    ]),
  );
}

export interface EmbeddedVenueSettings {
  seed: number;
  messagesPerSecond: number;
  /** How many have an account for each of their sessions. */
  lanes: number;
  /** A lost connection takes its account's open orders with it. */
  cancelOnDisconnect?: boolean;
  /** What each lane's sessions speak. */
  protocols?: readonly OrderProtocol[];
  /** Symbols of the generated market. */
  symbols: readonly string[];
  /** A historical market instead of a generated one. */
  history?: { file: string; from?: string; to?: string; speed?: string };
}

/** Chosen before it starts, so that it is at the same place after a restart. */
interface Ports {
  feed: number;
  rerequest: number;
  glimpse: number;
}

export class EmbeddedVenue {
  readonly feed: LaneFeed;
  readonly process: VenueProcess;
  readonly ledgerFile: string;
  readonly #folder: string;

  private constructor(folder: string, ports: Ports, settings: EmbeddedVenueSettings) {
    this.#folder = folder;
    this.ledgerFile = join(folder, "ledger.jsonl");
    this.feed = embeddedFeed(ports);
    const protocols = settings.protocols ?? ["ouch50"];
    const accounts = Array.from({ length: settings.lanes }, (_, lane) => lane).flatMap((lane) =>
      protocols.flatMap((protocol, session) => {
        const { username, password } = embeddedAccount(lane, session);
        return [
          ...["--account", `${username}:${password}:${protocol}`],
          ...(settings.cancelOnDisconnect === true ? ["--cancel-on-disconnect", username] : []),
        ];
      }),
    );
    const lines = ["--group", `${groupA}:${ports.feed}`, "--group-b", `${groupB}:${ports.feed}`];
    const recovery = ["--rerequest-port", String(ports.rerequest), "--glimpse-port", String(ports.glimpse)];
    const files = ["--ledger", this.ledgerFile, "--record", join(folder, "venue.record")];
    const own = [...files, ...accounts, ...marketArguments(settings)];
    this.process = new VenueProcess([...lines, ...recovery, ...own]);
  }

  /** Finds free ports; nothing runs yet. */
  static async prepare(settings: EmbeddedVenueSettings): Promise<EmbeddedVenue> {
    const folder = mkdtempSync(join(tmpdir(), "hotlane-venue-"));
    const [feed, rerequest, glimpse] = await Promise.all([freeUdpPort(), freeUdpPort(), freeTcpPort()]);
    return new EmbeddedVenue(folder, { feed, rerequest, glimpse }, settings);
  }

  /** Removes its record and its ledger; call when the latter has been read. */
  discard(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Both lines and both servers, so that what one line loses is made good as on a real feed. */
function embeddedFeed({ feed, rerequest, glimpse }: Ports): LaneFeed {
  const { username, password } = embeddedAccount(0);
  const line = (group: string) => ({ group, port: feed, interface: loopback, source: "", queue: 0 });
  const server = (port: number): LaneServer => ({ address: addressNumber(loopback), port });
  return {
    name: "embedded",
    lines: [line(groupA), line(groupB)],
    session: "",
    firstSequence: 1,
    holdNs: 2_000_000,
    rerequest: {
      servers: [server(rerequest)],
      timeoutNs: 50_000_000,
      attemptsMax: 8,
      requestsPerSecondMax: 1_000,
      gapMessagesMax: 100_000,
    },
    snapshot: { servers: [server(glimpse)], username, password },
    receive: "kernel",
  };
}

function marketArguments(settings: EmbeddedVenueSettings): string[] {
  const { history, seed, messagesPerSecond, symbols } = settings;
  if (history === undefined) {
    return ["--seed", String(seed), "--rate", String(messagesPerSecond), "--symbols", symbols.join(",")];
  }
  const { file, from, to, speed } = history;
  const optional = Object.entries({ "--from": from, "--to": to, "--speed": speed });
  return ["--itch", file, ...optional.flatMap(([name, value]) => (value === undefined ? [] : [name, value]))];
}

function freeUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.on("error", reject);
    socket.bind(0, loopback, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

function freeTcpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
