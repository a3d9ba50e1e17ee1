/** One line on standard error that says how far a long piece of work is. Used by commands, on the main thread.
 * Guarantees: written only to a terminal, only once the work has taken two seconds, and gone when it is done. */

const afterMs = 2_000;
const everyMs = 250;

export class ProgressLine {
  private readonly startedMs: number;
  private shownMs: number | undefined;

  constructor(
    private readonly stream: Pick<NodeJS.WriteStream, "isTTY" | "write">,
    private readonly clockMs: () => number = Date.now,
  ) {
    this.startedMs = clockMs();
  }

  /** Call as often as there is news; `text` is made only when it is shown. */
  show(text: () => string): void {
    if (!this.stream.isTTY) return;
    const nowMs = this.clockMs();
    if (nowMs - this.startedMs < afterMs) return;
    if (this.shownMs !== undefined && nowMs - this.shownMs < everyMs) return;
    this.shownMs = nowMs;
    this.stream.write(`\r${text()}\x1b[K`);
  }

  /** Takes the line away, before anything else is written. */
  clear(): void {
    if (this.shownMs !== undefined) this.stream.write("\r\x1b[K");
    this.shownMs = undefined;
  }
}
