/**
 * The engine's control socket: a Unix domain socket that its owner alone can open. A request is a line of JSON,
 * `{ "id", "command", "by", … }`, its reply another, `{ "id", "ok": true, "result" }` or `{ "id", "ok": false, "error" }`;
 * those of one connection are answered in order. Main thread. A broken request harms nothing but itself.
 */
import { chmodSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import * as z from "zod";
import type { Actor } from "../engine/audit-log.js";
import type { Engine } from "../engine/engine.js";
import { type ErrorCode, HotlaneError, messageOf } from "../errors.js";
import { makePrivateFolder } from "../files/durable-file.js";
import { native } from "../lanes/native.js";
import { personName } from "./control-command.js";
import { controlCommands } from "./control-commands.js";
import { type ControlPlaces, claimPlace } from "./control-places.js";

const requestBytesMax = 65_536;
const connectionsMax = 16;
const socketMode = 0o600;
const othersMask = 0o177;

export type ControlReply =
  | { id: unknown; ok: true; result: object }
  | { id: unknown; ok: false; error: { code: ErrorCode; message: string } };

/** What the engine gives once it is there. */
export interface Served {
  readonly engine: Engine;
  readonly stop: () => void;
}

const envelope = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  command: z.string(),
  by: personName().optional(),
});

export class ControlSocket {
  readonly #server: Server;
  readonly #places: ControlPlaces;
  readonly #connections = new Set<Socket>();
  readonly #served: Promise<Served>;
  #serve: (served: Served) => void = () => undefined;

  private constructor(places: ControlPlaces) {
    this.#places = places;
    this.#served = new Promise((resolve) => {
      this.#serve = resolve;
    });
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Takes the place; requests wait until serve(). Throws when another engine holds it. */
  static async open(places: ControlPlaces): Promise<ControlSocket> {
    const { socket, link } = places;
    if (socket !== link) makePrivateFolder(dirname(socket));
    await claimPlace(socket);
    const control = new ControlSocket(places);
    await control.#listen();
    chmodSync(socket, socketMode);
    if (socket !== link) {
      rmSync(link, { force: true });
      symlinkSync(socket, link);
    }
    return control;
  }

  /** Those that wait are answered now. */
  serve(served: Served): void {
    this.#serve(served);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#connections) socket.destroy();
    for (const path of [this.#places.link, this.#places.socket]) rmSync(path, { force: true });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error) =>
        reject(
          new HotlaneError("control/listen", `control socket ${this.#places.socket}: ${error.message}`, {
            cause: error,
          }),
        ),
      );
      // From its first moment nobody else may open it. The socket is made within the call.
      const before = process.umask(othersMask);
      this.#server.listen(this.#places.socket, resolve);
      process.umask(before);
    });
  }

  #accept(socket: Socket): void {
    const peer = peerOf(socket);
    const isOurs = peer !== undefined && (peer.uid === 0 || peer.uid === process.getuid?.());
    if (!isOurs || this.#connections.size >= connectionsMax) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.on("close", () => this.#connections.delete(socket));
    socket.on("error", () => socket.destroy());
    let waiting = "";
    let answered: Promise<void> = Promise.resolve();
    const answer = (line: string): void => {
      answered = answered.then(async () => {
        const reply = await this.#answer(line, peer);
        if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`);
      });
    };
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      const lines = (waiting + text).split("\n");
      waiting = lines.pop() ?? "";
      for (const line of lines) answer(line);
      if (waiting.length <= requestBytesMax) return;
      const reply = failed(
        undefined,
        new HotlaneError("control/too-long", `request: expected at most ${requestBytesMax} bytes a line`),
      );
      socket.end(`${JSON.stringify(reply)}\n`);
    });
  }

  async #answer(line: string, peer: Peer): Promise<ControlReply> {
    let id: unknown;
    try {
      const { id: given, command: name, by, ...fields } = parse(line);
      id = given;
      const { engine, stop } = await this.#served;
      const command = controlCommands.find((one) => one.name === name);
      if (command === undefined) {
        const known = controlCommands.map((one) => one.name).join(", ");
        throw new HotlaneError(
          "control/unknown-command",
          `command: found "${name}", expected one of ${known}`,
        );
      }
      const actor: Actor = { by: by ?? peer.user, origin: "control", ...peer };
      try {
        const request = checked(command.request, fields);
        const result = await command.run(request, { engine, actor, isNamed: by !== undefined, stop });
        return { id, ok: true, result };
      } catch (error) {
        engine.audit.append({ actor, what: `${name} refused`, details: { fields, why: messageOf(error) } });
        throw error;
      }
    } catch (error) {
      return failed(id, error);
    }
  }
}

interface Peer {
  readonly user: string;
  readonly uid: number;
  readonly pid: number;
}

/** As the kernel knows it. Node.js gives a socket's descriptor to nobody, so it is asked of the handle. */
function peerOf(socket: Socket): Peer | undefined {
  const { _handle: handle } = socket as unknown as { _handle?: { fd?: number } };
  const peer = typeof handle?.fd === "number" ? native.peerOf(handle.fd) : undefined;
  if (peer === undefined) return undefined;
  return { user: peer.userName || `uid ${peer.user}`, uid: peer.user, pid: peer.process };
}

function parse(line: string): z.output<typeof envelope> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new HotlaneError("control/not-json", `request: ${messageOf(error)}`);
  }
  return checked(envelope, value);
}

function checked<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join(".") || "request"}: ${message}`,
  );
  throw new HotlaneError("control/bad-request", problems.join("; "));
}

function failed(id: unknown, error: unknown): ControlReply {
  const code = error instanceof HotlaneError ? error.code : "control/failed";
  return { id, ok: false, error: { code, message: messageOf(error) } };
}
