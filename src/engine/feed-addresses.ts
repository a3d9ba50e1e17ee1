/**
 * From the configuration's feeds to what lanes are told of them: names to IPv4 addresses and secrets to their values,
 * once, before anything runs.
 */
import { lookup } from "node:dns/promises";
import type { FeedConfig, HotlaneConfig } from "../config/schema.js";
import { passwordLengthMax, resolveSecret } from "../config/secrets.js";
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
    lines: feed.lines.map(({ source, ...line }) => ({ ...line, source: source ?? "" })),
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
  };
}

export function resolveFeeds({ feeds }: HotlaneConfig): Promise<LaneFeed[]> {
  return Promise.all(feeds.map(resolveFeed));
}
