/**
 * What the clocks of a time zone show, and when they show it, by the time zone data that Node.js brings. A day when
 * clocks change has times that come twice and times that never come; both are said. Pure.
 */

const msPerHour = 3_600_000;
const msPerDay = 86_400_000;
/** No zone is or was further from UTC. */
const offsetMaxHours = 16;

/** A calendar date as a text, "2026-03-08": texts compare as dates do. */
export type CalendarDate = string;

export interface WallTime {
  readonly date: CalendarDate;
  /** Since the date's midnight, as the clock shows it, ms. */
  readonly timeMs: number;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Whether it is written like a date and there is such a day. */
export function isCalendarDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dateOf(Date.parse(`${text}T00:00:00Z`)) === text;
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return dateOf(Date.parse(`${date}T00:00:00Z`) + days * msPerDay);
}

/** 0: Sunday. */
export function weekdayOf(date: CalendarDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function dateOf(utcMs: number): string {
  return Number.isNaN(utcMs) ? "" : new Date(utcMs).toISOString().slice(0, 10);
}

export class WallClock {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  /** What is shown at an instant (ms since the Unix epoch). */
  at(instantMs: number): WallTime {
    const shown = this.#shown(instantMs);
    return { date: dateOf(shown), timeMs: shown - Math.floor(shown / msPerDay) * msPerDay };
  }

  /** When this is shown for the first and the last time; where it never is, when the clocks jump over it. */
  when({ date, timeMs }: WallTime): { firstMs: number; lastMs: number } {
    const wanted = Date.parse(`${date}T00:00:00Z`) + timeMs;
    const instants = [...this.#offsetsNear(wanted)]
      .map((offset) => wanted - offset)
      .filter((instant) => this.#shown(instant) === wanted)
      .sort((a, b) => a - b);
    const [first] = instants;
    if (first !== undefined) return { firstMs: first, lastMs: instants.at(-1) ?? first };
    const jump = this.#jumpOver(wanted);
    return { firstMs: jump, lastMs: jump };
  }

  /** The clock's date and time as if they were UTC, ms. */
  #shown(instantMs: number): number {
    const parts = new Map(
      this.#format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const seconds = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return seconds + (((instantMs % 1000) + 1000) % 1000);
  }

  /** How far the clock is from UTC, at every hour at which `wanted` could be shown. */
  #offsetsNear(wanted: number): Set<number> {
    const offsets = new Set<number>();
    for (let hour = -offsetMaxHours; hour <= offsetMaxHours; ++hour) {
      const instant = wanted + hour * msPerHour;
      offsets.add(this.#shown(instant) - instant);
    }
    return offsets;
  }

  /** The first instant at which the clock shows more than what it never shows. */
  #jumpOver(wanted: number): number {
    let before = wanted - offsetMaxHours * msPerHour;
    let after = wanted + offsetMaxHours * msPerHour;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#shown(middle) < wanted) before = middle;
      else after = middle;
    }
    return after;
  }
}
