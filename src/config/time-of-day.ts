/** Exchange time as the command line and the configuration write it. Pure. */

export const timeOfDayPattern = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/;
export const timeOfDayWords = "a time of day, HH:MM, HH:MM:SS or HH:MM:SS.n";

/** `HH:MM[:SS[.n]]` as nanoseconds since midnight; undefined: it is none. */
export function timeOfDayNs(text: string): number | undefined {
  const match = timeOfDayPattern.exec(text);
  if (match === null) return undefined;
  const [, hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
  const wholeSeconds = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return wholeSeconds * 1e9 + Number(fraction.padEnd(9, "0"));
}
