import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { resolveSecret } from "../../src/config/secrets.js";

const directory = mkdtempSync(join(tmpdir(), "hotlane-secrets-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a secret", () => {
  const path = join(directory, "secret");

  it("is read from a file that only its owner can read", () => {
    writeFileSync(path, "s3cret\n", { mode: 0o600 });
    expect(resolveSecret({ file: path }, "password", 10)).toBe("s3cret");
  });

  it("is refused from a file that others can read, without being told", () => {
    chmodSync(path, 0o640);
    expect(() => resolveSecret({ file: path }, "password", 10)).toThrow(/found mode 0640, expected 0600/);
  });

  it("is refused when it is absent or too long, without being told", () => {
    expect(() => resolveSecret({ env: "HOTLANE_NOT_SET" }, "password", 10)).toThrow(/empty or not set/);
    process.env.HOTLANE_TEST_SECRET = "hunter2hunter2";
    expect(() => resolveSecret({ env: "HOTLANE_TEST_SECRET" }, "password", 10)).toThrow(/14 characters/);
    expect(() => resolveSecret({ env: "HOTLANE_TEST_SECRET" }, "password", 10)).not.toThrow(/hunter2/);
  });
});
