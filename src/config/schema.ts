// The shape of hotlane.yaml, section by section, with every default. Read by load.ts and json-schema.ts.
// Guarantees: an unknown key is an error, every number has a range and a unit, every section has a bound.
import * as z from "zod";
import {
  accountsMax,
  channelsMax,
  instrumentsMax,
  sessionsMax as laneSessionsMax,
  linesMax,
  strategiesMax,
} from "../lanes/boundary.js";
import * as field from "./fields.js";
import { limitsSchema, riskSchema } from "./limit-schema.js";
import { controlSchema, dropCopySchema, watchdogSchema } from "./operation-schema.js";
import { endOfDaySchema, scheduleSchema } from "./schedule-schema.js";

/** A core each: more lanes than any host has cores to give. */
const lanesMax = 64;
const feedsMax = channelsMax;
const sessionsMax = lanesMax * laneSessionsMax;
const venueAddressesMax = 4;
/** Files of one recording that are read side by side. */
const replayFilesMax = 16;
/** As many of each kind as a channel has room for (native/feed/channel_settings.hpp). */
const feedServersMax = 4;

/**
 * A list of `min` to `max` of something. The bound is checked beside the elements, not instead of them as the
 * library's own would be, so that one element too many hides no other mistake.
 */
function listOf<Element extends z.ZodType>(element: Element, what: string, min: number, max: number) {
  return z
    .array(element, { error: `a list of ${what}` })
    .refine((list) => list.length >= min && list.length <= max, {
      error: min === 0 ? `at most ${max} ${what}` : `${min} to ${max} ${what}`,
      when: ({ value }) => Array.isArray(value),
    })
    .meta({ minItems: min, maxItems: max });
}

const laneSchema = z.strictObject({
  name: field.partName().default("main"),
  core: field.core("the CPU core that runs the lane's loop; auto: the last one that the process may use"),
  poll: z
    .enum(["auto", "busy", "yield"], { error: "auto, busy or yield" })
    .default("auto")
    .describe(
      "busy: the loop never lets go of its core; yield: it does when idle; auto: busy if a core is to spare",
    ),
  realtime: field.yesOrNo("ask for real-time priority (SCHED_FIFO)").default(false),
  lockMemory: field.yesOrNo("keep the process's memory from being paged out (mlockall)").default(true),
  hugePages: field.yesOrNo("ask for huge pages for the lane's tables").default(true),
  hiccupMicroseconds: field
    .wholeNumber(1, 1_000_000, "microseconds that a turn of the loop may take before it is a hiccup")
    .default(5),
  scriptHeapMegabytesMax: field
    .wholeNumber(16, 65_536, "megabytes of the JavaScript that its strategies may have in use altogether")
    .default(512)
    .describe("beyond it the strategy that came last is stopped"),
});

const lineSchema = z.strictObject({
  group: field.multicastGroup(),
  port: field.port(),
  interface: field
    .ipv4Address()
    .default("0.0.0.0")
    .describe("address of the network card that joins the group"),
  source: field
    .ipv4Address()
    .optional()
    .describe("the only sender to accept; datagrams from elsewhere are counted as foreign; absent: any"),
  queue: field.wholeNumber(0, 1023, "the card's queue that AF_XDP takes the line from").default(0),
});

const feedServers = (what: string) => listOf(field.hostAndPort(), `${what} (HOST:PORT)`, 1, feedServersMax);

const rerequestSchema = z.strictObject({
  servers: feedServers("re-request servers").describe("asked in turn, by UDP"),
  timeoutMs: field.wholeNumber(1, 10_000, "milliseconds until a request counts as lost").default(250),
  attemptsMax: field
    .wholeNumber(1, 100, "requests in a row that bring nothing before it is given up")
    .default(8),
  requestsPerSecondMax: field.wholeNumber(1, 100_000, "requests a second, over all servers").default(1_000),
  gapMessagesMax: field
    .wholeNumber(1, 1_000_000_000, "missing messages to ask for, over all gaps; more need a snapshot")
    .default(100_000),
});

const snapshotSchema = z.strictObject({
  servers: feedServers("GLIMPSE 5.0 servers").describe("tried in turn, SoupBinTCP"),
  username: field.username(),
  password: field.secretReference(),
});

