/**
 * Reads captures side by side through the native survey. Called by `hotlane feed`. What is wrong inside a capture is in
 * the outcome, beside what was good before it.
 */
import { BrokenPackingError, type InputFile, openInputFile } from "../files/input-file.js";
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

/** One capture's chunks, and how its packing broke, if it did. */
interface Source {
  input: InputFile;
  chunks: AsyncGenerator<Uint8Array, void, undefined>;
  broken?: BrokenPackingError;
}

async function nextChunk(source: Source): Promise<Uint8Array | undefined> {
  try {
    const { value, done } = await source.chunks.next();
    return done === true ? undefined : (value ?? undefined);
  } catch (error) {
    if (!(error instanceof BrokenPackingError)) throw error;
    source.broken = error;
    return undefined;
  }
}

async function openAll(files: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  try {
    for (const file of files) {
      const input = await openInputFile(file);
      sources.push({ input, chunks: input.chunks() });
    }
    return sources;
  } catch (error) {
    await closeAll(sources);
    throw error;
  }
}

async function closeAll(sources: readonly Source[]): Promise<void> {
  for (const { chunks } of sources) await chunks.return();
}

export async function surveyCaptures(files: readonly string[], options: SurveyOptions): Promise<Survey> {
  const sources = await openAll(files);
  const survey = new native.FeedSurvey(files.length, options.bodies);
  const bytes = sources.reduce((sum, { input }) => sum + input.bytes, 0);
  try {
    for (let file = survey.wanted(); file >= 0; file = survey.wanted()) {
      const source = sources[file];
      const chunk = source === undefined ? undefined : await nextChunk(source);
      if (chunk === undefined) survey.finish(file);
      else survey.feed(file, chunk);
      options.onProgress?.(
        sources.reduce((sum, { input }) => sum + input.bytesRead(), 0),
        bytes,
      );
    }
  } finally {
    await closeAll(sources);
  }
  const broken = sources.flatMap(({ input, broken }, file): BrokenCapture[] => {
    const error = survey.error(file);
    // A broken packing cuts the capture in it: it is the cause.
    if (broken !== undefined) return [{ file: input.path, reason: "file cut", text: broken.message }];
    if (error === null) return [];
    return [{ file: input.path, reason: error.fault, text: `${input.path}: ${captureErrorText(error)}` }];
  });
  return { findings: survey.report(), broken };
}
