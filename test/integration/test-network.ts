// Where the processes of a test stand: all on this host's loopback, or each in a network namespace of its own, joined by
// veth pairs as by cables. Namespaces have no name: they are gone with the process that made them, however it ends.
import { type ChildProcess, type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

/** A place for processes. */
export interface Host {
  /** Goes before a command, so that it runs there. */
  readonly enter: readonly string[];
  /** Its addresses, one an interface. */
  readonly addresses: readonly string[];
}

/** A venue, a receiver, and between them what can be made a bad network: every way from one to the other leads past it. */
export interface TestNetwork {
  readonly venue: Host;
  /** Its first address is on the venue's side, its last on the receiver's. */
  readonly between: Host;
  readonly receiver: Host;
  close(): void;
}

export function addressOf({ addresses }: Host): string {
  return addresses[0] ?? "";
}

export function spawnOn(
  { enter }: Host,
  command: string,
  args: readonly string[],
  env = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const [program = command, ...before] = [...enter, command];
  return spawn(program, [...before, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

/** Everything on 127.0.0.1. */
export function loopback(): TestNetwork {
  const here: Host = { enter: [], addresses: ["127.0.0.1"] };
  return { venue: here, between: here, receiver: here, close: () => undefined };
}

/** A namespace that lives as long as its holder's standard input. */
class Namespace {
  readonly #holder: ChildProcess;
  readonly enter: readonly string[];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
    this.enter = ["nsenter", `--net=/proc/${holder.pid}/ns/net`, "--"];
  }

  /** Rejects with why it may not be made. */
  static async make(): Promise<Namespace> {
    const holder = spawn("unshare", ["--net", "sh", "-c", "ip link set lo up && echo made && exec cat"]);
    let words = "";
    holder.stderr.on("data", (chunk) => {
      words += String(chunk);
    });
    const ended = once(holder, "close").then(() => {
      throw new Error(words.trim() || "unshare ended");
    });
    await Promise.race([once(holder.stdout, "data"), ended]);
    ended.catch(() => undefined); // as it is to
    return new Namespace(holder);
  }

  run(command: string, ...args: string[]): void {
    const [program = command, ...before] = [...this.enter, command];
    execFileSync(program, [...before, ...args], { stdio: "pipe" });
  }

  /** A cable to another namespace, an address at each end. */
  join(other: Namespace, name: string, address: string, otherAddress: string): void {
    const far = String(other.#holder.pid);
    this.run("ip", "link", "add", name, "type", "veth", "peer", "name", name, "netns", far);
    for (const [end, its] of [
      [this, address],
      [other, otherAddress],
    ] as const) {
      end.run("ip", "address", "add", `${its}/24`, "dev", name);
      end.run("ip", "link", "set", name, "up");
    }
  }

  close(): void {
    this.#holder.stdin?.end();
  }
}

/** Three namespaces and two veth pairs, the one in the middle a router; or why there can be none here, in words. */
export async function vethPairs(): Promise<TestNetwork | string> {
  const made: Namespace[] = [];
  const close = (): void => {
    for (const one of made) one.close();
  };
  try {
    for (let i = 0; i < 3; i += 1) made.push(await Namespace.make());
    const [venue, between, receiver] = made as [Namespace, Namespace, Namespace];
    venue.join(between, "hl-near", "10.213.73.1", "10.213.73.2");
    between.join(receiver, "hl-far", "10.213.74.1", "10.213.74.2");
    between.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    venue.run("ip", "route", "add", "default", "via", "10.213.73.2");
    receiver.run("ip", "route", "add", "default", "via", "10.213.74.1");
    return {
      venue: { enter: venue.enter, addresses: ["10.213.73.1"] },
      between: { enter: between.enter, addresses: ["10.213.73.2", "10.213.74.1"] },
      receiver: { enter: receiver.enter, addresses: ["10.213.74.2"] },
      close,
    };
  } catch (error) {
    close();
    return error instanceof Error ? error.message : String(error);
  }
}
