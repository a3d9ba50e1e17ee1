/** `arm`: turns a kill switch off. Only by a named person, for a cause. */
import * as z from "zod";
import { HotlaneError } from "../errors.js";
import { controlCommand, reason, subject } from "./control-command.js";

export const armCommand = controlCommand({
  name: "arm",
  request: z.strictObject({ subject: subject(), reason: reason() }),
  run(request, { engine, actor, isNamed }) {
    if (!isNamed)
      throw new HotlaneError("control/by", "arm: found no name, expected whoever answers for it (--by)");
    const armed = engine.kills.arm(request.subject, actor, request.reason);
    return { armed, killed: engine.kills.active };
  },
});
