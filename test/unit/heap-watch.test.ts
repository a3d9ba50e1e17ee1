import { expect, it } from "vitest";
import { HeapWatch } from "../../src/engine/heap-watch.js";

const mebibyte = 2 ** 20;

/** A lane with strategies a and b, of which b came last; `bytes` is what its heap has. */
function watchedLane() {
  const stopped: string[] = [];
  const running = ["a", "b"];
  const lane = {
    setup: { name: "main", scriptHeapBytesMax: 64 * mebibyte },
    places: {
      scriptHeapBytes: 0,
      newestRunning: () => {
        const name = running.at(-1);
        return name === undefined ? undefined : { name, index: running.length - 1 };
      },
      stop: (index: number) => {
        stopped.push(...running.splice(index, 1));
      },
    },
  };
  const said: string[] = [];
  const watch = new HeapWatch([lane], (line) => said.push(line));
  let nowMs = 0;
  /** Looks each second, the heap as large as it is told. */
  const look = (mebibytes: number, seconds = 1): void => {
    for (let i = 0; i < seconds; ++i) {
      nowMs += 1_000;
      lane.places.scriptHeapBytes = mebibytes * mebibyte;
      watch.turn(nowMs);
    }
  };
  return { look, stopped, said };
}

it("leaves a heap within its bound alone", () => {
  const { look, stopped } = watchedLane();
  look(64, 10);
  expect(stopped).toEqual([]);
});

it("stops the one that came last, and blames nobody else for what it still grew by", () => {
  const { look, stopped, said } = watchedLane();
  look(70);
  expect(stopped).toEqual(["b"]);
  look(97, 4);
  look(97, 60);
  expect(stopped).toEqual(["b"]);
  expect(said).toEqual([
    "lane main: its strategies' JavaScript has grown to 70 MiB, over 64 MiB: strategy b, the last that came, is stopped and its orders are cancelled",
  ]);
});

it("stops the next when the heap goes on growing, and says so when nobody is left", () => {
  const { look, stopped, said } = watchedLane();
  look(70, 8);
  look(100, 8);
  expect(stopped).toEqual(["b", "a"]);
  look(200, 8);
  expect(said.at(-1)).toContain("and no strategy runs there");
});
