// The shape of the `limits` and `risk` sections of hotlane.yaml: what every order is held against. Read by schema.ts; the
// control socket checks live changes by it too. docs/risk.md says what each limit does.
// Guarantees: every number has a range and a unit. A limit that is absent is not set, unless it says otherwise.
import * as z from "zod";
import * as field from "./fields.js";

/** What the gate reckons with for one order (native/risk/bounded_money.hpp), and for sums. */
const orderDollarsMax = 7_000_000_000;
const sumDollarsMax = 100_000_000_000;
/** OUCH 5.0 §1, Quantity: below a million. */
const orderSharesMax = 999_999;
const positionSharesMax = 100_000_000;
const priceTicksMax = 1_999_999_900;
const dayMs = 86_400_000;
/** Equal orders that the gate remembers of a strategy and instrument (native/risk/recent_orders.hpp). */
const duplicatesMax = 16;

const dollars = (what: string) => field.wholeNumber(0, sumDollarsMax, `dollars ${what}`);
const basisPoints = (what: string) => field.wholeNumber(0, 1_000_000, `basis points ${what}`);
const ticks = (what: string) => field.wholeNumber(0, priceTicksMax, `ticks (1/10,000 dollar) ${what}`);

/** What any order is held against, whoever's limit it is. */
const orderFields = {
  orderQuantityMax: field.wholeNumber(1, orderSharesMax, "shares in one order"),
  orderNotionalDollarsMax: field.wholeNumber(
    1,
    orderDollarsMax,
    "dollars in one order, price times quantity",
  ),
  priceCollarBasisPoints: basisPoints("that a price may be through the opposite best"),
  priceCollarTicks: ticks("that a price may be through the opposite best"),
  referenceCollarBasisPoints: basisPoints("that a price may be from the reference price, either way"),
  referenceCollarTicks: ticks("that a price may be from the reference price, either way"),
  openOrdersMax: field.wholeNumber(0, 1_000_000, "open orders"),
  openNotionalDollarsMax: dollars("of open orders, price times quantity"),
};

const positionMax = field.wholeNumber(
  0,
  positionSharesMax,
  "shares of an instrument, long or short, open orders counted as if filled",
);

const messagesSchema = z.strictObject({
  perSecondMax: field.wholeNumber(1, 1_000_000, "new orders and replaces a second, on average"),
  burstMax: field
    .wholeNumber(1, 1_000_000, "at once after a silence")
    .optional()
    .describe("at once after a silence, 1 to 1000000; absent: a second's"),
});

const notionalWindowSchema = z.strictObject({
  dollarsMax: dollars("entered within the window"),
  milliseconds: field.wholeNumber(1, dayMs, "milliseconds").default(1_000),
});

const orderTradeSchema = z.strictObject({
  ratioMax: field.wholeNumber(1, 1_000_000, "order messages for each fill within the window"),
  fromMessages: field
    .wholeNumber(1, 1_000_000, "messages within the window from which on the ratio counts")
    .default(100),
  milliseconds: field.wholeNumber(1, dayMs, "milliseconds").default(60_000),
});

const duplicatesSchema = z.strictObject({
  max: field.wholeNumber(1, duplicatesMax, "equal orders within the window"),
  milliseconds: field.wholeNumber(1, dayMs, "milliseconds").default(1_000),
});

const repeatExecutionsSchema = z.strictObject({
  max: field.wholeNumber(0, 1_000_000, "new orders after a fill in the same instrument within the window"),
  milliseconds: field
    .wholeNumber(0, dayMs, "milliseconds; 0: none is forgotten before a person re-arms")
    .default(0),
});

const lossSchema = z.strictObject({
  dollarsMax: dollars("lost today, realised and unrealised, after fees"),
  effect: z
    .enum(["reduceOnly", "stop"], { error: "reduceOnly or stop" })
    .default("reduceOnly")
    .describe("beyond it: only orders that shrink a position, or none; until a person re-arms"),
});

