import { describe } from "vitest";
import { findsNothing } from "./sanitized.js";

describe("ThreadSanitizer", () => findsNothing("tsan"));
