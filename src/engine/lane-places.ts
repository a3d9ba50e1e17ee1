/**
 * The places of one lane's strategies as the main thread knows them: whose code is there, in which version, with which
 * parameters; and the way of a submission into one. Fed by the lane's worker; told to operators by `hotlane status`.
 */
import { setTimeout as pause } from "node:timers/promises";
import { HotlaneError } from "../errors.js";
import type { StrategyRecorder } from "../journal/strategy-record.js";
import { type Callback, callbackNames, StrategyState, strategyStateNames } from "../lanes/boundary.js";
import { CallReader } from "../lanes/call-reader.js";
import type { ChosenTier } from "../lanes/chosen-tier.js";
import type { Lane, PlaceMessage, StrategyFailure, StrategyListener } from "../lanes/lane.js";
import { LaneReader } from "../lanes/lane-reader.js";
import type { LaneStrategy, Submission } from "../lanes/lane-setup.js";
import { type StageReport, stageReport, withMaximum } from "../latency/stage-report.js";
import type { StrategyCode } from "../strategies/strategy-code.js";

/** A strategy that is in a place. */
export interface PlacedStrategy {
  readonly file: string;
  readonly version: string;
  readonly tier: "inline" | "compiled";
  /** All of them, defaults included. */
  readonly parameters: LaneStrategy["parameters"];
  readonly since: string;
}

export interface PlaceReport {
  readonly name: string;
  readonly state: (typeof strategyStateNames)[number];
  /** Absent: nobody has been there. */
  readonly strategy?: PlacedStrategy;
  /** How long its calls took, by callback; those that it was never called by are left out. */
  readonly calls: Readonly<Partial<Record<keyof typeof Callback, StageReport>>>;
  /** Of the one in shadow: orders that it has entered, what of them would have filled, and what that would have made. */
  readonly shadow?: { readonly orders: number; readonly fills: number; readonly profit: number };
}

/** An engine's turn is milliseconds; making a large strategy takes some tens of them. */
const patienceMs = 10_000;
const lookMs = 2;

export class LanePlaces implements StrategyListener {
  readonly #places: readonly LaneStrategy[];
  readonly #log: (line: string) => void;
  readonly #recorder: StrategyRecorder | undefined;
  readonly #placed: (PlacedStrategy | undefined)[] = [];
  #lane: Lane | undefined;
  #reader: LaneReader | undefined;
  #calledBy: CallReader | undefined;
  #awaited: { readonly code: StrategyCode; readonly settle: (message: PlaceMessage) => void } | undefined;

  /** `recorder`: where a journal is kept. */
  constructor(places: readonly LaneStrategy[], log: (line: string) => void, recorder?: StrategyRecorder) {
    this.#places = places;
    this.#log = log;
    this.#recorder = recorder;
  }

  /** The lane whose they are; before it can say anything. */
  follow(lane: Lane): void {
    this.#lane = lane;
    this.#reader = new LaneReader(lane.memory);
    this.#calledBy = new CallReader(lane.memory);
  }

  /** -1: it has none of this name. */
  indexOf(name: string): number {
    return this.#places.findIndex((place) => place.name === name);
  }

