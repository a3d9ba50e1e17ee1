import { describe, expect, it } from "vitest";
import { nameOfSet, parameterSets, parseAxis } from "../../../src/sweep/parameter-grid.js";

describe("the values of a swept parameter", () => {
  it.each([
    ["skew=1..4", [1, 2, 3, 4]],
    ["quantity=10..100/30", [10, 40, 70, 100]],
    ["quantity=10..99/30", [10, 40, 70]],
    ["edge=0.1..0.3/0.1", [0.1, 0.2, 0.3]],
    ["edge=-0.5..0.5/0.25", [-0.5, -0.25, 0, 0.25, 0.5]],
    ["offset=-2..1", [-2, -1, 0, 1]],
    ["one=5..5", [5]],
    ["isTwoSided=true,false", [true, false]],
    ["levels=1, 5,20", [1, 5, 20]],
    ["mode=fast,slow", ["fast", "slow"]],
  ])("%s", (text, values) => {
    expect(parseAxis(text).values).toEqual(values);
  });

  it("has no sums of binary fractions in a long range", () => {
    const { values } = parseAxis("edge=0..1/0.001");
    expect(values).toHaveLength(1_001);
    for (const value of values) expect(String(value).length).toBeLessThanOrEqual(5);
  });

  it.each([
    ["skew", "expected NAME=1..10"],
    ["=1..3", "expected NAME=1..10"],
    ["skew=", "expected NAME=1..10"],
    ["skew=1..", "expected NAME=1..10"],
    ["skew=1,,2", "expected NAME=1..10"],
    ["skew=5..1", "a range that goes up"],
    ["skew=1..5/0", "a step above 0"],
    ["edge=0.1..0.5", "a step with decimals"],
    ["skew=0..1000000", "at most 10000"],
    ["skew=1,2,1", "1 is there twice"],
  ])("says what is wrong with %s", (text, words) => {
    expect(() => parseAxis(text)).toThrow(words);
  });
});

describe("a grid", () => {
  const axes = [parseAxis("skew=1..2"), parseAxis("isTwoSided=true,false")];

  it("has every combination, beside what is the same in all", () => {
    expect(parameterSets({ quantity: 7 }, axes)).toEqual([
      { quantity: 7, skew: 1, isTwoSided: true },
      { quantity: 7, skew: 1, isTwoSided: false },
      { quantity: 7, skew: 2, isTwoSided: true },
      { quantity: 7, skew: 2, isTwoSided: false },
    ]);
  });

  it("names a set by what is swept", () => {
    expect(nameOfSet({ quantity: 7, skew: 2, isTwoSided: false }, axes)).toBe("skew=2 isTwoSided=false");
  });

  it("does not take a parameter twice, nor more sets than anybody looks at", () => {
    expect(() => parameterSets({ skew: 1 }, axes)).toThrow("skew is set by --param and by --sweep");
    expect(() => parameterSets({}, [...axes, parseAxis("skew=9")])).toThrow("skew is named twice");
    const wide = ["a", "b"].map((name) => parseAxis(`${name}=1..1000`));
    expect(() => parameterSets({}, wide)).toThrow("1000000 parameter sets");
  });
});
