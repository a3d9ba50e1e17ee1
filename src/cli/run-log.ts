/**
 * What an operator is told while `hotlane run` goes on: at once on standard error; on a terminal the newest line in the
 * live view, and all of them when the view has left the screen.
 */
import type { EngineSnapshot } from "../engine/engine-snapshot.js";
import { showOnTerminal, type TerminalScreen } from "../engine/terminal-screen.js";

export class RunLog {
  /** The first line of what was said last. */
  newest = "";
  readonly #hasView: boolean;
  #late: string[] = [];
  #screen: TerminalScreen | undefined;

  constructor(hasView: boolean) {
    this.#hasView = hasView;
  }

  readonly log = (line: string): void => {
    this.newest = line.split("\n")[0] ?? "";
    if (this.#hasView) this.#late.push(line);
    else process.stderr.write(`hotlane: ${line}\n`);
  };

  show(snapshot: () => EngineSnapshot): void {
    if (this.#hasView) this.#screen = showOnTerminal(snapshot);
  }

  hide(): void {
    this.#screen?.stop();
    for (const line of this.#late) process.stderr.write(`hotlane: ${line}\n`);
    this.#late = [];
  }
}
