/** Every check of a host. */
import type { Check } from "./check.js";
import { coreChecks } from "./checks/cores.js";
import { interruptChecks } from "./checks/interrupts.js";
import { memoryChecks } from "./checks/memory.js";
import { networkChecks } from "./checks/network.js";
import { powerChecks } from "./checks/power.js";
import { timeChecks } from "./checks/time.js";

export const allChecks: readonly Check[] = [
  ...coreChecks,
  ...interruptChecks,
  ...powerChecks,
  ...memoryChecks,
  ...networkChecks,
  ...timeChecks,
];
