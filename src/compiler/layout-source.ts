/**
 * The lane's memory layout as a compiled strategy needs it: constants for its SDK in AssemblyScript, and bounds for the C
 * that reads and writes. Made from the layout that the inline tier uses, so that there is one.
 */
import {
  BookState,
  depthLevels,
  InstrumentView,
  IntentKind,
  IntentSlot,
  instrumentsMax,
  intentsMax,
  layoutVersion,
  OrderUpdateSlot,
  PositionView,
  QueueSlot,
  queueBucketSlots,
  queueSlotsMax,
  Refusal,
  ShortSaleTest,
  StatusKind,
  StatusSlot,
  StrategyFrame,
  SystemPhase,
  TimeInForce,
  TradeSlot,
  TradingState,
} from "../lanes/boundary.js";

const records = {
  InstrumentView,
  IntentSlot,
  OrderUpdateSlot,
  PositionView,
  QueueSlot,
  StatusSlot,
  StrategyFrame,
  TradeSlot,
  BookState,
  IntentKind,
  Refusal,
  ShortSaleTest,
  StatusKind,
  SystemPhase,
  TimeInForce,
  TradingState,
};

/** `export const StrategyFrame_size: i32 = …`: offsets, codes and bounds, one a line. */
export function layoutSource(): string {
  const lines = Object.entries(records).flatMap(([record, fields]) =>
    Object.entries(fields).map(([field, value]) => `export const ${record}_${field}: i32 = ${value};`),
  );
  const bounds = { depthLevels, instrumentsMax, intentsMax, queueBucketSlots, queueSlotsMax };
  for (const [name, value] of Object.entries(bounds)) lines.push(`export const ${name}: i32 = ${value};`);
  return `${lines.join("\n")}\n`;
}

export interface ModuleBounds {
  parameters: number;
  memoryPages: number;
  depthMax: number;
}

/** What src/compiler/host/ is told by the preprocessor. */
export function layoutDefinitions({ parameters, memoryPages, depthMax }: ModuleBounds): string {
  const definitions = {
    HL_LAYOUT_VERSION: layoutVersion,
    HL_FRAME_BYTES: StrategyFrame.size,
    HL_VIEW_BYTES: InstrumentView.size,
    HL_VIEWS_BYTES: InstrumentView.size * instrumentsMax,
    HL_INSTRUMENTS_MAX: instrumentsMax,
    HL_INTENTS_BEGIN: StrategyFrame.intents,
    HL_INTENTS_END: StrategyFrame.intents + IntentSlot.size * intentsMax,
    HL_INTENT_COUNT: StrategyFrame.intentCount,
    HL_NEXT_ORDER_ID: StrategyFrame.nextOrderId,
    HL_REFUSED_IN_SDK: StrategyFrame.refusedInSdk,
    HL_TIMER_INTERVAL: StrategyFrame.timerIntervalNs,
    HL_PARAMETERS: parameters,
    HL_MEMORY_PAGES: memoryPages,
    HL_DEPTH_MAX: depthMax,
  };
  return Object.entries(definitions)
    .map(([name, value]) => `#define ${name} ${value}u\n`)
    .join("");
}
