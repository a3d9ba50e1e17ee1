/** State of a strategy that is one number for each instrument. */
import { instrumentsMax } from "../lanes/boundary.js";

/** A number for each instrument of the lane, by its number, `initial` at first. */
export function perInstrument(initial = 0): Float64Array {
  return new Float64Array(instrumentsMax).fill(initial);
}
