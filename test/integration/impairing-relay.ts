// The bad network of the integration tests: runs the native relay (test/native/relay) between a venue and its receivers,
// and gives its account of what it did.
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Host, spawnOn } from "./test-network.js";

const program = resolve(import.meta.dirname, "../../build/release/impairing_relay");
/** The relay is built with the native tests. */
export const isRelayBuilt = existsSync(program);

/** Shares are 0 to 1 of a line's datagrams; "every" is a mean number of datagrams between two. */
export interface LineImpairment {
  loss?: number;
  burstEvery?: number;
  burstLength?: number;
  deadEvery?: number;
  deadLength?: number;
  duplicate?: number;
  reorder?: number;
  reorderDepth?: number;
  delay?: number;
  delayUs?: number;
}

export interface RelayedLineSettings extends LineImpairment {
  /** GROUP:PORT of the venue, and of the receivers. */
  in: string;
  out: string;
}

export interface RelaySettings {
  seed: number;
  a: RelayedLineSettings;
  b?: RelayedLineSettings;
  /** HOST:PORT of the venue's re-request server. */
  rerequest?: string;
  requestLoss?: number;
  answerLoss?: number;
  /** It ends by itself after that. */
  secondsMax?: number;
}

export interface RelayedLineCounts {
  received: number;
  messages: number;
  /** Lost before they came to the relay: by the kernel, not by the relay. */
  missedMessages: number;
  sent: number;
  unsendable: number;
  dropped: number;
  droppedByLoss: number;
  droppedByBurst: number;
  droppedByDeath: number;
  droppedMessages: number;
  deaths: number;
  duplicated: number;
  reordered: number;
  delayed: number;
  /** First sequence number and count. */
  droppedRanges: [number, number][];
}

export interface RelayCounts {
  event: "counts";
  seed: number;
  lines: RelayedLineCounts[];
  rerequests: { requests: number; requestsDropped: number; answers: number; answersDropped: number };
}

function lineArguments(line: RelayedLineSettings, letter: "a" | "b"): string[] {
  return Object.entries(line).flatMap(([name, value]) => {
    const option = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    return [`--${option}-${letter}`, String(value)];
  });
}

export class ImpairingRelay {
  readonly #child: ChildProcess;
  readonly #counts: Promise<RelayCounts>;
  /** Where receivers send their re-requests; 0: none are relayed. */
  readonly rerequestPort: number;

  private constructor(child: ChildProcess, counts: Promise<RelayCounts>, rerequestPort: number) {
    this.#child = child;
    this.#counts = counts;
    this.rerequestPort = rerequestPort;
  }

  /** From the host's first interface to its last. Resolves when it has joined the venue's groups. */
  static start(host: Host, settings: RelaySettings): Promise<ImpairingRelay> {
    const { a, b, ...rest } = settings;
    const whole = { ...rest, inInterface: host.addresses[0], outInterface: host.addresses.at(-1) };
    const options = Object.entries(whole).flatMap(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`,
      String(value),
    ]);
    const args = [...options, ...lineArguments(a, "a"), ...(b === undefined ? [] : lineArguments(b, "b"))];
    const child = spawnOn(host, program, args);
    child.stderr.pipe(process.stderr);
    return new Promise((resolve, reject) => {
      const counts = new Promise<RelayCounts>((tell) => {
        createInterface({ input: child.stdout }).on("line", (line) => {
          const message = JSON.parse(line) as RelayCounts | { event: "ready"; rerequestPort: number };
          if (message.event === "counts") tell(message);
          else resolve(new ImpairingRelay(child, counts, message.rerequestPort));
        });
      });
      child.once("exit", (code) => reject(new Error(`the relay ended with code ${code}`)));
    });
  }

  /** Ends it and gives its account. */
  stop(): Promise<RelayCounts> {
    this.#child.kill("SIGTERM");
    return this.#counts;
  }
}
