// The kinds of value that a configuration field can hold. Used by schema.ts alone.
// Guarantees: every kind's `error` is the phrase that follows "expected" in a message, with range and unit.
import { isIPv4, isIPv6 } from "node:net";
import * as z from "zod";
import { timeOfDayPattern, timeOfDayWords } from "./time-of-day.js";

const portMax = 65_535;

/** A whole number from `min` to `max`, both included; `unit` says of what. */
export function wholeNumber(min: number, max: number, unit: string) {
  const error = `a whole number from ${min} to ${max} (${unit})`;
  return z.int({ error }).min(min, { error }).max(max, { error }).describe(`${unit}, ${min} to ${max}`);
}

export function yesOrNo(meaning: string) {
  return z.boolean({ error: "true or false" }).describe(meaning);
}

function text(pattern: RegExp, error: string) {
  return z.string({ error }).regex(pattern, { error });
}

/** The name by which one part of the configuration refers to another. */
export const partName = () =>
  text(
    /^[a-z][a-zA-Z0-9-]{0,31}$/,
    "a name of up to 32 letters, digits and '-', beginning with a small letter",
  );

/** ITCH 5.0 §1: symbols are 8 bytes, padded with spaces on the right, which a configuration leaves out. */
export const stockSymbol = () =>
  text(
    /^[A-Z0-9.+\-=#$*^~@!%&]{1,8}$/,
    "a stock symbol of 1 to 8 capital letters, digits or . + - = # $ * ^ ~ @ ! % &",
  );

const octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

export const ipv4Address = () =>
  text(new RegExp(`^${octet}(\\.${octet}){3}$`), "an IPv4 address such as 10.0.0.5");

export const multicastGroup = () =>
  text(
    new RegExp(`^2(2[4-9]|3\\d)(\\.${octet}){3}$`),
    "an IPv4 multicast group, 224.0.0.0 to 239.255.255.255",
  );

export const port = () => wholeNumber(1, portMax, "port");

const portDigits = "(6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})";

/** The host is a name or an IPv4 address. */
export const hostAndPort = () =>
  text(
    new RegExp(`^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}:${portDigits}$`),
    `HOST:PORT such as ouch.example.com:9010, port 1 to ${portMax}`,
  );

/** A captured datagram's destination, as `hotlane feed` names it. */
export const captureDestination = () => {
  const error = "a destination such as 233.54.12.111:26477 or [ff05::1]:26477";
  return z.string({ error }).refine((value) => {
    const match = /^(?:\[(.+)\]|(.+)):(\d{1,5})$/.exec(value);
    const port = Number(match?.[3]);
    const isAddress = match?.[1] === undefined ? isIPv4(match?.[2] ?? "") : isIPv6(match[1]);
    return isAddress && port >= 1 && port <= portMax;
  }, error);
};

export const timeOfDay = () => text(timeOfDayPattern, timeOfDayWords);

/** How fast a recording is played. */
export const playSpeed = () => {
  const error = "a number from 0.001 to 1000000 (times the recorded speed), or max";
  return z
    .union([z.literal("max"), z.number({ error }).min(0.001, { error }).max(1_000_000, { error })], { error })
    .describe("times the recorded speed, 0.001 to 1000000; max: as fast as the lane takes it");
};

/** MoldUDP64 §1 and SoupBinTCP, "Field encoding": sessions are 10 alphanumeric bytes. */
export const sessionName = () => text(/^[A-Za-z0-9]{1,10}$/, "a session of 1 to 10 letters and digits");

/** SoupBinTCP, "L" Login Request: 6 alphanumeric bytes. */
export const username = () => text(/^[A-Za-z0-9]{1,6}$/, "a user name of 1 to 6 letters and digits");

export const strategyFile = () =>
  text(/\.(ts|mts|js|mjs)$/, "the path of a TypeScript or JavaScript file (.ts, .mts, .js, .mjs)");

export const directoryPath = () => text(/./, "the path of a directory");

export const inputFile = () => text(/./, "the path of a file");

const environmentName = () => text(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable");

/** A secret is never in the configuration, only where to find it. */
export const secretReference = () =>
  z
    .union([z.strictObject({ env: environmentName() }), z.strictObject({ file: text(/./, "a path") })], {
      error: "a reference, { env: NAME } or { file: PATH }: secrets do not belong in a configuration file",
    })
    .describe("where the secret is: an environment variable, or a file that only its owner can read");

export type SecretReference = z.output<ReturnType<typeof secretReference>>;