const replaySchema = z.strictObject({
  files: listOf(field.inputFile(), "files", 1, replayFilesMax).describe(
    "captures of the channel (pcap, pcapng), read side by side, or one ITCH 5.0 file; plain, gzip or zstd; relative to this configuration file",
  ),
  lines: listOf(field.captureDestination(), "destinations (ADDRESS:PORT)", 1, linesMax)
    .optional()
    .describe(
      "of captures: where lines A and B were sent to; absent: the first two destinations that get the session seen first",
    ),
  speed: field.playSpeed().default(1),
  from: field
    .timeOfDay()
    .optional()
    .describe("exchange time at which the timing begins; what is before is played at once"),
  to: field.timeOfDay().optional().describe("exchange time at which the recording ends"),
});

const recordSchema = z.strictObject({
  directory: field
    .directoryPath()
    .describe("a pcapng file for each run and lane is written here; relative to this configuration file"),
});

const feedSchema = z.strictObject({
  name: field.partName().default("itch"),
  lines: listOf(lineSchema, "lines", 1, linesMax)
    .optional()
    .describe("A and B: the same MoldUDP64 stream on two ways; one line is enough, two lose less"),
  replay: replaySchema
    .optional()
    .describe("recorded files in place of lines; no orders are sent on what they tell"),
  session: field
    .sessionName()
    .optional()
    .describe("the only MoldUDP64 session to accept; absent: the first one seen"),
  holdMicroseconds: field
    .wholeNumber(
      0,
      1_000_000,
      "microseconds that a gap waits for the other line before anything is asked for",
    )
    .default(2_000),
  rerequest: rerequestSchema.optional().describe("how lost messages are asked for; absent: they are not"),
  snapshot: snapshotSchema
    .optional()
    .describe("where the books come from in mid-day or after a gap too large; absent: from nowhere"),
  receive: z
    .enum(["kernel", "xdp", "auto"], { error: "kernel, xdp or auto" })
    .default("kernel")
    .describe("kernel: sockets; xdp: AF_XDP, or sockets with a word why not; auto: AF_XDP where it works"),
  record: recordSchema.optional().describe("keep what the lines bring; absent: it is not kept"),
});

const reconnectSchema = z.strictObject({
  firstMs: field.wholeNumber(10, 60_000, "milliseconds before the first new attempt").default(100),
  maxMs: field
    .wholeNumber(10, 600_000, "milliseconds between attempts at most; each waits twice as long")
    .default(5000),
});

const protocol = () => z.enum(["ouch50", "ouch42"], { error: "ouch50 or ouch42" });

const ouch42Schema = z.strictObject({
  rejectLetters: z
    .enum(["2018", "later"], { error: '"2018" or later' })
    .default("2018")
    .describe("which text of OUCH 4.2 the small letters of its rejects are from"),
  customerType: field
    .yesOrNo("Enter Order has a Customer Type (49 bytes); false: it has none (48), as on BX and PSX")
    .default(true),
  probeSymbol: field
    .stockSymbol()
    .default("ZZZZZZZZ")
    .describe("a symbol that the venue does not list: recovery asks for it, to be rejected"),
});

const sessionSchema = z.strictObject({
  name: field.partName().default("ouch"),
  lane: field.partName().optional().describe("whose orders it carries; absent: the first lane's"),
  protocol: protocol().default("ouch50").describe("what the venue speaks, over SoupBinTCP"),
  instruments: listOf(field.stockSymbol(), "symbols", 0, instrumentsMax)
    .default([])
    .describe("whose orders go by this session; those that no session names go by the first of their lane"),
  userRefIdx: field
    .wholeNumber(0, 255, "OUCH 5.0: the port's channel that every message names; 0: none")
    .default(0),
  ouch42: ouch42Schema.prefault({}).describe("what OUCH 4.2 leaves to the venue"),
  venue: listOf(field.hostAndPort(), "addresses (HOST:PORT)", 1, venueAddressesMax).describe("tried in turn"),
  username: field.username(),
  password: field.secretReference(),
  reconnect: reconnectSchema.prefault({}),
  schedule: scheduleSchema.optional().describe("when it is to be up; absent: always"),
});

const accountSchema = z.strictObject({
  name: field.partName().default("main"),
  firm: field.firm().optional().describe("as its orders name it; absent: the session's own at the venue"),
});

