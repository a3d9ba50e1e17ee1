// Generated from native/lane/boundary.json by `npm run generate`: edit that, not this.
// The memory that one lane shares with TypeScript: byte offsets of every field, codes and bounds.

export const magic = 1214606413;
export const layoutVersion = 1;
/** instruments of one lane */
export const instrumentsMax = 256;
/** strategies of one lane */
export const strategiesMax = 8;
/** trading accounts of one lane */
export const accountsMax = 8;
/** 64-bit words with a bit for each instrument */
export const symbolWords = 4;
/** measures of FirmMeasure */
export const firmMeasures = 6;
/** places for counts of Refusal */
export const refusalsMax = 96;
/** order sessions of one lane */
export const sessionsMax = 4;
/** MoldUDP64 channels of one lane */
export const channelsMax = 4;
/** lines of one channel: A and B */
export const linesMax = 2;
/** price levels a side that are published */
export const depthLevels = 10;
/** intents one callback may emit */
export const intentsMax = 16;
/** orders of one strategy whose place in the queue is told at once */
export const queueSlotsMax = 256;
/** an order's slot stands in one of so many, from (its number modulo the buckets) times this on */
export const queueBucketSlots = 8;
/** slots of the command ring, a power of two */
export const commandsMax = 256;
/** slots of the event ring, a power of two */
export const eventsMax = 131072;
/** counts of one histogram: values to 2^36 ns, 128 sub-buckets a power of two */
export const histogramCounts = 3840;
/** histograms of one lane */
export const stagesMax = 13;
/** callbacks of one strategy, by Callback */
export const callbacksMax = 7;
/** of a lane: callbacks_max a strategy */
export const callHistogramsMax = 56;
/** kill switches turned on that are remembered, a power of two */
export const killsMax = 64;
/** causes of HiccupCause */
export const hiccupCauses = 18;
/** hiccups that are remembered, a power of two */
export const hiccupsMax = 1024;
/** hiccups longer than this are counted apart too */
export const hiccupLongNs = 50000;

/** What a histogram measures, in the order of the path; docs/measuring.md says from where to where. */
export const Stage = {
  wire: 0,
  feed: 1,
  decode: 2,
  book: 3,
  strategy: 4,
  risk: 5,
  encode: 6,
  keep: 7,
  send: 8,
  tickToTrade: 9,
  wireToTrade: 10,
  roundTrip: 11,
  floor: 12,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];
/** Names of Stage by code. */
export const stageNames = ["wire", "feed", "decode", "book", "strategy", "risk", "encode", "keep", "send", "tickToTrade", "wireToTrade", "roundTrip", "floor"] as const;

/** Where a lane stands. */
export const LaneState = {
  starting: 0,
  running: 1,
  stopping: 2,
  stopped: 3,
  failed: 4,
} as const;
export type LaneState = (typeof LaneState)[keyof typeof LaneState];
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
export type SessionState = (typeof SessionState)[keyof typeof SessionState];
/** Names of SessionState by code. */
export const sessionStateNames = ["down", "connecting", "loggingIn", "replaying", "ready", "ended", "refused"] as const;

/** What a lane calls of a strategy. */
export const Callback = {
  onStart: 0,
  onBook: 1,
  onTrade: 2,
  onOrder: 3,
  onTimer: 4,
  onStatus: 5,
  onStop: 6,
} as const;
export type Callback = (typeof Callback)[keyof typeof Callback];
/** Names of Callback by code. */
export const callbackNames = ["onStart", "onBook", "onTrade", "onOrder", "onTimer", "onStatus", "onStop"] as const;

/** Where a strategy's place stands. `idle`: nobody is there; `shadow`: it sees all and sends nothing; `stopping`: what is there waits for the last order of the one before. */
export const StrategyState = {
  idle: 0,
  running: 1,
  stopping: 2,
  stopped: 3,
  failed: 4,
  shadow: 5,
} as const;
export type StrategyState = (typeof StrategyState)[keyof typeof StrategyState];
/** Names of StrategyState by code. */
export const strategyStateNames = ["idle", "running", "stopping", "stopped", "failed", "shadow"] as const;

/** Whether an instrument's book may be traded on: only `live` may. `recovering`: something is missing and may still come; `stale`: it was lost for good, or the book was told what can't be. */
export const BookState = {
  waiting: 0,
  live: 1,
  halted: 2,
  recovering: 3,
  stale: 4,
  closed: 5,
} as const;
export type BookState = (typeof BookState)[keyof typeof BookState];
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
  acknowledgeAccount: 7,
  massCancel: 8,
  disableEntry: 9,
  enableEntry: 10,
  setLimits: 11,
  reduceOnly: 12,
  rearm: 13,
  control: 14,
  trip: 15,
  installStrategy: 16,
  tradeLive: 17,
} as const;
export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];
/** Names of CommandKind by code. */
export const commandKindNames = ["none", "stop", "killSwitch", "connectSession", "disconnectSession", "stopStrategy", "cancelAll", "acknowledgeAccount", "massCancel", "disableEntry", "enableEntry", "setLimits", "reduceOnly", "rearm", "control", "trip", "installStrategy", "tradeLive"] as const;

