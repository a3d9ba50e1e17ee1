/**
 * Keeps the trading day: the drop copy of what happens in it, and its end-of-day files when it is over or the run is. The
 * day of a real venue ends by the clock and the next begins; an embedded venue's day is the run. Main thread.
 */
import type { HotlaneConfig } from "../config/schema.js";
import { DropCopy, type DropCopyCounts } from "../dropcopy/drop-copy.js";
import type { Comparison, DayFacts, DayOrder, DayPosition } from "../endofday/day-facts.js";
import { positionPlace } from "../endofday/drop-copy-totals.js";
import { type EndOfDay, writeEndOfDay } from "../endofday/end-of-day.js";
import { messageOf } from "../errors.js";
import { TradingDay } from "../sessions/trading-day.js";
import type { Kill } from "./kill-state.js";
import { isStanding } from "./reconcile.js";
import type { RunningLane } from "./running-lane.js";

export interface DayKeeperSettings {
  readonly config: HotlaneConfig;
  /** Of the drop copy and of the end-of-day files. */
  readonly folder: string;
  readonly log: (line: string) => void;
  /** What happens can't be written down any more. */
  readonly onFailure: (why: string) => void;
}

/** Whom a day's facts are of, once lanes run. */
export interface DayWitnesses {
  readonly lanes: readonly RunningLane[];
  readonly kills: () => readonly Kill[];
}

interface Snapshot {
  readonly orders: DayOrder[];
  readonly positions: DayPosition[];
  readonly eventsLost: number;
  readonly to: string;
}

export class DayKeeper {
  readonly #settings: DayKeeperSettings;
  readonly #tradingDay: TradingDay;
  readonly #copy: DropCopy;
  readonly #netAtStart = new Map<string, number>();
  #witnesses: DayWitnesses = { lanes: [], kills: () => [] };
  #day: string;
  #from = new Date().toISOString();
  #isEnding = false;

  private constructor(settings: DayKeeperSettings, tradingDay: TradingDay, copy: DropCopy, day: string) {
    this.#settings = settings;
    this.#tradingDay = tradingDay;
    this.#copy = copy;
    this.#day = day;
  }

  /** Goes on with the day's drop copy where it is there. Throws when it is damaged, or can't be offered. */
  static async open(settings: DayKeeperSettings): Promise<DayKeeper> {
    const { dropCopy, endOfDay } = settings.config;
    const tradingDay = new TradingDay(endOfDay.timeZone, endOfDay.at);
    const day = tradingDay.dayOf(Date.now());
    const [host = "", port = ""] = dropCopy.listen?.split(":") ?? [];
    const listen = dropCopy.listen === undefined ? undefined : { host, port: Number(port) };
    const copy = await DropCopy.open({ ...settings, listen, include: dropCopy.include }, day);
    return new DayKeeper(settings, tradingDay, copy, day);
  }

  get counts(): DropCopyCounts {
    return this.#copy.counts;
  }

  /** From now on their events are told. */
  follow(witnesses: DayWitnesses): void {
    this.#witnesses = witnesses;
    for (const lane of witnesses.lanes) {
      lane.tellOrderEvents((event, setup, venueSession) => this.#copy.take(event, setup, venueSession));
    }
  }

  turn(): void {
    for (const lane of this.#witnesses.lanes) this.#copy.noteLost(lane.setup.name, lane.droppedEvents);
    const isOver = Date.now() >= this.#tradingDay.endOf(this.#day);
    if (!isOver || this.#isEnding || this.#settings.config.venue !== undefined) return;
    this.#isEnding = true;
    this.#endDay()
      .catch((error: unknown) => this.#settings.log(`end of day ${this.#day}: ${messageOf(error)}`))
      .finally(() => {
        this.#isEnding = false;
      });
  }

  /** The run is over: writes its day's files. `venue`: how its record compares with ours. */
  async finish(venue: Comparison): Promise<EndOfDay | undefined> {
    await this.#copy.flush();
    const { path } = this.#copy;
    const snapshot = this.#look();
    await this.#copy.close();
    return this.#write(this.#day, snapshot, path, venue);
  }

  /** What was traded and what is remembered are parted at one moment: when the drop copy changes its file. */
  async #endDay(): Promise<void> {
    const [ended, next] = [this.#day, this.#tradingDay.dayOf(Date.now())];
    const { path } = this.#copy;
    let snapshot: Snapshot | undefined;
    await this.#copy.roll(next, () => {
      snapshot = this.#look();
      for (const lane of this.#witnesses.lanes) {
        lane.beginDay(isStanding);
        for (const position of lane.positions)
          this.#netAtStart.set(positionPlace({ lane: lane.setup.name, ...position }), position.net);
      }
      this.#day = next;
      this.#from = new Date().toISOString();
    });
    if (snapshot === undefined) return;
    const why = "a real venue's own record is not available here";
    const files = await this.#write(ended, snapshot, path, { compared: false, why, differences: [] });
    this.#settings.log(`end of day ${ended}: ${files?.file ?? "not written"}`);
  }

  #look(): Snapshot {
    const { lanes } = this.#witnesses;
    return {
      orders: lanes.flatMap(dayOrders),
      positions: lanes.flatMap(({ setup: { name: lane }, positions }) =>
        positions.map((position) => ({
          lane,
          netAtStart: this.#netAtStart.get(positionPlace({ lane, ...position })) ?? 0,
          ...position,
        })),
      ),
      eventsLost: lanes.reduce((sum, { droppedEvents }) => sum + droppedEvents, 0),
      to: new Date().toISOString(),
    };
  }

  async #write(
    day: string,
    snapshot: Snapshot,
    dropCopy: string,
    venue: Comparison,
  ): Promise<EndOfDay | undefined> {
    const facts: DayFacts = {
      day,
      from: this.#from,
      ...snapshot,
      kills: this.#witnesses.kills(),
      venue,
      dropCopy,
    };
    try {
      const written = await writeEndOfDay(this.#settings.folder, facts);
      const { differences } = written.dropCopy;
      if (differences.length > 0)
        this.#settings.log(
          `end of day ${day}: ${differences.length} differences to the drop copy: ${written.file}`,
        );
      return written;
    } catch (error) {
      this.#settings.log(`end of day ${day}: not written: ${messageOf(error)}`);
      return undefined;
    }
  }
}

function dayOrders({ setup, orders }: RunningLane): DayOrder[] {
  return Array.from(orders, ({ session, strategy, owner, ...order }) => ({
    lane: setup.name,
    session: setup.sessions[session]?.name ?? `session ${session}`,
    account: owner ?? "",
    strategy: setup.strategies[strategy]?.name ?? `strategy ${strategy}`,
    ...order,
  }));
}
