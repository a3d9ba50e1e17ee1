/** Every command of the control socket. */
import { acknowledgeCommand } from "./acknowledge-command.js";
import { armCommand } from "./arm-command.js";
import { connectCommand } from "./connect-command.js";
import type { ControlCommand } from "./control-command.js";
import { killCommand } from "./kill-command.js";
import { latencyCommand } from "./latency-command.js";
import { limitsSetCommand, limitsShowCommand } from "./limits-commands.js";
import { rearmCommand } from "./rearm-command.js";
import { reduceOnlyCommand } from "./reduce-only-command.js";
import { statusCommand } from "./status-command.js";
import { stopCommand } from "./stop-command.js";
import { liveCommand, submitCommand, withdrawCommand } from "./submit-commands.js";

export const controlCommands: readonly ControlCommand[] = [
  statusCommand,
  latencyCommand,
  killCommand,
  armCommand,
  acknowledgeCommand,
  limitsShowCommand,
  limitsSetCommand,
  rearmCommand,
  reduceOnlyCommand,
  submitCommand,
  liveCommand,
  withdrawCommand,
  connectCommand,
  stopCommand,
];
