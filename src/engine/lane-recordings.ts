/** The recordings that a lane's channels play in place of lines, and where it keeps what lines bring. */
import { FilePlayer, type PlayReport } from "../feed/file-player.js";
import type { Replay } from "../feed/file-player-setup.js";
import { recordingFile } from "../feed/recording-file.js";
import { linesMax } from "../lanes/boundary.js";
import type { LaneChannelSetup, LaneSetup } from "../lanes/lane-setup.js";

export class LaneRecordings {
  readonly #setup: LaneSetup;
  readonly #log: (line: string) => void;
  /** By channel: what plays files into it; undefined: it has lines. */
  readonly #players: readonly (FilePlayer | undefined)[];

  constructor(setup: LaneSetup, log: (line: string) => void) {
    this.#setup = setup;
    this.#log = log;
    this.#players = setup.feeds.map(({ replay, session }, channel) =>
      replay === undefined ? undefined : new FilePlayer(replay, channel, session),
    );
  }

  /** The setup with where each channel's packets come from and are kept, for a lane that starts now. */
  get setup(): LaneSetup {
    const setup = this.#setup;
    const start = new Date();
    const feeds = setup.feeds.map((feed, channel): LaneChannelSetup => {
      const { name, replay, recordDirectory } = feed;
      const player = this.#players[channel];
      return {
        ...feed,
        ...(recordDirectory === undefined
          ? {}
          : { recordFile: recordingFile(recordDirectory, `${setup.name}-${name}`, start) }),
        ...(replay === undefined || player === undefined
          ? {}
          : { play: { queue: player.queue, lines: linesOf(replay), speed: replay.speed } }),
      };
    });
    return { ...setup, feeds };
  }

  /** Begins. `laneEnded`: the lane's end, by which nobody takes packets any more when it was a failure. */
  play(laneEnded: Promise<void>): void {
    for (const [channel, player] of this.#players.entries()) {
      if (player === undefined) continue;
      player.start();
      void player.ended.then(() => this.#tellPlayed(channel, player.report));
      laneEnded.catch(() => player.stop());
    }
  }

  /** Resolves when all channels are recordings and have been played; else never. */
  get played(): Promise<unknown> {
    return Promise.all(this.#players.map((player) => player?.ended ?? new Promise<never>(() => undefined)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#players.map((player) => player?.stop()));
  }

  /** Of a channel; undefined: it has lines. */
  reportOf(channel: number): PlayReport | undefined {
    return this.#players[channel]?.report;
  }

  #tellPlayed(channel: number, { files, played, errors, isPlayed }: PlayReport): void {
    const name = this.#setup.feeds[channel]?.name ?? String(channel);
    for (const error of errors) this.#log(`feed ${name}: ${error}; what was good before it was played`);
    if (isPlayed)
      this.#log(`feed ${name}: ${played} packets of ${files.join(", ")} were played; no more comes`);
  }
}

/** As many as the recording can have: captures that don't say may have two. */
function linesOf({ kind, lines }: Replay): number {
  if (kind === "itch") return 1;
  return lines.length === 0 ? linesMax : lines.length;
}
