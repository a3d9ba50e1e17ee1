// Generated from native/lane/boundary.json by `npm run generate`: edit that, not this.
// The memory that one lane shares with TypeScript: byte offsets of every field, codes and bounds.

export const magic = 1214606413;
export const layoutVersion = 1;
/** instruments of one lane */
export const instrumentsMax = 256;
/** strategies of one lane */
export const strategiesMax = 8;
/** order sessions of one lane */
export const sessionsMax = 1;
/** MoldUDP64 channels of one lane */
export const channelsMax = 4;
/** lines of one channel: A and B */
export const linesMax = 2;
/** price levels a side that are published */
export const depthLevels = 10;
/** intents one callback may emit */
export const intentsMax = 16;
/** slots of the command ring, a power of two */
export const commandsMax = 256;
/** slots of the event ring, a power of two */
export const eventsMax = 131072;
/** counts of one histogram: values to 2^36 ns, 128 sub-buckets a power of two */
export const histogramCounts = 3840;
/** histograms of one lane */
export const stagesMax = 12;

/** What a histogram measures, in the order of the path. */
export const Stage = {
  wire: 0,
  feed: 1,
  decode: 2,
  book: 3,
  strategy: 4,
  risk: 5,
  encode: 6,
  send: 7,
  tickToTrade: 8,
  roundTrip: 9,
  floor: 10,
} as const;
/** Names of Stage by code. */
export const stageNames = ["wire", "feed", "decode", "book", "strategy", "risk", "encode", "send", "tickToTrade", "roundTrip", "floor"] as const;

/** Where a lane stands. */
export const LaneState = {
  starting: 0,
  running: 1,
  stopping: 2,
  stopped: 3,
  failed: 4,
} as const;
/** Names of LaneState by code. */
export const laneStateNames = ["starting", "running", "stopping", "stopped", "failed"] as const;

/** Where an order session stands. Only `ready` may trade. */
export const SessionState = {
  down: 0,
  connecting: 1,
  loggingIn: 2,
  replaying: 3,
  ready: 4,
  ended: 5,
  refused: 6,
} as const;
/** Names of SessionState by code. */
export const sessionStateNames = ["down", "connecting", "loggingIn", "replaying", "ready", "ended", "refused"] as const;

/** Where a strategy stands. */
export const StrategyState = {
  idle: 0,
  running: 1,
  stopping: 2,
  stopped: 3,
  failed: 4,
} as const;
/** Names of StrategyState by code. */
export const strategyStateNames = ["idle", "running", "stopping", "stopped", "failed"] as const;

/** Whether an instrument's book may be traded on: only `live` may. `recovering`: something is missing and may still come; `stale`: it was lost for good, or the book was told what can't be. */
export const BookState = {
  waiting: 0,
  live: 1,
  halted: 2,
  recovering: 3,
  stale: 4,
  closed: 5,
} as const;
/** Names of BookState by code. */
export const bookStateNames = ["waiting", "live", "halted", "recovering", "stale", "closed"] as const;

/** What TypeScript can ask of a lane. */
export const CommandKind = {
  none: 0,
  stop: 1,
  killSwitch: 2,
  connectSession: 3,
  disconnectSession: 4,
  stopStrategy: 5,
  cancelAll: 6,
} as const;
/** Names of CommandKind by code. */
export const commandKindNames = ["none", "stop", "killSwitch", "connectSession", "disconnectSession", "stopStrategy", "cancelAll"] as const;

/** What a lane tells TypeScript. */
export const EventKind = {
  none: 0,
  order: 1,
  fill: 2,
  refusal: 3,
  session: 4,
  strategy: 5,
  channel: 6,
  killSwitch: 7,
  state: 8,
} as const;
/** Names of EventKind by code. */
export const eventKindNames = ["none", "order", "fill", "refusal", "session", "strategy", "channel", "killSwitch", "state"] as const;

