// The shape of hotlane.yaml, section by section, with every default. Read by load.ts and json-schema.ts.
// Guarantees: an unknown key is an error, every number has a range and a unit, every section has a bound.
import * as z from "zod";
import { channelsMax, instrumentsMax, linesMax, strategiesMax } from "../lanes/boundary.js";
import * as field from "./fields.js";

/** A core each: more lanes than any host has cores to give. */
const lanesMax = 64;
const feedsMax = channelsMax;
/** One a lane in this version. */
const sessionsMax = lanesMax;
const venueAddressesMax = 4;
/** Files of one recording that are read side by side. */
const replayFilesMax = 16;
/** As many of each kind as a channel has room for (native/feed/channel_settings.hpp). */
const feedServersMax = 4;
const cpuMax = 1023;
const sharesMax = 1_000_000;
const positionSharesMax = 100_000_000;
/** In ticks (1/10,000 dollar) times shares still exact in a JavaScript number. */
const notionalDollarsMax = 100_000_000_000;

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
  core: z
    .union([z.literal("auto"), z.int().min(0).max(cpuMax)], {
      error: `auto, or the number of a CPU core from 0 to ${cpuMax}`,
    })
    .default("auto")
    .describe("the CPU core that runs the lane's loop; auto: the last one that the process may use"),
  poll: z
    .enum(["auto", "busy", "yield"], { error: "auto, busy or yield" })
    .default("auto")
    .describe(
      "busy: the loop never lets go of its core; yield: it does when idle; auto: busy if a core is to spare",
    ),
  realtime: field.yesOrNo("ask for real-time priority (SCHED_FIFO)").default(false),
  lockMemory: field.yesOrNo("keep the process's memory from being paged out (mlockall)").default(true),
  hugePages: field.yesOrNo("ask for huge pages for the lane's tables").default(true),
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

const sessionSchema = z.strictObject({
  name: field.partName().default("ouch"),
  lane: field.partName().optional().describe("whose orders it carries; absent: the first lane's"),
  venue: listOf(field.hostAndPort(), "addresses (HOST:PORT)", 1, venueAddressesMax).describe(
    "OUCH 5.0 over SoupBinTCP; tried in turn",
  ),
  username: field.username(),
  password: field.secretReference(),
  reconnect: reconnectSchema.prefault({}),
});

const limitFields = {
  orderQuantityMax: field.wholeNumber(1, sharesMax, "shares in one order"),
  orderNotionalDollarsMax: field.wholeNumber(
    1,
    notionalDollarsMax,
    "dollars in one order, price times quantity",
  ),
  priceCollarBasisPoints: field.wholeNumber(
    1,
    10_000,
    "basis points that a price may be through the opposite best",
  ),
  positionMax: field.wholeNumber(
    0,
    positionSharesMax,
    "shares long or short, open orders counted as if filled",
  ),
};
const messageLimitFields = {
  messagesPerSecondMax: field.wholeNumber(1, 1_000_000, "order messages a second, on average"),
  messageBurstMax: field.wholeNumber(1, 1_000_000, "order messages at once after a silence"),
};

const limitsSchema = z.strictObject({
  orderQuantityMax: limitFields.orderQuantityMax.default(1_000),
  orderNotionalDollarsMax: limitFields.orderNotionalDollarsMax.default(1_000_000),
  priceCollarBasisPoints: limitFields.priceCollarBasisPoints.default(500),
  positionMax: limitFields.positionMax.default(5_000),
  messagesPerSecondMax: messageLimitFields.messagesPerSecondMax.default(10_000),
  messageBurstMax: messageLimitFields.messageBurstMax.default(1_000),
});

const instrumentSchema = z.strictObject({
  symbol: field.stockSymbol(),
  feed: field.partName().optional().describe("where its market data comes from; absent: the first feed"),
  lane: field.partName().optional().describe("the lane that keeps its book; absent: the first one"),
  limits: z
    .strictObject(limitFields)
    .partial()
    .prefault({})
    .describe("in place of the limits for all instruments"),
});

const strategySchema = z.strictObject({
  name: field.partName(),
  file: field.strategyFile().describe("the strategy's source; relative to this configuration file"),
  instruments: listOf(field.stockSymbol(), "symbols", 0, instrumentsMax)
    .default([])
    .describe("what it trades, all of one lane; empty: every instrument of its lane"),
  lane: field
    .partName()
    .optional()
    .describe("the lane that calls it; absent: its instruments', or the first"),
  parameters: z
    .record(
      z.string(),
      z.union([z.number(), z.string(), z.boolean()], { error: "a number, a text, true or false" }),
    )
    .default({})
    .describe("handed to the strategy when it starts"),
  limits: z
    .strictObject({ ...limitFields, ...messageLimitFields })
    .partial()
    .prefault({})
    .describe("tighter limits for this strategy; a looser one has no effect"),
});

const journalSchema = z.strictObject({
  enabled: z.literal(false, { error: "false: this version keeps no journal" }).default(false),
});

const embeddedVenueSchema = z.strictObject({
  seed: field.wholeNumber(0, 0xffff_ffff, "seed of the generated market").default(1),
  messagesPerSecond: field.wholeNumber(1, 5_000_000, "market data messages a second").default(20_000),
});

export const sectionSchemas = {
  lanes: listOf(laneSchema, "lanes", 1, lanesMax).prefault([{}]),
  feeds: listOf(feedSchema, "feeds", 0, feedsMax)
    .default([])
    .describe("not with an embedded venue, which is its own feed"),
  sessions: listOf(sessionSchema, "sessions", 0, sessionsMax)
    .default([])
    .describe("not with an embedded venue; none where every feed is a recording (replay)"),
  instruments: listOf(instrumentSchema, "instruments", 1, instrumentsMax * lanesMax),
  strategies: listOf(strategySchema, "strategies", 0, strategiesMax * lanesMax).default([]),
  limits: limitsSchema
    .prefault({})
    .describe("what every order must pass, unless its instrument says otherwise"),
  journal: journalSchema.prefault({}),
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
export type InstrumentConfig = HotlaneConfig["instruments"][number];
export type StrategyConfig = HotlaneConfig["strategies"][number];
export type LimitsConfig = HotlaneConfig["limits"];
