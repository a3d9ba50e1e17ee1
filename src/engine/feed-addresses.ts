/**
 * From the configuration's feeds to what lanes are told of them: names to IPv4 addresses, secrets to their values,
 * recorded files to what they are; once, before anything runs.
 */
import { lookup } from "node:dns/promises";
import type { FeedConfig, HotlaneConfig } from "../config/schema.js";
import { passwordLengthMax, resolveSecret } from "../config/secrets.js";
import { timeOfDayNs } from "../config/time-of-day.js";
import { HotlaneError } from "../errors.js";
import { kindOfFile } from "../feed/file-kind.js";
import type { Replay } from "../feed/file-player-setup.js";
import { addressNumber } from "../lanes/command-writer.js";
import type { LaneFeed, LaneServer } from "../lanes/lane-setup.js";
import type { VenueAddress } from "../sessions/session-policy.js";

const nsPerMs = 1e6;
const nsPerMicrosecond = 1e3;

/** HOST:PORT to IPv4 address and port. */
export async function resolveAddresses(places: readonly string[]): Promise<VenueAddress[]> {
  return Promise.all(
    places.map(async (place) => {
      const [host = "", port = ""] = place.split(":");
      const { address } = await lookup(host, { family: 4 });
      return { host: address, port: Number(port) };
    }),
  );
}

async function servers(places: readonly string[]): Promise<LaneServer[]> {
  return (await resolveAddresses(places)).map(({ host, port }) => ({ address: addressNumber(host), port }));
}

async function resolveFeed(feed: FeedConfig, index: number): Promise<LaneFeed> {
  const { rerequest, snapshot } = feed;
  return {
    name: feed.name,
    lines: (feed.lines ?? []).map(({ source, ...line }) => ({ ...line, source: source ?? "" })),
    session: feed.session ?? "",
    // A day counts from 1: what came before we joined is missing like anything else that is.
    firstSequence: 1,
    holdNs: feed.holdMicroseconds * nsPerMicrosecond,
    rerequest: {
      servers: await servers(rerequest?.servers ?? []),
      timeoutNs: (rerequest?.timeoutMs ?? 1) * nsPerMs,
      attemptsMax: rerequest?.attemptsMax ?? 0,
      requestsPerSecondMax: rerequest?.requestsPerSecondMax ?? 1,
      gapMessagesMax: rerequest?.gapMessagesMax ?? 0,
    },
    snapshot: {
      servers: await servers(snapshot?.servers ?? []),
      username: snapshot?.username ?? "",
      password:
        snapshot === undefined
          ? ""
          : resolveSecret(snapshot.password, `feeds[${index}].snapshot.password`, passwordLengthMax),
    },
    receive: feed.receive,
    ...(feed.record === undefined ? {} : { recordDirectory: feed.record.directory }),
    ...(feed.replay === undefined ? {} : { replay: await resolveReplay(feed.replay, index) }),
  };
}

/** Looks what the files are: several captures may be played together, an ITCH file only alone. */
async function resolveReplay(replay: NonNullable<FeedConfig["replay"]>, feed: number): Promise<Replay> {
  const { files, lines, speed, from, to } = replay;
  const kinds = await Promise.all(files.map(kindOfFile));
  const itch = kinds.indexOf("itch");
  if (itch >= 0 && files.length > 1) {
    throw new HotlaneError(
      "config/replay",
      `feeds[${feed}].replay.files[${itch}]: found an ITCH file, ${files[itch]}, expected a capture: an ITCH file is played alone`,
    );
  }
  if (itch >= 0 && lines !== undefined) {
    throw new HotlaneError(
      "config/replay",
      `feeds[${feed}].replay.lines: found ${lines.join(", ")}, expected none: an ITCH file has no destinations`,
    );
  }
  const fromNs = timeOfDayNs(from ?? "");
  const toNs = timeOfDayNs(to ?? "");
  return {
    kind: itch >= 0 ? "itch" : "captures",
    files,
    lines: lines ?? [],
    speed: speed === "max" ? 0 : speed,
    ...(fromNs === undefined ? {} : { fromNs }),
    ...(toNs === undefined ? {} : { toNs }),
  };
}

export function resolveFeeds({ feeds }: HotlaneConfig): Promise<LaneFeed[]> {
  return Promise.all(feeds.map(resolveFeed));
}
