/** `rearm`: lets what the risk gate has switched off by itself trade again. Only by a named person, for a cause. */
import * as z from "zod";
import { controlCommand, reason } from "./control-command.js";
import { refuseUnnamed, stopSubject } from "./stop-subject.js";

export const rearmCommand = controlCommand({
  name: "rearm",
  request: z.strictObject({ subject: stopSubject(), reason: reason() }),
  run(request, { engine, actor, isNamed }) {
    refuseUnnamed("rearm", isNamed);
    const rearmed = engine.risk.stops.rearm(request.subject, actor, request.reason);
    return { rearmed, stops: engine.risk.stops.stops };
  },
});
