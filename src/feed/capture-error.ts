/** A broken capture in words: where, what was expected, what was found. Used by every command that reads captures. */
import type { CaptureError } from "./survey-findings.js";

const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`;

/** `at byte 1234: expected …, found …` */
export function captureErrorText({ fault, offset, expected, found }: CaptureError): string {
  const at = `at byte ${offset}: expected`;
  switch (fault) {
    case "not a capture":
      return `${at} a pcap or pcapng file, found one that begins with ${hex(found)}`;
    case "version":
      return `${at} version ${expected}, found ${found}`;
    case "file cut":
      return `${at} ${expected} bytes, found the end of the file after ${found} of them`;
    case "frame too long":
      return `${at} at most ${expected} bytes, found a length of ${found}`;
    case "block length":
      return `${at} a block of at least ${expected} bytes, a multiple of 4, found a length of ${found}`;
    case "block trailer":
      return `${at} a block that ends with its length, ${expected}, found ${found}`;
    case "byte order":
      return `${at} the byte-order mark ${hex(expected)}, found ${hex(found)}`;
    case "unknown interface":
      return `${at} one of ${expected} interfaces, found a packet of number ${found}`;
    case "interfaces too many":
      return `${at} at most ${expected} interfaces, found more`;
  }
}