/** A dollar a share, in tenths of a mil. */
const feeRateMax = 100_000;

const feeRate = (what: string) =>
  field
    .wholeNumber(
      -feeRateMax,
      feeRateMax,
      `tenths of a mil a share (1/100,000 dollar) ${what}; below 0: a rebate`,
    )
    .default(0);

const feeSchema = z.strictObject({
  sessions: listOf(field.partName(), "sessions", 0, sessionsMax)
    .default([])
    .describe("whose executions it is for; empty: every session that no other schedule names"),
  add: feeRate("that adds liquidity"),
  remove: feeRate("that removes it"),
  cross: feeRate("that trades in a cross"),
  byLiquidity: z
    .record(
      z.string().regex(/^[!-~]$/, { error: "a liquidity flag, one character" }),
      feeRate("of that flag"),
    )
    .default({})
    .describe("rates of single liquidity flags, in place of the three above"),
  perOrder: field
    .wholeNumber(0, 10_000_000, "1/100,000 dollar for each order that trades, with its first execution")
    .default(0),
  secCentsPerMillionDollars: field
    .wholeNumber(0, 1_000_000, "cents for each million dollars sold (Exchange Act, section 31)")
    .default(0),
  tafMillionthsPerShare: field
    .wholeNumber(0, 1_000_000, "1/1,000,000 dollar for each share sold (FINRA's Trading Activity Fee)")
    .default(0),
  tafCentsMax: field
    .wholeNumber(0, 1_000_000, "cents of it for one execution at most; 0: no bound")
    .default(0),
});

const instrumentSchema = z.strictObject({
  symbol: field.stockSymbol(),
  feed: field.partName().optional().describe("where its market data comes from; absent: the first feed"),
  lane: field.partName().optional().describe("the lane that keeps its book; absent: the first one"),
  session: field
    .partName()
    .optional()
    .describe("the session that its orders go by; absent: the one that names it, or its lane's first"),
});

/** How a strategy is run. */
export const strategyTiers = ["inline", "compiled", "auto"] as const;
export type StrategyTier = (typeof strategyTiers)[number];

const strategySchema = z.strictObject({
  name: field.partName(),
  file: field
    .strategyFile()
    .optional()
    .describe(
      "the strategy's source; relative to this configuration file; absent: its place waits for `hotlane submit`",
    ),
  instruments: listOf(field.stockSymbol(), "symbols", 0, instrumentsMax)
    .default([])
    .describe("what it trades, all of one lane; empty: every instrument of its lane"),
  lane: field
    .partName()
    .optional()
    .describe("the lane that calls it; absent: its instruments', or the first"),
  account: field.partName().optional().describe("the account that it trades for; absent: the first one"),
  parameters: z
    .record(
      z.string(),
      z.union([z.number(), z.string(), z.boolean()], { error: "a number, a text, true or false" }),
    )
    .default({})
    .describe("handed to the strategy when it starts"),
  timeBudgetMs: field
    .wholeNumber(1, 60_000, "milliseconds that one call of it may take; a longer one is its last")
    .default(1_000),
  tier: z
    .enum(strategyTiers, { error: strategyTiers.join(", ") })
    .default("inline")
    .describe(
      "inline: any TypeScript, called in the lane's JavaScript; compiled: machine code, of a file that keeps to the compiled subset, or the lane does not start; auto: compiled where that can be, else inline",
    ),
  turnsMax: field
    .wholeNumber(1, 1_000_000_000, "turns of loops and calls of functions")
    .default(1_000_000)
    .describe("in one callback of a compiled strategy: one that makes more is stopped"),
});

const retentionSchema = z.strictObject({
  runsMax: field.wholeNumber(1, 100_000, "earlier runs kept, the newest").optional(),
  megabytesMax: field.wholeNumber(1, 100_000_000, "megabytes of all runs together").optional(),
  daysMax: field.wholeNumber(1, 36_500, "days that a run is kept").optional(),
});

