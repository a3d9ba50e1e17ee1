/** The sample that a new project gets, and that `hotlane sample` makes unless told otherwise. */
import type { GeneratedDaySetup } from "./generated-day.js";

/** A minute from 09:30, some 120,000 messages: 4 MB. */
export const sampleSetup: GeneratedDaySetup = {
  symbols: ["ALFA", "BRAVO"],
  seed: 1,
  messagesPerSecond: 2_000,
  fromNs: 34_200e9,
  durationNs: 60e9,
};
