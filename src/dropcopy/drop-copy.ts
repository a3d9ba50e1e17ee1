/**
 * The engine's drop copy: executions as they happen, to a file a day and over TCP to whoever asks. Fed by the engine on
 * the main thread from the lanes' events; a slow reader or disk holds neither the lanes nor other readers up.
 */
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { HotlaneError } from "../errors.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { LaneSetup } from "../lanes/lane-setup.js";
import { DropCopyFile } from "./drop-copy-file.js";
import { DropCopyReader } from "./drop-copy-reader.js";
import { isTrade, lineOf, tradeKey } from "./drop-copy-record.js";

const readersMax = 16;
const beatMs = 1_000;

export interface DropCopySettings {
  readonly folder: string;
  /** Absent: the file alone. Port 0: any free one. */
  readonly listen?: { readonly host: string; readonly port: number } | undefined;
  /** `trades`: executions, busts and corrections. */
  readonly include: "trades" | "all";
  readonly log: (line: string) => void;
  /** What is told could not be written: whoever trades on does so without a record. */
  readonly onFailure: (why: string) => void;
}

export interface DropCopyCounts {
  readonly day: string;
  readonly records: number;
  readonly readers: number;
  /** Trades that the venue told again, after a restart: not told twice. */
  readonly repeated: number;
  /** Events of lanes that were lost. */
  readonly lost: number;
}

export class DropCopy {
  readonly #settings: DropCopySettings;
  readonly #readers = new Set<DropCopyReader>();
  readonly #lost = new Map<string, number>();
  #file: DropCopyFile | undefined;
  #server: Server | undefined;
  #beat: NodeJS.Timeout | undefined;
  #hasFailed = false;
  #repeated = 0;

  private constructor(settings: DropCopySettings) {
    this.#settings = settings;
  }

  /** Goes on with the day's file where it is there. */
  static async open(settings: DropCopySettings, day: string): Promise<DropCopy> {
    const copy = new DropCopy(settings);
    copy.#file = await copy.#openFile(day);
    const { listen } = settings;
    if (listen !== undefined) await copy.#listen(listen.host, listen.port);
    return copy;
  }

  static pathOf(folder: string, day: string): string {
    return join(folder, `drop-copy-${day}.jsonl`);
  }

  get path(): string {
    return this.#current.path;
  }

  /** Where readers connect; undefined: nowhere. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null ? address.port : undefined;
  }

  get counts(): DropCopyCounts {
    const { day, nextSeq } = this.#current;
    const lost = [...this.#lost.values()].reduce((sum, events) => sum + events, 0);
    return { day, records: nextSeq - 1, readers: this.#readers.size, repeated: this.#repeated, lost };
  }

  /** `venueSession`: the venue's name of the session that the event is of. */
  take(event: LaneEvent, setup: LaneSetup, venueSession: string): void {
    const line = lineOf(event, setup, venueSession);
    if (line === undefined) return;
    const file = this.#current;
    if (isTrade(line.kind)) {
      if (!file.trades.add(tradeKey(line))) {
        this.#repeated += 1;
        return;
      }
    } else if (this.#settings.include !== "all") return;
    const { kind, ...rest } = line;
    file.append({ kind, seq: file.nextSeq, ...rest });
  }

  /** `events`: of the lane that were lost in all so far. */
  noteLost(lane: string, events: number): void {
    const told = this.#lost.get(lane) ?? 0;
    if (events === told) return;
    this.#lost.set(lane, events);
    const file = this.#current;
    file.append({ kind: "gap", seq: file.nextSeq, lane, events: events - told });
  }

  /** What was told has been written. */
  async flush(): Promise<void> {
    await this.#current.flush();
  }

  /** Closes the day's file; another day begins, with numbers from 1. `atChange` is called at that very moment. */
  async roll(day: string, atChange: () => void): Promise<void> {
    const old = this.#current;
    this.#file = await this.#openFile(day);
    atChange();
    await old.close();
    for (const reader of this.#readers) reader.endDay(old.nextSeq);
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    await this.#current.close();
    for (const reader of this.#readers) reader.part("the engine has stopped");
    this.#server?.close();
  }

  get #current(): DropCopyFile {
    if (this.#file === undefined) throw new Error("open() gives no drop copy before it has a file");
    return this.#file;
  }

  async #openFile(day: string): Promise<DropCopyFile> {
    const { folder, log } = this.#settings;
    const file = await DropCopyFile.open(
      DropCopy.pathOf(folder, day),
      day,
      (written) => {
        this.#hasFailed = false;
        for (const reader of this.#readers) reader.take(written);
      },
      (why) => this.#fail(why),
    );
    if (file.bytesCut > 0)
      log(`drop copy: the last ${file.bytesCut} bytes of ${file.path} were torn and are cut off`);
    return file;
  }

  /** Told once, until something could be written again. */
  #fail(why: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#settings.log(`drop copy: ${this.path} can't be written: ${why}`);
    this.#settings.onFailure(why);
  }

  #listen(host: string, port: number): Promise<void> {
    const server = createServer((socket) => {
      if (this.#readers.size >= readersMax) {
        socket.end(`${JSON.stringify({ kind: "bye", why: `there are ${readersMax} readers already` })}\n`);
        return;
      }
      const reader = new DropCopyReader(socket, () => this.#current);
      this.#readers.add(reader);
      socket.once("close", () => this.#readers.delete(reader));
    });
    this.#server = server;
    this.#beat = setInterval(() => {
      for (const reader of this.#readers) reader.beat();
    }, beatMs);
    return new Promise((resolve, reject) => {
      server.once("error", (error) =>
        reject(
          new HotlaneError("drop-copy/listen", `drop copy on ${host}:${port}: ${error.message}`, {
            cause: error,
          }),
        ),
      );
      server.listen(port, host, resolve);
    });
  }
}
