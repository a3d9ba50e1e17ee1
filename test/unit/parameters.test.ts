import { describe, expect, it } from "vitest";
import { parseParameter } from "../../src/cli/parameter-option.js";
import { parseConfig } from "../../src/config/load.js";
import { parseParameters, readParameterValue } from "../../src/config/parameters.js";
import { fixedParameters, parseAxis } from "../../src/sweep/parameter-grid.js";

const values: readonly (readonly [string, string | number | boolean])[] = [
  ["5", 5],
  ["-0.25", -0.25],
  ["1e3", 1_000],
  ["0x10", 16],
  ["true", true],
  ["True", true],
  ["FALSE", false],
  ["yes", "yes"],
  ["text", "text"],
  ['"5"', "5"],
  ["'true'", "true"],
  ["2026-03-09", "2026-03-09"],
];
const noValues = ["", "null", "~", ".nan", ".inf", "[1, 2]", "{ a: 1 }", "a: 1", "*gone", '"open'];

const configWith = (text: string) =>
  parseConfig(
    `instruments: [{ symbol: ALFA }]\nvenue: {}\nstrategies: [{ name: s, parameters: { one: ${text} } }]\n`,
    "hotlane.yaml",
  ).strategies[0]?.parameters;

describe("parameters", () => {
  it.each(
    values,
  )("reads %s alike on the command line, in a file, in a configuration, in a sweep", (text, value) => {
    expect(readParameterValue(text)).toBe(value);
    expect(parseParameter(`one=${text}`, {})).toEqual({ one: value });
    expect(parseParameters(`one: ${text}\n`, "p.yaml")).toEqual({ one: value });
    expect(configWith(text)).toEqual({ one: value });
    expect(parseAxis(`one=${text}`).values).toEqual([value]);
  });

  it.each(noValues)("refuses %j everywhere", (text) => {
    expect(() => parseParameter(`one=${text}`, {})).toThrow("xpected a number, a text, true or false");
    expect(() => parseParameters(`one: ${text}\n`, "p.yaml")).toThrow(/p\.yaml:[12]:/);
    expect(() => configWith(text)).toThrow(/hotlane\.yaml:[1-4]:/);
    expect(() => parseAxis(`one=${text}`)).toThrow("--sweep");
  });

  it("names line and expectation of everything that is wrong in a file", () => {
    expect(() => parseParameters("a: 1\nb: [2]\nc:\n", "p.yaml")).toThrow(
      /2 mistakes in p\.yaml\np\.yaml:2:4: b: found a list of 1, expected a number, a text, true or false\np\.yaml:3:/,
    );
    expect(() => parseParameters("a: 1\na: 2\n", "p.yaml")).toThrow(/p\.yaml:2:1: .*Map keys must be unique/);
    expect(() => parseParameters("- 1\n", "p.yaml")).toThrow("expected lines of name: value");
    expect(() => parseParameters("just text\n", "p.yaml")).toThrow("expected lines of name: value");
  });

  it("takes an empty file for none", () => {
    expect(parseParameters("# nothing yet\n", "p.yaml")).toEqual({});
  });

  it("refuses a name that is set twice, and says how an empty text is written", () => {
    expect(() => parseParameter("one=2", { one: 1 })).toThrow("one is set twice.");
    expect(() => parseParameter("one=", {})).toThrow(`an empty text is one='""'`);
    expect(parseParameter('one=""', {})).toEqual({ one: "" });
    expect(() => parseParameter("=5", {})).toThrow("Expected NAME=VALUE");
  });

  it("lets a sweep's axis stand over the file, not over --param", () => {
    const axes = [parseAxis("skew=1..3")];
    expect(fixedParameters({ skew: 9, quantity: 5 }, {}, axes)).toEqual({ quantity: 5 });
    expect(fixedParameters({ skew: 9 }, { skew: 9 }, axes)).toEqual({ skew: 9 });
  });
});
