/** Where and why the reading of an ITCH file stopped, as the native reader says it, and in words. Pure. */

export type ItchFault = "prefixCut" | "messageCut" | "messageLength" | "frameTooLong" | "bytesAfterEnd";

/** Lengths in bytes; `offset` is that of the frame that is wrong, in the unpacked file. */
export interface ItchError {
  fault: ItchFault;
  offset: number;
  expected: number;
  found: number;
  /** Of the message, for `messageLength`. */
  type: string;
}

export interface ItchErrorWords {
  offset: number;
  expected: string;
  found: string;
}

/** `at byte 1234: expected …, found …` */
export function itchErrorText({ offset, expected, found }: ItchErrorWords): string {
  return `at byte ${offset}: expected ${expected}, found ${found}`;
}

/** What was expected at the offset and what was found there. */
export function describeItchError({ fault, offset, expected, found, type }: ItchError): ItchErrorWords {
  switch (fault) {
    case "prefixCut":
      return { offset, expected: "a message length of 2 bytes", found: `the end of the file after ${found}` };
    case "messageCut":
      return {
        offset,
        expected: `a message of ${expected} bytes`,
        found: `the end of the file after ${found} of them`,
      };
    case "messageLength":
      return {
        offset,
        expected: `${expected} bytes for message type ${type}`,
        found: `a length of ${found}`,
      };
    case "frameTooLong":
      return { offset, expected: `a message of at most ${expected} bytes`, found: `a length of ${found}` };
    case "bytesAfterEnd":
      return { offset, expected: "nothing after the end of session (a length of 0)", found: "more bytes" };
  }
}
