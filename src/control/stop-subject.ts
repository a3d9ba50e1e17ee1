/** What a request about stops of the gate names: the firm, an account, a strategy, an instrument. */
import * as z from "zod";
import { HotlaneError } from "../errors.js";
import { stopScopes } from "../risk/stop-state.js";

export const stopSubject = () =>
  z
    .strictObject({ scope: z.enum(stopScopes), name: z.string().max(64).default("") })
    .default({ scope: "firm", name: "" });

/** A person has to answer for what lets more through. */
export function refuseUnnamed(command: string, isNamed: boolean): void {
  if (isNamed) return;
  throw new HotlaneError("control/by", `${command}: found no name, expected whoever answers for it (--by)`);
}
