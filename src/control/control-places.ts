/**
 * Where an engine's control socket and state lie, and how its socket is found again. Every engine also leaves a link in
 * the user's run folder, named by its process, so that `hotlane kill` without a word of where finds the only one that
 * runs. The run folder is the user's alone, or it is not used.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { HotlaneConfig } from "../config/schema.js";
import { HotlaneError } from "../errors.js";

/** sockaddr_un has room for 108 bytes, the last of them 0. */
const pathBytesMax = 107;
const othersMask = 0o077;

export interface ControlPlaces {
  readonly socket: string;
  /** Under which it is found in the run folder; the socket itself where it lies there. */
  readonly link: string;
  /** Of kill switches and the audit log; undefined: a run that nothing outlives. */
  readonly stateFolder: string | undefined;
}

export function runFolder(): string {
  const { uid } = userInfo();
  const given = process.env.XDG_RUNTIME_DIR;
  const folder =
    given !== undefined && existsSync(given) ? join(given, "hotlane") : join(tmpdir(), `hotlane-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid: owner, mode } = statSync(folder);
  if (owner !== uid || (mode & othersMask) !== 0) {
    const found = `owner ${owner}, mode ${(mode & 0o777).toString(8)}`;
    throw new HotlaneError(
      "control/run-folder",
      `${folder}: found ${found}, expected owner ${uid}, mode 700`,
    );
  }
  return folder;
}

/** `configFile` undefined: the embedded configuration. */
export function controlPlaces(
  { control }: Pick<HotlaneConfig, "control">,
  configFile: string | undefined,
): ControlPlaces {
  const link = join(runFolder(), `${process.pid}.sock`);
  const stateFolder = control.directory ?? (configFile === undefined ? undefined : stateFolderOf(configFile));
  const socket = control.socket ?? (stateFolder === undefined ? link : join(stateFolder, "control.sock"));
  if (Buffer.byteLength(socket) > pathBytesMax) {
    throw new HotlaneError(
      "config/socket-path",
      `control.socket: found ${socket} of ${Buffer.byteLength(socket)} bytes, expected at most ${pathBytesMax}`,
    );
  }
  return { socket, link, stateFolder };
}

/** `hotlane.yaml` keeps its state in `hotlane.state`, beside it. */
function stateFolderOf(configFile: string): string {
  const path = resolve(configFile);
  return join(dirname(path), `${basename(path, extname(path))}.state`);
}

/** Where the engine of a configuration file listens. */
export function socketOf(config: Pick<HotlaneConfig, "control">, configFile: string): string {
  return controlPlaces(config, configFile).socket;
}

/** Whether someone answers there. */
export function isAnswered(socket: string): Promise<boolean> {
  return new Promise((done) => {
    const connection = createConnection(socket);
    connection.once("connect", () => {
      connection.destroy();
      done(true);
    });
    connection.once("error", () => done(false));
  });
}

/** Makes room for a socket: what a dead engine left is removed, what a living one holds is an error. */
export async function claimPlace(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (await isAnswered(path)) {
    throw new HotlaneError("control/in-use", `control socket ${path}: another engine answers there already`);
  }
  if (!found.isSocket() && !found.isSymbolicLink()) {
    throw new HotlaneError("control/no-socket", `control socket ${path}: found a file that is no socket`);
  }
  rmSync(path);
}

/** The sockets of the user's engines that run now. Links of dead ones are removed. */
export async function runningEngines(): Promise<string[]> {
  const folder = runFolder();
  const links = readdirSync(folder).filter((name) => name.endsWith(".sock"));
  const paths = links.map((name) => join(folder, name));
  for (const path of paths) if (!isAlive(Number.parseInt(basename(path), 10))) rmSync(path, { force: true });
  const answers = await Promise.all(paths.map(isAnswered));
  return paths.filter((_, index) => answers[index] === true);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
