/**
 * When an order session is to be up: weekdays and times of a time zone, without holidays, with early closes. Over a change
 * of clocks a window opens at the first time that its clock shows, and closes at the last. Pure.
 */
import { addDays, type CalendarDate, WallClock, weekdayOf } from "./wall-clock.js";

export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof weekdays)[number];

export interface ScheduleSettings {
  readonly timeZone: string;
  readonly days: readonly Weekday[];
  /** "HH:MM" or "HH:MM:SS". A close that is not later than the open is the next day's. */
  readonly open: string;
  readonly close: string;
  /** Days on which it does not open. */
  readonly holidays: readonly CalendarDate[];
  /** Days of another close, the same day's. */
  readonly earlyCloses: readonly { readonly date: CalendarDate; readonly close: string }[];
}

/** From `openMs` on, until before `closeMs`, ms since the Unix epoch. */
export interface SessionWindow {
  /** On which it opens. */
  readonly day: CalendarDate;
  readonly openMs: number;
  readonly closeMs: number;
}

/** So many days in a row may be holidays. */
const daysAheadMax = 400;
const msPerHour = 3_600_000;

/** "HH:MM[:SS]" as ms since midnight. */
export function timeOfDayMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

export class SessionSchedule {
  readonly #settings: ScheduleSettings;
  readonly #clock: WallClock;
  readonly #days: ReadonlySet<Weekday>;
  readonly #holidays: ReadonlySet<CalendarDate>;
  readonly #earlyCloses: ReadonlyMap<CalendarDate, string>;
  /** What was found last, newest first: asked some 200 times a second, of now and of what comes after. */
  #found: { fromMs: number; window: SessionWindow }[] = [];
  /** When it was found that there is none; that is looked at again an hour later. */
  #noneAtMs = Number.NEGATIVE_INFINITY;

  constructor(settings: ScheduleSettings) {
    this.#settings = settings;
    this.#clock = new WallClock(settings.timeZone);
    this.#days = new Set(settings.days);
    this.#holidays = new Set(settings.holidays);
    this.#earlyCloses = new Map(settings.earlyCloses.map(({ date, close }) => [date, close]));
  }

  /** The window that is open then, else the next one; undefined: none within a year. */
  windowFrom(nowMs: number): SessionWindow | undefined {
    const found = this.#found.find(({ fromMs, window }) => nowMs >= fromMs && nowMs < window.closeMs);
    if (found !== undefined) return found.window;
    if (nowMs >= this.#noneAtMs && nowMs < this.#noneAtMs + msPerHour) return undefined;
    const window = this.#search(nowMs);
    if (window === undefined) this.#noneAtMs = nowMs;
    else this.#found = [{ fromMs: nowMs, window }, ...this.#found].slice(0, 2);
    return window;
  }

  #search(nowMs: number): SessionWindow | undefined {
    const today = this.#clock.at(nowMs).date;
    // Yesterday's may reach over midnight; today's date may be one that a shift of the zone skips.
    for (let day = -2; day <= daysAheadMax; ++day) {
      const window = this.#windowOf(addDays(today, day));
      if (window !== undefined && window.closeMs > nowMs) return window;
    }
    return undefined;
  }

  /** Undefined: it doesn't open on that day. */
  #windowOf(day: CalendarDate): SessionWindow | undefined {
    const weekday = weekdays[weekdayOf(day)];
    if (weekday === undefined || !this.#days.has(weekday) || this.#holidays.has(day)) return undefined;
    const early = this.#earlyCloses.get(day);
    const openTime = timeOfDayMs(this.#settings.open);
    const closeTime = timeOfDayMs(early ?? this.#settings.close);
    const closeDay = early === undefined && closeTime <= openTime ? addDays(day, 1) : day;
    const openMs = this.#clock.when({ date: day, timeMs: openTime }).firstMs;
    const closeMs = this.#clock.when({ date: closeDay, timeMs: closeTime }).lastMs;
    return closeMs > openMs ? { day, openMs, closeMs } : undefined;
  }
}
