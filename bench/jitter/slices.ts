// One pattern of load: its slices one after the other, each followed by the floor of the same events on the same core.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Histogram } from "hdr-histogram-js";
import { seededRandom } from "#hotlane/bench/seeded-random.js";
import type { HiccupReport } from "#hotlane/engine/hiccup-report.js";
import { HotlaneError, messageOf } from "#hotlane/errors.js";
import { type Bucket, bucketsBetween, fromBuckets } from "#hotlane/latency/shared-histogram.js";
import { type Arrival, ArrivalReader } from "./arrivals.js";
import { eventsOf, type FloorLoop, type LaneStages } from "./floor.js";
import { writeMarketFile } from "./market-file.js";
import { type Pattern, schedule } from "./patterns.js";
import { Site, symbols } from "./site.js";

const changesPerOrder = 8;
/** Longer than the floor of a slice takes by so much: until the silence is seen, and the loop made ready. */
const silenceMoreNs = 1.5e9;
/** Nothing has come for so long: it is silent. */
const silentMs = 120;
const lookMs = 30;
const looksMax = 15;
/** Of a slice's packets must have come by the line itself: what is asked for again comes at other times. */
const shareByLine = 0.98;
/** What took longer than a slice by more than this is several, or was played late: the lane is not to stand still so long. */
const lateMaxNs = 0.5e9;
/** Lines of the engine's log that go with a failure. */
const wordsKept = 5;
const patienceMs = 30_000;

export interface SliceSettings {
  readonly core: number;
  /** Of the configuration. */
  readonly lane: object;
  readonly slices: number;
  readonly sliceMs: number;
  /** Of steady load, before the first slice: tables fill and functions are compiled. */
  readonly warmUpMs: number;
  readonly seed: number;
}

export interface PatternFigures {
  /** From the packet's arrival in the lane, and on the host, to the order. */
  readonly tickToTrade: Bucket[];
  readonly wireToTrade: Bucket[];
  /** Of the same events: what the empty loop took. */
  readonly floorNs: number[];
  readonly isFloorAboveLanes: boolean;
  /** Slices whose floor the market went on in, or of which the line lost too much: left out. */
  readonly slicesLost: number;
  readonly messagesLost: number;
  readonly hiccups: HiccupReport | undefined;
}

type Stages = Awaited<ReturnType<Site["latency"]>>;

/** With messages: heartbeats are not decoded. */
const packetsOf = ({ decode }: Stages): number => countOf(decode);

/** Waits for more packets than there were, then for the silence after them; undefined: no more came. */
async function untilSilent(site: Site, before: number): Promise<Stages | undefined> {
  const end = Date.now() + patienceMs;
  let newest = before;
  let changedMs = Date.now();
  while (true) {
    const stages = await site.latency();
    const packets = packetsOf(stages);
    if (packets !== newest) changedMs = Date.now();
    newest = packets;
    if (packets > before && Date.now() - changedMs >= silentMs) return stages;
    if (Date.now() > end) {
      if (packets === before) return undefined;
      throw new HotlaneError("bench/failed", `the market did not pause in ${patienceMs / 1_000} s`);
    }
    await pause(lookMs);
  }
}

/** As many as the lane had, or what there is of them: the thread that writes them down may be behind. */
async function arrivalsOf(reader: ArrivalReader, packets: number): Promise<Arrival[]> {
  const arrivals = reader.take();
  for (let looks = 0; arrivals.length < packets && looks < looksMax; ++looks) {
    await pause(lookMs);
    arrivals.push(...reader.take());
  }
  return arrivals;
}

function add(all: Map<number, number>, more: readonly Bucket[]): void {
  for (const [atMostNs, count] of more) all.set(atMostNs, (all.get(atMostNs) ?? 0) + count);
}

function stagesBetween(before: Stages, after: Stages): LaneStages {
  const of = (stage: keyof LaneStages): Histogram => fromBuckets(bucketsBetween(before[stage], after[stage]));
  const [feed, decode, book, strategy] = [of("feed"), of("decode"), of("book"), of("strategy")];
  return { feed, decode, book, strategy, risk: of("risk"), encode: of("encode"), send: of("send") };
}

const countOf = (buckets: readonly Bucket[]): number => buckets.reduce((sum, [, count]) => sum + count, 0);

/** A pattern under way. */
class SliceRun {
  readonly tickToTrade = new Map<number, number>();
  readonly wireToTrade = new Map<number, number>();
  readonly floorNs: number[] = [];
  isFloorAboveLanes = true;
  slicesLost = 0;
  readonly #site: Site;
  readonly #arrivals: ArrivalReader;
  readonly #floor: FloorLoop;
  readonly #core: number;
  readonly #spanMaxNs: number;
  #before: Stages;

