/**
 * The venue that `hotlane run` starts for itself: its place, its arguments, its record on disk for the time of the run.
 */
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LaneFeed } from "../lanes/lane-setup.js";
import { VenueProcess } from "./venue-process.js";

/** On the loopback interface alone: nothing leaves this host. */
const group = "239.255.70.1";
export const embeddedAccount = { username: "HOTLN1", password: "embedded" };

export interface EmbeddedVenueSettings {
  seed: number;
  messagesPerSecond: number;
  /** Symbols of the generated market. */
  symbols: readonly string[];
  /** A historical market instead of a generated one. */
  history?: { file: string; from?: string; to?: string; speed?: string };
}

export class EmbeddedVenue {
  readonly feed: LaneFeed;
  readonly process: VenueProcess;
  readonly ledgerFile: string;
  readonly #folder: string;

  private constructor(folder: string, port: number, settings: EmbeddedVenueSettings) {
    this.#folder = folder;
    this.ledgerFile = join(folder, "ledger.jsonl");
    this.feed = { group, port, interface: "127.0.0.1", session: "", firstSequence: 1 };
    const account = `${embeddedAccount.username}:${embeddedAccount.password}`;
    const place = ["--group", `${group}:${port}`, "--ledger", this.ledgerFile];
    const record = ["--record", join(folder, "venue.record")];
    this.process = new VenueProcess([
      ...place,
      ...record,
      "--account",
      account,
      ...marketArguments(settings),
    ]);
  }

  /** Finds a free port for the feed; nothing runs yet. */
  static async prepare(settings: EmbeddedVenueSettings): Promise<EmbeddedVenue> {
    const folder = mkdtempSync(join(tmpdir(), "hotlane-venue-"));
    return new EmbeddedVenue(folder, await freeUdpPort(), settings);
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
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
