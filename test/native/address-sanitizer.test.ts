// UndefinedBehaviorSanitizer, too: the preset has both.
import { describe } from "vitest";
import { findsNothing } from "./sanitized.js";

describe("AddressSanitizer", () => findsNothing("asan"));