/** What a kill switch stops: everything, everything of one lane, or what an account, a strategy, an instrument or an order session of the lane has. `session`: turned by its schedule, not by a person. */
export const KillScope = {
  firm: 0,
  lane: 1,
  account: 2,
  strategy: 3,
  instrument: 4,
  session: 5,
} as const;
export type KillScope = (typeof KillScope)[keyof typeof KillScope];
/** Names of KillScope by code. */
export const killScopeNames = ["firm", "lane", "account", "strategy", "instrument", "session"] as const;

/** How far a kill switch has come: its lane refuses new orders; has a cancel on its way for every open one; has handed the last of these to the kernel. */
export const KillStep = {
  none: 0,
  seen: 1,
  cancelled: 2,
  sent: 3,
} as const;
export type KillStep = (typeof KillStep)[keyof typeof KillStep];
/** Names of KillStep by code. */
export const killStepNames = ["none", "seen", "cancelled", "sent"] as const;

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
  alert: 9,
  account: 10,
  trip: 11,
  limits: 12,
  journal: 13,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];
/** Names of EventKind by code. */
export const eventKindNames = ["none", "order", "fill", "refusal", "session", "strategy", "channel", "killSwitch", "state", "alert", "account", "trip", "limits", "journal"] as const;

/** What happened to an order (native/orders/order_update.hpp). */
export const OrderChange = {
  none: 0,
  accepted: 1,
  dead: 2,
  rejected: 3,
  filled: 4,
  cancelled: 5,
  replaced: 6,
  replaceRejected: 7,
  cancelPending: 8,
  cancelRejected: 9,
  changed: 10,
  tradeBroken: 11,
  tradeCorrected: 12,
  neverReceived: 13,
  replaceLost: 14,
  cancelLost: 15,
  repeatedFill: 16,
  repeatedAnswer: 17,
  unknownOrder: 18,
  unexpected: 19,
} as const;
export type OrderChange = (typeof OrderChange)[keyof typeof OrderChange];
/** Names of OrderChange by code. */
export const orderChangeNames = ["none", "accepted", "dead", "rejected", "filled", "cancelled", "replaced", "replaceRejected", "cancelPending", "cancelRejected", "changed", "tradeBroken", "tradeCorrected", "neverReceived", "replaceLost", "cancelLost", "repeatedFill", "repeatedAnswer", "unknownOrder", "unexpected"] as const;

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
export type SystemPhase = (typeof SystemPhase)[keyof typeof SystemPhase];
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
export type TradingState = (typeof TradingState)[keyof typeof TradingState];
/** Names of TradingState by code. */
export const tradingStateNames = ["halted", "paused", "quotationOnly", "trading", "other"] as const;

/** Reg SHO short sale price test (ITCH 5.0 §1.2.3). */
export const ShortSaleTest = {
  unknown: 0,
  none: 1,
  inEffect: 2,
  remainsInEffect: 3,
} as const;
export type ShortSaleTest = (typeof ShortSaleTest)[keyof typeof ShortSaleTest];
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
export type StatusKind = (typeof StatusKind)[keyof typeof StatusKind];
/** Names of StatusKind by code. */
export const statusKindNames = ["none", "book", "system", "trading", "operationalHalt", "shortSale", "collar", "breakerLevels", "breakerBreach", "ipo", "imbalance", "retailInterest", "directListing"] as const;

/** What a strategy can ask for. `reduce`: cut to a smaller total; `cancel_all`: its open orders of one instrument, or of all. */
export const IntentKind = {
  none: 0,
  enter: 1,
  replace: 2,
  cancel: 3,
  reduce: 4,
  cancelAll: 5,
} as const;
export type IntentKind = (typeof IntentKind)[keyof typeof IntentKind];
/** Names of IntentKind by code. */
export const intentKindNames = ["none", "enter", "replace", "cancel", "reduce", "cancelAll"] as const;

/** How long an order lives (risk/order_attributes.hpp). `extended`: system hours; `timed`: so many seconds; `at_open`, `at_close`: in that cross alone. */
export const TimeInForce = {
  day: 0,
  immediateOrCancel: 1,
  fillOrKill: 2,
  extended: 3,
  timed: 4,
  atOpen: 5,
  atClose: 6,
} as const;
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];
/** Names of TimeInForce by code. */
export const timeInForceNames = ["day", "immediateOrCancel", "fillOrKill", "extended", "timed", "atOpen", "atClose"] as const;

/** Whether the market sees an order, and under whose name. */
export const OrderDisplay = {
  visible: 0,
  hidden: 1,
  attributable: 2,
} as const;
export type OrderDisplay = (typeof OrderDisplay)[keyof typeof OrderDisplay];
/** Names of OrderDisplay by code. */
export const orderDisplayNames = ["visible", "hidden", "attributable"] as const;

/** What an order's price follows: its own side's best price, the other side's, or the middle. */
export const PegKind = {
  none: 0,
  primary: 1,
  market: 2,
  midpoint: 3,
} as const;
export type PegKind = (typeof PegKind)[keyof typeof PegKind];
/** Names of PegKind by code. */
export const pegKindNames = ["none", "primary", "market", "midpoint"] as const;

