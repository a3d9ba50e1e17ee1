// What a crash test's rounds run on, a few rounds each: an engine's configuration and the venue that it is for.
import { resolve } from "node:path";
import type { Protocol } from "./received-orders.js";

const strategy = resolve(import.meta.dirname, "../../test/crash/churn-strategy.ts");
const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA"];
const messagesPerSecond = 4_000;
const password = "letmein";
export const passwordVariable = "HOTLANE_CRASH_PASSWORD";
export const environment = { [passwordVariable]: password };

export const policies = ["async", "syncBeforeSend"] as const;
export type Policy = (typeof policies)[number];

export interface SiteSetup {
  readonly name: string;
  readonly policy: Policy;
  /** One session each, all of one lane. */
  readonly protocols: readonly Protocol[];
  readonly accounts: readonly { readonly name: string; readonly firm: string }[];
  /** The venue cancels what a lost connection leaves. */
  readonly cancelOnDisconnect: boolean;
}

const simple = {
  name: "one session",
  protocols: ["ouch50"],
  accounts: [{ name: "house", firm: "HOUS" }],
  cancelOnDisconnect: true,
} as const;

/** Its orders stand, and trade, while its engine is away. */
const twoSessions = {
  name: "two sessions",
  protocols: ["ouch50", "ouch42"],
  accounts: [
    { name: "house", firm: "HOUS" },
    { name: "client", firm: "CLNT" },
  ],
  cancelOnDisconnect: false,
} as const;

/** Of the site with this number, from 0: all four in turn. */
export function siteSetup(number: number): SiteSetup {
  const policy = policies[number % 2] ?? "async";
  return { policy, ...([0, 3].includes(number % 4) ? simple : twoSessions) };
}

export const userOf = (session: number): string => `CRASH${session}`;
export const sessionName = (session: number): string => `session-${session + 1}`;

/** Arguments of `hotlane venue`, but for ports. `group`: HOST:PORT. */
export function venueArguments(setup: SiteSetup, seed: number, group: string): string[] {
  const accounts = setup.protocols.flatMap((protocol, session) => [
    ...["--account", `${userOf(session)}:${password}:${protocol}`],
    ...(setup.cancelOnDisconnect ? ["--cancel-on-disconnect", userOf(session)] : []),
  ]);
  const market = ["--symbols", symbols.join(","), "--rate", String(messagesPerSecond)];
  return [...accounts, ...market, "--seed", String(seed), "--group", group];
}

/** Where a venue is. */
export interface VenuePlace {
  readonly group: string;
  readonly feedPort: number;
  readonly orderPort: number;
  readonly rerequest: readonly string[];
  readonly glimpse: readonly string[];
}

/** The engine's configuration, its journal beside it. */
export function engineConfig(setup: SiteSetup, seed: number, venue: VenuePlace): object {
  const secret = { env: passwordVariable };
  return {
    feeds: [
      {
        lines: [{ group: venue.group, port: venue.feedPort, interface: "127.0.0.1" }],
        rerequest: { servers: venue.rerequest },
        snapshot: { servers: venue.glimpse, username: userOf(0), password: secret },
      },
    ],
    sessions: setup.protocols.map((protocol, session) => ({
      name: sessionName(session),
      protocol,
      venue: [`127.0.0.1:${venue.orderPort}`],
      username: userOf(session),
      password: secret,
      reconnect: { firstMs: 20, maxMs: 200 },
    })),
    accounts: setup.accounts,
    // In turn, as the strategies: each account trades by each session.
    instruments: symbols.map((symbol, index) => ({
      symbol,
      session: sessionName(index % setup.protocols.length),
    })),
    strategies: setup.accounts.map(({ name }, index) => ({
      name: `churn-${name}`,
      file: strategy,
      account: name,
      parameters: { seed: seed + index },
    })),
    // A made-up market has no hours and no law.
    limits: { defaults: { shortSale: "none" }, market: { anyHour: true } },
    // A machine that is slow for seconds is no lane that hangs.
    watchdog: { patienceMs: 20_000 },
    journal: { enabled: true, directory: "journal", policy: setup.policy, segmentMegabytes: 8 },
  };
}
