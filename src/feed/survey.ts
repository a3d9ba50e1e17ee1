/**
 * Reads captures side by side through the native survey. Called by `hotlane feed`. What is wrong inside a capture is in
 * the outcome, beside what was good before it.
 */
import { ChunkSources } from "../files/chunk-sources.js";
import { native } from "../lanes/native.js";
import { captureErrorText } from "./capture-error.js";
import type { SurveyFindings } from "./survey-findings.js";

/** A capture that could not be read to its end. */
export interface BrokenCapture {
  file: string;
  /** As `malformed` counts it. */
  reason: string;
  /** Where, what was expected, what was found. */
  text: string;
}

export interface Survey {
  findings: SurveyFindings;
  broken: BrokenCapture[];
}

export interface SurveyOptions {
  /** Count message bodies without regard to session and sequence. */
  bodies: boolean;
  /** Called now and then with the bytes read of the files and their size. */
  onProgress?: (bytesRead: number, bytes: number) => void;
}

export async function surveyCaptures(files: readonly string[], options: SurveyOptions): Promise<Survey> {
  const sources = await ChunkSources.open(files);
  const survey = new native.FeedSurvey(files.length, options.bodies);
  try {
    for (let file = survey.wanted(); file >= 0; file = survey.wanted()) {
      const chunk = await sources.next(file);
      if (chunk === undefined) survey.finish(file);
      else survey.feed(file, chunk);
      options.onProgress?.(sources.bytesRead, sources.bytes);
    }
  } finally {
    await sources.close();
  }
  const broken = files.flatMap((path, file): BrokenCapture[] => {
    const error = survey.error(file);
    const brokenPacking = sources.brokenPacking(file);
    // A broken packing cuts the capture in it: it is the cause.
    if (brokenPacking !== undefined) return [{ file: path, reason: "file cut", text: brokenPacking }];
    if (error === null) return [];
    return [{ file: path, reason: error.fault, text: `${path}: ${captureErrorText(error)}` }];
  });
  return { findings: survey.report(), broken };
}
