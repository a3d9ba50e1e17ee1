/** Checks: what the kernel does to a lane's memory behind its back, and what it may have of it. */
import { bad, type Check, good, inspectValue, irrelevant, unknown } from "../check.js";

const hugeFolder = "/sys/kernel/mm/transparent_hugepage";

const hugePages: Check = {
  id: "memory/huge-pages",
  title: "a lane can have huge pages for its tables",
  pauseUs: 0.1,
  perSecond: 100_000,
  why: "the order tables of a whole market don't fit the TLB in pages of 4 KiB: each access then costs a page walk too",
  risk: "with always every process gets them, and the kernel stops to make them: madvise gives them to who asks",
  undo: "write the old choice into the same file",
  inspect(subject) {
    return inspectValue(subject, `${hugeFolder}/enabled`, "madvise");
  },
};

const defragmentation: Check = {
  id: "memory/huge-page-defrag",
  title: "nobody waits while the kernel makes huge pages",
  pauseUs: 1_000,
  perSecond: 0.2,
  why: "with always, whoever touches new memory may wait for milliseconds while pages are moved together",
  risk: "none: a lane takes its memory at its start",
  undo: "write the old choice into the same file",
  inspect(subject) {
    return inspectValue(subject, `${hugeFolder}/defrag`, "madvise", (choice) => choice !== "always");
  },
};

const balancing: Check = {
  id: "memory/numa-balancing",
  title: "the kernel does not move memory between nodes",
  pauseUs: 20,
  perSecond: 50,
  why: "to see who uses a page it takes it away for a moment: each access then faults, and a lane waits",
  risk: "processes that move between nodes keep their memory where it was",
  undo: "write 1 into the same file",
  inspect(subject) {
    if (subject.topology.nodes.length < 2) return irrelevant("one node");
    return inspectValue(subject, "/proc/sys/kernel/numa_balancing", "0");
  },
};

const swapping: Check = {
  id: "memory/swappiness",
  title: "the kernel prefers dropping its caches to swapping",
  pauseUs: 5_000,
  perSecond: 0.01,
  why: "a page that was swapped out costs milliseconds when it is touched; a lane locks its own, its helpers don't",
  risk: "none on a host without swap",
  undo: "write the old value into the same file",
  inspect(subject) {
    const swaps = (subject.tree.read("/proc/swaps") ?? "").split("\n").slice(1);
    if (swaps.length === 0) return irrelevant("the host has no swap");
    return inspectValue(subject, "/proc/sys/vm/swappiness", "1", (found) => Number(found) <= 10);
  },
};

const merging: Check = {
  id: "memory/same-page-merging",
  title: "the kernel does not merge equal pages",
  pauseUs: 10,
  perSecond: 5,
  why: "a merged page is copied again at the first write: a fault in the middle of the day",
  risk: "virtual machines on this host need more memory",
  undo: "write 1 into the same file",
  inspect(subject) {
    return inspectValue(subject, "/sys/kernel/mm/ksm/run", "0");
  },
};

const damonFolder = "/sys/kernel/mm/damon/admin/kdamonds";
/** Where DAMON runs without being set up by hand. */
const damonModules = ["damon_reclaim", "damon_lru_sort"].map(
  (name) => `/sys/module/${name}/parameters/enabled`,
);

const reclaiming: Check = {
  id: "memory/damon",
  title: "the kernel does not take idle memory away in advance (DAMON)",
  pauseUs: 500,
  perSecond: 0.1,
  why: "it drops pages that nobody touched for some time, of programs and libraries too: the next touch waits for the disk",
  risk: "idle processes keep more memory; who runs virtual machines may count on getting some back",
  undo: "write on, of a module Y, into the same file",
  inspect({ tree }) {
    const threads = tree.list(damonFolder).map((name) => `${damonFolder}/${name}/state`);
    const states = [...threads, ...damonModules].flatMap((path) => {
      const found = tree.read(path);
      return found === undefined ? [] : [{ path, found }];
    });
    if (states.length === 0) return irrelevant("the kernel has none");
    const busy = states.filter(({ found }) => found === "on" || found === "Y");
    if (busy.length === 0) return good("off");
    return bad(`${busy.length} of ${states.length} on`, "off", {
      settings: busy.map(({ path, found }) => ({ path, value: found === "Y" ? "N" : "off" })),
    });
  },
};

const statistics: Check = {
  id: "memory/statistics",
  title: "memory statistics are gathered seldom",
  pauseUs: 5,
  perSecond: 1,
  why: "each CPU folds its counters together every vm.stat_interval seconds, lanes' included",
  risk: "tools that show memory use show it late",
  undo: "write 1 into the same file",
  inspect(subject) {
    return inspectValue(subject, "/proc/sys/vm/stat_interval", "120", (found) => Number(found) >= 60);
  },
};

/** Whether the process has the capability that knows no limit (CAP_IPC_LOCK, bit 14). */
function mayLockAnyway(status: string | undefined): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(status ?? "")?.[1];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> 14n) & 1n) === 1n;
}

const locking: Check = {
  id: "memory/locking",
  title: "a lane may lock its memory",
  pauseUs: 5_000,
  perSecond: 0.01,
  why: "memory that is not locked can be written out by the kernel when it wants the room",
  risk: "a process that locks too much takes it from the others",
  undo: "set the old limit",
  inspect({ tree }) {
    const line = (tree.read("/proc/self/limits") ?? "")
      .split("\n")
      .find((one) => one.startsWith("Max locked memory"));
    if (line === undefined) return unknown("/proc/self/limits does not say", "unlimited");
    const soft = line.slice("Max locked memory".length).trim().split(/\s+/)[0] ?? "";
    if (soft === "unlimited") return good(soft);
    if (mayLockAnyway(tree.read("/proc/self/status"))) return good(`${soft} bytes, but CAP_IPC_LOCK is held`);
    return bad(`${soft} bytes`, "unlimited", {
      byHand: "ulimit -l unlimited, or LimitMEMLOCK=infinity in the systemd unit",
    });
  },
};

export const memoryChecks: readonly Check[] = [
  hugePages,
  defragmentation,
  balancing,
  swapping,
  locking,
  merging,
  reclaiming,
  statistics,
];
