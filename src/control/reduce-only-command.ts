/** `reduceOnly`: lets only orders pass that shrink a position, or, by a named person, all again. */
import * as z from "zod";
import { controlCommand, reason } from "./control-command.js";
import { refuseUnnamed, stopSubject } from "./stop-subject.js";

export const reduceOnlyCommand = controlCommand({
  name: "reduceOnly",
  request: z.strictObject({ subject: stopSubject(), isOn: z.boolean(), reason: reason() }),
  run({ subject, isOn, reason: why }, { engine, actor, isNamed }) {
    if (!isOn) refuseUnnamed("reduceOnly", isNamed);
    engine.risk.stops.reduceOnly(subject, isOn, actor, why);
    return { stops: engine.risk.stops.stops };
  },
});
