/** What a lane's channels take in and keep, once it is about to start. Called by the lane's main-thread side. */
import type { FilePlayer } from "../feed/file-player.js";
import type { Replay } from "../feed/file-player-setup.js";
import { recordingFile } from "../feed/recording-file.js";
import { linesMax } from "../lanes/boundary.js";
import type { LaneChannelSetup, LaneSetup } from "../lanes/lane-setup.js";

/** Where each channel's packets come from and are kept, once the lane is about to start. */
export function withInputs(setup: LaneSetup, players: readonly (FilePlayer | undefined)[]): LaneSetup {
  const start = new Date();
  const feeds = setup.feeds.map((feed, channel): LaneChannelSetup => {
    const { name, replay, recordDirectory } = feed;
    const player = players[channel];
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

/** As many as the recording can have: captures that don't say may have two. */
function linesOf({ kind, lines }: Replay): number {
  if (kind === "itch") return 1;
  return lines.length === 0 ? linesMax : lines.length;
}
