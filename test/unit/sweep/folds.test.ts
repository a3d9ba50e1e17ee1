import { describe, expect, it } from "vitest";
import { foldsOf, trainingDays } from "../../../src/sweep/folds.js";

describe("the days that parameters are chosen on and judged by", () => {
  it("walk forward: each fold is judged by the days after those that it was chosen on", () => {
    expect(foldsOf(7, { kind: "walkForward", train: 3, test: 2 })).toEqual([
      { train: [0, 1, 2], test: [3, 4] },
      { train: [2, 3, 4], test: [5, 6] },
    ]);
    expect(foldsOf(4, { kind: "walkForward", train: 1, test: 2 })).toEqual([
      { train: [0], test: [1, 2] },
      { train: [2], test: [3] },
    ]);
  });

  it("never judges by a day that comes before one that was chosen on, and by each day once", () => {
    for (let days = 2; days < 12; ++days) {
      for (let train = 1; train < days; ++train) {
        for (let test = 1; test <= days; ++test) {
          const folds = foldsOf(days, { kind: "walkForward", train, test });
          for (const fold of folds) expect(Math.max(...fold.train)).toBeLessThan(Math.min(...fold.test));
          const judged = folds.flatMap((fold) => fold.test);
          expect(judged).toEqual(Array.from({ length: days - train }, (_, index) => train + index));
        }
      }
    }
  });

  it("splits once", () => {
    expect(foldsOf(10, { kind: "split", share: 0.7 })).toEqual([
      { train: [0, 1, 2, 3, 4, 5, 6], test: [7, 8, 9] },
    ]);
  });

  it("says where nothing is left to train on or to test", () => {
    expect(() => foldsOf(1, { kind: "split", share: 0.7 })).toThrow("leaves 1 to train on and 0 to test");
    expect(() => foldsOf(3, { kind: "walkForward", train: 3, test: 1 })).toThrow("leaves none to test");
  });

  it("runs every set on the training days alone", () => {
    expect(trainingDays(7, foldsOf(7, { kind: "walkForward", train: 3, test: 2 }))).toEqual([0, 1, 2, 3, 4]);
    expect(trainingDays(3, [])).toEqual([0, 1, 2]);
  });
});