/** A cross that an order takes part in before it lives on by its time in force. */
export const CrossKind = {
  none: 0,
  opening: 1,
  closing: 2,
  halt: 3,
} as const;
export type CrossKind = (typeof CrossKind)[keyof typeof CrossKind];
/** Names of CrossKind by code. */
export const crossKindNames = ["none", "opening", "closing", "halt"] as const;

/** For whom the order is. */
export const OrderCapacity = {
  principal: 0,
  agency: 1,
  riskless: 2,
  other: 3,
} as const;
export type OrderCapacity = (typeof OrderCapacity)[keyof typeof OrderCapacity];
/** Names of OrderCapacity by code. */
export const orderCapacityNames = ["principal", "agency", "riskless", "other"] as const;

/** What a sale sells. */
export const SellKind = {
  ordinary: 0,
  shortSale: 1,
  shortExempt: 2,
} as const;
export type SellKind = (typeof SellKind)[keyof typeof SellKind];
/** Names of SellKind by code. */
export const sellKindNames = ["ordinary", "shortSale", "shortExempt"] as const;

/** Where an order stands (orders/order_state.hpp, docs/order-life.md); from `filled` on it is done. */
export const OrderState = {
  pendingNew: 0,
  live: 1,
  pendingReplace: 2,
  pendingCancel: 3,
  cancelScheduled: 4,
  filled: 5,
  cancelled: 6,
  rejected: 7,
  refused: 8,
  neverReceived: 9,
  broken: 10,
} as const;
export type OrderState = (typeof OrderState)[keyof typeof OrderState];
/** Names of OrderState by code. */
export const orderStateNames = ["pendingNew", "live", "pendingReplace", "pendingCancel", "cancelScheduled", "filled", "cancelled", "rejected", "refused", "neverReceived", "broken"] as const;

/** What is odd about an order's update (orders/order_update.hpp): positions follow the venue all the same. */
export const Surprise = {
  none: 0,
  unknownOrder: 1,
  unknownTrade: 2,
  outOfTurn: 3,
  beyondLeaves: 4,
  lateExecution: 5,
  oldNumber: 6,
  beforeAcceptance: 7,
  moreThanAsked: 8,
  contradiction: 9,
  unsolicited: 10,
} as const;
export type Surprise = (typeof Surprise)[keyof typeof Surprise];
/** Names of Surprise by code. */
export const surpriseNames = ["none", "unknownOrder", "unknownTrade", "outOfTurn", "beyondLeaves", "lateExecution", "oldNumber", "beforeAcceptance", "moreThanAsked", "contradiction", "unsolicited"] as const;

/** What a gap in a lane's loop came from, docs/operation.md. `steal` and `interrupts` are TypeScript's word for some that the lane could not name, `polling` for those of the rest in which it looked for packets and answers. From `strategy` on: what the loop itself was at. */
export const HiccupCause = {
  unknown: 0,
  contextSwitch: 1,
  pageFault: 2,
  blocked: 3,
  steal: 4,
  interrupts: 5,
  waking: 6,
  gc: 7,
  strategy: 8,
  socket: 9,
  journal: 10,
  marketData: 11,
  session: 12,
  control: 13,
  connection: 14,
  clock: 15,
  publishing: 16,
  polling: 17,
} as const;
export type HiccupCause = (typeof HiccupCause)[keyof typeof HiccupCause];
/** Names of HiccupCause by code. */
export const hiccupCauseNames = ["unknown", "contextSwitch", "pageFault", "blocked", "steal", "interrupts", "waking", "gc", "strategy", "socket", "journal", "marketData", "session", "control", "connection", "clock", "publishing", "polling"] as const;

/** What V8 collected, or did for it, in the lane's isolate. */
export const GcKind = {
  none: 0,
  scavenge: 1,
  minorMarkSweep: 2,
  markSweepCompact: 3,
  incrementalMarking: 4,
  weakCallbacks: 5,
} as const;
export type GcKind = (typeof GcKind)[keyof typeof GcKind];
/** Names of GcKind by code. */
export const gcKindNames = ["none", "scavenge", "minorMarkSweep", "markSweepCompact", "incrementalMarking", "weakCallbacks"] as const;

/** Whose limit, switch or usage. */
export const RiskScope = {
  none: 0,
  instrument: 1,
  strategy: 2,
  account: 3,
  port: 4,
  firm: 5,
} as const;
export type RiskScope = (typeof RiskScope)[keyof typeof RiskScope];
/** Names of RiskScope by code. */
export const riskScopeNames = ["none", "instrument", "strategy", "account", "port", "firm"] as const;

/** Among whose own working orders a new one may not find its match. */
export const SelfMatchScope = {
  off: 0,
  account: 1,
  firm: 2,
} as const;
export type SelfMatchScope = (typeof SelfMatchScope)[keyof typeof SelfMatchScope];
/** Names of SelfMatchScope by code. */
export const selfMatchScopeNames = ["off", "account", "firm"] as const;

/** What the firm's limits over all lanes measure, and each lane has a share of. */
export const FirmMeasure = {
  grossExposure: 0,
  netExposure: 1,
  openNotional: 2,
  openOrders: 3,
  tradedNotional: 4,
  credit: 5,
} as const;
export type FirmMeasure = (typeof FirmMeasure)[keyof typeof FirmMeasure];
/** Names of FirmMeasure by code. */
export const firmMeasureNames = ["grossExposure", "netExposure", "openNotional", "openOrders", "tradedNotional", "credit"] as const;