  /** `before`: as it was in the silence before the first slice. */
  constructor(
    site: Site,
    arrivals: ArrivalReader,
    floor: FloorLoop,
    { core, sliceMs }: SliceSettings,
    before: Stages,
  ) {
    this.#site = site;
    this.#arrivals = arrivals;
    this.#floor = floor;
    this.#core = core;
    this.#spanMaxNs = sliceMs * 1e6 + lateMaxNs;
    this.#before = before;
    arrivals.take();
  }

  /** The lane's slice, then the floor's. False: no more came. */
  async slice(): Promise<boolean> {
    const before = this.#before;
    const after = await untilSilent(this.#site, packetsOf(before));
    if (after === undefined) return false;
    const came = packetsOf(after) - packetsOf(before);
    const packets = await arrivalsOf(this.#arrivals, came);
    const spanNs = (packets.at(-1)?.atNs ?? 0) - (packets[0]?.atNs ?? 0);
    if (spanNs > this.#spanMaxNs || packets.length < shareByLine * came) {
      this.slicesLost += 1;
      this.#before = after;
      return true;
    }
    const orders = countOf(after.tickToTrade) - countOf(before.tickToTrade);
    const events = eventsOf(packets, stagesBetween(before, after), orders, symbols.length);
    const run = await this.#floor.run(this.#core, events);
    this.isFloorAboveLanes &&= run.isAboveLanes && run.isPinned;
    this.#before = await this.#site.latency();
    const isAlone = packetsOf(this.#before) === packetsOf(after);
    if (isAlone) {
      add(this.tickToTrade, bucketsBetween(before.tickToTrade, after.tickToTrade));
      add(this.wireToTrade, bucketsBetween(before.wireToTrade, after.wireToTrade));
      this.floorNs.push(...run.tookNs);
    } else this.slicesLost += 1;
    return true;
  }
}

async function measure(
  site: Site,
  floor: FloorLoop,
  settings: SliceSettings,
): Promise<Omit<PatternFigures, "messagesLost" | "hiccups">> {
  const captures = join(site.engine.folder, "captures");
  const arrivals = new ArrivalReader(join(captures, readdirSync(captures)[0] ?? ""));
  try {
    const warm = await untilSilent(site, 0);
    if (warm === undefined) throw new HotlaneError("bench/failed", "no market data came");
    const run = new SliceRun(site, arrivals, floor, settings, warm);
    const { slices } = settings;
    let slice = 0;
    while (slice < slices && (await run.slice())) slice += 1;
    // On a machine that is too busy silences go by unseen.
    const slicesLost = run.slicesLost + slices - slice;
    if (slicesLost === slices)
      throw new HotlaneError(
        "bench/failed",
        `none of ${slices} slices could be measured: the machine is too busy`,
      );
    const { floorNs, isFloorAboveLanes } = run;
    const [tickToTrade, wireToTrade] = [[...run.tickToTrade], [...run.wireToTrade]];
    return { tickToTrade, wireToTrade, floorNs, isFloorAboveLanes, slicesLost };
  } finally {
    arrivals.close();
  }
}

export async function runPattern(
  pattern: Pattern,
  folder: string,
  floor: FloorLoop,
  settings: SliceSettings,
): Promise<PatternFigures> {
  const random = seededRandom(settings.seed);
  const file = join(folder, `${pattern.name}.itch`);
  const sliceNs = settings.sliceMs * 1e6;
  const silenceNs = sliceNs + silenceMoreNs;
  const groups = schedule(pattern, settings.slices, sliceNs, silenceNs, settings.warmUpMs * 1e6, random);
  await writeMarketFile(file, symbols, groups, random);
  const site = await Site.start({
    market: ["--itch", file],
    lane: { ...settings.lane, core: settings.core },
    parameters: () => ({ changesPerOrder }),
    isRecorded: true,
    ...(pattern.config !== undefined && { config: pattern.config }),
    ...(pattern.environment !== undefined && { environment: pattern.environment }),
  });
  const noise = pattern.begin?.(site);
  try {
    const figures = await measure(site, floor, settings);
    noise?.stop();
    const { feed, hiccups } = await site.stop();
    return { ...figures, messagesLost: feed.lost, hiccups: hiccups[0] };
  } catch (error) {
    const said = site.engine.log.split("\n").slice(-wordsKept).join("; ");
    throw new HotlaneError("bench/failed", `${messageOf(error)}; the engine said: ${said}`, { cause: error });
  } finally {
    noise?.stop();
    await site.discard();
  }
}
