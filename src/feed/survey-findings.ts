/** What the native feed survey found in captures, as native/addon/feed_survey.cpp gives it. */

/** Where and why the reading of a capture stopped; see native/feed/capture_records.hpp. */
export interface CaptureError {
  fault:
    | "not a capture"
    | "version"
    | "file cut"
    | "frame too long"
    | "block length"
    | "block trailer"
    | "byte order"
    | "unknown interface"
    | "interfaces too many";
  offset: number;
  expected: number;
  found: number;
}

/** Times are ns since the Unix epoch; null: no packet had a stamp. */
export type SurveyTime = bigint | null;

export interface Traffic {
  /** Begin of the second or millisecond. */
  from: SurveyTime;
  packets: number;
  messages: number;
  /** UDP payload. */
  bytes: number;
}

/** Messages `from` to `to`, both missing, noticed at `time`. */
export interface SequenceHole {
  from: number;
  to: number;
  time: SurveyTime;
}

/** One MoldUDP64 session at one destination. */
export interface SurveyLine {
  destination: string;
  session: string;
  /** Index of its session in `races`. */
  race: number;
  firstSequence: number;
  lastSequence: number;
  packets: number;
  messages: number;
  bytes: number;
  gaps: number;
  lost: number;
  duplicates: number;
  late: number;
  heartbeats: number;
  ends: number;
  firstTime: SurveyTime;
  lastTime: SurveyTime;
  holes: SequenceHole[];
  burst: Traffic;
  /** Packets that this line brought first, and by how much where the copy came too. */
  wins: number;
  led: number;
  leadMeanNs: number;
  leadMaxNs: number;
}

/** A session over all its lines. */
export interface SurveyRace {
  session: string;
  firstSequence: number;
  lastSequence: number;
  gaps: number;
  lost: number;
  holes: SequenceHole[];
  /** Copies that say something else than the first. */
  differing: number;
}

/** A packet of file number `file` (from 0) at a byte offset of the unpacked capture. */
export interface SurveyPlace {
  file: number;
  offset: number;
  reason: string;
}

/** Datagrams to one destination that are not MoldUDP64. */
export interface OtherUdp {
  destination: string;
  packets: number;
  /** It got MoldUDP64 too, so these are malformed packets of a feed. */
  isFeed: boolean;
  reasons: Record<string, number>;
  places: SurveyPlace[];
}

export interface SurveyFindings {
  packets: number;
  messages: number;
  emptyMessages: number;
  heartbeats: number;
  unstamped: number;
  byType: Record<string, number>;
  notItch: Record<string, number>;
  lines: SurveyLine[];
  races: SurveyRace[];
  /** Packets that are no UDP, by what they are. */
  foreign: Record<string, number>;
  malformed: Record<string, number>;
  others: OtherUdp[];
  places: SurveyPlace[];
  seconds: Traffic[];
  burst: Traffic;
}

/** The native survey: captures in, chunk by chunk, findings out. */
export interface FeedSurvey {
  /** The file whose next chunk is to be fed, or -1: all are read. */
  wanted(): number;
  feed(file: number, chunk: Uint8Array): void;
  finish(file: number): void;
  error(file: number): CaptureError | null;
  report(): SurveyFindings;
}
