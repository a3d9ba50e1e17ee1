/**
 * Asks an engine that runs, over its control socket. Used by `hotlane kill`, `arm`, `status`, `stop` and the like. One
 * request, one reply.
 */
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { loadConfig } from "../config/load.js";
import { HotlaneError } from "../errors.js";
import { runningEngines, socketOf } from "./control-places.js";
import type { ControlReply } from "./control-socket.js";

/** Longer than any command takes. */
const patienceMs = 15_000;

/** Where the engine is to be looked for; nothing given: the only one of this user's that runs. */
export interface EngineChoice {
  readonly socket?: string;
  /** The configuration that it runs. */
  readonly config?: string;
}

async function findSocket({ socket, config }: EngineChoice): Promise<string> {
  if (socket !== undefined) return socket;
  if (config !== undefined) return socketOf(loadConfig(config), config);
  const running = await runningEngines();
  const [only] = running;
  if (only === undefined) throw new HotlaneError("control/no-engine", "no engine of this user runs here");
  if (running.length > 1) {
    throw new HotlaneError(
      "control/several-engines",
      `${running.length} engines run: say which with --config FILE or --socket PATH\n${running.join("\n")}`,
    );
  }
  return only;
}

/** The reply's result; throws what the engine refused it with. */
export async function ask(
  choice: EngineChoice,
  command: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<object> {
  const socket = await findSocket(choice);
  const reply = await exchange(socket, `${JSON.stringify({ id: 1, command, ...fields })}\n`);
  if (reply.ok) return reply.result;
  throw new HotlaneError(reply.error.code, reply.error.message);
}

function exchange(socket: string, request: string): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new HotlaneError("control/no-answer", `control socket ${socket}: ${why}`));
    const connection = createConnection(socket, () => connection.write(request));
    connection.setTimeout(patienceMs, () => {
      connection.destroy();
      fail(`no answer within ${patienceMs} ms`);
    });
    connection.on("error", (error) => fail(error.message));
    connection.on("close", () => fail("closed without an answer"));
    const lines = createInterface({ input: connection });
    // It passes on its input's errors, which have been told above.
    lines.on("error", () => undefined);
    lines.once("line", (line) => {
      resolve(JSON.parse(line) as ControlReply);
      connection.destroy();
    });
  });
}
