/**
 * The venue that `hotlane run` starts for itself: its place, its arguments, its record on disk for the time of the run.
 */
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LaneFeed } from "../lanes/lane-setup.js";
import type { FeedLine } from "../venue/venue-setup.js";
import { VenueProcess } from "./venue-process.js";

/** On the loopback interface alone: nothing leaves this host. */
const loopback = "127.0.0.1";
const groupA = "239.255.70.1";
const groupB = "239.255.70.2";
export const embeddedAccount = { username: "HOTLN1", password: "embedded" };

export interface EmbeddedVenueSettings {
  seed: number;
  messagesPerSecond: number;
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
  /** Line A. */
  readonly feed: LaneFeed;
  readonly lineB: FeedLine;
  /** HOST:PORT of who is asked for what was missed. */
  readonly rerequest: readonly string[];
  readonly glimpse: readonly string[];
  readonly process: VenueProcess;
  readonly ledgerFile: string;
  readonly #folder: string;

  private constructor(folder: string, ports: Ports, settings: EmbeddedVenueSettings) {
    this.#folder = folder;
    this.ledgerFile = join(folder, "ledger.jsonl");
    this.feed = { group: groupA, port: ports.feed, interface: loopback, session: "", firstSequence: 1 };
    this.lineB = { group: groupB, port: ports.feed };
    this.rerequest = [`${loopback}:${ports.rerequest}`];
    this.glimpse = [`${loopback}:${ports.glimpse}`];
    const account = `${embeddedAccount.username}:${embeddedAccount.password}`;
    const lines = ["--group", `${groupA}:${ports.feed}`, "--group-b", `${groupB}:${ports.feed}`];
    const recovery = ["--rerequest-port", String(ports.rerequest), "--glimpse-port", String(ports.glimpse)];
    const files = ["--ledger", this.ledgerFile, "--record", join(folder, "venue.record")];
    const own = [...files, "--account", account, ...marketArguments(settings)];
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
