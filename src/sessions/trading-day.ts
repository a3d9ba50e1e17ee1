/** Which trading day a moment belongs to: one ends at a time of a zone's clock, and then the next begins. Pure. */
import { timeOfDayMs } from "./session-schedule.js";
import { addDays, type CalendarDate, WallClock } from "./wall-clock.js";

export class TradingDay {
  readonly #clock: WallClock;
  readonly #endsMs: number;

  /** `ends`: "HH:MM[:SS]"; "00:00": at the day's own midnight. */
  constructor(timeZone: string, ends: string) {
    this.#clock = new WallClock(timeZone);
    this.#endsMs = timeOfDayMs(ends);
  }

  dayOf(nowMs: number): CalendarDate {
    const { date, timeMs } = this.#clock.at(nowMs);
    return this.#endsMs > 0 && timeMs >= this.#endsMs ? addDays(date, 1) : date;
  }

  /** When it is over. */
  endOf(day: CalendarDate): number {
    return this.#endsMs === 0
      ? this.#clock.when({ date: addDays(day, 1), timeMs: 0 }).lastMs
      : this.#clock.when({ date: day, timeMs: this.#endsMs }).lastMs;
  }
}
