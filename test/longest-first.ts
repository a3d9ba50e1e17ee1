// The order in which test files begin: those that take minutes first, so that none of them is left alone at the end, then
// as vitest sorts them. It knows how long a file took only where it has run it before.
import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const longest = [
  "thread-sanitizer.test.ts",
  "address-sanitizer.test.ts",
  "fuzz.test.ts",
  "native.test.ts",
  "compiled-strategies.test.ts",
  "journal.test.ts",
];

function rank({ moduleId }: TestSpecification): number {
  const place = longest.indexOf(basename(moduleId));
  return place < 0 ? longest.length : place;
}

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
