/** `connect`: tries a lane's order session again at once, after a refused login too: a human has seen to it. */
import * as z from "zod";
import { controlCommand } from "./control-command.js";

export const connectCommand = controlCommand({
  name: "connect",
  request: z.strictObject({ lane: z.string().max(64).optional() }),
  run({ lane }, { engine, actor }) {
    const lanes = engine.retrySessions(lane);
    engine.audit.append({ actor, what: "connect", details: { lanes } });
    return { lanes };
  },
});
