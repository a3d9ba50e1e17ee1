// The configuration of `npm start` and of `hotlane run` without --config. Called by cli/run.ts and cli/config.ts.
// Guarantees: passes the same schema as a file, needs no file, no network but the loopback and no rights.
import { fileURLToPath } from "node:url";
import { configSchema, type HotlaneConfig } from "./schema.js";

/** Made-up names: nobody should take generated prices for a real company's. */
const symbols = ["ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"];

/** From build/ts/config and from src/config alike, the repository is three or two folders up. */
function strategyPath(): string {
  const here = import.meta.url;
  const up = here.includes("/build/ts/") ? "../../../" : "../../";
  return fileURLToPath(new URL(`${up}src/strategies/examples/market-maker.ts`, here));
}

export function embeddedConfig(): HotlaneConfig {
  return configSchema.parse({
    instruments: symbols.map((symbol) => ({ symbol })),
    strategies: [{ name: "market-maker", file: strategyPath() }],
    // What a large exchange charges its members, and the regulators for sales.
    fees: [
      {
        add: -200,
        remove: 300,
        secCentsPerMillionDollars: 2_780,
        tafMillionthsPerShare: 166,
        tafCentsMax: 830,
      },
    ],
    venue: {},
  });
}