/** Why the gate refused an intent, in the order of its checks (docs/risk.md). Stable names; only ever add at the end. */
export const Refusal = {
  none: 0,
  invalidIntent: 1,
  unknownInstrument: 2,
  unknownOrder: 3,
  orderDone: 4,
  orderNotLive: 5,
  killed: 6,
  strategyFault: 7,
  repeatExecution: 8,
  refusalStreak: 9,
  lossDay: 10,
  reduceOnly: 11,
  controlLost: 12,
  notReconciled: 13,
  accountInDoubt: 14,
  sessionDown: 15,
  notEntitled: 16,
  instrumentRestricted: 17,
  halted: 18,
  bookStale: 19,
  marketCrossed: 20,
  sessionClosed: 21,
  duplicateOrderId: 22,
  orderStoreFull: 23,
  marketOrderBarred: 24,
  invalidPrice: 25,
  invalidQuantity: 26,
  invalidTimeInForce: 27,
  invalidDisplay: 28,
  invalidCapacity: 29,
  invalidSellKind: 30,
  invalidMinQuantity: 31,
  invalidMaxFloor: 32,
  invalidPeg: 33,
  invalidCross: 34,
  invalidPostOnly: 35,
  attributeNotCarried: 36,
  limitMissing: 37,
  orderQuantityMax: 38,
  orderAdvMax: 39,
  orderNotionalMax: 40,
  referenceStale: 41,
  priceCollar: 42,
  luldBand: 43,
  orderDuplicate: 44,
  messageRatePort: 45,
  messageRateAccount: 46,
  messageRateStrategy: 47,
  messageRateInstrument: 48,
  notionalRate: 49,
  orderTradeRatio: 50,
  shortMarkWrong: 51,
  locateMissing: 52,
  shortStateUnknown: 53,
  shortPriceTest: 54,
  positionMax: 55,
  openOrdersMax: 56,
  openNotionalMax: 57,
  exposureStrategyMax: 58,
  exposureAccountMax: 59,
  exposureFirmMax: 60,
  netExposureMax: 61,
  creditMax: 62,
  tradedNotionalDay: 63,
  selfMatch: 64,
  tooManyIntents: 65,
  journalBehind: 66,
  journalFull: 67,
  journalFailed: 68,
} as const;
export type Refusal = (typeof Refusal)[keyof typeof Refusal];
/** Names of Refusal by code. */
export const refusalNames = ["none", "invalidIntent", "unknownInstrument", "unknownOrder", "orderDone", "orderNotLive", "killed", "strategyFault", "repeatExecution", "refusalStreak", "lossDay", "reduceOnly", "controlLost", "notReconciled", "accountInDoubt", "sessionDown", "notEntitled", "instrumentRestricted", "halted", "bookStale", "marketCrossed", "sessionClosed", "duplicateOrderId", "orderStoreFull", "marketOrderBarred", "invalidPrice", "invalidQuantity", "invalidTimeInForce", "invalidDisplay", "invalidCapacity", "invalidSellKind", "invalidMinQuantity", "invalidMaxFloor", "invalidPeg", "invalidCross", "invalidPostOnly", "attributeNotCarried", "limitMissing", "orderQuantityMax", "orderAdvMax", "orderNotionalMax", "referenceStale", "priceCollar", "luldBand", "orderDuplicate", "messageRatePort", "messageRateAccount", "messageRateStrategy", "messageRateInstrument", "notionalRate", "orderTradeRatio", "shortMarkWrong", "locateMissing", "shortStateUnknown", "shortPriceTest", "positionMax", "openOrdersMax", "openNotionalMax", "exposureStrategyMax", "exposureAccountMax", "exposureFirmMax", "netExposureMax", "creditMax", "tradedNotionalDay", "selfMatch", "tooManyIntents", "journalBehind", "journalFull", "journalFailed"] as const;

