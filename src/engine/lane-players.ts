/** What plays recordings into a lane's channels, where there are any: begun, stopped and told of. Main thread. */
import { FilePlayer, type PlayReport } from "../feed/file-player.js";
import type { LaneSetup } from "../lanes/lane-setup.js";

export class LanePlayers {
  /** By channel; undefined: it has lines. */
  readonly byChannel: readonly (FilePlayer | undefined)[];
  readonly #setup: LaneSetup;
  readonly #log: (line: string) => void;

  constructor(setup: LaneSetup, log: (line: string) => void) {
    this.#setup = setup;
    this.#log = log;
    this.byChannel = setup.feeds.map(({ replay, session: name }, channel) =>
      replay === undefined ? undefined : new FilePlayer(replay, channel, name),
    );
  }

  /** `laneEnded`: rejects when nobody takes from the queues any more. */
  start(laneEnded: Promise<void>): void {
    for (const [channel, player] of this.byChannel.entries()) {
      if (player === undefined) continue;
      player.start();
      void player.ended.then(() => this.#tellPlayed(channel, player.report));
      laneEnded.catch(() => player.stop());
    }
  }

  /** Resolves when all channels are recordings and have been played; else never. */
  get played(): Promise<unknown> {
    return Promise.all(this.byChannel.map((player) => player?.ended ?? new Promise<never>(() => undefined)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.byChannel.map((player) => player?.stop()));
  }

  #tellPlayed(channel: number, { files, played, errors, isPlayed }: PlayReport): void {
    const name = this.#setup.feeds[channel]?.name ?? String(channel);
    for (const error of errors) this.#log(`feed ${name}: ${error}; what was good before it was played`);
    if (isPlayed)
      this.#log(`feed ${name}: ${played} packets of ${files.join(", ")} were played; no more comes`);
  }
}
