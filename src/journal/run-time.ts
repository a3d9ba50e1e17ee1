/** Moments of a journal as text, to the nanosecond, which a Date and a number can't hold. Pure. */
import { HotlaneError } from "../errors.js";

const nsPerSecond = 1_000_000_000n;
const nsPerDay = 86_400n * nsPerSecond;

/** Ns since the Unix epoch as 2026-07-24T13:30:00.123456789Z. */
export function momentText(ns: bigint): string {
  const seconds = new Date(Number((ns / nsPerSecond) * 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(ns % nsPerSecond).padStart(9, "0")}Z`;
}

const fractionNs = (digits: string): bigint => BigInt(digits.padEnd(9, "0"));

/**
 * A moment that the user named: `HH:MM[:SS[.n]]` in UTC on the day that the run began, `+SECONDS` since its first input,
 * or a whole date and time in UTC.
 */
export function parseMoment(text: string, firstNs: bigint): bigint {
  const since = /^\+(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text);
  if (since !== null) return firstNs + BigInt(since[1] ?? 0) * nsPerSecond + fractionNs(since[2] ?? "");
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  if (clock !== null) {
    const [, hours = "0", minutes = "0", seconds = "0", fraction = ""] = clock;
    const whole = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
    return (firstNs / nsPerDay) * nsPerDay + whole * nsPerSecond + fractionNs(fraction);
  }
  const date = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z?$/.exec(text);
  const milliseconds = date === null ? Number.NaN : Date.parse(`${date[1]}Z`);
  if (date === null || Number.isNaN(milliseconds)) {
    throw new HotlaneError(
      "cli/usage",
      `--until: expected HH:MM[:SS[.n]], +SECONDS or 2026-07-24T13:30:00.5Z, found "${text}"`,
    );
  }
  return BigInt(milliseconds) * 1_000_000n + fractionNs(date[2] ?? "");
}
