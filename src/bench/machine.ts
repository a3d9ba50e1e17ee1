/** The machine that a benchmark ran on, as a sceptic would ask for it. */
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import * as z from "zod";
import { allowedCpus } from "../tuning/doctor.js";
import { thisHost } from "../tuning/host-tree.js";

export const machineSchema = z.object({
  cpu: z.string(),
  /** CPUs that this process may run on. */
  cpus: z.number(),
  memoryGiB: z.number(),
  kernel: z.string(),
  isVirtual: z.boolean(),
  isolatedCpus: z.string(),
  governor: z.string(),
  hugePages: z.string(),
  clockSource: z.string(),
  node: z.string(),
  /** Of the last minute, when the run began: a busy machine's figures are its neighbours', too. */
  load: z.number(),
});

export type Machine = z.output<typeof machineSchema>;

export function describeMachine(): Machine {
  const tree = thisHost();
  const cpu = allowedCpus(tree)[0] ?? 0;
  const read = (path: string, otherwise: string): string => tree.read(path) || otherwise;
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: read("/proc/sys/kernel/osrelease", "unknown"),
    isVirtual: / hypervisor( |$)/m.test(read("/proc/cpuinfo", "")),
    isolatedCpus: read("/sys/devices/system/cpu/isolated", "none"),
    governor: read(`/sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_governor`, "the host's"),
    hugePages: read("/sys/kernel/mm/transparent_hugepage/enabled", "unknown"),
    clockSource: read("/sys/devices/system/clocksource/clocksource0/current_clocksource", "unknown"),
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