const exposureFields = {
  grossExposureDollarsMax: dollars("of all instruments' worst cases, sizes added"),
  netExposureDollarsMax: dollars("of all instruments' worst cases, long against short"),
  tradedNotionalDollarsMax: dollars("traded today, open orders counted as if filled"),
  loss: lossSchema.describe("automatic stop"),
};

/** What an instrument, a strategy and an account have alike. */
const rateFields = {
  positionMax,
  messages: messagesSchema.describe("order messages; cancels count and always pass"),
  notionalWindow: notionalWindowSchema.describe("price times quantity entered within a sliding window"),
};

const symbols = (what: string) =>
  z
    .array(field.stockSymbol(), { error: `a list of ${what}` })
    .max(100_000, { error: `at most 100000 ${what}` });

const instrumentFields = {
  ...orderFields,
  ...rateFields,
  referenceAgeMaxMs: field.wholeNumber(1, dayMs, "milliseconds that the last trade may be old as reference"),
  referencePriceTicks: field.wholeNumber(
    1,
    priceTicksMax,
    "ticks, the reference before there is a market, as the last close",
  ),
  advShares: field.wholeNumber(1, 1_000_000_000_000, "shares, average daily volume"),
  advBasisPointsMax: basisPoints("of the average daily volume in one order; not known: none may"),
  priceStepTicks: field.wholeNumber(1, 100_000, "ticks between prices from one dollar on"),
  priceStepSmallTicks: field.wholeNumber(1, 10_000, "ticks between prices below one dollar"),
  lotShares: field.wholeNumber(1, orderSharesMax, "shares, quantities are multiples of it"),
  luldLowerTicks: field.wholeNumber(1, priceTicksMax, "ticks, the lower limit-up limit-down band"),
  luldUpperTicks: field.wholeNumber(1, priceTicksMax, "ticks, the upper limit-up limit-down band"),
  shortSale: z
    .enum(["auto", "regSho", "none"], { error: "auto, regSho or none" })
    .describe("regSho: marks, locates and the price test; auto: so, but not at an embedded venue"),
};

/** Each has its number from here where it has none of its own. */
const defaultsSchema = z.strictObject({
  ...z.strictObject(instrumentFields).partial().shape,
  orderQuantityMax: orderFields.orderQuantityMax.default(1_000),
  orderNotionalDollarsMax: orderFields.orderNotionalDollarsMax.default(1_000_000),
  priceCollarBasisPoints: orderFields.priceCollarBasisPoints.default(500),
  positionMax: positionMax.default(5_000),
  referenceAgeMaxMs: instrumentFields.referenceAgeMaxMs.default(60_000),
  // Regulation NMS, Rule 612: a cent from one dollar on, a hundredth of it below.
  priceStepTicks: instrumentFields.priceStepTicks.default(100),
  priceStepSmallTicks: instrumentFields.priceStepSmallTicks.default(1),
  lotShares: instrumentFields.lotShares.default(1),
  shortSale: instrumentFields.shortSale.default("auto"),
});

const orderFieldsPartial = z.strictObject(orderFields).partial().shape;
const exposureFieldsPartial = z.strictObject(exposureFields).partial().shape;
const rateFieldsPartial = z.strictObject(rateFields).partial().shape;
const creditDollarsMax = dollars("of gross exposure and of what was lost today").optional();
const approved = (whom: string) => field.yesOrNo(`false: ${whom} may not trade`).default(true);
const restricted = symbols("symbols").default([]).describe("instruments that may not be traded");

const strategySchema = z.strictObject({
  approved: approved("it"),
  entitled: symbols("symbols").optional().describe("what it may trade; absent: all that it is given"),
  ...orderFieldsPartial,
  ...rateFieldsPartial,
  ...exposureFieldsPartial,
  orderTrade: orderTradeSchema.optional().describe("order messages for each fill"),
  duplicates: duplicatesSchema.optional().describe("the same order again and again"),
  repeatExecutions: repeatExecutionsSchema.optional().describe("filled and entered again; beyond it: off"),
  refusalsInARowMax: field
    .wholeNumber(1, 1_000_000, "refusals in a row; at it the strategy is off")
    .optional(),
});

