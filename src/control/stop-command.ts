/** `stop`: ends the run as Ctrl-C does: orders are cancelled, sessions logged out, the report is printed. */
import * as z from "zod";
import { controlCommand, reason } from "./control-command.js";

export const stopCommand = controlCommand({
  name: "stop",
  request: z.strictObject({ reason: reason().default("no reason given") }),
  run(request, { engine, actor, stop }) {
    engine.audit.append({ actor, what: "stop", details: { reason: request.reason } });
    stop();
    return { pid: process.pid };
  },
});
