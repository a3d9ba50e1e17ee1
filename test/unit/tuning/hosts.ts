/**
 * Three hosts as trees of kernel files. None of them stood before us: each is put together from the published layout of
 * a machine that people run (CPU numbering, siblings, caches, nodes, idle states), in the form in which
 * `hotlane doctor --record` keeps a host.
 */
import type { RecordedHost } from "../../../src/tuning/host-tree.js";

interface HostFacts {
  readonly name: string;
  readonly cpus: readonly {
    readonly package: number;
    readonly node: number;
    readonly siblings: string;
    readonly cache: string;
  }[];
  readonly cards: readonly { readonly name: string; readonly node: number }[];
  /** Name and wake-up latency in µs of each idle state. */
  readonly idle: readonly (readonly [string, number])[];
  readonly governor: string;
  readonly files: Readonly<Record<string, string>>;
  readonly processes: readonly string[];
}

const cpuFolder = "/sys/devices/system/cpu";

function common(facts: HostFacts): Record<string, string> {
  const last = facts.cpus.length - 1;
  return {
    [`${cpuFolder}/online`]: `0-${last}`,
    [`${cpuFolder}/isolated`]: "",
    "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet",
    "/proc/self/status": `Name:\tnode\nCapEff:\t0000000000000000\nCpus_allowed_list:\t0-${last}\n`,
    "/proc/self/limits":
      "Limit                     Soft Limit           Hard Limit           Units\nMax locked memory         8388608              8388608              bytes\n",
    "/proc/swaps": "Filename\tType\tSize\tUsed\tPriority",
    "/proc/irq/default_smp_affinity": ((1n << BigInt(facts.cpus.length)) - 1n).toString(16),
    "/proc/sys/kernel/osrelease": "6.1.0-18-amd64",
    "/proc/sys/kernel/sched_rt_runtime_us": "950000",
    "/proc/sys/kernel/watchdog": "1",
    "/proc/sys/vm/stat_interval": "1",
    "/proc/sys/vm/swappiness": "60",
    "/proc/sys/net/core/rmem_max": "212992",
    "/proc/sys/net/core/netdev_max_backlog": "1000",
    "/proc/sys/net/core/busy_read": "0",
    "/sys/kernel/mm/ksm/run": "0",
    "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
    "/sys/kernel/mm/transparent_hugepage/defrag": "always defer defer+madvise [madvise] never",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc",
    "/sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet acpi_pm",
  };
}

