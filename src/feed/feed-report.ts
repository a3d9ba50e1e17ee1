/** `hotlane.feed/1`: what captures hold, for machines. Pure. */
import type { Survey } from "./survey.js";
import type { OtherUdp } from "./survey-findings.js";

export interface FeedReportChannel {
  destination: string;
  /** Without its padding; empty where it was blanked. */
  session: string;
  firstSequence: number;
  lastSequence: number;
  /** Heartbeats and ends of session too. */
  packets: number;
  /** In all its packets, duplicates too. */
  messages: number;
  /** Holes in the sequence on this line that nothing filled later, and the messages in them. */
  gaps: number;
  lost: number;
  /** Packets that brought nothing new on this line. */
  duplicates: number;
}

/** Every packet is in exactly one of `channels`, `foreign` and `malformed`; a broken capture adds one to `malformed`. */
export interface FeedReport {
  schema: "hotlane.feed/1";
  files: string[];
  packets: number;
  messages: number;
  byType: Record<string, number>;
  channels: FeedReportChannel[];
  heartbeats: number;
  foreign: number;
  malformed: Record<string, number>;
}

export function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** Packets that belong to no feed, by what they are. */
export function foreignOf({ findings }: Survey): Record<string, number> {
  const foreign = { ...findings.foreign };
  for (const other of findings.others.filter(({ isFeed }) => !isFeed)) {
    for (const [reason, count] of Object.entries(other.reasons)) {
      const word = `UDP, not MoldUDP64: ${reason}`;
      foreign[word] = (foreign[word] ?? 0) + count;
    }
  }
  return foreign;
}

/** Packets that should have been something else, by what is wrong, and captures that broke off. */
export function malformedOf({ findings, broken }: Survey): Record<string, number> {
  const malformed = { ...findings.malformed };
  const add = (reason: string, count: number): void => {
    malformed[reason] = (malformed[reason] ?? 0) + count;
  };
  for (const other of findings.others.filter(({ isFeed }: OtherUdp) => isFeed)) {
    for (const [reason, count] of Object.entries(other.reasons)) add(reason, count);
  }
  for (const { reason } of broken) add(reason, 1);
  return malformed;
}

export function feedReport(files: readonly string[], survey: Survey): FeedReport {
  const { findings } = survey;
  return {
    schema: "hotlane.feed/1",
    files: [...files],
    packets: findings.packets,
    messages: findings.messages,
    byType: findings.byType,
    channels: findings.lines.map((line) => ({
      destination: line.destination,
      session: line.session,
      firstSequence: line.firstSequence,
      lastSequence: line.lastSequence,
      packets: line.packets,
      messages: line.messages,
      gaps: line.gaps,
      lost: line.lost,
      duplicates: line.duplicates,
    })),
    heartbeats: findings.heartbeats,
    foreign: sum(foreignOf(survey)),
    malformed: malformedOf(survey),
  };
}
