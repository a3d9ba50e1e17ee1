import { describe, expect, it } from "vitest";
import { ProgressLine } from "../../src/cli/progress-line.js";

/** What a piece of work of `seconds`, with news every 10 ms, writes to standard error. */
function writtenBy(seconds: number, isTTY: boolean): string[] {
  const written: string[] = [];
  let nowMs = 0;
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  const line = new ProgressLine(stream as unknown as NodeJS.WriteStream, () => nowMs);
  for (; nowMs < seconds * 1000; nowMs += 10) line.show(() => `${nowMs} ms`);
  line.clear();
  return written;
}

describe("the progress line", () => {
  it("is not written where standard error is no terminal", () => {
    expect(writtenBy(60, false)).toEqual([]);
  });

  it("does not appear for work of less than two seconds", () => {
    expect(writtenBy(1.99, true)).toEqual([]);
  });

  it("appears after two seconds, four times a second, and is taken away at the end", () => {
    expect(writtenBy(2.6, true)).toEqual([
      "\r2000 ms\x1b[K",
      "\r2250 ms\x1b[K",
      "\r2500 ms\x1b[K",
      "\r\x1b[K",
    ]);
  });
});
