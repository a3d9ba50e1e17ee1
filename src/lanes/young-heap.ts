/**
 * How much memory JavaScript may fill between two collections of what is young. V8 lets that grow to tens of MiB a thread,
 * which a daemon with little garbage takes hours to fill: its resident memory seems to leak all day, and the collection
 * that ends it is a long one. Kept small, memory is flat and the pauses are many and short.
 */
import { setFlagsFromString } from "node:v8";

/** Of a worker thread: half of it holds what is young, in two parts. */
export const workerYoungHeapMiB = 6;

/** Of the calling process's main thread: it stays as it is at the start, 1 MiB. To be called first of all. */
export function keepYoungHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