function recorded(facts: HostFacts): RecordedHost {
  const files = common(facts);
  const nodes = new Map<number, number[]>();
  facts.cpus.forEach((cpu, number) => {
    nodes.set(cpu.node, [...(nodes.get(cpu.node) ?? []), number]);
    const folder = `${cpuFolder}/cpu${number}`;
    files[`${folder}/topology/physical_package_id`] = String(cpu.package);
    files[`${folder}/topology/thread_siblings_list`] = cpu.siblings;
    files[`${folder}/cache/index0/level`] = "1";
    files[`${folder}/cache/index0/shared_cpu_list`] = cpu.siblings;
    files[`${folder}/cache/index3/level`] = "3";
    files[`${folder}/cache/index3/shared_cpu_list`] = cpu.cache;
    files[`${folder}/cpufreq/scaling_governor`] = facts.governor;
    if (number > 0) files[`${folder}/online`] = "1"; // the first can't be taken offline
    facts.idle.forEach(([name, latency], state) => {
      files[`${folder}/cpuidle/state${state}/name`] = name;
      files[`${folder}/cpuidle/state${state}/latency`] = String(latency);
      files[`${folder}/cpuidle/state${state}/disable`] = "0";
    });
  });
  for (const [node, cpus] of nodes) files[`/sys/devices/system/node/node${node}/cpulist`] = cpus.join(",");
  for (const { name, node } of facts.cards) {
    files[`/sys/class/net/${name}/device/uevent`] = "DRIVER=ice";
    files[`/sys/class/net/${name}/device/numa_node`] = String(node);
    files[`/sys/class/net/${name}/operstate`] = "up";
  }
  return {
    schema: "hotlane.host/1",
    name: facts.name,
    files: { ...files, ...facts.files },
    processes: facts.processes,
  };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** An EPYC 7402P (Zen 2: an L3 for three cores), threads off, set up for trading: CPUs 12 to 23 are isolated. */
export const tunedServer = recorded({
  name: "one-socket",
  cpus: range(24).map((cpu) => {
    const first = cpu - (cpu % 3);
    return { package: 0, node: 0, siblings: String(cpu), cache: `${first}-${first + 2}` };
  }),
  cards: [{ name: "enp65s0f0", node: 0 }],
  idle: [
    ["POLL", 0],
    ["C1", 1],
  ],
  governor: "performance",
  files: {
    [`${cpuFolder}/isolated`]: "12-23",
    [`${cpuFolder}/nohz_full`]: "12-23",
    [`${cpuFolder}/cpufreq/boost`]: "1",
    "/proc/cmdline": "BOOT_IMAGE=/vmlinuz isolcpus=12-23 nohz_full=12-23 rcu_nocbs=12-23 irqaffinity=0-11",
    "/proc/self/status": "Name:\tnode\nCapEff:\t0000000000004000\nCpus_allowed_list:\t0-11\n",
    "/proc/irq/default_smp_affinity": "fff",
    "/proc/irq/44/smp_affinity_list": "0-11",
    "/proc/irq/44/effective_affinity_list": "3",
    "/proc/sys/kernel/sched_rt_runtime_us": "-1",
    "/proc/sys/kernel/watchdog": "0",
    "/proc/sys/vm/stat_interval": "120",
    "/proc/sys/net/core/rmem_max": "67108864",
    "/proc/sys/net/core/netdev_max_backlog": "250000",
    "/proc/sys/net/core/busy_read": "50",
    "/sys/devices/virtual/workqueue/cpumask": "000fff",
  },
  processes: ["chronyd", "ptp4l", "phc2sys", "systemd"],
});

/** A PowerEdge R630 with two Xeon E5-2630 v3: even CPUs on node 0, odd ones on node 1; the card sits on node 1. */
export const farCardServer = recorded({
  name: "two-sockets",
  cpus: range(32).map((cpu) => {
    const cache = range(32).filter((other) => other % 2 === cpu % 2);
    return {
      package: cpu % 2,
      node: cpu % 2,
      siblings: `${cpu % 16},${(cpu % 16) + 16}`,
      cache: cache.join(","),
    };
  }),
  cards: [{ name: "ens6f0", node: 1 }],
  idle: [
    ["POLL", 0],
    ["C1", 2],
    ["C1E", 10],
    ["C3", 33],
    ["C6", 133],
  ],
  governor: "powersave",
  files: {
    [`${cpuFolder}/intel_pstate/no_turbo`]: "0",
    "/proc/sys/kernel/numa_balancing": "1",
    "/proc/irq/77/smp_affinity_list": "0-31",
    "/proc/irq/77/effective_affinity_list": "15",
    "/proc/irq/78/smp_affinity_list": "0-31",
    "/proc/irq/78/effective_affinity_list": "4",
    "/sys/devices/virtual/workqueue/cpumask": "ffffffff",
  },
  processes: ["chronyd", "irqbalance", "systemd"],
});

/** An i9-9900K: eight cores with two threads each, a desktop's settings, swap. */
export const workstation = recorded({
  name: "workstation",
  cpus: range(16).map((cpu) => ({
    package: 0,
    node: 0,
    siblings: `${cpu % 8},${(cpu % 8) + 8}`,
    cache: "0-15",
  })),
  cards: [{ name: "eno2", node: -1 }],
  idle: [
    ["POLL", 0],
    ["C1", 2],
    ["C1E", 10],
    ["C3", 70],
    ["C6", 85],
    ["C8", 200],
  ],
  governor: "powersave",
  files: {
    ...Object.fromEntries(
      range(16).map((cpu) => [
        `${cpuFolder}/cpu${cpu}/cpufreq/energy_performance_preference`,
        "balance_performance",
      ]),
    ),
    [`${cpuFolder}/intel_pstate/no_turbo`]: "0",
    "/proc/swaps": "Filename\tType\tSize\tUsed\tPriority\n/swapfile\tfile\t2097148\t0\t-2",
    "/proc/irq/128/smp_affinity_list": "0-15",
    "/proc/irq/128/effective_affinity_list": "7",
    "/sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never",
    "/sys/devices/virtual/workqueue/cpumask": "ffff",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet",
  },
  processes: ["gnome-shell", "irqbalance", "systemd"],
});
