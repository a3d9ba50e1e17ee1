/**
 * The options of `hotlane venue`: their texts, their checks, and what several of them mean together. Called by
 * cli/venue.ts.
 */
import { isIPv4 } from "node:net";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { OrderProtocol } from "../config/schema.js";
import { timeOfDayNs } from "../config/time-of-day.js";
import { UsageError } from "../errors.js";
import type { FeedLine, VenueAccount } from "./venue-setup.js";

const defaultGroup = "239.255.70.1:30501";

/** As --account gives it: what isn't said is as for all. */
type NamedAccount = Pick<VenueAccount, "username" | "password"> & { protocol?: OrderProtocol };

export interface VenueOptions {
  group: FeedLine;
  groupB?: FeedLine;
  interface: string;
  port: number;
  rerequestPort: number;
  glimpsePort: number;
  glimpseAccount?: VenueAccount[];
  keep?: number;
  endTrain: number;
  symbols?: string[];
  seed: number;
  rate: number;
  account?: NamedAccount[];
  protocol: OrderProtocol;
  cancelOnDisconnect?: string[];
  itch?: string;
  from?: number;
  to?: number;
  speed: number;
  record?: string;
  ledger?: string;
  json?: true;
  untilStdinEnds?: true;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("expected a positive number.");
  return value;
};

function parseGroup(text: string): FeedLine {
  const [address = "", port = ""] = text.split(":");
  // Administratively scoped groups only: nothing of an embedded venue is meant for the world.
  if (!/^239(\.\d{1,3}){3}$/.test(address) || !(Number(port) > 0 && Number(port) < 65_536)) {
    throw new InvalidArgumentError("expected a group and port like 239.255.70.1:30501.");
  }
  return { group: address, port: Number(port) };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw new InvalidArgumentError("expected 0 to 65535.");
  return port;
}

function parseInterface(text: string): string {
  if (!isIPv4(text)) throw new InvalidArgumentError("expected one of this host's IPv4 addresses.");
  return text;
}

/** A parser of an option's value. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!(Number.isInteger(value) && value >= least && value <= most))
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return value;
  };

const isProtocol = (text: string | undefined): text is OrderProtocol =>
  text === "ouch50" || text === "ouch42";

function parseProtocol(text: string): OrderProtocol {
  if (!isProtocol(text)) throw new InvalidArgumentError("expected ouch50 or ouch42.");
  return text;
}

function parseAccount(text: string, before: NamedAccount[] | undefined): NamedAccount[] {
  const [, username = "", password = "", protocol] =
    /^([A-Za-z0-9]{1,6}):([A-Za-z0-9]{1,10})(?::(ouch50|ouch42))?$/.exec(text) ?? [];
  if (username === "")
    throw new InvalidArgumentError(
      "expected USER:PASSWORD, letters and digits, at most 6 and 10, and :ouch50 or :ouch42 if you like.",
    );
  return [...(before ?? []), { username, password, ...(isProtocol(protocol) ? { protocol } : {}) }];
}

function parseTime(text: string): number {
  const time = timeOfDayNs(text);
  if (time === undefined) throw new InvalidArgumentError("expected a time of day like 09:30 or 09:30:00.5.");
  return time;
}

/** Who may trade, what each of them speaks, and whose orders go with their connection. */
export function accountsOf(options: VenueOptions): VenueAccount[] {
  const accounts = namedAccounts(options);
  const cancelled = options.cancelOnDisconnect ?? [];
  const unknown = cancelled.find((user) => accounts.every(({ username }) => username !== user));
  if (unknown !== undefined) throw new UsageError(`--cancel-on-disconnect ${unknown}: no such --account`);
  return accounts.map((account) => ({
    protocol: options.protocol,
    ...account,
    cancelOnDisconnect: cancelled.includes(account.username),
  }));
}

/** Everyone on this host may know the default account; a network is not told it. */
function namedAccounts(options: VenueOptions): NamedAccount[] {
  if (options.account !== undefined) return options.account;
  if (options.interface.startsWith("127.")) return [{ username: "DEMO", password: "secret" }];
  throw new UsageError(
    `on ${options.interface} other hosts can log in: give the accounts with --account USER:PASSWORD`,
  );
}

/** Copies on the same address would come twice on one line. */
export function linesOf({ group, groupB }: VenueOptions): FeedLine[] {
  if (groupB === undefined) return [group];
  if (group.group === groupB.group && group.port === groupB.port)
    throw new UsageError(`--group-b is --group: give line B another group or port`);
  return [group, groupB];
}

export function addVenueOptions(command: Command): Command {
  return addMarketOptions(addPlaceOptions(command))
    .option(
      "--ledger <file>",
      "write the record of all accounts' orders here at the end and at each SIGUSR2, JSON lines",
    )
    .option("--until-stdin-ends", "end the day when standard input ends: with the program that holds it")
    .option("--json", "print events as JSON lines");
}

/** Where the venue is to be found, and by whom. */
function addPlaceOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--group <address:port>", "multicast group of the feed, line A")
        .argParser(parseGroup)
        .default(parseGroup(defaultGroup), defaultGroup),
    )
    .option("--group-b <address:port>", "line B: the same datagrams to a second group", parseGroup)
    .option(
      "--interface <address>",
      "IPv4 address of the interface to be on; beyond the loopback the feed goes one hop",
      parseInterface,
      "127.0.0.1",
    )
    .option("--port <n>", "TCP port for orders, 0: any free one", parsePort, 0)
    .option("--rerequest-port <n>", "UDP port for re-requests, 0: any free one", parsePort, 0)
    .option("--glimpse-port <n>", "TCP port for GLIMPSE snapshots, 0: any free one", parsePort, 0)
    .option(
      "--glimpse-account <user:password>",
      "who may take snapshots, instead of who may trade; may be given more than once",
      parseAccount,
    )
    .option(
      "--keep <n>",
      "messages that can be re-requested, the newest ones; all by default",
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option(
      "--end-train <ms>",
      "how long the end of the session is announced, and re-requests still answered",
      wholeNumber(0, 60_000),
      300,
    );
}

/** What it trades. */
function addMarketOptions(command: Command): Command {
  return command
    .option("--symbols <list>", "instruments, A,B,C", (text: string) => text.split(","))
    .option("--seed <n>", "seed of the generated market", positive, 1)
    .option("--rate <n>", "messages a second of the generated market", positive, 20_000)
    .option(
      "--account <user:password[:protocol]>",
      "who may trade, and what they speak if not as the others; may be given more than once; DEMO:secret on the loopback",
      parseAccount,
    )
    .option(
      "--protocol <name>",
      "what is spoken on the order port: ouch50 or ouch42",
      parseProtocol,
      "ouch50",
    )
    .option(
      "--cancel-on-disconnect <user>",
      "cancel this account's open orders when its connection is lost; may be given more than once",
      (user: string, before: string[] | undefined) => [...(before ?? []), user],
    )
    .option("--itch <file>", "historical market: an ITCH 5.0 file, plain or gzip, read whole into memory")
    .option("--from <time>", "time of day at which trading begins; the books are built before", parseTime)
    .option("--to <time>", "time of day at which the file ends", parseTime)
    .option(
      "--speed <n|max>",
      "times the recorded speed, or max",
      (text) => (text === "max" ? 0 : positive(text)),
      1,
    )
    .option(
      "--record <file>",
      "keep a record here of all that happens; where one is there, go on with its day (after a crash)",
    );
}
