/**
 * A sweep's days in groups whose messages fit the memory that workers share: each day is read, unpacked and decoded once,
 * run by all workers, and let go. A day that does not fit alone is read by each run from its files.
 */
import type { DataDay } from "../backtest/data-files.js";
import { type SharedDay, shareDay } from "./shared-day.js";

export interface GroupedDay {
  readonly place: number;
  readonly day: DataDay;
  /** Undefined: it does not fit. */
  readonly shared: SharedDay | undefined;
}

export async function* dayGroups(
  days: readonly DataDay[],
  wanted: readonly number[],
  symbols: readonly string[],
  bytesMax: number,
): AsyncGenerator<readonly GroupedDay[], void, undefined> {
  let group: GroupedDay[] = [];
  let left = bytesMax;
  for (const place of wanted) {
    const day = days[place] as DataDay;
    let shared = await shareDay(day, symbols, left);
    if (shared === undefined && group.length > 0) {
      yield group;
      [group, left] = [[], bytesMax];
      shared = await shareDay(day, symbols, left);
    }
    group.push({ place, day, shared });
    left -= shared?.messages.blocks.reduce((sum, { byteLength }) => sum + byteLength, 0) ?? 0;
  }
  if (group.length > 0) yield group;
}
