/** What the kernel counts of one CPU: time that the hypervisor took (/proc/stat), interrupts (/proc/interrupts). */
import type { HostTree } from "./host-tree.js";

export interface CoreNoise {
  /** Ns; counted in `stealUnitNs`. */
  readonly stealNs: number;
  /** Of every kind, the local timer's and other CPUs' calls among them. */
  readonly interrupts: number;
}

/** /proc/stat counts in 1/100 s (USER_HZ), on every architecture that we run on. */
export const stealUnitNs = 10_000_000;
/** "cpuN user nice system idle iowait irq softirq steal …" (proc(5)). */
const stealColumn = 8;

function stealOf(stat: string, cpu: number): number | undefined {
  const fields = new RegExp(`^cpu${cpu} .*$`, "m").exec(stat)?.[0].split(/\s+/);
  const steal = Number(fields?.[stealColumn]);
  return Number.isFinite(steal) ? steal * stealUnitNs : undefined;
}

/** The heading names the CPUs that are online; each row has one count for each of them, or none at all (ERR, MIS). */
function interruptsOf(table: string, cpu: number): number | undefined {
  const [heading = "", ...rows] = table.split("\n");
  const cpus = heading.trim().split(/\s+/);
  const column = cpus.indexOf(`CPU${cpu}`);
  if (column < 0) return undefined;
  let sum = 0;
  for (const row of rows) {
    const counts = row.trim().split(/\s+/, cpus.length + 1);
    const count = counts.length > cpus.length ? Number(counts[column + 1]) : Number.NaN;
    if (Number.isFinite(count)) sum += count;
  }
  return sum;
}

/** By the order of `cpus`. Undefined: the kernel does not say. */
export function readCoreNoise(tree: HostTree, cpus: readonly number[]): (CoreNoise | undefined)[] {
  const stat = tree.read("/proc/stat") ?? "";
  const table = tree.read("/proc/interrupts") ?? "";
  return cpus.map((cpu) => {
    const stealNs = stealOf(stat, cpu);
    const interrupts = interruptsOf(table, cpu);
    return stealNs === undefined || interrupts === undefined ? undefined : { stealNs, interrupts };
  });
}
