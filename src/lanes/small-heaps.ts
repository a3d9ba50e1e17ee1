/**
 * How V8 is told to keep the engine's JavaScript heaps small. By itself it lets what is young grow to tens of MiB a thread,
 * and what is old to a multiple of what is in use: a daemon with little garbage takes hours to fill that, its resident
 * memory seems to leak all day, and the collections are few and long. Kept small, memory is flat and the pauses are short.
 */
import { setFlagsFromString } from "node:v8";

/** Of a worker thread: half of it holds what is young, in two parts. */
export const workerYoungHeapMiB = 6;

/** Of all threads that are not made yet, and the calling one: to be called first of all. */
export function keepHeapsSmall(): void {
  // The young stay as they are at the start, 1 MiB; the old grow by a third between two collections, not by a multiple.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--optimize-for-size");
}
