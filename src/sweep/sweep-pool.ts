/**
 * Runs a sweep's runs over worker threads. One that ends with its worker (the strategy ends its thread, its heap is full, it
 * takes too long) is told as such; a new worker takes its place and the others go on. What ends the whole process, ends all.
 */
import { Piscina } from "piscina";
import { messageOf } from "../errors.js";
import type { RunFigures, RunOutcome, RunTask, WorkerSetup } from "./sweep-setup.js";

export interface PoolSettings {
  readonly workers: number;
  /** JavaScript's heap of one worker; shared data is not in it. */
  readonly heapMb: number;
  /** A run that takes longer is ended with its worker; undefined: none is. */
  readonly runMsMax: number | undefined;
}

/** `onEnd`: in whatever order they end. */
export async function runTasks(
  tasks: readonly RunTask[],
  setup: WorkerSetup,
  { workers, heapMb, runMsMax }: PoolSettings,
  onEnd: (outcome: RunOutcome) => void,
): Promise<void> {
  if (tasks.length === 0) return;
  const threads = Math.min(workers, tasks.length);
  const pool = new Piscina<RunTask, RunFigures>({
    filename: new URL("./sweep-worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    workerData: setup,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  // Of a worker that ends between two runs: piscina starts another.
  pool.on("error", () => {});
  const waiting = tasks[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const task of waiting) onEnd(await runOne(pool, task, runMsMax));
  };
  try {
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    await pool.destroy();
  }
}

async function runOne(
  pool: Piscina<RunTask, RunFigures>,
  task: RunTask,
  runMsMax: number | undefined,
): Promise<RunOutcome> {
  const { set, day } = task;
  try {
    const signal = runMsMax === undefined ? null : AbortSignal.timeout(runMsMax);
    return { set, day, figures: await pool.run(task, { signal }) };
  } catch (error) {
    return { set, day, died: wordsOf(error, runMsMax) };
  }
}

function wordsOf(error: unknown, runMsMax: number | undefined): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return "its worker ran out of memory";
  if ((error as Error | undefined)?.name === "AbortError") {
    return `it took longer than ${(runMsMax ?? 0) / 1_000} s`;
  }
  const exit = /^worker exited with code: (\d+)$/.exec(messageOf(error));
  return exit === null ? messageOf(error) : `it ended its worker's thread, with code ${exit[1]}`;
}
