/**
 * One reader of the drop copy: a TCP connection that asked for the lines from a number on. It is given what the file has
 * at the pace at which it takes it, then every line as it is written. One that does not take what is written while it
 * is live is told so and disconnected; it may come back and ask from where it was. Main thread; holds nobody up.
 */
import { once } from "node:events";
import type { Socket } from "node:net";
import { messageOf } from "../errors.js";
import type { DropCopyFile, WrittenLines } from "./drop-copy-file.js";
import { dropCopySchema } from "./drop-copy-record.js";

/** How much may wait for a reader that is live. */
const waitingBytesMax = 1 << 20;
/** A reader that takes nothing for so long while it catches up is gone. */
const stallMs = 30_000;
/** For it to say from where on. */
const requestMs = 10_000;
const requestBytesMax = 256;
/** For a last word to be taken. */
const partingMs = 1_000;

export class DropCopyReader {
  readonly #socket: Socket;
  readonly #file: () => DropCopyFile;
  /** The next line that it is to get; undefined: it has not asked yet. */
  #next: number | undefined;
  #isLive = false;
  #isOver = false;

  /** `file`: of the current day. */
  constructor(socket: Socket, file: () => DropCopyFile) {
    this.#socket = socket;
    this.#file = file;
    let request = "";
    socket.setEncoding("utf8");
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("data", (text: string) => {
      if (this.#next !== undefined) return;
      request += text;
      if (request.includes("\n")) this.#ask(request.slice(0, request.indexOf("\n")).trim());
      else if (request.length > requestBytesMax) this.part("a request is one short line");
    });
    const late = setTimeout(() => {
      if (this.#next === undefined) this.part(`nothing was asked for within ${requestMs} ms`);
    }, requestMs);
    socket.once("close", () => clearTimeout(late));
    const { day, nextSeq } = file();
    this.#tell({ schema: dropCopySchema, kind: "hello", day, first: 1, next: nextSeq });
  }

  /** Every line so far has been sent, and each is from now on. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** What was just written. */
  take({ seq, lines }: WrittenLines): void {
    if (!this.#isLive || this.#isOver || this.#next !== seq) return;
    this.#next += lines.length;
    if (this.#socket.writableLength > waitingBytesMax) {
      this.part(
        `too slow: ${this.#socket.writableLength} bytes wait; come back with FROM and your next number`,
      );
      return;
    }
    this.#socket.write(`${lines.join("\n")}\n`);
  }

  /** So that it knows that the line is alive, and whether it has missed anything. */
  beat(): void {
    if (this.#isLive && !this.#isOver && this.#socket.writableLength === 0)
      this.#tell({ kind: "heartbeat", next: this.#file().nextSeq });
  }

  /** The day is over: the numbers begin again. It has to ask anew. */
  endDay(next: number): void {
    if (this.#isOver) return;
    this.#tell({ kind: "endOfDay", next });
    this.part("the day is over: connect again for the next");
  }

  /** Hangs up, with a word. */
  part(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.end(`${JSON.stringify({ kind: "bye", why })}\n`);
    setTimeout(() => this.#socket.destroy(), partingMs).unref();
  }

  #ask(request: string): void {
    const file = this.#file();
    const match = /^FROM (\d{1,15})$/.exec(request);
    const from = request === "LIVE" ? file.written : Number(match?.[1] ?? 0);
    if (from < 1 || from > file.nextSeq) {
      this.part(`found ${JSON.stringify(request)}, expected LIVE or FROM 1 to FROM ${file.nextSeq}`);
      return;
    }
    this.#next = from;
    this.#catchUp(file, from).catch((error: unknown) => this.part(messageOf(error)));
  }

  async #catchUp(file: DropCopyFile, from: number): Promise<void> {
    let next = from;
    while (!this.#isOver && !this.#socket.destroyed) {
      const { bytes, lines } = await file.read(next);
      if (lines === 0) {
        // Nothing was written between the look and here: this runs to its end first.
        if (next < file.written) continue;
        this.#next = next;
        this.#isLive = true;
        return;
      }
      next += lines;
      if (this.#socket.write(bytes)) continue;
      const drained = await once(this.#socket, "drain", { signal: AbortSignal.timeout(stallMs) }).catch(
        () => false,
      );
      if (drained === false) this.part(`too slow: nothing was taken for ${stallMs} ms`);
    }
  }

  #tell(word: object): void {
    this.#socket.write(`${JSON.stringify(word)}\n`);
  }
}
