/** `kill`: no new order of what is named leaves, and its open ones are cancelled. Answers how far that has come. */
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { HotlaneError } from "../errors.js";
import { controlCommand, reason, subject } from "./control-command.js";

/** It is answered when every lane has sent its last cancel, or then. */
const patienceMs = 1_000;
const lookMs = 1;

export const killCommand = controlCommand({
  name: "kill",
  request: z.strictObject({ subject: subject(), reason: reason().default("no reason given") }),
  async run(request, { engine, actor }) {
    const id = engine.kills.kill(request.subject, actor, request.reason);
    const until = Date.now() + patienceMs;
    for (;;) {
      const report = engine.kills.report(id);
      if (report === undefined) throw new HotlaneError("kill/forgotten", `kill ${id} is not known any more`);
      if (report.lanes.every(({ step }) => step === "sent") || Date.now() > until) return report;
      await pause(lookMs);
    }
  },
});
