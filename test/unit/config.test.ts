import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { ConfigError } from "../../src/config/config-error.js";
import { embeddedConfig } from "../../src/config/embedded.js";
import { configJsonSchema } from "../../src/config/json-schema.js";
import { loadConfig, parseConfig } from "../../src/config/load.js";
import { configSchema } from "../../src/config/schema.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

const root = resolve(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "hotlane-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = join(directory, "hotlane.yaml");
const sound = "instruments: [{ symbol: AAPL }]\nvenue: {}\n";

function mistakesIn(text: string): string[] {
  try {
    parseConfig(text, file);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n").slice(1);
    throw error;
  }
  return [];
}

describe("a configuration", () => {
  it("is filled with defaults", () => {
    const config = parseConfig(sound, file);
    expect(config.lanes).toEqual([
      {
        name: "main",
        core: "auto",
        poll: "auto",
        realtime: false,
        lockMemory: true,
        hugePages: true,
        hiccupMicroseconds: 5,
        scriptHeapMegabytesMax: 512,
      },
    ]);
    expect(config.venue).toEqual({
      embedded: { seed: 1, messagesPerSecond: 20_000, cancelOnDisconnect: true, sessions: ["ouch50"] },
    });
  });

  it("that is shown with its defaults is read back as the same", () => {
    expect(parseConfig(stringify(embeddedConfig()), join(root, "hotlane.yaml"))).toEqual({
      ...embeddedConfig(),
    });
  });

  it("has all its mistakes named at once, each with its place", () => {
    const text = [
      "lanes:",
      "  - cor: 3",
      "    core: 7.5",
      "sessions:",
      "  - venue: [nowhere]",
      "    username: toolongname",
      "    reconnect: { firstMs: 90000 }",
      "  - {}",
      "instruments: [{ symbol: AAPL }, { symbol: AAPL }]",
      "strategies: [{ name: mm, file: gone.ts, instruments: [IBM] }]",
      "",
    ].join("\n");
    const fields = mistakesIn(text).map((line) =>
      line
        .slice(file.length + 1)
        .split(": ", 2)
        .join(" "),
    );
    expect(fields).toEqual(
      [
        "2:5 lanes[0].cor",
        "3:11 lanes[0].core",
        "5:5 sessions[0].password",
        "5:13 sessions[0].venue[0]",
        "6:15 sessions[0].username",
        "7:27 sessions[0].reconnect.firstMs",
        "8:5 sessions[1].venue",
        "8:5 sessions[1].username",
        "8:5 sessions[1].password",
        "9:43 instruments[1].symbol",
        "10:32 strategies[0].file",
        "10:55 strategies[0].instruments[0]",
        "1:1 feeds",
      ].toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
    );
  });

  it("tells what was found, what was expected and what was probably meant", () => {
    expect(
      mistakesIn(`${sound}limits: { defaults: { orderQuantityMx: 5 } }\njournal: { enabled: perhaps }\n`),
    ).toEqual([
      `${file}:3:23: limits.defaults.orderQuantityMx: found an unknown key, expected a known key: did you mean "orderQuantityMax"?`,
      `${file}:4:21: journal.enabled: found "perhaps", expected true or false`,
    ]);
  });

  it("names a feed and a session, or brings its own venue, not both and not neither", () => {
    expect(mistakesIn("instruments: [{ symbol: A }]\n").map((line) => line.split(": ")[1])).toEqual([
      "feeds",
      "sessions",
    ]);
    const both = `${sound}feeds: [{ lines: [{ group: 239.1.1.1, port: 5000 }] }]\n`;
    expect(mistakesIn(both)).toHaveLength(1);
  });

  it("may play recorded files in place of a feed's lines, and then needs no session", () => {
    writeFileSync(join(directory, "a.pcap"), "");
    const config = parseConfig(
      "feeds: [{ replay: { files: [a.pcap], from: 09:30, speed: 2.5 } }]\ninstruments: [{ symbol: A }]\n",
      file,
    );
    expect(config.feeds[0]?.replay).toEqual({
      files: [join(directory, "a.pcap")],
      from: "09:30",
      speed: 2.5,
    });
    expect(config.sessions).toEqual([]);
  });

  it("may keep what a feed's lines bring, in a directory beside the configuration", () => {
    const text = [
      "feeds: [{ lines: [{ group: 239.1.1.1, port: 1 }], record: { directory: kept } }]",
      "sessions: [{ venue: [a:1], username: me, password: { env: X } }]",
      "instruments: [{ symbol: A }]",
    ].join("\n");
    expect(parseConfig(text, file).feeds[0]?.record).toEqual({ directory: join(directory, "kept") });
  });

  it("has every mistake about recordings named with its place", () => {
    const text = [
      "feeds:",
      "  - name: neither",
      "  - name: both",
      "    lines: [{ group: 239.1.1.1, port: 1 }]",
      "    replay: { files: [a.pcap] }",
      "  - name: asking",
      "    replay: { files: [a.pcap, gone.pcap], from: 10:00, to: 09:30 }",
      "    rerequest: { servers: [a:1] }",
      "    receive: auto",
      "    record: { directory: kept }",
      "sessions: [{ venue: [a:1], username: me, password: { env: X } }]",
      "instruments: [{ symbol: A, feed: asking }]",
    ].join("\n");
    writeFileSync(join(directory, "a.pcap"), "");
    expect(mistakesIn(text).map((line) => line.slice(file.length + 1))).toEqual([
      "2:5: feeds[0]: found neither lines nor replay, expected lines (where it comes in) or replay (recorded files)",
      "4:12: feeds[1].lines: found a list of 1, expected none, because the feed is a recording (replay)",
      `7:31: feeds[2].replay.files[1]: found "gone.pcap", expected a file at ${join(directory, "gone.pcap")}`,
      '7:60: feeds[2].replay.to: found "09:30", expected a time after from, which is 10:00',
      "8:16: feeds[2].rerequest: found a mapping, expected none, because the feed is a recording (replay)",
      '9:14: feeds[2].receive: found "auto", expected none, because the feed is a recording (replay)',
      "10:13: feeds[2].record: found a mapping, expected none, because the feed is a recording (replay)",
      "11:12: sessions[0]: found a session of lane main, expected the session of a lane without a recording: lane main has feed asking, and its orders would meet a market that has moved on",
    ]);
    const values = [
      ["speed: fast", "a number from 0.001 to 1000000 (times the recorded speed), or max"],
      ["from: 25:00", "a time of day, HH:MM, HH:MM:SS or HH:MM:SS.n"],
      ["lines: [239.1.1.1]", "a destination such as 233.54.12.111:26477 or [ff05::1]:26477"],
      ["lines: ['[239.1.1.1]:5']", "a destination such as 233.54.12.111:26477 or [ff05::1]:26477"],
    ] as const;
    for (const [value, expected] of values) {
      const feeds = `feeds: [{ replay: { files: [a.pcap], ${value} } }]`;
      const mistakes = mistakesIn(`${feeds}\ninstruments: [{ symbol: A }]\n`);
      expect(mistakes, value).toHaveLength(1);
      expect(mistakes[0]).toContain(`expected ${expected}`);
    }
  });

  it("gives every part to one lane that has it, or says where not", () => {
    const text = [
      "lanes: [{ name: a }, { name: b }, { name: a }]",
      "instruments: [{ symbol: X }, { symbol: Y, lane: b }, { symbol: Z, lane: c, feed: itch }]",
      "strategies: [{ name: s, file: strategy.ts, instruments: [X, Y] }]",
      "venue: {}",
      "",
    ].join("\n");
    writeFileSync(join(directory, "strategy.ts"), "");
    expect(mistakesIn(text).map((line) => line.slice(file.length + 1))).toEqual([
      '1:43: lanes[2].name: found "a", expected another name than lanes[0]',
      '2:73: instruments[2].lane: found "c", expected the name of a lane',
      '2:82: instruments[2].feed: found "itch", expected the name of a feed',
      '3:61: strategies[0].instruments[1]: found "Y", expected an instrument of lane a',
    ]);
  });

  it("routes each instrument to one session of its lane, or says where not", () => {
    const session = (rest: string): string =>
      `  - { venue: [h:1], username: u, password: { env: P }, ${rest} }`;
    const text = [
      "lanes: [{ name: a }, { name: b }]",
      "feeds: [{ lines: [{ group: 239.1.1.1, port: 5000 }] }]",
      "accounts: [{ name: x, firm: ABCD }, { name: x }]",
      "instruments: [{ symbol: X, session: two }, { symbol: Y, session: none }, { symbol: Z, lane: b }]",
      "strategies: [{ name: s, file: strategy.ts, account: y }]",
      "sessions:",
      session("name: one, instruments: [X, Q, Z]"),
      session("name: two, instruments: [X]"),
      ...["three", "four", "five", "five"].map((name) => session(`name: ${name}`)),
      "",
    ].join("\n");
    writeFileSync(join(directory, "strategy.ts"), "");
    const told = mistakesIn(text).map((line) => line.slice(file.length + 1).replace(/^\d+:\d+: /, ""));
    expect(told).toEqual([
      'accounts[1].name: found "x", expected another name than accounts[0]',
      'instruments[1].session: found "none", expected the name of a session of lane a',
      'strategies[0].account: found "y", expected the name of an account',
      'sessions[0].instruments[0]: found "X", expected none that goes by session two',
      'sessions[0].instruments[1]: found "Q", expected a symbol listed under instruments',
      'sessions[0].instruments[2]: found "Z", expected an instrument of lane a',
      'sessions[1].instruments[0]: found "X", expected a symbol that sessions[0] does not name',
      expect.stringContaining("expected at most 4 sessions of lane a"),
      'sessions[5].name: found "five", expected another name than sessions[4]',
    ]);
  });

  it("lets recovery's probe name no symbol that is traded", () => {
    const text = [
      "feeds: [{ lines: [{ group: 239.1.1.1, port: 5000 }] }]",
      "instruments: [{ symbol: ZZZZZZZZ }]",
      "sessions:",
      "  - { name: newer, venue: [h:1], username: u, password: { env: P } }",
      "  - { name: older, venue: [h:1], username: u, password: { env: P }, protocol: ouch42 }",
      "",
    ].join("\n");
    expect(mistakesIn(text)).toEqual([
      expect.stringMatching(
        /sessions\[1\]\.ouch42\.probeSymbol: found .*expected a symbol that no venue lists$/,
      ),
    ]);
    expect(
      mistakesIn(text.replace("protocol: ouch42", "protocol: ouch42, ouch42: { probeSymbol: NONE }")),
    ).toEqual([]);
  });

  it("gives each session at most one fee schedule, or says where not", () => {
    const text = [
      "instruments: [{ symbol: A }]",
      "venue: {}",
      "fees:",
      "  - { sessions: [main-1], add: -20, byLiquidity: { m: 5 } }",
      "  - { sessions: [main-1, main-2] }",
      "  - { remove: 30 }",
      "  - { remove: 100001, byLiquidity: { mm: 1, k: 0.5 }, perOrder: -1 }",
      "",
    ].join("\n");
    const places = mistakesIn(text).map((line) => line.slice(file.length + 1).replace(/: found.*/, ""));
    expect(places.slice(0, 4)).toEqual([
      "7:15: fees[3].remove",
      expect.stringContaining("fees[3].byLiquidity"),
      expect.stringContaining("fees[3].byLiquidity"),
      "7:65: fees[3].perOrder",
    ]);
    const sound = text.split("\n").toSpliced(6, 1, "  - { add: 1 }").join("\n");
    expect(mistakesIn(sound).map((line) => line.slice(file.length + 1))).toEqual([
      '5:18: fees[1].sessions[0]: found "main-1", expected a session that fees[0] does not name',
      '5:26: fees[1].sessions[1]: found "main-2", expected the name of a session',
      "7:5: fees[3]: found a mapping, expected sessions, because fees[2] is already for all others",
    ]);
  });

  it.each([
    "lanes: [",
    "a: 1\na: 2",
    "\tx: 1",
    "- 1\n- 2",
    "just text",
    "",
    "lanes: *nobody",
  ])("that is not one is refused with a place: %j", (text) => {
    const mistakes = mistakesIn(text);
    expect(mistakes.length).toBeGreaterThan(0);
    for (const line of mistakes) expect(line).toMatch(/:\d+:\d+: .*: found .+, expected .+/);
  });

  it("never has a secret in a message, wherever it is mangled", () => {
    const random = seededRandom();
    const secret = "hunter2hunter2";
    const text = `sessions:\n  - venue: [a:1]\n    username: me\n    password: ${secret}\n${sound}`;
    for (let round = 0; round < 500; round += 1) {
      const cut = wholeBetween(random, 0, text.indexOf(secret));
      const junk = '{}[]:"#&*!|>%@`\n \t-?,'[wholeBetween(random, 0, 21)] ?? "";
      const mangled = text.slice(0, cut) + junk + text.slice(cut);
      // A mangled key makes the password the value of another field; it is then shown only by that field's mistake.
      if (!/^ {4}password: hunter2hunter2$/m.test(mangled)) continue;
      expect(mistakesIn(mangled).join("\n"), `${JSON.stringify(mangled)} ${seedNote}`).not.toContain(secret);
    }
  });

  it("may be any value of any type without breaking the check", () => {
    const random = seededRandom();
    const values = [null, -1, 1e99, "", "x", true, [], {}, [null], { x: 1 }, [[[]]]];
    const sections = Object.keys(configSchema.shape);
    for (let round = 0; round < 300; round += 1) {
      const config = Object.fromEntries(
        sections.map((section) => [section, values[wholeBetween(random, 0, values.length - 1)]]),
      );
      expect(mistakesIn(stringify(config)).length, seedNote).toBeGreaterThan(0);
    }
  });
});

describe("a configuration file", () => {
  it("that does not exist is said so", () => {
    expect(() => loadConfig(join(directory, "none.yaml"))).toThrow(/none\.yaml could not be read/);
  });

  it("has a JSON Schema that is up to date (hotlane config schema)", () => {
    const committed: unknown = JSON.parse(readFileSync(join(root, "src/config/hotlane.schema.json"), "utf8"));
    expect(committed).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
  });

  it("is shown by a sound example that has every section", () => {
    const example = join(root, "docs/hotlane.example.yaml");
    expect(() => loadConfig(example)).not.toThrow();
    const sections = Object.keys(parse(readFileSync(example, "utf8")) as object);
    expect(sections.toSorted()).toEqual(
      Object.keys(configSchema.shape)
        .filter((name) => name !== "venue")
        .toSorted(),
    );
  });
});

describe("limits", () => {
  const mistakesOf = (limits: string): string[] =>
    mistakesIn(`${sound}limits: ${limits}\n`).map((line) => line.slice(file.length + 1));

  it("have defaults of each instrument, and none of anything else", () => {
    const { limits } = parseConfig(sound, file);
    expect(limits.defaults).toEqual({
      orderQuantityMax: 1_000,
      orderNotionalDollarsMax: 1_000_000,
      priceCollarBasisPoints: 500,
      positionMax: 5_000,
      referenceAgeMaxMs: 60_000,
      priceStepTicks: 100,
      priceStepSmallTicks: 1,
      lotShares: 1,
      shortSale: "auto",
    });
    expect(limits.firm).toEqual({ restricted: [] });
    expect(limits.strategies).toEqual({});
    expect(limits.market.port).toEqual({ perSecondMax: 10_000, burstMax: 1_000 });
  });

  it("name file, line, field and what is expected, for every number out of its range", () => {
    expect(
      mistakesOf("{ defaults: { orderQuantityMax: 0 }, firm: { loss: { dollarsMax: -1, effect: weep } } }"),
    ).toEqual([
      "3:41: limits.defaults.orderQuantityMax: found 0, expected a whole number from 1 to 999999 (shares in one order)",
      "3:74: limits.firm.loss.dollarsMax: found -1, expected a whole number from 0 to 100000000000 (dollars lost today, realised and unrealised, after fees)",
      '3:86: limits.firm.loss.effect: found "weep", expected reduceOnly or stop',
    ]);
    expect(mistakesOf("{ firm: { openOrderMax: 3 } }")).toEqual([
      '3:19: limits.firm.openOrderMax: found an unknown key, expected a known key: did you mean "openOrdersMax"?',
    ]);
    expect(mistakesOf("{ instruments: { AAPL: { positionsMax: 3 } } }")).toEqual([
      '3:34: limits.instruments.AAPL.positionsMax: found an unknown key, expected a known key: did you mean "positionMax"?',
    ]);
  });

  it("are for names that there are, in hours and bands that make sense", () => {
    expect(
      mistakesOf(
        "{ instruments: { MSFT: {}, AAPL: { luldLowerTicks: 200, luldUpperTicks: 200 } }, accounts: { other: {} }, strategies: { gone: {} }, market: { hours: { regularClose: 08:00 } } }",
      ),
    ).toEqual([
      '3:32: limits.instruments.MSFT: found "MSFT", expected a symbol listed under instruments',
      "3:81: limits.instruments.AAPL.luldUpperTicks: found 200, expected more than luldLowerTicks, which is 200",
      '3:109: limits.accounts.other: found "other", expected the name of an account',
      '3:135: limits.strategies.gone: found "gone", expected the name of a strategy',
      '3:174: limits.market.hours.regularClose: found "08:00", expected a time not before regularOpen, which is 09:30',
    ]);
  });

  it("entitle a strategy to what it trades at most", () => {
    writeFileSync(join(directory, "a.ts"), "");
    const text = `instruments: [{ symbol: A }, { symbol: B }]\nvenue: {}\nstrategies: [{ name: a, file: a.ts, instruments: [A] }]\nlimits: { strategies: { a: { entitled: [A, B] } } }\n`;
    expect(mistakesIn(text).map((line) => line.slice(file.length + 1))).toEqual([
      '4:44: limits.strategies.a.entitled[1]: found "B", expected a symbol that strategy a trades',
    ]);
  });
});
