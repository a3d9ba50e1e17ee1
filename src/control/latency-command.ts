/** `latency`: what the lanes' stages have taken so far. Changes nothing, so it is not on the audit log. */
import * as z from "zod";
import { controlCommand } from "./control-command.js";

export const latencyCommand = controlCommand({
  name: "latency",
  request: z.strictObject({}),
  run(_request, { engine }) {
    return engine.latency();
  },
});
