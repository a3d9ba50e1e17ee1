// The set of names against JavaScript's own, over names from a seed.
import { expect, it } from "vitest";
import { NameSet } from "../../src/dropcopy/name-set.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

it("knows each name again, however many there are, and no other", () => {
  const random = seededRandom();
  const names = new NameSet();
  const plain = new Set<string>();
  for (let i = 0; i < 50_000; ++i) {
    const name = `execution/main/ouch/1/${wholeBetween(random, 0, 30_000)}`;
    expect(names.add(name), `${name}: ${seedNote}`).toBe(!plain.has(name));
    plain.add(name);
  }
  expect(names.size).toBe(plain.size);
});
