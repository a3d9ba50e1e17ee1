// The errors that Hotlane raises on purpose. Thrown anywhere in src/, caught by the command line's frame.
// Guarantees: each has a stable `code` for machines and a message that says what to do for people.

/** `area/what`, in kebab-case; never changed once released: scripts and alerts match on it. */
export type ErrorCode = `${string}/${string}`;

export class HotlaneError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The command line was called in a way that makes no sense; nothing was done. */
export class UsageError extends HotlaneError {
  constructor(message: string, options?: ErrorOptions) {
    super("cli/usage", message, options);
  }
}

/** The text of anything thrown: errors of other libraries and of the system included. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
