/**
 * Lanes whose process ends under them: by an error that nobody caught, or by process.exit(). A lane's loop does not return
 * before it is told to, and Node waits for every thread, so the process would neither run nor end, while the lane goes on.
 * Therefore each is told to stop, as ever: it cancels its open orders, waits for the answers and logs out. Main thread;
 * when this runs no promise is settled and no timer fires any more, so all of it is synchronous.
 */
import { writeSync } from "node:fs";
import { LaneState } from "./boundary.js";

/** A strategy that hangs keeps its lane from obeying: after so long JavaScript is broken off in all that still run. */
const interruptAfterMs = 2_000;
/** As long as a stop may take, and an interruption before it. Who then still runs ends with the process, killed. */
const patienceMs = 10_000;
const lookMs = 10;

export interface EndingLane {
  readonly name: string;
  /** LaneState, as the lane published it last. */
  state(): number;
  /** Throws when its ring of commands is full: it has not turned for long. */
  tellToStop(): void;
  interrupt(): void;
}

/** What this needs of the process; tests give their own. */
export interface ExitHost {
  nowMs(): number;
  pause(ms: number): void;
  say(line: string): void;
  /** At once, without waiting for threads: connections break, and venues cancel what they were told to cancel then. */
  kill(): void;
}

const thisProcess: ExitHost = {
  nowMs: () => performance.now(),
  pause: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
  say(line) {
    try {
      writeSync(process.stderr.fd, `hotlane: ${line}\n`);
    } catch {
      // Whoever read it has gone.
    }
  },
  kill: () => process.kill(process.pid, "SIGKILL"),
};

const running = new Set<EndingLane>();
const onExit = (): void => endLanes([...running], thisProcess);

/** Until `ended` settles, the lane ends in order whenever the process does. */
export function endWithProcess(lane: EndingLane, ended: Promise<unknown>): void {
  if (running.size === 0) process.on("exit", onExit);
  running.add(lane);
  const forget = (): void => {
    running.delete(lane);
    if (running.size === 0) process.off("exit", onExit);
  };
  ended.then(forget, forget);
}

/** Returns when none of them runs any more; or kills the process. */
export function endLanes(lanes: readonly EndingLane[], host: ExitHost): void {
  const begunMs = host.nowMs();
  // One that is still starting is told too: it finds the command at its first turn, or never gets there.
  let left = lanes.filter(isRunning);
  if (left.length > 0) host.say("the process ends: its lanes cancel their open orders and end before it");
  let untold = lanes.filter((lane) => !isTold(lane));
  let isInterrupted = false;
  while (left.length > 0) {
    const waitedMs = host.nowMs() - begunMs;
    if (waitedMs > interruptAfterMs && !isInterrupted) {
      isInterrupted = true;
      for (const lane of left) lane.interrupt();
    }
    if (waitedMs > patienceMs) {
      const names = left.map(({ name }) => name).join(", ");
      host.say(
        `lane ${names}: does not end, so the process is killed; open orders are the venue's to cancel`,
      );
      host.kill();
      return;
    }
    host.pause(lookMs);
    untold = untold.filter((lane) => !isTold(lane));
    left = left.filter(isRunning);
  }
}

function isRunning(lane: EndingLane): boolean {
  const state = lane.state();
  return state === LaneState.running || state === LaneState.stopping;
}

/** A full ring is that of a lane that hangs: it is tried again when that was interrupted. */
function isTold(lane: EndingLane): boolean {
  try {
    lane.tellToStop();
    return true;
  } catch {
    return false;
  }
}
