/** What the engine of a day runs: the wide setup has two sessions, two accounts and three strategies, the simple one of each one. */
import { resolve } from "node:path";
import type { VenueReady } from "../../src/engine/venue-process.js";

const busyStrategy = resolve("test/crash/busy-strategy.ts");

export interface DayPlan {
  readonly policy: "async" | "syncBeforeSend";
  readonly isWide: boolean;
  readonly cancelOnDisconnect: boolean;
  readonly seed: number;
}

export interface PortAccount {
  readonly user: string;
  readonly protocol: "ouch50" | "ouch42";
}

export const passwordVariable = "HOTLANE_CRASH_PASSWORD";
export const password = "crashtest";

export const symbolsOf = ({ isWide }: DayPlan): string[] =>
  isWide ? ["ALFA", "BRAVO", "CHARLIE", "DELTA"] : ["ALFA", "BRAVO"];

/** In the order of the engine's sessions. */
export const portAccountsOf = ({ isWide }: DayPlan): PortAccount[] => [
  { user: "NEWER", protocol: "ouch50" },
  ...(isWide ? [{ user: "OLDER", protocol: "ouch42" } as const] : []),
];

/** Accounts with their firms; without one an account's orders name none. */
const accountsOf = ({ isWide }: DayPlan): { name: string; firm?: string }[] =>
  isWide
    ? [
        { name: "house", firm: "HOUS" },
        { name: "client", firm: "CLNT" },
      ]
    : [{ name: "main" }];

/** Whose the order of a firm is. */
export function ownerOf(plan: DayPlan, firm: string | undefined): string {
  const accounts = accountsOf(plan);
  return (accounts.find((account) => account.firm === firm) ?? accounts[0])?.name ?? "";
}

function strategiesOf({ isWide, seed }: DayPlan): object[] {
  const busy = (name: string, more: object) => ({ name, file: busyStrategy, ...more });
  if (!isWide) return [busy("only", { parameters: { seed } })];
  return [
    busy("first", { account: "house", parameters: { seed, eagerness: 12 } }),
    busy("second", { account: "client", parameters: { seed: seed + 1, eagerness: 12 } }),
    busy("third", {
      account: "house",
      instruments: ["BRAVO", "DELTA"],
      parameters: { seed: seed + 2, eagerness: 12 },
    }),
  ];
}

/** Its hotlane.yaml; JSON is YAML. */
export function configOf(plan: DayPlan, venue: VenueReady): object {
  const secret = { env: passwordVariable };
  const symbols = symbolsOf(plan);
  return {
    lanes: [{ name: "main", poll: "yield" }],
    feeds: [
      {
        lines: [{ group: venue.group, port: venue.feedPort, interface: "127.0.0.1" }],
        rerequest: { servers: venue.rerequest },
        snapshot: { servers: venue.glimpse, username: "NEWER", password: secret },
      },
    ],
    sessions: portAccountsOf(plan).map(({ user, protocol }) => ({
      name: user.toLowerCase(),
      protocol,
      venue: [`127.0.0.1:${venue.orderPort}`],
      username: user,
      password: secret,
      reconnect: { firstMs: 20, maxMs: 100 },
    })),
    accounts: accountsOf(plan),
    instruments: symbols.map((symbol, index) => ({
      symbol,
      ...(plan.isWide && index % 2 === 1 ? { session: "older" } : {}),
    })),
    strategies: strategiesOf(plan),
    limits: {
      defaults: { shortSale: "none", positionMax: 100_000, priceCollarBasisPoints: 10_000 },
      market: { anyHour: true },
    },
    journal: { enabled: true, directory: "journal", policy: plan.policy, segmentMegabytes: 4 },
  };
}
