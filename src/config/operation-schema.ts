// The shape of what operating an engine takes in hotlane.yaml: how people reach it, who watches it, who is told of its
// executions. Read by schema.ts.
// Guarantees: as schema.ts.
import * as z from "zod";
import * as field from "./fields.js";

export const controlSchema = z.strictObject({
  socket: field
    .filePath()
    .optional()
    .describe(
      "Unix domain socket that `hotlane kill` and the like speak to; absent: control.sock in the directory",
    ),
  directory: field
    .directoryPath()
    .optional()
    .describe("where kill switches and the audit log are kept; absent: NAME.state beside NAME.yaml"),
});

export const dropCopySchema = z.strictObject({
  enabled: field.yesOrNo("keep a drop copy, in the state's directory unless another is given").default(true),
  listen: field
    .hostAndPort()
    .optional()
    .describe(
      "where readers connect by TCP, in the clear: an address of a trusted network; absent: file alone",
    ),
  directory: field.directoryPath().optional().describe("of its files and of the end-of-day files"),
  include: z
    .enum(["trades", "all"], { error: "trades or all" })
    .default("trades")
    .describe("trades: executions, busts, corrections; all: acceptances, cancels and so on too"),
});

export const watchdogSchema = z.strictObject({
  enabled: field.yesOrNo("halt a lane that does not turn").default(true),
  patienceMs: field
    .wholeNumber(10, 60_000, "milliseconds without a sign of life until a lane is halted")
    .default(5_000),
  core: field.core("the CPU core that its thread runs on; auto: the first that is no lane's"),
});
