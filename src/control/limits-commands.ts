/** `limits.show`: what every order is held against now, and what is used of it. `limits.set`: changes it. */
import * as z from "zod";
import { controlCommand, personName, reason } from "./control-command.js";

/** Changes nothing, so it is not on the audit log. */
export const limitsShowCommand = controlCommand({
  name: "limits.show",
  request: z.strictObject({}),
  run(_request, { engine }) {
    return engine.risk.view();
  },
});

export const limitsSetCommand = controlCommand({
  name: "limits.set",
  request: z.strictObject({
    /** Shaped like the `limits` section of hotlane.yaml; null in place of a value: as the file says. */
    changes: z.record(z.string(), z.unknown()),
    reason: reason(),
    approvedBy: personName().optional(),
    expiresAt: z.iso.datetime({ offset: true, error: "a time such as 2026-03-08T15:30:00Z" }).optional(),
  }),
  run(request, { engine, actor, isNamed }) {
    const { expiresAt } = request;
    const until = expiresAt === undefined ? undefined : new Date(expiresAt).toISOString();
    return engine.risk.limits.change({ ...request, expiresAt: until }, actor, isNamed);
  },
});
