// The schedule of order sessions against a model that asks the clock minute by minute, over time zones whose clocks
// change in every odd way, with seeds.
import { describe, expect, it } from "vitest";
import { type ScheduleSettings, SessionSchedule, weekdays } from "../../src/sessions/session-schedule.js";
import { isCalendarDate, WallClock } from "../../src/sessions/wall-clock.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

const msPerMinute = 60_000;
const minutesPerDay = 1_440;

/** A change of clocks in each, and the days around it. */
const changes: readonly (readonly [zone: string, around: string])[] = [
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Europe/London", "2026-03-29"],
  ["Europe/London", "2026-10-25"],
  ["Australia/Lord_Howe", "2026-04-05"], // half an hour
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/Sao_Paulo", "2017-10-15"], // over midnight: the day begins at one
  ["America/Sao_Paulo", "2018-02-18"], // its last hour twice
  ["America/St_Johns", "2006-10-29"], // a minute after midnight
  ["Pacific/Apia", "2011-12-30"], // a day that never was
  ["Africa/Casablanca", "2026-03-22"],
  ["Asia/Kathmandu", "2026-06-15"], // never
];

const two = (number: number): string => String(number).padStart(2, "0");
const timeText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** The zone's own text of every minute around a date, from another formatter than the schedule's. */
class Minutes {
  readonly startMs: number;
  readonly shown: { date: string; minute: number }[] = [];
  readonly isTwice: boolean[];

  constructor(zone: string, around: string) {
    this.startMs = Date.parse(`${around}T00:00:00Z`) - 4 * minutesPerDay * msPerMinute;
    const format = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "short",
    });
    const counts = new Map<string, number>();
    for (let minute = 0; minute < 9 * minutesPerDay; ++minute) {
      const text = format.format(this.startMs + minute * msPerMinute);
      counts.set(text, (counts.get(text) ?? 0) + 1);
      const [date = "", time = ""] = text.split(" ");
      const [hours = 0, minutes = 0] = time.split(":").map(Number);
      this.shown.push({ date, minute: hours * 60 + minutes });
    }
    this.isTwice = this.shown.map(({ date, minute }) => (counts.get(`${date} ${timeText(minute)}`) ?? 0) > 1);
  }

  at(minute: number): number {
    return this.startMs + minute * msPerMinute;
  }
}

function nextDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * minutesPerDay * msPerMinute)
    .toISOString()
    .slice(0, 10);
}

/** Whether a window that opens on `date` is open when the clock shows this, by what the clock shows alone. */
function isOpen(settings: ScheduleSettings, shown: { date: string; minute: number }): boolean {
  const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const opensOn = (date: string): boolean =>
    settings.days.includes(weekdays[new Date(`${date}T12:00:00Z`).getUTCDay()] ?? "sun") &&
    !settings.holidays.includes(date);
  const open = minuteOf(settings.open);
  const closeOf = (date: string): { minute: number; isNextDay: boolean } => {
    const early = settings.earlyCloses.find((one) => one.date === date)?.close;
    const minute = minuteOf(early ?? settings.close);
    return { minute, isNextDay: early === undefined && minute <= open };
  };
  const today = closeOf(shown.date);
  if (opensOn(shown.date) && shown.minute >= open && (today.isNextDay || shown.minute < today.minute))
    return true;
  const before = nextDate(shown.date, -1);
  const yesterday = closeOf(before);
  return opensOn(before) && yesterday.isNextDay && shown.minute < yesterday.minute;
}

function someSettings(random: () => number, timeZone: string, dates: readonly string[]): ScheduleSettings {
  const open = wholeBetween(random, 0, minutesPerDay - 1);
  const isWholeDay = random() < 0.1;
  const close = isWholeDay ? open : wholeBetween(random, 0, minutesPerDay - 1);
  const some = (chance: number): string[] => dates.filter(() => random() < chance);
  // Near the change more often than not: that is where it matters.
  const near = (minute: number): number => (random() < 0.5 ? minute % 240 : minute);
  return {
    timeZone,
    days: weekdays.filter(() => random() < 0.8),
    open: timeText(near(open)),
    close: timeText(near(close)),
    holidays: some(0.15),
    earlyCloses: some(0.1).map((date) => ({
      date,
      close: timeText(Math.min(minutesPerDay - 1, near(open) + wholeBetween(random, 1, 300))),
    })),
  };
}

