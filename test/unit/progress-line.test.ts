import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showProgress } from "../../src/files/progress-line.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a piece of work of `ms` writes to standard error. */
function writtenBy(ms: number, isTTY: boolean): string[] {
  const written: string[] = [];
  const started = Date.now();
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  const hide = showProgress(() => `${Date.now() - started} ms`, stream as unknown as NodeJS.WriteStream);
  vi.advanceTimersByTime(ms);
  hide();
  return written;
}

describe("the progress line", () => {
  it("is not written where standard error is no terminal", () => {
    expect(writtenBy(60_000, false)).toEqual([]);
  });

  it("does not appear for work of less than two seconds", () => {
    expect(writtenBy(1_990, true)).toEqual([]);
  });

  it("appears after two seconds, four times a second, and is taken away at the end", () => {
    expect(writtenBy(2_600, true)).toEqual([
      "\r2000 ms\x1b[K",
      "\r2250 ms\x1b[K",
      "\r2500 ms\x1b[K",
      "\r\x1b[K",
    ]);
  });
});
