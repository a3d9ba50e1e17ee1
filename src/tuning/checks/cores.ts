/** Checks: who else runs on the lanes' cores. */
import {
  bad,
  type Check,
  canBeSpared,
  good,
  type Inspection,
  inspectMask,
  inspectValue,
  irrelevant,
  type Subject,
  unknown,
} from "../check.js";
import { formatCpuList, parseCpuList } from "../cpu-list.js";

const cpuFolder = "/sys/devices/system/cpu";

function bootValue(subject: Subject, name: string): string | undefined {
  const line = subject.tree.read("/proc/cmdline");
  return line
    ?.split(/\s+/)
    .find((word) => word.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** The lanes' CPUs that are not in a list of the kernel's. */
function missing(laneCpus: readonly number[], text: string): number[] {
  const has = new Set(parseCpuList(text));
  return laneCpus.filter((cpu) => !has.has(cpu));
}

/** A list of the kernel's that must have the lanes' CPUs; which boot parameter puts them there. */
function inspectBootList({ laneCpus }: Subject, found: string, parameter: string): Inspection {
  if (missing(laneCpus, found).length === 0) return good(found);
  const isNone = found === "" || found === "(null)";
  return bad(isNone ? "none" : found, formatCpuList(laneCpus), { boot: [parameter] });
}

const isolation: Check = {
  id: "cores/isolated",
  title: "lanes' CPUs are left alone by the scheduler",
  pauseUs: 4_000,
  perSecond: 5,
  why: "any process may otherwise be put on a lane's CPU and hold it for a time slice",
  risk: "what is isolated is lost to everything else on the host",
  undo: "remove the parameter and boot",
  inspect(subject) {
    const lanes = formatCpuList(subject.laneCpus);
    if (!canBeSpared(subject)) return irrelevant("no CPU would be left for the rest of the system");
    const found = subject.tree.read(`${cpuFolder}/isolated`);
    if (found === undefined) return unknown(`${cpuFolder}/isolated is not here`, lanes);
    return inspectBootList(subject, found, `isolcpus=managed_irq,domain,${lanes}`);
  },
};

const tickless: Check = {
  id: "cores/nohz-full",
  title: "the timer interrupt stops on lanes' CPUs",
  pauseUs: 3,
  perSecond: 250,
  why: "the scheduler's tick interrupts a lane 100 to 1,000 times a second for 1 to 5 µs",
  risk: "system calls of a tickless CPU cost some 100 ns more",
  undo: "remove the parameter and boot",
  inspect(subject) {
    if (!canBeSpared(subject)) return irrelevant("one CPU at least must keep the time");
    const found = subject.tree.read(`${cpuFolder}/nohz_full`) ?? bootValue(subject, "nohz_full") ?? "";
    return inspectBootList(subject, found, `nohz_full=${formatCpuList(subject.laneCpus)}`);
  },
};

const callbacks: Check = {
  id: "cores/rcu-nocbs",
  title: "the kernel's deferred work (RCU) is done elsewhere",
  pauseUs: 20,
  perSecond: 10,
  why: "callbacks of the whole system are otherwise run on the CPU that queued them, lanes' included",
  risk: "none known; the other CPUs do the work",
  undo: "remove the parameter and boot",
  inspect(subject) {
    if (!canBeSpared(subject)) return irrelevant("no other CPU could do it");
    // nohz_full takes them away as well.
    const found = bootValue(subject, "rcu_nocbs") ?? bootValue(subject, "nohz_full") ?? "";
    if (found === "all") return good(found);
    return inspectBootList(subject, found, `rcu_nocbs=${formatCpuList(subject.laneCpus)}`);
  },
};

const siblings: Check = {
  id: "cores/siblings",
  title: "the other threads of lanes' cores are idle",
  pauseUs: 1,
  perSecond: 2_000,
  why: "two threads of a core share its caches and its execution units: each runs at half to two thirds of its speed",
  risk: "the host has fewer CPUs",
  undo: "write 1 into the same file",
  inspect({ topology, laneCpus, tree }) {
    const others = topology.cpus
      .filter(({ number }) => laneCpus.includes(number))
      .flatMap(({ siblings: all }) => all.filter((cpu) => !laneCpus.includes(cpu)))
      .filter((cpu) => tree.read(`${cpuFolder}/cpu${cpu}/online`) !== "0");
    if (others.length === 0) {
      const hasThreads = topology.cpus.some((cpu) => cpu.siblings.length > 1);
      return hasThreads ? good("offline, or lanes' own") : irrelevant("a thread a core");
    }
    return bad(`CPU ${formatCpuList(others)} online`, "offline", {
      settings: others.map((cpu) => ({ path: `${cpuFolder}/cpu${cpu}/online`, value: "0" })),
    });
  },
};

const throttling: Check = {
  id: "cores/rt-throttling",
  title: "real-time threads may use all of their CPU",
  pauseUs: 50_000,
  perSecond: 1,
  why: "by default a real-time loop that never sleeps is stopped for 50 ms of every second",
  risk: "on a CPU that the kernel needs too, such a loop can stall the host: only together with isolated CPUs",
  undo: "write 950000 into the same file",
  inspect(subject) {
    const { topology, laneCpus } = subject;
    const isIsolated = topology.cpus.every((cpu) => cpu.isIsolated || !laneCpus.includes(cpu.number));
    if (!isIsolated) return irrelevant("only on isolated CPUs; elsewhere it saves the host");
    return inspectValue(subject, "/proc/sys/kernel/sched_rt_runtime_us", "-1");
  },
};

const workqueues: Check = {
  id: "cores/workqueues",
  title: "the kernel's own work is kept off lanes' CPUs",
  pauseUs: 30,
  perSecond: 5,
  why: "writeback and other deferred work is otherwise run on any CPU",
  risk: "none known; the other CPUs do the work",
  undo: "write the old mask into the same file",
  inspect(subject) {
    if (!canBeSpared(subject)) return irrelevant("no other CPU could do it");
    return inspectMask(subject, "/sys/devices/virtual/workqueue/cpumask");
  },
};

const watchdogs: Check = {
  id: "cores/watchdog",
  title: "the kernel's lock-up watchdog is off",
  pauseUs: 5,
  perSecond: 0.25,
  why: "it wakes a thread on each CPU every few seconds, and may take a performance counter",
  risk: "a CPU that hangs in the kernel is no longer reported",
  undo: "write 1 into the same file",
  inspect(subject) {
    return inspectValue(subject, "/proc/sys/kernel/watchdog", "0");
  },
};

export const coreChecks: readonly Check[] = [
  throttling,
  isolation,
  tickless,
  callbacks,
  siblings,
  workqueues,
  watchdogs,
];
