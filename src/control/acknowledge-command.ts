/** `acknowledge`: lets an account in doubt trade again. Only by a named person, who has looked at the venue's record. */
import * as z from "zod";
import { HotlaneError } from "../errors.js";
import { controlCommand, reason } from "./control-command.js";

export const acknowledgeCommand = controlCommand({
  name: "acknowledge",
  request: z.strictObject({ account: z.string().min(1).max(64), reason: reason() }),
  run({ account, reason: why }, { engine, actor, isNamed }) {
    if (!isNamed) {
      throw new HotlaneError(
        "control/by",
        "acknowledge: found no name, expected whoever answers for it (--by)",
      );
    }
    engine.requireAccount(account);
    const wasInDoubt = engine.accountsInDoubt.includes(account);
    // On disk before it is done: what can't be written down does not happen.
    engine.audit.append({ actor, what: "acknowledge", details: { account, wasInDoubt, reason: why } });
    engine.acknowledgeAccount(account);
    return { account, wasInDoubt };
  },
});