  get reports(): PlaceReport[] {
    return this.#places.map(({ name, instruments }, index) => {
      const { state, shadowOrders, shadowFills } = this.#read(index);
      const strategy = this.#placed[index];
      const isInShadow = state === StrategyState.shadow;
      return {
        name,
        state: strategyStateNames[state] ?? "idle",
        calls: this.#calls(index),
        ...(strategy !== undefined && { strategy }),
        ...(isInShadow && {
          shadow: { orders: shadowOrders, fills: shadowFills, profit: this.#profit(index, instruments) },
        }),
      };
    });
  }

  /** Bytes of the lane's JavaScript heap in use, as of the last second. */
  get scriptHeapBytes(): number {
    return this.#calledBy?.scriptHeapBytes ?? 0;
  }

  /** Of those that run or are in shadow in JavaScript, the one that came last; of those that came at once, the last in order. */
  newestRunning(): { readonly name: string; readonly index: number } | undefined {
    const running = this.#places.flatMap(({ name }, index) => {
      const { state } = this.#read(index);
      const isCalled = state === StrategyState.running || state === StrategyState.shadow;
      const { tier, since = "" } = this.#placed[index] ?? {};
      return isCalled && tier !== "compiled" ? [{ name, index, since }] : [];
    });
    return running.sort((a, b) => a.since.localeCompare(b.since)).at(-1);
  }

  /** At its next turn the lane stops what is there, and cancels its orders. */
  stop(place: number): void {
    this.#ofLane().commands.stopStrategy(place);
  }

  /** Puts it there, in shadow or live. Resolves when the lane has it; rejects when it could not be made. */
  async submit(
    place: number,
    code: StrategyCode,
    tier: ChosenTier,
    parameters: Submission["parameters"],
    isLive: boolean,
  ): Promise<PlacedStrategy> {
    if (this.#awaited !== undefined) {
      throw new HotlaneError("submit/busy", "another submission to this lane is under way: try again");
    }
    const lane = this.#ofLane();
    const answered = new Promise<PlaceMessage>((settle) => {
      this.#awaited = { code, settle };
    });
    try {
      lane.submit({ place, code, tier, parameters }, isLive);
      const answer = await Promise.race([answered, pause(patienceMs, undefined, { ref: false })]);
      if (answer === undefined) {
        throw new HotlaneError(
          "submit/unanswered",
          `the lane has not taken it after ${patienceMs / 1_000} s`,
        );
      }
      if (answer.kind === "notInstalled") throw new HotlaneError("submit/refused", answer.message);
      const placed = this.#placed[place];
      if (placed === undefined) throw new HotlaneError("submit/refused", "the lane has put nobody there");
      return placed;
    } finally {
      this.#awaited = undefined;
    }
  }

  /** What is in shadow there trades from now on. Resolves when it does. */
  async tradeLive(place: number): Promise<void> {
    if (this.#read(place).state !== StrategyState.shadow) {
      throw new HotlaneError(
        "live/not-in-shadow",
        `strategy ${this.#places[place]?.name}: found it ${this.#stateName(place)}, expected one in shadow`,
      );
    }
    this.#ofLane().commands.tradeLive(place);
    await this.#until(place, StrategyState.running);
  }

  /** Stops what is there and cancels its orders. Resolves when it is stopped. */
  async withdraw(place: number): Promise<void> {
    const isThere = [StrategyState.running, StrategyState.shadow, StrategyState.stopping].some(
      (state) => state === this.#read(place).state,
    );
    if (!isThere) {
      throw new HotlaneError(
        "withdraw/not-there",
        `strategy ${this.#places[place]?.name}: found it ${this.#stateName(place)}, expected one that runs`,
      );
    }
    this.stop(place);
    await this.#until(place, StrategyState.stopped);
  }

  onFailure({ strategy, callback, stack }: StrategyFailure): void {
    const name = this.#places[strategy]?.name ?? String(strategy);
    this.#log(`strategy ${name} is stopped and its orders are cancelled: it threw in ${callback}: ${stack}`);
  }

  onPlace(message: PlaceMessage): void {
    const { place } = message;
    const code = message.kind === "made" ? message.code : this.#awaited?.code;
    if (message.kind === "notInstalled" || code === undefined) {
      this.#placed[place] = undefined;
    } else {
      const { path: file, version } = code;
      const { tier } = message;
      this.#tellTier(message);
      this.#placed[place] = {
        file,
        version,
        tier,
        parameters: message.parameters,
        since: new Date().toISOString(),
      };
    }
    this.#recorder?.note(
      {
        place,
        state: message.kind,
        name: this.#places[place]?.name ?? "",
        file: code?.path ?? "",
        version: code?.version ?? "",
        tier: message.kind === "notInstalled" ? undefined : message.tier,
        parameters: message.kind === "notInstalled" ? {} : message.parameters,
      },
      code,
    );
    if (message.kind !== "made") this.#awaited?.settle(message);
  }

  /** What was asked for is not said again. */
  #tellTier({ place, tier, obstacle }: Exclude<PlaceMessage, { kind: "notInstalled" }>): void {
    const name = this.#places[place]?.name ?? String(place);
    if (tier === "compiled") this.#log(`strategy ${name} runs as machine code`);
    else if (obstacle !== "")
      this.#log(`strategy ${name} runs inline, for it can't be compiled: ${obstacle}`);
  }

  async #until(place: number, state: number): Promise<void> {
    const end = Date.now() + patienceMs;
    while (this.#read(place).state !== state) {
      if (Date.now() > end) {
        throw new HotlaneError("submit/unanswered", `the lane has not obeyed after ${patienceMs / 1_000} s`);
      }
      await pause(lookMs);
    }
  }

  #calls(place: number): PlaceReport["calls"] {
    const called = callbackNames.flatMap((callback) => {
      const { buckets, maximumNs } = this.#calledBy?.calls(place, callback) ?? { buckets: [], maximumNs: 0 };
      return buckets.length === 0 ? [] : [[callback, withMaximum(stageReport(buckets), maximumNs)] as const];
    });
    return Object.fromEntries(called);
  }

  #profit(place: number, instruments: readonly number[]): number {
    const positions = instruments.map((instrument) => this.#reader?.position(place, instrument));
    return positions.reduce(
      (sum, its) => sum + (its === undefined ? 0 : its.realised + its.unrealised - its.fees + its.rebates),
      0,
    );
  }

  #stateName(place: number): string {
    return strategyStateNames[this.#read(place).state] ?? "idle";
  }

  #read(place: number): { state: number; shadowOrders: number; shadowFills: number } {
    return this.#calledBy?.place(place) ?? { state: StrategyState.idle, shadowOrders: 0, shadowFills: 0 };
  }

  #ofLane(): Lane {
    if (this.#lane === undefined) throw new HotlaneError("submit/no-lane", "the lane has not started");
    return this.#lane;
  }
}