/** The limits of one instrument, strategy, account or of the firm. A limit that the scope does not have is the largest value of its type; zero means zero, so that a record nobody filled in refuses everything. Money is ticks x shares. Byte offsets; `size` in bytes. */
export const ScopeLimits = {
  size: 168,
  /** price times quantity of one order */
  orderNotionalMax: 0,
  /** of all working orders */
  openNotionalMax: 8,
  /** worst case over all instruments, sizes added (strategy, account, firm) */
  grossExposureMax: 16,
  /** worst case over all instruments, long against short (strategy, account, firm) */
  netExposureMax: 24,
  /** gross exposure and the day's loss (account, firm) */
  creditMax: 32,
  /** of the day, realised and unrealised (strategy, account, firm) */
  lossMax: 40,
  /** of the day's fills, working orders counted as if filled (strategy, account, firm) */
  tradedNotionalMax: 48,
  /** entered within the window (instrument, strategy, account) */
  notionalWindowMax: 56,
  notionalWindowNs: 64,
  /** (strategy, account) */
  orderTradeWindowNs: 72,
  /** (strategy) */
  duplicateWindowNs: 80,
  /** (strategy); 0: never forgotten before a person re-arms */
  repeatWindowNs: 88,
  /** shares long or short, working orders counted as if filled (instrument, strategy, account: in each instrument) */
  positionMax: 96,
  /** 0: everything is refused (limit_missing) */
  isSet: 104,
  /** shares of one order */
  orderQuantityMax: 108,
  /** through the opposite best */
  collarTicks: 112,
  /** through the opposite best */
  collarBasisPoints: 116,
  /** from the reference price, either way */
  referenceCollarTicks: 120,
  /** from the reference price, either way */
  referenceCollarBasisPoints: 124,
  /** working orders */
  openOrdersMax: 128,
  /** enters and replaces; cancels count and always pass (instrument, strategy, account) */
  messagesPerSecondMax: 132,
  /** at once */
  messagesBurstMax: 136,
  /** equal orders within the window (strategy) */
  duplicatesMax: 140,
  /** messages for each fill within the window (strategy, account) */
  orderTradeRatioMax: 144,
  /** messages within the window from which on the ratio counts */
  orderTradeFrom: 148,
  /** re-entries after a fill within the window (strategy) */
  repeatExecutionsMax: 152,
  /** (strategy) */
  refusalsInARowMax: 156,
  /** 1: a loss stops everything; 0: it leaves orders that shrink the position */
  lossStops: 160,
} as const;

/** What a security is like, and what the law asks of orders in it. Byte offsets; `size` in bytes. */
export const InstrumentRules = {
  size: 48,
  /** how old the last trade may be to serve as reference */
  referenceAgeMaxNs: 0,
  /** average daily volume; 0: not known */
  advShares: 8,
  /** of it, in one order */
  advBasisPointsMax: 16,
  /** prices from one dollar on are multiples of it */
  priceStepTicks: 20,
  /** prices below one dollar are */
  priceStepSmallTicks: 24,
  /** quantities are multiples of it */
  lotShares: 28,
  /** the price before there is a market, as the last close; 0: none */
  referenceTicks: 32,
  /** limit-up limit-down band; 0: none */
  luldLowerTicks: 36,
  /** 0: none */
  luldUpperTicks: 40,
  /** 1: Regulation SHO holds: marks, locates and the price test */
  isShortRegulated: 44,
} as const;

/** What a strategy may do at all. Byte offsets; `size` in bytes. */
export const StrategyRules = {
  size: 40,
  /** a bit for each instrument that it may trade */
  entitled: 0,
  /** 0: it may not trade */
  isApproved: 32,
} as const;

/** What may be done for an account at all. Byte offsets; `size` in bytes. */
export const AccountRules = {
  size: 1064,
  /** a bit for each instrument that it may not trade */
  restricted: 0,
  /** 0: nothing may be traded for it */
  isApproved: 32,
  /** 1: bona fide market making, no locate needed (Reg SHO 203(b)(2)(iii)) */
  isLocateExempt: 36,
  /** shares located for short sales today */
  locateShares: 40,
} as const;

/** What holds for all orders of the lane. Times are of the exchange's day, ns since midnight. Byte offsets; `size` in bytes. */
export const MarketRules = {
  size: 64,
  /** without a sign of life of the risk service for so long, nothing new leaves; 0: no such rule */
  controlPatienceNs: 0,
  /** regular trading hours */
  regularOpenNs: 8,
  /** not included */
  regularCloseNs: 16,
  /** hours for orders that are valid in them */
  extendedOpenNs: 24,
  /** not included */
  extendedCloseNs: 32,
  /** 1: nothing leaves before the exchange has said where its day stands */
  isPhaseNeeded: 40,
  /** SelfMatchScope */
  selfMatch: 44,
  /** 1: nothing leaves on a locked or crossed book */
  isCrossedBarred: 48,
  /** of one order session */
  portMessagesPerSecondMax: 52,
  /** at once */
  portMessagesBurstMax: 56,
} as const;

/** Every limit of one lane: swapped as a whole at a turn of its loop. Written by TypeScript while no lane reads it, read by the lane. Byte offsets; `size` in bytes. */
export const LimitSet = {
  size: 67056,
  /** from 1; each change has the next */
  version: 0,
  /** another one than before: what is counted by day begins anew */
  tradingDay: 4,
  instruments: 8,
  instrumentRules: 43016,
  strategies: 55304,
  strategyRules: 56648,
  accounts: 56968,
  accountRules: 58312,
  firm: 66824,
  market: 66992,
} as const;

/** What a strategy, an account or the lane has used of its limits. Written by the lane about once a millisecond. Money is ticks x shares. Byte offsets; `size` in bytes. */
export const ScopeUsage = {
  size: 80,
  /** risk/gate_state.hpp: stop; why it may not trade, a bit each */
  stops: 0,
  /** accounts: 1 */
  isReconciled: 4,
  openOrders: 8,
  openNotional: 16,
  /** working orders counted as if filled */
  tradedNotional: 24,
  grossExposure: 32,
  netExposure: 40,
  creditUsed: 48,
  /** of the day, realised and unrealised, after fees */
  profit: 56,
  /** (strategy, account) */
  messagesWindow: 64,
  /** (strategy, account) */
  enteredWindow: 72,
} as const;

