/**
 * Which lane, session and account each part of a configuration belongs to, absent names resolved. Used by references.ts
 * to check and by the engine to build, so that both mean the same.
 */
import type {
  FeedConfig,
  HotlaneConfig,
  InstrumentConfig,
  OrderProtocol,
  SessionConfig,
  StrategyConfig,
} from "./schema.js";

type Lanes = Pick<HotlaneConfig, "lanes">;
type Sessions = Lanes & Pick<HotlaneConfig, "sessions" | "venue">;

/** A session by its name and what is spoken on it, whoever's venue it is. */
export type SessionPart = Pick<SessionConfig, "name" | "protocol" | "userRefIdx" | "ouch42">;

const firstLane = ({ lanes }: Lanes): string => lanes[0]?.name ?? "";

export function laneOfInstrument(config: Lanes, { lane }: Pick<InstrumentConfig, "lane">): string {
  return lane ?? firstLane(config);
}

/** A strategy's lane is named, or its first instrument's. */
export function laneOfStrategy(
  config: Lanes & Pick<HotlaneConfig, "instruments">,
  { lane, instruments }: Pick<StrategyConfig, "lane" | "instruments">,
): string {
  if (lane !== undefined) return lane;
  const first = config.instruments.find(({ symbol }) => symbol === instruments[0]);
  return first === undefined ? firstLane(config) : laneOfInstrument(config, first);
}

export function laneOfSession(config: Lanes, { lane }: Pick<SessionConfig, "lane">): string {
  return lane ?? firstLane(config);
}

export function feedOfInstrument(
  { feeds }: { feeds: readonly Pick<FeedConfig, "name">[] },
  { feed }: Pick<InstrumentConfig, "feed">,
): string {
  return feed ?? feeds[0]?.name ?? "";
}

const embeddedSession = (lane: string, protocol: OrderProtocol, index: number): SessionPart => ({
  name: `${lane}-${index + 1}`,
  protocol,
  userRefIdx: 0,
  ouch42: { rejectLetters: "2018", customerType: true, probeSymbol: "ZZZZZZZZ" },
});

/** A lane's sessions, in the order of their numbers; an embedded venue has its own for each lane. */
export function sessionsOfLane(config: Sessions, lane: string): SessionPart[] {
  if (config.venue !== undefined) {
    return config.venue.embedded.sessions.map((protocol, index) => embeddedSession(lane, protocol, index));
  }
  return config.sessions.filter((session) => laneOfSession(config, session) === lane);
}

/**
 * The name of the session that an instrument's orders go by: named, else naming it, else its lane's first; empty when
 * its lane has none. An embedded venue's sessions have a lane's instruments in turn.
 */
export function sessionOfInstrument(
  config: Sessions & Pick<HotlaneConfig, "instruments">,
  { symbol, lane, session }: Pick<InstrumentConfig, "symbol" | "lane" | "session">,
): string {
  if (session !== undefined) return session;
  const naming = config.sessions.find(({ instruments }) => instruments.includes(symbol));
  if (naming !== undefined) return naming.name;
  const own = laneOfInstrument(config, { lane });
  const sessions = sessionsOfLane(config, own);
  const beside = config.instruments.filter((one) => laneOfInstrument(config, one) === own);
  const turn = config.venue === undefined ? 0 : beside.findIndex((one) => one.symbol === symbol);
  return sessions[Math.max(0, turn) % Math.max(1, sessions.length)]?.name ?? "";
}

export function accountOfStrategy(
  { accounts }: Pick<HotlaneConfig, "accounts">,
  { account }: Pick<StrategyConfig, "account">,
): string {
  return account ?? accounts[0]?.name ?? "";
}

/** No feed has lines, so there is no market to send orders to. */
export function areAllRecordings(feeds: readonly Pick<FeedConfig, "replay">[]): boolean {
  return feeds.length > 0 && feeds.every(({ replay }) => replay !== undefined);
}