/** Where the exchange's day stands (ITCH 5.0 §1.1). */
export const SystemPhase = {
  unknown: 0,
  startOfMessages: 1,
  systemHours: 2,
  marketHours: 3,
  afterMarketHours: 4,
  endOfSystemHours: 5,
  endOfMessages: 6,
} as const;
/** Names of SystemPhase by code. */
export const systemPhaseNames = ["unknown", "startOfMessages", "systemHours", "marketHours", "afterMarketHours", "endOfSystemHours", "endOfMessages"] as const;

/** Whether a security trades (ITCH 5.0 §1.2.2). `other`: a code that this version does not know. */
export const TradingState = {
  halted: 0,
  paused: 1,
  quotationOnly: 2,
  trading: 3,
  other: 4,
} as const;
/** Names of TradingState by code. */
export const tradingStateNames = ["halted", "paused", "quotationOnly", "trading", "other"] as const;

/** Reg SHO short sale price test (ITCH 5.0 §1.2.3). */
export const ShortSaleTest = {
  unknown: 0,
  none: 1,
  inEffect: 2,
  remainsInEffect: 3,
} as const;
/** Names of ShortSaleTest by code. */
export const shortSaleTestNames = ["unknown", "none", "inEffect", "remainsInEffect"] as const;

/** What `onStatus` tells of. */
export const StatusKind = {
  none: 0,
  book: 1,
  system: 2,
  trading: 3,
  operationalHalt: 4,
  shortSale: 5,
  collar: 6,
  breakerLevels: 7,
  breakerBreach: 8,
  ipo: 9,
  imbalance: 10,
  retailInterest: 11,
  directListing: 12,
} as const;
/** Names of StatusKind by code. */
export const statusKindNames = ["none", "book", "system", "trading", "operationalHalt", "shortSale", "collar", "breakerLevels", "breakerBreach", "ipo", "imbalance", "retailInterest", "directListing"] as const;

/** What a strategy can ask for. */
export const IntentKind = {
  none: 0,
  enter: 1,
  replace: 2,
  cancel: 3,
} as const;
/** Names of IntentKind by code. */
export const intentKindNames = ["none", "enter", "replace", "cancel"] as const;

/** One slot of the command ring. Written by TypeScript's main thread, read by the lane. Byte offsets; `size` in bytes. */
export const Command = {
  size: 64,
  /** CommandKind */
  kind: 0,
  /** session, strategy or instrument it is about; -1 all */
  index: 4,
  /** switch position, where there is one */
  value: 8,
  /** IPv4 address in host order (connect_session) */
  address: 12,
  /** TCP port (connect_session) */
  port: 16,
  /** padded with spaces */
  username: 20,
  /** padded with spaces */
  password: 28,
} as const;

/** Commands in. `written` is written by TypeScript, `read` by the lane. Byte offsets; `size` in bytes. */
export const CommandRing = {
  size: 16512,
  /** commands ever written, modulo 2^32 */
  written: 0,
  /** commands ever taken, modulo 2^32 */
  read: 64,
  slots: 128,
} as const;

/** One slot of the event ring. Written by the lane, read by TypeScript's main thread. Byte offsets; `size` in bytes. */
export const Event = {
  size: 64,
  /** ns since the Unix epoch */
  timeNs: 0,
  /** of a fill */
  matchNumber: 8,
  /** EventKind */
  kind: 16,
  /** strategy index */
  strategy: 18,
  /** instrument of the lane */
  instrument: 20,
  /** session index, or a channel's */
  session: 22,
  /** 0 buy, 1 sell; the recovery step of a channel */
  side: 24,
  /** order, session, strategy, channel or lane state, by kind */
  state: 25,
  /** refusal, reject or cancel reason, or a channel's cause, by kind */
  reason: 26,
  /** the strategy's own number of the order */
  orderId: 28,
  /** OUCH number, newest of the chain */
  userRefNum: 32,
  /** number that this event ended (replaced), else 0 */
  previousUserRefNum: 36,
  /** the order's limit */
  priceTicks: 40,
  /** the order's quantity; the messages that a channel misses */
  quantity: 44,
  /** what may still fill */
  leaves: 48,
  /** shares filled in all */
  filled: 52,
  /** of a fill */
  lastPriceTicks: 56,
  /** of a fill */
  lastQuantity: 60,
} as const;