describe("a session's schedule", () => {
  it.each(changes)("is open when the clocks of %s say so, around %s", (zone, around) => {
    const random = seededRandom();
    const minutes = new Minutes(zone, around);
    const dates = [...new Set(minutes.shown.map(({ date }) => date))];
    for (let round = 0; round < 12; ++round) {
      const settings = someSettings(random, zone, dates);
      const schedule = new SessionSchedule(settings);
      const context = `${seedNote} ${JSON.stringify(settings)}`;
      for (let minute = 2 * minutesPerDay; minute < 7 * minutesPerDay; ++minute) {
        const shown = minutes.shown[minute] ?? { date: "", minute: 0 };
        const nowMs = minutes.at(minute);
        const window = schedule.windowFrom(nowMs);
        const says = window !== undefined && nowMs >= window.openMs;
        const expected = isOpen(settings, shown);
        if (says === expected) continue;
        // A time that comes twice: from its first coming to its last the window is open in any case.
        const isBetween = [...Array(181).keys()].some((back) => minutes.isTwice[minute - back] === true);
        expect(says && isBetween, `${context} at ${shown.date} ${timeText(shown.minute)}`).toBe(true);
      }
    }
  });

  it("finds the next window over holidays, weekends and a change of clocks", () => {
    const schedule = new SessionSchedule({
      timeZone: "America/New_York",
      days: ["mon", "tue", "wed", "thu", "fri"],
      open: "04:00",
      close: "20:00",
      holidays: ["2026-11-26", "2026-12-25"],
      earlyCloses: [{ date: "2026-11-27", close: "17:00" }],
    });
    const openings = [
      ["2026-03-06T23:59:00-05:00", "2026-03-06T20:00:00Z", "2026-03-09"],
      ["2026-11-25T21:00:00-05:00", "", "2026-11-27"],
    ] as const;
    for (const [now, , day] of openings) expect(schedule.windowFrom(Date.parse(now))?.day).toBe(day);
    const spring = schedule.windowFrom(Date.parse("2026-03-08T12:00:00Z"));
    expect(new Date(spring?.openMs ?? 0).toISOString()).toBe("2026-03-09T08:00:00.000Z");
    const short = schedule.windowFrom(Date.parse("2026-11-27T15:00:00Z"));
    expect(new Date(short?.closeMs ?? 0).toISOString()).toBe("2026-11-27T22:00:00.000Z");
  });

  it("says that there is none where it never opens", () => {
    const never = { days: [], timeZone: "UTC", open: "01:00", close: "02:00", holidays: [], earlyCloses: [] };
    expect(new SessionSchedule(never).windowFrom(0)).toBeUndefined();
  });
});

describe("a wall clock", () => {
  it("shows at an instant what it says that it shows then, and only then", () => {
    const random = seededRandom();
    for (const [zone, around] of changes) {
      const clock = new WallClock(zone);
      for (let round = 0; round < 200; ++round) {
        const instant = Date.parse(`${around}T00:00:00Z`) + wholeBetween(random, -200_000, 200_000) * 1_000;
        const { firstMs, lastMs } = clock.when(clock.at(instant));
        expect([firstMs, lastMs], `${seedNote} ${zone} ${instant}`).toContain(instant);
        expect(clock.at(firstMs)).toEqual(clock.at(lastMs));
      }
    }
  });

  it("knows which days there are", () => {
    expect(["2026-02-28", "2024-02-29"].map(isCalendarDate)).toEqual([true, true]);
    expect(["2026-02-29", "2026-13-01", "2026-1-1", "", "tomorrow"].some(isCalendarDate)).toBe(false);
  });
});