/** The gate as the main thread sees it. Written by the lane about once a millisecond; the version at once. Byte offsets; `size` in bytes. */
export const RiskView = {
  size: 2144,
  /** of the limit set that holds */
  limitsVersion: 0,
  /** limit sets that were not what their command said */
  limitsRefused: 4,
  /** the last sign of life of the risk service */
  controlHeardNs: 8,
  /** intents by Refusal; `none`: passed */
  refusals: 16,
  /** the lane's part */
  firm: 784,
  strategies: 864,
  accounts: 1504,
} as const;

/** What one lane is granted of the firm's limits, by FirmMeasure. Written by the main thread, or before the lane runs. Byte offsets; `size` in bytes. */
export const FirmGrants = {
  size: 96,
  /** ever granted, in all */
  granted: 0,
  /** no more than this should be held: the rest is asked back */
  ceiling: 48,
} as const;

/** What one lane made of its shares of the firm's limits, by FirmMeasure. Written by the lane. Byte offsets; `size` in bytes. */
export const FirmHoldings = {
  size: 96,
  /** ever given back, in all */
  returned: 0,
  /** of what is held */
  used: 48,
} as const;

/** One lane's shares of the firm's limits, as the main thread and the lane tell each other (native/risk/firm_share.hpp). Byte offsets; `size` in bytes. */
export const FirmShareWords = {
  size: 256,
  grants: 0,
  holdings: 128,
} as const;

/** One slot of the command ring. Written by TypeScript's main thread, read by the lane. Byte offsets; `size` in bytes. */
export const Command = {
  size: 64,
  /** CommandKind */
  kind: 0,
  /** session, strategy, account or instrument it is about; -1 all */
  index: 4,
  /** switch position, where there is one: 1 on, 0 off; the account (mass_cancel, disable_entry, enable_entry); the version (set_limits); the Refusal (trip); 1 live, 0 in shadow (install_strategy) */
  value: 8,
  /** IPv4 address in host order (connect_session) */
  address: 12,
  /** TCP port (connect_session) */
  port: 16,
  /** padded with spaces */
  username: 20,
  /** padded with spaces */
  password: 28,
  /** KillScope (kill_switch), RiskScope (reduce_only, rearm, trip) */
  scope: 44,
  /** where its KillView is to be found, by this modulo kills_max; 0: none is wanted (kill_switch) */
  killId: 48,
  /** CPU counter when the switch was turned; 0: unknown (kill_switch) */
  switchedTicks: 56,
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
  size: 104,
  /** ns since the Unix epoch */
  timeNs: 0,
  /** of a fill */
  matchNumber: 8,
  /** EventKind */
  kind: 16,
  /** strategy index, or an account's, by kind */
  strategy: 18,
  /** instrument of the lane */
  instrument: 20,
  /** session index, a channel's, or what a kill switch is about */
  session: 22,
  /** 0 buy, 1 sell; the recovery step of a channel; the KillScope of a kill switch */
  side: 24,
  /** order, session, strategy, channel or lane state, or 1: in doubt (alert, account), by kind */
  state: 25,
  /** refusal, reject or cancel reason, a channel's cause, or an alert, by kind */
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
  /** of a fill, or of a trade that is broken or corrected */
  lastPriceTicks: 56,
  /** the same */
  lastQuantity: 60,
  /** what broke the limit, in the control's unit (refusal, trip) */
  compared: 64,
  /** that it broke (refusal, trip) */
  limit: 72,
  /** what a trade cost, less what it brought: billionths of a dollar */
  feeNanos: 80,
  /** of the limit set that held */
  limitsVersion: 88,
  /** of a trade that is corrected: what it was */
  undonePriceTicks: 92,
  /** the same */
  undoneQuantity: 96,
  /** RiskScope whose limit it was (refusal, trip) */
  scope: 100,
  /** OrderChange (order, fill) */
  change: 101,
  /** the venue's letter (fill) */
  liquidity: 102,
} as const;