/** Events out. `written` and `dropped` are written by the lane, `read` by TypeScript. Byte offsets; `size` in bytes. */
export const EventRing = {
  size: 8388736,
  /** events ever written, modulo 2^32 */
  written: 0,
  /** events lost because the ring was full */
  dropped: 4,
  /** events ever taken, modulo 2^32 */
  read: 64,
  slots: 128,
} as const;

/** Top of book and depth of one instrument. Written by the lane under a seqlock; read by any thread, and by the lane's strategies without one. Prices in ticks, quantities in shares; level 0 is the best. Byte offsets; `size` in bytes. */
export const InstrumentView = {
  size: 320,
  /** odd while being written */
  version: 0,
  /** BookState */
  state: 4,
  /** bid levels published, 0 to depth_levels */
  bidLevels: 8,
  /** ask levels published */
  askLevels: 12,
  /** last trade, 0: none yet */
  lastPriceTicks: 16,
  /** last trade */
  lastQuantity: 20,
  /** book changes, modulo 2^32 */
  changes: 24,
  /** trades, modulo 2^32 */
  trades: 28,
  /** shares traded */
  volume: 32,
  /** exchange time of the last change, ns since midnight */
  timeOfDayNs: 40,
  /** padded with spaces */
  symbol: 48,
  /** TradingState */
  tradingState: 56,
  /** ShortSaleTest */
  shortSaleTest: 60,
  bidPriceTicks: 64,
  bidQuantity: 104,
  bidOrders: 144,
  askPriceTicks: 184,
  askQuantity: 224,
  askOrders: 264,
  /** bit 0 Nasdaq, 1 BX, 2 PSX: halted there (ITCH 5.0 §1.2.8) */
  operationalHalts: 304,
  /** of the newest LULD auction collar, 0: none */
  collarLowerTicks: 308,
  /** of the newest LULD auction collar, 0: none */
  collarUpperTicks: 312,
} as const;

/** One intent. Written by a strategy's SDK in a callback, read by the lane when the callback returns. Byte offsets; `size` in bytes. */
export const IntentSlot = {
  size: 32,
  /** IntentKind */
  kind: 0,
  /** enter */
  instrument: 4,
  /** 0 buy, 1 sell (enter) */
  side: 8,
  /** enter, replace */
  priceTicks: 12,
  /** enter, replace: shares in total */
  quantity: 16,
  /** 0 day, 3 immediate or cancel (enter) */
  timeInForce: 20,
  /** the strategy's number of the order: new for enter, existing for replace and cancel */
  orderId: 24,
  /** 1: post only */
  flags: 28,
} as const;

/** The order update a strategy is being told. Written by the lane before onOrder. Byte offsets; `size` in bytes. */
export const OrderUpdateSlot = {
  size: 48,
  orderId: 0,
  instrument: 4,
  /** 0 buy, 1 sell */
  side: 8,
  /** order state */
  state: 12,
  priceTicks: 16,
  quantity: 20,
  leaves: 24,
  filled: 28,
  /** of the fill that this update is, else 0 */
  lastPriceTicks: 32,
  /** of the fill that this update is, else 0 */
  lastQuantity: 36,
  /** refusal, reject or cancel reason */
  reason: 40,
  /** 1: nothing more can happen to it but a broken trade */
  isDone: 44,
} as const;

/** The trade a strategy is being told. Written by the lane before onTrade. Byte offsets; `size` in bytes. */
export const TradeSlot = {
  size: 16,
  instrument: 0,
  priceTicks: 4,
  quantity: 8,
  /** 0 buy, 1 sell, -1 unknown or none */
  aggressor: 12,
} as const;