const journalSchema = z.strictObject({
  enabled: field.yesOrNo("keep one, a folder a lane").default(false),
  directory: field.directoryPath().optional().describe("where; relative to this configuration file"),
  policy: z
    .enum(["async", "syncBeforeSend"], { error: "async or syncBeforeSend" })
    .default("async")
    .describe("async: on disk soon after; syncBeforeSend: nothing leaves before it is on disk"),
  recover: field
    .yesOrNo("go on from the trading day's newest run: its orders, positions and places in the sessions")
    .default(true),
  syncMilliseconds: field.wholeNumber(1, 1_000, "milliseconds between syncs to disk").default(10),
  lagMillisecondsMax: field
    .wholeNumber(20, 60_000, "milliseconds that a record may wait for the disk before trading stops")
    .default(1_000),
  ringMegabytes: field
    .wholeNumber(4, 4_096, "megabytes that may wait for the disk; with half of it taken, trading stops")
    .default(32),
  segmentMegabytes: field.wholeNumber(1, 65_536, "megabytes of one file").default(64),
  retention: retentionSchema
    .prefault({})
    .describe("earlier runs beyond any of these are deleted at start; absent: none"),
  compress: z
    .enum(["none", "gzip", "zstd"], { error: "none, gzip or zstd" })
    .default("none")
    .describe("what becomes of a file that is complete; zstd needs Node.js 22.15"),
});

const embeddedVenueSchema = z.strictObject({
  seed: field.wholeNumber(0, 0xffff_ffff, "seed of the generated market").default(1),
  messagesPerSecond: field.wholeNumber(1, 5_000_000, "market data messages a second").default(20_000),
  cancelOnDisconnect: field
    .yesOrNo("an order session that is lost takes its open orders with it")
    .default(true),
  sessions: listOf(protocol(), "protocols", 1, laneSessionsMax)
    .default(["ouch50"])
    .describe("each lane's order sessions by their protocols, named LANE-1, LANE-2, …; instruments in turn"),
});

export const sectionSchemas = {
  lanes: listOf(laneSchema, "lanes", 1, lanesMax).prefault([{}]),
  feeds: listOf(feedSchema, "feeds", 0, feedsMax)
    .default([])
    .describe("not with an embedded venue, which is its own feed"),
  sessions: listOf(sessionSchema, "sessions", 0, sessionsMax)
    .default([])
    .describe("not with an embedded venue; none where every feed is a recording (replay)"),
  accounts: listOf(accountSchema, "accounts", 1, accountsMax)
    .prefault([{}])
    .describe("whom orders are for: any session carries any account's"),
  instruments: listOf(instrumentSchema, "instruments", 1, instrumentsMax * lanesMax),
  strategies: listOf(strategySchema, "strategies", 0, strategiesMax * lanesMax).default([]),
  fees: listOf(feeSchema, "fee schedules", 0, sessionsMax)
    .default([])
    .describe("what executions cost; a session that none is for is taken to cost nothing"),
  limits: limitsSchema.prefault({}).describe("what every order is held against before it is sent"),
  risk: riskSchema.prefault({}).describe("how limits are changed while the engine runs"),
  journal: journalSchema.prefault({}),
  control: controlSchema.prefault({}).describe("how people reach the engine, and what outlives it"),
  dropCopy: dropCopySchema.prefault({}).describe("executions as they happen, to a file and over TCP"),
  endOfDay: endOfDaySchema.prefault({}).describe("when a trading day is over and its files are written"),
  watchdog: watchdogSchema.prefault({}).describe("a thread that halts lanes which hang"),
  api: z
    .strictObject({
      enabled: z.literal(false, { error: "false: this version has no API server" }).default(false),
    })
    .prefault({}),
  venue: z
    .strictObject({ embedded: embeddedVenueSchema.prefault({}) })
    .optional()
    .describe(
      "a venue that the engine starts for itself on this host; absent: the real one, by feeds and sessions",
    ),
};

export const configSchema = z.strictObject(sectionSchemas);

/** A whole configuration, checked, every default filled in. */
export type HotlaneConfig = z.output<typeof configSchema>;
export type LaneConfig = HotlaneConfig["lanes"][number];
export type FeedConfig = HotlaneConfig["feeds"][number];
export type SessionConfig = HotlaneConfig["sessions"][number];
export type AccountConfig = HotlaneConfig["accounts"][number];
export type OrderProtocol = SessionConfig["protocol"];
export type InstrumentConfig = HotlaneConfig["instruments"][number];
export type StrategyConfig = HotlaneConfig["strategies"][number];
export type FeeConfig = HotlaneConfig["fees"][number];
export type JournalConfig = HotlaneConfig["journal"];
