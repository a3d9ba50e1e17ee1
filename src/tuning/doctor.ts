/** The doctor: every check on one host, the advice that helps most first. */
import { allChecks } from "./all-checks.js";
import type { Check, Inspection, Subject } from "./check.js";
import { type CoreChoice, chooseCores } from "./core-choice.js";
import { parseCpuList } from "./cpu-list.js";
import type { HostTree } from "./host-tree.js";
import { readTopology, type Topology } from "./topology.js";

export interface Finding extends Inspection {
  readonly check: Check;
}

export interface Diagnosis {
  readonly host: string;
  readonly kernel: string;
  readonly topology: Topology;
  /** The CPUs that lanes are to run on, and why where the choice was ours. */
  readonly lanes: readonly CoreChoice[];
  readonly card: string | undefined;
  /** Bad ones first, the costliest first; then unknown, good, irrelevant. */
  readonly findings: readonly Finding[];
}

export interface DoctorWishes {
  /** The lanes' CPUs, where they are named; else how many lanes there are to be. */
  readonly lanes: { readonly cpus: readonly number[] } | { readonly count: number };
  /** The network card that lanes hear; undefined: the only one that is up, where there is but one. */
  readonly card: string | undefined;
}

const order: readonly Inspection["standing"][] = ["bad", "unknown", "good", "irrelevant"];

/** What a process may run on: its own mask, and isolated CPUs that its control group does not keep from it. */
export function allowedCpus(tree: HostTree): number[] {
  const status = tree.read("/proc/self/status") ?? "";
  const own = parseCpuList(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? "");
  const isolated = parseCpuList(tree.read("/sys/devices/system/cpu/isolated") ?? "");
  const group = tree.read("/sys/fs/cgroup/cpuset.cpus.effective");
  const granted = group === undefined ? undefined : new Set(parseCpuList(group));
  const more = isolated.filter((cpu) => granted === undefined || granted.has(cpu));
  return [...new Set([...own, ...more])].sort((a, b) => a - b);
}

function cardOf(topology: Topology, wished: string | undefined): string | undefined {
  if (wished !== undefined) return wished;
  const up = topology.cards.filter(({ isUp }) => isUp);
  return up.length === 1 ? up[0]?.name : undefined;
}

/** What a disturbance costs in a second, in µs: what the advice is sorted by. */
function costUsPerSecond({ pauseUs, perSecond }: Check): number {
  return pauseUs * perSecond;
}

export function diagnose(tree: HostTree, wishes: DoctorWishes): Diagnosis {
  const topology = readTopology(tree);
  const card = cardOf(topology, wishes.card);
  const lanes =
    "cpus" in wishes.lanes
      ? wishes.lanes.cpus.map((cpu) => ({ cpu, reasons: ["named"] }))
      : chooseCores(topology, { count: wishes.lanes.count, allowed: allowedCpus(tree), taken: [], card });
  const subject: Subject = { tree, topology, laneCpus: lanes.map(({ cpu }) => cpu), card };
  const findings = allChecks.map((check) => ({ check, ...check.inspect(subject) }));
  findings.sort(
    (a, b) =>
      order.indexOf(a.standing) - order.indexOf(b.standing) ||
      costUsPerSecond(b.check) - costUsPerSecond(a.check),
  );
  return {
    host: tree.name,
    kernel: tree.read("/proc/sys/kernel/osrelease") ?? "",
    topology,
    lanes,
    card,
    findings,
  };
}