/** The change of status a strategy is being told. Written by the lane before onStatus. A field that its kind doesn't have is 0. Prices in ticks. Byte offsets; `size` in bytes. */
export const StatusSlot = {
  size: 88,
  /** StatusKind */
  kind: 0,
  /** -1: the whole market */
  instrument: 4,
  /** BookState (book), SystemPhase (system), TradingState (trading), ShortSaleTest (short_sale), level (breaker_breach), else the exchange's letter: halt action, qualifier, direction, interest, eligibility */
  code: 8,
  /** the exchange's letter: market (operational_halt), cross type (imbalance); a count: extensions (collar) */
  detail: 12,
  /** the exchange's letter: price variation (imbalance) */
  variation: 16,
  /** quoting period's release, seconds since midnight (ipo) */
  timeS: 20,
  /** collar, imbalance; the IPO price */
  referenceTicks: 24,
  /** collar; highest allowable price (direct_listing) */
  upperTicks: 28,
  /** collar; lowest allowable price (direct_listing) */
  lowerTicks: 32,
  /** imbalance, direct_listing */
  nearTicks: 36,
  /** imbalance */
  farTicks: 40,
  /** of a trading action, padded with spaces (ITCH 5.0 §1.2.2) */
  reason: 44,
  /** imbalance */
  pairedShares: 48,
  /** imbalance */
  imbalanceShares: 56,
  /** index values at which levels 1 to 3 break (breaker_levels) */
  levels: 64,
} as const;

/** One instrument's position of one strategy. Written by the lane. Money is ticks x shares. Byte offsets; `size` in bytes. */
export const PositionView = {
  size: 32,
  /** shares, negative: short */
  net: 0,
  /** shares in open buy orders */
  openBuy: 4,
  /** shares in open sell orders */
  openSell: 8,
  /** signed cost of the net position */
  openNotional: 16,
  /** realised profit */
  realised: 24,
} as const;

/** What crosses between the lane and one strategy. Written by the lane, but for `intent_count`, `next_order_id`, `refused_in_sdk`, `timer_interval_ns` and `intents`, which the strategy's SDK writes inside a callback. Byte offsets; `size` in bytes. */
export const StrategyFrame = {
  size: 8888,
  /** exchange time of the event, ns since midnight */
  timeOfDayNs: 0,
  /** 0: no timer */
  timerIntervalNs: 8,
  /** intents of this callback */
  intentCount: 16,
  /** the next order's number, from 1 */
  nextOrderId: 20,
  /** StrategyState */
  state: 24,
  /** calls the SDK refused because they could not be written down */
  refusedInSdk: 28,
  update: 32,
  trade: 80,
  status: 96,
  intents: 184,
  positions: 696,
} as const;

/** Counters of one lane, since its start. Written by the lane about once a millisecond and at its end. Byte offsets; `size` in bytes. */
export const LaneStatus = {
  size: 320,
  /** LaneState */
  state: 0,
  /** 1: no new orders */
  killSwitch: 4,
  /** SessionState by session */
  sessionState: 8,
  /** SystemPhase */
  systemPhase: 12,
  /** when this was written, ns since the Unix epoch */
  heartbeatNs: 16,
  /** turns of the loop */
  turns: 24,
  /** datagrams taken in sequence */
  packets: 32,
  /** messages delivered to the decoder */
  messages: 40,
  /** times the sequence jumped ahead */
  gaps: 48,
  /** messages inside the gaps */
  lost: 56,
  /** datagrams seen before */
  duplicates: 64,
  heartbeats: 72,
  /** datagrams of another session */
  foreign: 80,
  /** datagrams refused as a whole */
  malformed: 88,
  /** messages of a type that ITCH 5.0 does not have */
  unknownTypes: 96,
  /** messages that named unknown or impossible orders */
  bookErrors: 104,
  /** orders sent: enters and replaces */
  sent: 112,
  enters: 120,
  replaces: 128,
  /** cancel requests sent */
  cancels: 136,
  /** sent orders that a market-data packet caused */
  causedByPacket: 144,
  accepted: 152,
  rejected: 160,
  /** orders filled whole */
  filled: 168,
  /** executions */
  fills: 176,
  /** orders cancelled, in whole or what was left */
  cancelled: 184,
  replaced: 192,
  /** intents the gate refused */
  refused: 200,
  /** orders the venue never got: lost with a connection */
  neverReceived: 208,
  /** orders open now */
  open: 216,
  /** bytes from the venue that were no OUCH message */
  answersMalformed: 224,
  /** answers that named no order of ours */
  answersUnmatched: 232,
  strategyCalls: 240,
  strategiesFailed: 248,
  sentBytes: 256,
  /** market data */
  receivedBytes: 264,
  /** SoupBinTCP: next sequenced message expected */
  nextSequence: 272,
  /** SoupBinTCP session, padded with spaces */
  soupSession: 280,
  /** market-wide circuit breaker: level breached, 0: none */
  breakerLevel: 296,
} as const;

