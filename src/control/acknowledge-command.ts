/**
 * `acknowledge`: an account in doubt may trade again: a person has held its positions against the venue's own record.
 * Only by a named person, for a cause.
 */
import * as z from "zod";
import { HotlaneError } from "../errors.js";
import { controlCommand, reason } from "./control-command.js";

export const acknowledgeCommand = controlCommand({
  name: "acknowledge",
  request: z.strictObject({ account: z.string().max(64), reason: reason() }),
  run(request, { engine, actor, isNamed }) {
    const { account, reason: why } = request;
    if (!isNamed)
      throw new HotlaneError("control/by", "acknowledge: found no name, expected whoever looked (--by)");
    engine.checkAccount(account);
    const wasInDoubt = engine.accountsInDoubt.includes(account);
    // Written down first: what the disk won't have does not happen.
    engine.audit.append({ actor, what: "acknowledge", details: { account, reason: why, wasInDoubt } });
    engine.acknowledgeAccount(account);
    return { account, wasInDoubt };
  },
});
