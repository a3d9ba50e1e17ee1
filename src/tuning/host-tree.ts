/**
 * The kernel's files about a host (/proc, /sys): of this one, or of another one as it was recorded. Whatever reads a host
 * reads it through this, so that advice for a two-socket server can be tested on a laptop.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { messageOf } from "../errors.js";

export interface HostTree {
  /** Whose it is. */
  readonly name: string;
  /** A file's text without the line end; undefined: not there, or not readable. */
  read(path: string): string | undefined;
  /** The names in a folder, sorted; empty: not there. */
  list(path: string): string[];
  /** Names of the programs that run, each once. */
  processes(): string[];
}

/** Writes a kernel file. Undefined: done; else why not. Only this host has one. */
export type WriteFile = (path: string, value: string) => string | undefined;

/** A host as it was recorded: texts by path. */
export interface RecordedHost {
  readonly schema: "hotlane.host/1";
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly processes: readonly string[];
}

/** No file of /proc or /sys that is read here is longer; what is, is none of ours. */
const fileBytesMax = 1 << 20;

export function thisHost(): HostTree {
  return {
    name: hostname(),
    read(path) {
      try {
        const text = readFileSync(path, "utf8");
        return text.length > fileBytesMax ? undefined : text.trimEnd();
      } catch {
        return undefined; // the kernel says "not here" and "not for you" in many ways: all mean unknown
      }
    },
    list(path) {
      try {
        return readdirSync(path).sort();
      } catch {
        return [];
      }
    },
    processes() {
      const numbers = this.list("/proc").filter((name) => /^\d+$/.test(name));
      const names = numbers.flatMap((number) => this.read(`/proc/${number}/comm`) ?? []);
      return [...new Set(names)].sort();
    },
  };
}

export const writeHere: WriteFile = (path, value) => {
  try {
    writeFileSync(path, value);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
};

export function recordedHost({ name, files, processes }: RecordedHost): HostTree {
  const paths = Object.keys(files);
  return {
    name,
    read: (path) => files[path],
    list(path) {
      const names = paths
        .filter((one) => one.startsWith(`${path}/`))
        .map((one) => one.slice(path.length + 1).split("/")[0] as string);
      return [...new Set(names)].sort();
    },
    processes: () => [...processes],
  };
}

/** Notes every file that is read through it, so that what a diagnosis looked at can be kept. */
export function recordingHost(tree: HostTree): { readonly tree: HostTree; recorded(): RecordedHost } {
  const files: Record<string, string> = {};
  let processes: string[] = [];
  return {
    tree: {
      name: tree.name,
      read(path) {
        const text = tree.read(path);
        if (text !== undefined) files[path] = text;
        return text;
      },
      list: (path) => tree.list(path),
      processes() {
        processes = tree.processes();
        return processes;
      },
    },
    recorded: () => ({ schema: "hotlane.host/1", name: tree.name, files, processes }),
  };
}
