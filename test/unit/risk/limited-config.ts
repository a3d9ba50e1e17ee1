/** Configurations to limit, without files: two lanes, two accounts, three strategies. */
import { configSchema, type HotlaneConfig } from "../../../src/config/schema.js";

const session = (name: string, lane: string) => ({
  ...{ name, lane, venue: ["a:1"], username: "me", password: { env: "X" } },
});

/** At a real venue, unless `more` has one embedded. */
export function limitedConfig(limits: object = {}, more: object = {}): HotlaneConfig {
  return configSchema.parse({
    lanes: [{ name: "one" }, { name: "two" }],
    feeds: [{ lines: [{ group: "239.1.1.1", port: 5000 }] }],
    sessions: [session("first", "one"), session("second", "two")],
    accounts: [{ name: "house" }, { name: "client" }],
    instruments: [
      { symbol: "AAPL", lane: "one" },
      { symbol: "MSFT", lane: "one" },
      { symbol: "BRK.A", lane: "two" },
    ],
    strategies: [
      { name: "maker", file: "a.ts", lane: "one" },
      { name: "taker", file: "a.ts", lane: "one", instruments: ["MSFT"], account: "client" },
      { name: "other", file: "a.ts", lane: "two" },
    ],
    limits,
    ...more,
  });
}
