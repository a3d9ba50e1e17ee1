/**
 * In which tier the strategies of a recorded lane run again: as machine code where they did so that day and it can be had.
 * What is built is built of a strategy's source, so that must still be what it was; the journal keeps the bundle alone.
 */
import { HotlaneError, messageOf } from "../errors.js";
import type { PlaceRecord } from "../journal/strategy-record.js";
import { type ChosenTier, chooseTier } from "../lanes/chosen-tier.js";
import { bundleStrategy } from "../strategies/strategy-code.js";
import type { ParityChange } from "./parity-places.js";

/** By place, of those that were compiled at the start; what was submitted later runs inline. */
export async function tiersOf(
  records: readonly PlaceRecord[],
  changes: ReadonlyMap<number, ParityChange>,
): Promise<Map<number, ChosenTier>> {
  const tiers = new Map<number, ChosenTier>();
  for (const record of records) {
    if (record.tier !== "compiled" || record.state !== "made") continue;
    const file = changes.get(record.place)?.code?.path;
    tiers.set(record.place, await tierOf(record, file));
  }
  return tiers;
}

async function tierOf(record: PlaceRecord, changed: string | undefined): Promise<ChosenTier> {
  const { name, version } = record;
  const file = changed ?? record.file;
  if (changed === undefined) {
    const words = await otherSource(file, version);
    if (words !== undefined) return { build: undefined, obstacle: words };
  }
  return await chooseTier({ name, file, tier: "auto" });
}

/** Why the source is not what ran that day; undefined: it is. */
async function otherSource(file: string, version: string): Promise<string | undefined> {
  try {
    const now = (await bundleStrategy(file)).version;
    return now === version ? undefined : `${file} is another version now, ${now}`;
  } catch (error) {
    return error instanceof HotlaneError
      ? `its source is not to be had: ${messageOf(error)}`
      : messageOf(error);
  }
}