const accountSchema = z.strictObject({
  approved: approved("nothing for it"),
  restricted,
  locates: z
    .record(field.stockSymbol(), field.wholeNumber(0, positionSharesMax, "shares located for short sales"))
    .default({})
    .describe("shares located for short sales today, by symbol"),
  locateExempt: field.yesOrNo("true: bona fide market making, no locate is needed").default(false),
  ...orderFieldsPartial,
  ...rateFieldsPartial,
  ...exposureFieldsPartial,
  creditDollarsMax,
  orderTrade: orderTradeSchema.optional().describe("order messages for each fill"),
});

const firmSchema = z.strictObject({
  restricted,
  ...orderFieldsPartial,
  ...exposureFieldsPartial,
  creditDollarsMax,
});

const hoursSchema = z.strictObject({
  regularOpen: field.timeOfDay().default("09:30"),
  regularClose: field.timeOfDay().default("16:00"),
  extendedOpen: field.timeOfDay().default("04:00"),
  extendedClose: field.timeOfDay().default("20:00"),
});

const marketSchema = z.strictObject({
  hours: hoursSchema.prefault({}).describe("exchange time; orders for extended hours name them"),
  anyHour: field
    .yesOrNo("true: `hours` do not hold; absent: true at an embedded venue, whose clock is this host's")
    .optional(),
  phaseNeeded: field
    .yesOrNo(
      "true: no order before the exchange has said where its day stands; absent: not at an embedded venue",
    )
    .optional(),
  crossedBarred: field.yesOrNo("no order while the best bid is at or over the best offer").default(true),
  selfMatch: z
    .enum(["off", "account", "firm"], { error: "off, account or firm" })
    .default("account")
    .describe("among whose open orders a new one may not find its match"),
  port: messagesSchema
    .prefault({ perSecondMax: 10_000, burstMax: 1_000 })
    .describe("order messages of each order session"),
});

const bySymbol = <Shape extends z.ZodType>(shape: Shape) => z.record(field.stockSymbol(), shape);
const byName = <Shape extends z.ZodType>(shape: Shape) => z.record(field.partName(), shape);

export const limitsSchema = z.strictObject({
  onlyListed: field
    .yesOrNo("true: an instrument that is not listed under `instruments` is refused (limit_missing)")
    .default(false),
  defaults: defaultsSchema.prefault({}).describe("of each instrument"),
  instruments: bySymbol(z.strictObject(instrumentFields).partial())
    .default({})
    .describe("by symbol, in place of the defaults"),
  strategies: byName(strategySchema).default({}).describe("by name"),
  accounts: byName(accountSchema)
    .default({})
    .describe("by name; one that trades in several lanes has its part in each"),
  firm: firmSchema.prefault({}).describe("over all lanes"),
  market: marketSchema.prefault({}).describe("what holds for every order"),
});

export const riskSchema = z.strictObject({
  loosening: z
    .enum(["onePerson", "twoPersons"], { error: "onePerson or twoPersons" })
    .default("onePerson")
    .describe("who may loosen a limit while the engine runs; tightening takes one"),
  controlPatienceMs: field
    .wholeNumber(0, 60_000, "milliseconds without the main thread's sign of life until nothing new leaves")
    .default(5_000)
    .describe("milliseconds, 0 to 60000; 0: for ever"),
});

export type LimitsConfig = z.output<typeof limitsSchema>;
export type InstrumentLimits = LimitsConfig["instruments"][string];
export type StrategyLimits = LimitsConfig["strategies"][string];
export type AccountLimits = LimitsConfig["accounts"][string];
export type FirmLimits = LimitsConfig["firm"];
export type RiskConfig = z.output<typeof riskSchema>;
