/** Which trading day a moment belongs to: one ends at a time of a zone's clock, and then the next begins. Pure. */
import { timeOfDayMs } from "./session-schedule.js";
import { addDays, type CalendarDate, WallClock } from "./wall-clock.js";

export class TradingDay {
  readonly #clock: WallClock;
  readonly #endsMs: number;
  /** What was found last: asked at every turn of an engine, while the clock is asked by formatting dates. */
  #found = { day: "", fromMs: 0, endMs: 0 };

  /** `ends`: "HH:MM[:SS]"; "00:00": at the day's own midnight. */
  constructor(timeZone: string, ends: string) {
    this.#clock = new WallClock(timeZone);
    this.#endsMs = timeOfDayMs(ends);
  }

  dayOf(nowMs: number): CalendarDate {
    const { day, fromMs, endMs } = this.#found;
    if (nowMs >= fromMs && nowMs < endMs) return day;
    const found = this.#search(nowMs);
    this.#found = { day: found, fromMs: nowMs, endMs: this.#endOf(found) };
    return found;
  }

  /** When it is over; the last time, where the clocks show its end twice. */
  endOf(day: CalendarDate): number {
    return day === this.#found.day ? this.#found.endMs : this.#endOf(day);
  }

  #search(nowMs: number): CalendarDate {
    const { date, timeMs } = this.#clock.at(nowMs);
    const day = this.#endsMs > 0 && timeMs >= this.#endsMs ? addDays(date, 1) : date;
    // Clocks that have shown its end and gone back before it.
    const dayBefore = addDays(day, -1);
    return nowMs < this.#endOf(dayBefore) ? dayBefore : day;
  }

  #endOf(day: CalendarDate): number {
    return this.#endsMs === 0
      ? this.#clock.when({ date: addDays(day, 1), timeMs: 0 }).lastMs
      : this.#clock.when({ date: day, timeMs: this.#endsMs }).lastMs;
  }
}
