// Run by heap-collector.test.ts in a process of its own whose V8 collects by itself only when the heap grows:
// prints what the heap took, in bytes, with much in use; when it was no longer, and before the collector's time; after it.
import { setTimeout as pause } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import { HeapCollector } from "#hotlane/engine/heap-collector.js";
import { native } from "#hotlane/lanes/native.js";

const objects = 1_000_000;
const patienceMs = 30_000;
const takenBytes = () => getHeapStatistics().total_heap_size;

let kept = Array.from({ length: objects }, (_, value) => ({ value }));
globalThis.gc();
const used = takenBytes();
kept = undefined;
const collector = new HeapCollector(() => native.collectInSteps(), 0);
collector.turn(29_999);
await pause(500);
const early = takenBytes();
collector.turn(30_000);
const until = Date.now() + patienceMs;
while (takenBytes() > used / 2 && Date.now() < until) await pause(20);
process.stdout.write(JSON.stringify({ used, early, late: takenBytes(), kept }));