/** Events out. `written` and `dropped` are written by the lane, `read` by TypeScript. Byte offsets; `size` in bytes. */
export const EventRing = {
  size: 13631616,
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

/** One intent. Written by a strategy's SDK in a callback, read by the lane when the callback returns. What follows `flags` counts only where they say so. Byte offsets; `size` in bytes. */
export const IntentSlot = {
  size: 56,
  /** IntentKind */
  kind: 0,
  /** enter; cancel_all, -1: every instrument */
  instrument: 4,
  /** 0 buy, 1 sell (enter) */
  side: 8,
  /** enter, replace */
  priceTicks: 12,
  /** enter, replace, reduce: shares in total */
  quantity: 16,
  /** TimeInForce (enter) */
  timeInForce: 20,
  /** the strategy's number of the order: new for enter, existing for the rest */
  orderId: 24,
  /** 1: has attributes (enter, replace); and then 2: post only, 4: located */
  flags: 28,
  /** shares, 0: none */
  minQuantity: 32,
  /** shares displayed at a time, 0: all */
  maxFloor: 36,
  /** added to what the peg follows */
  pegOffsetTicks: 40,
  /** timed */
  expireSeconds: 44,
  /** OrderDisplay */
  display: 48,
  /** PegKind */
  pegKind: 49,
  /** CrossKind */
  cross: 50,
  /** OrderCapacity */
  capacity: 51,
  /** SellKind */
  sellKind: 52,
} as const;

/** The order update a strategy is being told. Written by the lane before onOrder. Byte offsets; `size` in bytes. */
export const OrderUpdateSlot = {
  size: 64,
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
  /** of the fill that this update is, or of the trade as corrected; else 0 */
  lastPriceTicks: 32,
  /** of the fill that this update is, else 0 */
  lastQuantity: 36,
  /** refusal, reject or cancel reason */
  reason: 40,
  /** 1: nothing more can happen to it but a broken trade */
  isDone: 44,
  /** Surprise */
  surprise: 48,
  /** of the trade that this update takes back: broken, or before its correction; else 0 */
  undonePriceTicks: 52,
  /** of the trade that this update takes back, else 0 */
  undoneQuantity: 56,
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

/** One instrument's position of one strategy. Written by the lane. Money is ticks x shares, fees to 1/100,000 of one. Byte offsets; `size` in bytes. */
export const PositionView = {
  size: 80,
  /** shares, negative: short */
  net: 0,
  /** shares that open buy orders can still add */
  openBuy: 8,
  /** shares that open sell orders can still take */
  openSell: 16,
  /** signed cost of the net position */
  openNotional: 24,
  /** realised profit, before fees */
  realised: 32,
  /** what the position is valued at: the middle of the market, else the last trade; 0: unknown */
  markTicks: 40,
  /** profit of the open position at the mark; written about once a millisecond and after a fill */
  unrealised: 48,
  /** charged by venues and regulators */
  fees: 56,
  /** brought by venues */
  rebates: 64,
  /** shares bought and sold */
  traded: 72,
} as const;

/** Where one order of a strategy stands at its price. Written by the lane; read by the strategy, which looks through its bucket. Byte offsets; `size` in bytes. */
export const QueueSlot = {
  size: 8,
  /** the strategy's number of the order, 0: the slot is free */
  orderId: 0,
  /** shares displayed in front of it, at most 2^31 - 1; -1: unknown */
  ahead: 4,
} as const;

/** What crosses between the lane and one strategy. Written by the lane, but for `intent_count`, `next_order_id`, `refused_in_sdk`, `timer_interval_ns` and `intents`, which the strategy's SDK writes inside a callback. Byte offsets; `size` in bytes. */
export const StrategyFrame = {
  size: 23640,
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
  /** whose book changed, before onBook */
  instrument: 32,
  /** strategies that this place has had */
  installed: 36,
  /** that the one in shadow has entered */
  shadowOrders: 40,
  /** what of them would have filled, executions */
  shadowFills: 44,
  update: 48,
  trade: 112,
  status: 128,
  intents: 216,
  positions: 1112,
  queue: 21592,
} as const;

/** Counters of one lane, since its start. Written by the lane about once a millisecond and at its end. Byte offsets; `size` in bytes. */
export const LaneStatus = {
  size: 392,
  /** LaneState */
  state: 0,
  /** kill switches that are on, those of sessions left out */
  killSwitch: 4,
  /** a bit each: trading stopped until a human has looked */
  accountsInDoubt: 8,
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
  /** of all kinds and sessions: session/venue_alert.hpp */
  alerts: 272,
  /** market-wide circuit breaker: level breached, 0: none */
  breakerLevel: 280,
  /** journal/lane_records.hpp: JournalState */
  journalState: 284,
  /** errno of what the journal's writer could not do, 0: none */
  journalFailure: 288,
  /** 1: the lane went on from an earlier run, by its journal */
  isRecovery: 292,
  /** put into the journal */
  journalRecords: 296,
  /** of them, with the ring's overhead */
  journalBytes: 304,
  /** not yet on disk */
  journalLagBytes: 312,
  journalLagBytesMax: 320,
  /** age of the oldest record that is not on disk */
  journalLagNs: 328,
  journalLagNsMax: 336,
  /** that the journal told of */
  recoveryKnownOrders: 344,
  /** of them, open where the journal ends */
  recoveryOpenOrders: 352,
  /** heard between then and the first time that their session was ready */
  recoveryLateFills: 360,
  /** that the venue knew and the journal did not */
  recoveryAdoptedOrders: 368,
  /** orders that the journal knew and the venue did not */
  recoveryNeverReceived: 376,
  /** times that following our orders' places in their queues lacked room: some are told as unknown */
  queueMisses: 384,
} as const;

/** Where the watchdog and a lane meet. Written by the watchdog's thread, but for `session_socket`, which the lane's edge and the watchdog exchange atomically. Byte offsets; `size` in bytes. */
export const LaneWatch = {
  size: 128,
  /** times that the watchdog has halted the lane, because it did not turn */
  halts: 0,
  /** sockets of order sessions that it shut down for that, in all */
  socketsShut: 4,
  /** CPU counter at the last halt */
  haltTicks: 8,
  /** how long the lane had not turned then */
  silentNs: 16,
  /** from the last halt until its last socket was shut down */
  shutNs: 24,
  /** descriptor + 1 of a duplicate of the session's socket, 0: none; who takes it out owns it */
  sessionSocket: 32,
} as const;

/** The call of a strategy that is under way. Written by the lane; the watchdog's thread reads the deadline and ends what has passed it. Byte offsets; `size` in bytes. */
export const CallWatch = {
  size: 64,
  /** CPU counter by which it is to be over, and which call it is; 0: none is under way, or it has no bound */
  deadlineTicks: 0,
  /** of the lane's thread in use, as it was last looked at, about once a second */
  scriptHeapBytes: 8,
} as const;

/** One turning on of a kill switch, and how long the lane took. Written by the lane; `step` last. Byte offsets; `size` in bytes. */
export const KillView = {
  size: 56,
  /** the command's */
  killId: 0,
  /** KillStep */
  step: 4,
  /** KillScope */
  scope: 8,
  /** what it is about, where its scope has an index */
  index: 12,
  /** orders in its scope that had no cancel on their way */
  orders: 16,
  /** cancel requests sent for them until the last one left */
  cancels: 20,
  /** turns of the lane from seen to sent; 0: in the same turn */
  turns: 24,
  /** from the switch until the lane refuses new orders */
  seenNs: 32,
  /** from the switch until every open order has a cancel on its way */
  cancelledNs: 40,
  /** from the switch until the kernel has the last of them */
  sentNs: 48,
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

/** One gap in a lane's loop. Written by the lane under its version; the slot is used again for a later one. Byte offsets; `size` in bytes. */
export const Hiccup = {
  size: 64,
  /** seqlock */
  version: 0,
  /** from 1, of all of the lane's hiccups, modulo 2^32 */
  number: 4,
  /** when it began, ns since the Unix epoch */
  timeNs: 8,
  /** from one turn's begin to the next one's, or to the loop's wait */
  lengthNs: 16,
  /** of that, in collections of the isolate */
  gcNs: 24,
  /** of that, in what the loop itself was at longest */
  ownNs: 32,
  /** HiccupCause */
  cause: 40,
  /** what it was at longest, whether or not that is the cause */
  ownCause: 41,
  /** GcKind of the newest collection in it */
  gcKind: 42,
  /** involuntary context switches since the last look at them */
  switches: 44,
  /** the same, voluntary ones: sleeps in a system call or on a lock; 0 where the loop waited meanwhile */
  blocks: 48,
  /** the same, page faults without a read from disk */
  minorFaults: 52,
  /** with one */
  majorFaults: 56,
} as const;

/** Hiccups of one cause. Written by the lane. Byte offsets; `size` in bytes. */
export const HiccupCount = {
  size: 32,
  count: 0,
  /** of them, those longer than hiccup_long_ns */
  countLong: 8,
  longestNs: 16,
  /** their lengths added */
  totalNs: 24,
} as const;

/** Gaps in the lane's loop since its first turn. Written by the lane's edge: the core knows nothing of them, so a replay is the same without. Byte offsets; `size` in bytes. */
export const HiccupView = {
  size: 96864,
  /** gaps longer than this are recorded */
  thresholdNs: 0,
  /** hiccups so far; written after the newest one's slot */
  count: 8,
  /** by HiccupCause */
  causes: 16,
  /** ns */
  lengths: 592,
  /** hiccup n in slot n modulo hiccups_max */
  newest: 31328,
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

/** One order session: where it stands, and what went through it since the lane's start. Its state is written at each change, the rest about once a millisecond and at the lane's end, all by the lane. Byte offsets; `size` in bytes. */
export const SessionView = {
  size: 128,
  /** SessionState */
  state: 0,
  /** session/venue_profile.hpp: OrderProtocol; written at start */
  protocol: 4,
  /** SoupBinTCP: next sequenced message expected */
  nextSequence: 8,
  /** SoupBinTCP session, padded with spaces */
  soupSession: 16,
  /** accepted */
  logins: 32,
  /** enters and replaces */
  sent: 40,
  /** cancel requests sent */
  cancels: 48,
  /** messages of the venue that were understood */
  answers: 56,
  /** messages of the venue that were not */
  malformed: 64,
  /** sequenced messages that came again, never given out twice */
  repeated: 72,
  /** answers with numbers that this lane has not sent yet */
  foreignNumbers: 80,
  /** orders open now */
  open: 88,
  /** of all kinds */
  alerts: 96,
  /** orders that the venue's system cancelled while our connection was lost */
  cancelledAway: 104,
} as const;

/** All that one lane shares, in one SharedArrayBuffer. Byte offsets; `size` in bytes. */
export const LaneMemory = {
  size: 16458504,
  magic: 0,
  version: 4,
  /** instruments in use; written at start */
  instruments: 8,
  /** strategies in use; written at start */
  strategies: 12,
  /** channels in use; written at start */
  channels: 16,
  /** order sessions in use; written at start */
  sessions: 20,
  /** accounts in use; written at start */
  accounts: 24,
  status: 64,
  commands: 456,
  watch: 16968,
  call: 17096,
  kills: 17160,
  firmShare: 20744,
  risk: 21000,
  /** the newest; the lane takes it over on set_limits */
  stagedLimits: 23144,
  histograms: 90200,
  /** by strategy, then by Callback: how long its calls took, ns */
  calls: 489768,
  hiccups: 2210984,
  channel: 2307848,
  session: 2555336,
  views: 2555848,
  frames: 2637768,
  events: 2826888,
} as const;
