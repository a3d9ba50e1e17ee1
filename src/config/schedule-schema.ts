// The shape of times in hotlane.yaml: a session's schedule, the end of a trading day. Read by schema.ts.
// Guarantees: a time zone that Node.js knows, days that there are, early closes after their open.
import * as z from "zod";
import { timeOfDayMs, weekdays } from "../sessions/session-schedule.js";
import { isCalendarDate, isTimeZone } from "../sessions/wall-clock.js";

const datesMax = 1_000;

const timeOfDay = () =>
  z
    .string({ error: "a time of day, HH:MM or HH:MM:SS, in quotes" })
    .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, {
      error: "a time of day, HH:MM or HH:MM:SS, in quotes",
    });

const calendarDate = () =>
  z
    .string({ error: "a date, YYYY-MM-DD, in quotes" })
    .refine(isCalendarDate, { error: "a date that there is, YYYY-MM-DD" });

const timeZone = () =>
  z
    .string({ error: "a time zone such as America/New_York" })
    .refine(isTimeZone, { error: "a time zone such as America/New_York" })
    .default("America/New_York");

const earlyCloseSchema = z.strictObject({ date: calendarDate(), close: timeOfDay() });

export const scheduleSchema = z
  .strictObject({
    timeZone: timeZone().describe("whose clocks `open` and `close` are read from"),
    days: z
      .array(z.enum(weekdays, { error: `one of ${weekdays.join(", ")}` }), { error: "a list of weekdays" })
      .min(1, { error: "at least one weekday" })
      .default(["mon", "tue", "wed", "thu", "fri"])
      .describe("on which it opens"),
    open: timeOfDay().describe("when it connects"),
    close: timeOfDay().describe(
      "when it cancels its orders and logs out; not later than the open: on the next day",
    ),
    holidays: z
      .array(calendarDate(), { error: "a list of dates" })
      .max(datesMax, { error: `at most ${datesMax} dates` })
      .default([])
      .describe("days on which it does not open"),
    earlyCloses: z
      .array(earlyCloseSchema, { error: "a list of { date, close }" })
      .max(datesMax, { error: `at most ${datesMax} dates` })
      .default([])
      .describe("days on which it closes at another time"),
  })
  .superRefine(({ open, earlyCloses }, context) => {
    for (const [index, { close }] of earlyCloses.entries()) {
      if (timeOfDayMs(close) > timeOfDayMs(open)) continue;
      const path = ["earlyCloses", index, "close"];
      context.addIssue({ code: "custom", path, message: `a time after the open, which is ${open}` });
    }
  });

export const endOfDaySchema = z.strictObject({
  timeZone: timeZone().describe("whose clock `at` is read from"),
  at: timeOfDay().default("20:30").describe("when a day is over; what comes after is the next day's"),
});
