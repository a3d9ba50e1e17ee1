// Loaded into the engine before its own code: its main thread makes garbage all the time, some of which lives for a while,
// so that V8 has to move it and to collect the old generation too.
import { isMainThread } from "node:worker_threads";

const everyMs = 2;
const objectsPerTurn = 2_000;
const keptTurns = 200;

if (isMainThread) {
  const kept: object[][] = [];
  let turn = 0;
  setInterval(() => {
    kept[turn % keptTurns] = Array.from({ length: objectsPerTurn }, (_, index) => ({
      index,
      text: `${index}`,
    }));
    turn += 1;
  }, everyMs).unref();
}
