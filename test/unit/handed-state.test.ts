// What crosses from one version of a strategy to the next, as an object and as numbers.
import { expect, it } from "vitest";
import { readState, type StateShape, writeState } from "../../src/compiler/handed-state.js";

const shape: StateShape = [
  { name: "price", kind: "number" },
  { name: "isQuoting", kind: "flag" },
  { name: "list", kind: "numbers" },
  { name: "wide", kind: "float64s" },
  { name: "last", kind: "number" },
];
const state = { price: -0.5, isQuoting: true, list: [1, Number.NaN], wide: Float64Array.of(3), last: 7 };

it("comes out as it went in", () => {
  const numbers = writeState(shape, state);
  expect([...numbers]).toEqual([-0.5, 1, 2, 1, Number.NaN, 1, 3, 7]);
  expect(readState(shape, numbers)).toEqual(state);
  expect(readState([], writeState([], {}))).toEqual({});
});

it.each([
  [{ ...state, price: "5" }, 'field price: found "5", expected a number'],
  [{ ...state, isQuoting: 1 }, "field isQuoting: found 1, expected true or false"],
  [{ ...state, list: Float64Array.of(1) }, "field list: found a Float64Array, expected an array of numbers"],
  [{ ...state, list: [1, null] }, "field list: found an array of something, expected an array of numbers"],
  [{ ...state, wide: [3] }, "field wide: found an array of something, expected a Float64Array"],
  [{ ...state, last: undefined }, "field last: found undefined, expected a number"],
  [{ ...state, more: 1 }, "found field more, expected only price, isQuoting, list, wide, last"],
  [5, "found 5, expected an object with price, isQuoting, list, wide, last"],
  [null, "found null, expected an object"],
])("refuses %j", (given, words) => {
  expect(() => writeState(shape, given)).toThrow(words);
});