/** One stage's latencies in ns. Written by the lane alone; a reader may miss the newest. Byte offsets; `size` in bytes. */
export const Histogram = {
  size: 30736,
  /** values recorded */
  count: 0,
  /** largest value, ns */
  maximum: 8,
  /** by bucket; src/latency/bucket-index.ts has the rule */
  counts: 16,
} as const;

/** One line of a channel, since the lane's start. Written by the lane about once a millisecond and at its end. Byte offsets; `size` in bytes. */
export const LineView = {
  size: 30848,
  /** datagrams that came in on it */
  packets: 0,
  /** of them, UDP payload */
  bytes: 8,
  /** messages that it never brought */
  lost: 16,
  /** messages that it brought after it had been found to miss them */
  late: 24,
  /** datagrams of which nothing was new */
  duplicates: 32,
  /** datagrams of which something was */
  wins: 40,
  heartbeats: 48,
  /** datagrams refused as a whole */
  malformed: 56,
  /** datagrams of another session */
  foreign: 64,
  /** datagrams of another sender than the configured one, never looked into */
  foreignSource: 72,
  /** datagrams that the kernel had no room for */
  kernelDrops: 80,
  /** datagrams longer than the receive buffer */
  truncated: 88,
  /** the most that waited in the socket, as far as it was looked at */
  queueBytesMax: 96,
  /** ns since the Unix epoch; 0: never */
  lastHeardNs: 104,
  /** by how much it was ahead of the other line, ns, where both brought a message */
  lead: 112,
} as const;

/** One channel: where it stands, and what it went through since the lane's start. Written as LineView is. Byte offsets; `size` in bytes. */
export const ChannelView = {
  size: 61872,
  /** feed/channel_status.hpp: ChannelState */
  state: 0,
  /** RecoveryStep */
  step: 4,
  /** ChannelCause */
  cause: 8,
  /** in use; written at start */
  lines: 12,
  /** of the state, ns since the Unix epoch */
  sinceNs: 16,
  /** the next message to be applied */
  nextSequence: 24,
  /** one past the last message known to exist */
  knownEnd: 32,
  /** given to the books from the stream */
  messages: 40,
  /** holes that outlasted the hold time */
  gaps: 48,
  /** messages that re-request servers brought */
  repaired: 56,
  /** messages that nothing could bring */
  lost: 64,
  /** sent to re-request servers */
  requests: 72,
  /** of them, those that nothing answered */
  requestTimeouts: 80,
  /** joined */
  snapshots: 88,
  snapshotsFailed: 96,
  /** datagrams ahead of a gap for which there was no room */
  heldDropped: 104,
  /** datagrams refused as a whole, of lines and servers */
  malformed: 112,
  /** datagrams of another session */
  foreign: 120,
  /** datagrams handed to its recording, those dropped there included */
  recorded: 128,
  /** of them, those in the file */
  recordWritten: 136,
  /** of the file */
  recordBytes: 144,
  /** datagrams for which the recording's ring had no room */
  recordDropped: 152,
  /** datagrams that the file did not take */
  recordUnwritten: 160,
  /** errno of the write that failed; 0: none */
  recordFailure: 168,
  /** A, B */
  line: 176,
} as const;

/** All that one lane shares, in one SharedArrayBuffer. Byte offsets; `size` in bytes. */
export const LaneMemory = {
  size: 9174976,
  magic: 0,
  version: 4,
  /** instruments in use; written at start */
  instruments: 8,
  /** strategies in use; written at start */
  strategies: 12,
  /** channels in use; written at start */
  channels: 16,
  status: 64,
  commands: 384,
  histograms: 16896,
  channel: 385728,
  views: 633216,
  frames: 715136,
  events: 786240,
} as const;
