// Fetches what a secret reference points to. Called by the engine right before a login, never earlier.
// Guarantees: a secret file that others can read is refused; no message holds the secret itself.
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { HotlaneError, messageOf } from "../errors.js";
import type { SecretReference } from "./fields.js";

/** SoupBinTCP, "L" Login Request: 10 bytes. */
export const passwordLengthMax = 10;

/** Any right of the group or of others. */
const othersMask = 0o077;

function secretFromFile(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw new HotlaneError("config/secret", `secret file ${path}: ${messageOf(error)}`, { cause: error });
  }
  try {
    // On the open file, so that what is checked is what is read.
    const { mode } = fstatSync(file);
    if ((mode & othersMask) !== 0) {
      const found = (mode & 0o777).toString(8).padStart(4, "0");
      throw new HotlaneError(
        "config/secret",
        `secret file ${path}: found mode ${found}, expected 0600 (chmod 600 ${path})`,
      );
    }
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } finally {
    closeSync(file);
  }
}

/** The secret, of at most `lengthMax` characters; `field` names it in messages. */
export function resolveSecret(reference: SecretReference, field: string, lengthMax: number): string {
  const isVariable = "env" in reference;
  const secret = isVariable ? (process.env[reference.env] ?? "") : secretFromFile(reference.file);
  const place = isVariable ? `environment variable ${reference.env}` : `secret file ${reference.file}`;
  if (secret === "") throw new HotlaneError("config/secret", `${field}: ${place} is empty or not set`);
  if (secret.length > lengthMax) {
    throw new HotlaneError(
      "config/secret",
      `${field}: ${place} holds ${secret.length} characters, expected at most ${lengthMax}`,
    );
  }
  return secret;
}
