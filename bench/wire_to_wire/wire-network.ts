/**
 * Where the two ends of bench/wire_to_wire stand: both on this host's loopback, or each in a network namespace of its own,
 * a veth pair between them, over which AF_XDP works as over a card. Namespaces have no name: they go with this process.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { messageOf } from "#hotlane/errors.js";

/** `enter` goes before a command, so that it runs there. */
export interface WireEnd {
  readonly enter: readonly string[];
  readonly address: string;
}

export interface WireNetwork {
  readonly name: string;
  readonly venue: WireEnd;
  readonly other: WireEnd;
}

const here: WireEnd = { enter: [], address: "127.0.0.1" };
export const loopback: WireNetwork = { name: "loopback", venue: here, other: here };

const [venueAddress, otherAddress] = ["10.213.77.1", "10.213.77.2"];
const link = "hl-wire";

/** Lives as long as its holder's standard input, which is ours. */
async function makeNamespace(): Promise<ChildProcess> {
  const holder = spawn("unshare", ["--net", "sh", "-c", "ip link set lo up && echo made && exec cat"]);
  const ended = once(holder, "close").then(() => {
    throw new Error("no network namespace may be made here");
  });
  holder.on("error", () => undefined); // no such program: it closes as well
  await Promise.race([once(holder.stdout, "data"), ended]);
  ended.catch(() => undefined);
  return holder;
}

function enterOf(holder: ChildProcess): string[] {
  return ["nsenter", `--net=/proc/${holder.pid}/ns/net`, "--"];
}

function run([program = "", ...args]: readonly string[]): void {
  execFileSync(program, args, { stdio: "pipe" });
}

/** Or why there can be none here, in words. `end` takes it away. */
export async function vethPair(): Promise<(WireNetwork & { end: () => void }) | string> {
  const holders: ChildProcess[] = [];
  const end = (): void => {
    for (const holder of holders) holder.stdin?.end();
  };
  try {
    for (let i = 0; i < 2; ++i) holders.push(await makeNamespace());
    const [venue, other] = holders.map(enterOf) as [string[], string[]];
    const far = String(holders[1]?.pid);
    run([...venue, "ip", "link", "add", link, "type", "veth", "peer", "name", link, "netns", far]);
    for (const [enter, address] of [
      [venue, venueAddress],
      [other, otherAddress],
    ] as const) {
      run([...enter, "ip", "address", "add", `${address}/24`, "dev", link]);
      run([...enter, "ip", "link", "set", link, "up"]);
    }
    return {
      name: "veth",
      venue: { enter: venue, address: venueAddress },
      other: { enter: other, address: otherAddress },
      end,
    };
  } catch (error) {
    end();
    return messageOf(error);
  }
}
