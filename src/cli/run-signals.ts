/**
 * The signals of `hotlane run`, heard from its first moment on, while the engine is only starting too: SIGINT and SIGTERM
 * end the run in order, a second one at once; SIGUSR1 kills the firm.
 */
import { userInfo } from "node:os";
import type { Engine } from "../engine/engine.js";
import { firm } from "../engine/kill-subject.js";

export class RunSignals {
  readonly #stop = new AbortController();
  #engine: Engine | undefined;
  #isKillWaiting = false;

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => this.stop());
    process.on("SIGUSR1", () => {
      if (this.#engine === undefined) this.#isKillWaiting = true;
      else this.#kill(this.#engine);
    });
  }

  /** Aborted when the run is to end. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** It can be killed now; if that was asked for before, it is. Before any of its sessions connects. */
  concern(engine: Engine): void {
    this.#engine = engine;
    if (this.#isKillWaiting) this.#kill(engine);
  }

  #kill({ kills }: Engine): void {
    kills.kill(firm, { by: userInfo().username, origin: "signal" }, "SIGUSR1");
  }
}
