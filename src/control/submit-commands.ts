/** `submit`: a strategy takes a place, in shadow or live. `live`: from shadow to the market. `withdraw`: away from it. */
import * as z from "zod";
import { buildApart } from "../compiler/build-apart.js";
import { strategyTiers } from "../config/schema.js";
import { chooseTier } from "../lanes/chosen-tier.js";
import { bundleStrategy } from "../strategies/strategy-code.js";
import { controlCommand, reason } from "./control-command.js";

const place = () => z.string().min(1).max(64);

export const submitCommand = controlCommand({
  name: "submit",
  request: z.strictObject({
    place: place(),
    /** Absolute; the engine reads and bundles it. */
    file: z.string().startsWith("/", { error: "an absolute path" }).max(4_096),
    tier: z.enum(strategyTiers).default("inline"),
    parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
    isLive: z.boolean().default(false),
    replaces: z.boolean().default(false),
    reason: reason().default("no reason given"),
  }),
  async run({ file, tier: wanted, ...request }, { engine, actor }) {
    const code = await bundleStrategy(file);
    const tier = await chooseTier({ name: request.place, file, tier: wanted }, buildApart);
    return engine.submissions.submit({ ...request, code, tier }, actor);
  },
});

export const liveCommand = controlCommand({
  name: "live",
  request: z.strictObject({ place: place(), reason: reason().default("no reason given") }),
  run(request, { engine, actor }) {
    return engine.submissions.tradeLive(request.place, actor, request.reason);
  },
});

export const withdrawCommand = controlCommand({
  name: "withdraw",
  request: z.strictObject({ place: place(), reason: reason().default("no reason given") }),
  run(request, { engine, actor }) {
    return engine.submissions.withdraw(request.place, actor, request.reason);
  },
});
