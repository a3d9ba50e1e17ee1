import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  checkSymbolsOfPlace,
  configOfPlace,
  findPlace,
  type LivePlace,
  limitsOfPlace,
  parametersOfPlace,
  partsOfAccounts,
  symbolsOfPlace,
} from "../../src/backtest/live-place.js";
import { parseConfig } from "../../src/config/load.js";
import { partsOf } from "../../src/engine/lane-plan.js";
import type { LaneFeed } from "../../src/lanes/lane-setup.js";
import { effectiveLimits } from "../../src/risk/effective-limits.js";
import { limitSetBytes } from "../../src/risk/limit-set.js";
import { scratchFolder } from "../integration/scratch-folder.js";

const scratch = scratchFolder("place");
const maker = scratch.write("maker.ts", "");
const other = scratch.write("other.ts", "");

const text = `lanes: [{ name: one }, { name: two }]
feeds: [{ name: itch, lines: [{ group: 239.1.1.1, port: 5000 }] }]
sessions:
  - { name: first, lane: one, venue: ["a:1"], username: me, password: { env: X } }
  - { name: old, lane: one, protocol: ouch42, instruments: [MSFT], venue: ["a:2"], username: me, password: { env: X } }
  - { name: second, lane: two, venue: ["a:3"], username: me, password: { env: X } }
accounts: [{ name: house }, { name: client }]
instruments: [{ symbol: AAPL, lane: one }, { symbol: MSFT, lane: one }, { symbol: TSLA, lane: two }]
strategies:
  - { name: maker, file: maker.ts, lane: one, parameters: { quantity: 200 } }
  - { name: taker, instruments: [AAPL], account: client }
  - { name: far, file: maker.ts, lane: two, account: client }
fees:
  - { sessions: [old], add: 100 }
  - { add: -200, remove: 300 }
limits:
  defaults: { orderQuantityMax: 700 }
  instruments: { AAPL: { positionMax: 900, luldLowerTicks: 100, luldUpperTicks: 200000 } }
  strategies:
    taker: { entitled: [AAPL], messages: { perSecondMax: 50 }, loss: { dollarsMax: 500, effect: stop } }
  accounts: { client: { grossExposureDollarsMax: 100000, locates: { AAPL: 300 }, openOrdersMax: 9 } }
  firm: { restricted: [MSFT], creditDollarsMax: 5000000, openNotionalDollarsMax: 70000 }
  market: { selfMatch: firm, port: { perSecondMax: 77 } }
`;
const configFile = scratch.write("hotlane.yaml", text);
const taker = (): LivePlace => findPlace(configFile, other, "taker");

const feed = (name: string): LaneFeed => ({
  name,
  lines: [],
  session: "",
  firstSequence: 1,
  holdNs: 0,
  rerequest: { servers: [], timeoutNs: 0, attemptsMax: 0, requestsPerSecondMax: 0, gapMessagesMax: 0 },
  snapshot: { servers: [], username: "", password: "" },
  receive: "kernel",
});

describe("a backtest's place in a live configuration", () => {
  it("has to the byte the limits that the engine gives its lane", () => {
    const rest = { version: 1, tradingDay: 1, controlPatienceMs: 5_000 };
    // As the engine would be with this strategy alone, trading what it trades.
    const only = text
      .replace(/ {2}- \{ name: maker.*\n/, "")
      .replace(
        "[{ symbol: AAPL, lane: one }, { symbol: MSFT, lane: one }, ",
        "[{ symbol: AAPL, lane: one }, ",
      )
      .replace("instruments: [MSFT], venue", "venue")
      .replace("restricted: [MSFT], ", "");
    const live = parseConfig(only, configFile);
    const lanes = live.lanes.map(({ name }) => partsOf(name, live, [feed("itch")]));
    const expected = limitSetBytes(effectiveLimits(live.limits, live), lanes[0] as (typeof lanes)[0], {
      ...rest,
      // Its account trades in two lanes.
      lanesOfAccount: (account) => (account === "client" ? 2 : 1),
    });
    const place = taker();
    const config = configOfPlace(place, ["AAPL"], { file: other, parameters: {} });
    const found = limitSetBytes(limitsOfPlace(place, config), partsOf("one", config, [feed("history")]), {
      ...rest,
      lanesOfAccount: partsOfAccounts(place),
    });
    expect(Buffer.from(found).equals(Buffer.from(expected))).toBe(true);
  });

  it("is the one that is named, the one of the same file, or the only one", () => {
    expect(taker()).toMatchObject({ name: "taker", index: 1, account: "client" });
    expect(() => findPlace(configFile, maker, undefined)).toThrow(/--as: .*maker, far in /);
    expect(() => findPlace(configFile, other, undefined)).toThrow(/--as: .*maker, taker, far in /);
    expect(() => findPlace(configFile, maker, "takr")).toThrow(/maker, taker, far; found takr/);
    const single = join(scratch.path, "single.yaml");
    writeFileSync(single, "instruments: [{ symbol: AAPL }]\nvenue: {}\nstrategies: [{ name: desk }]\n");
    expect(findPlace(single, maker, undefined).name).toBe("desk");
  });

  it("trades what it trades there, and names the line where something else is asked for", () => {
    expect(symbolsOfPlace(taker())).toEqual(["AAPL"]);
    expect(symbolsOfPlace(findPlace(configFile, maker, "maker"))).toEqual(["AAPL", "MSFT"]);
    expect(() => checkSymbolsOfPlace(taker(), ["AAPL", "TSLA"])).toThrow(
      `${configFile}:11: expected what the place taker trades, AAPL; found TSLA`,
    );
  });

  it("gives its parameters to the file that is there, to no other", () => {
    const place = findPlace(configFile, maker, "maker");
    expect(parametersOfPlace(place, maker)).toEqual({ quantity: 200 });
    expect(parametersOfPlace(place, other)).toEqual({});
  });

  it("has its sessions' fees and protocol, and refuses two schedules at once", () => {
    const place = findPlace(configFile, maker, "maker");
    const of = (symbols: string[]) => configOfPlace(place, symbols, { file: maker, parameters: {} });
    expect(of(["AAPL"]).fees).toMatchObject([{ add: -200, remove: 300, sessions: [] }]);
    expect(of(["MSFT"]).fees).toMatchObject([{ add: 100, sessions: [] }]);
    expect(of(["MSFT"]).venue?.embedded.sessions).toEqual(["ouch42"]);
    expect(() => of(["AAPL", "MSFT"])).toThrow(`${configFile}:10: the place maker's orders go by first, old`);
  });
});
