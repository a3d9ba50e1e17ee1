/** `status`: where the engine stands. Changes nothing, so it is not on the audit log. */
import * as z from "zod";
import { controlCommand } from "./control-command.js";

export const statusCommand = controlCommand({
  name: "status",
  request: z.strictObject({}),
  run(_request, { engine }) {
    return engine.status();
  },
});
