// How a backtest's queue model is asked for, and named in its results.
import { describe, expect, it } from "vitest";
import { parseQueue, queueText } from "../../src/backtest/queue-option.js";

describe("--queue", () => {
  it("is by order, or by level with a model's parameters", () => {
    expect(parseQueue("exact")).toBe("exact");
    expect(parseQueue("level")).toEqual({ cancels: "drawn", power: 1, seed: 1 });
    expect(parseQueue("level, power=3,seed=42")).toEqual({ cancels: "drawn", power: 3, seed: 42 });
    expect(parseQueue("level,cancels=behind")).toEqual({ cancels: "behind", power: 1, seed: 1 });
  });

  it.each([
    "by-order",
    "exact,power=1",
    "level,power=4",
    "level,power=-1",
    "level,power=",
    "level,seed=1.5",
    "level,seed=9007199254740992",
    "level,cancels=front",
    "level,",
    "",
  ])("refuses %j, and says what it expects", (text) => {
    expect(() => parseQueue(text)).toThrow(/Expected exact or level/);
  });

  it("is told in words", () => {
    expect(queueText("exact")).toBe("by order, exact");
    expect(queueText(parseQueue("level,power=2,seed=7"))).toBe(
      "by level, cancels drawn with power 2, seed 7",
    );
    expect(queueText(parseQueue("level,cancels=ahead"))).toBe("by level, cancels ahead of us");
  });
});
