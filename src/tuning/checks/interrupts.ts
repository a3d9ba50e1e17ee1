/** Checks: interrupts of devices on the lanes' CPUs. */
import {
  bad,
  type Check,
  canBeSpared,
  good,
  inspectMask,
  irrelevant,
  otherCpus,
  type Subject,
  unknown,
} from "../check.js";
import { formatCpuList, parseCpuList } from "../cpu-list.js";

const irqFolder = "/proc/irq";

interface Interrupt {
  readonly number: string;
  readonly cpus: readonly number[];
}

/** Where each interrupt goes: the CPUs that it is allowed, or the one that it really gets. */
function interruptsOf({ tree }: Subject): Interrupt[] {
  return tree
    .list(irqFolder)
    .filter((name) => /^\d+$/.test(name))
    .map((number) => {
      const allowed = tree.read(`${irqFolder}/${number}/smp_affinity_list`) ?? "";
      const effective = tree.read(`${irqFolder}/${number}/effective_affinity_list`) ?? "";
      return { number, cpus: parseCpuList(effective === "" ? allowed : effective) };
    });
}

const affinity: Check = {
  id: "interrupts/affinity",
  title: "device interrupts go to other CPUs",
  pauseUs: 5,
  perSecond: 1_000,
  why: "each interrupt takes the lane's CPU for 2 to 20 µs; a busy card makes thousands a second",
  risk: "the other CPUs must be able to take them; a card's queue that a lane polls itself may stay",
  undo: "write the old list into the same file",
  inspect(subject) {
    const { laneCpus } = subject;
    const others = otherCpus(subject);
    if (others.length === 0) return irrelevant("no other CPU could take them");
    const all = interruptsOf(subject);
    if (all.length === 0) return unknown(`${irqFolder} lists none`, "none on lanes' CPUs");
    const here = all.filter(({ cpus }) => cpus.some((cpu) => laneCpus.includes(cpu)));
    if (here.length === 0) return good(`none of ${all.length} on CPU ${formatCpuList(laneCpus)}`);
    const value = formatCpuList(others);
    return bad(`${here.length} of ${all.length} on CPU ${formatCpuList(laneCpus)}`, "none", {
      settings: here.map(({ number }) => ({ path: `${irqFolder}/${number}/smp_affinity_list`, value })),
      boot: [`irqaffinity=${value}`],
    });
  },
};

const defaults: Check = {
  id: "interrupts/default-affinity",
  title: "interrupts of devices still to come go to other CPUs",
  pauseUs: 5,
  perSecond: 1,
  why: "a card that is reset, or a device that is plugged in, gets the default",
  risk: "none known",
  undo: "write the old mask into the same file",
  inspect(subject) {
    if (!canBeSpared(subject)) return irrelevant("no other CPU could take them");
    return inspectMask(subject, `${irqFolder}/default_smp_affinity`);
  },
};

const balancing: Check = {
  id: "interrupts/irqbalance",
  title: "nothing moves interrupts about",
  pauseUs: 5,
  perSecond: 100,
  why: "irqbalance undoes what was set by hand, every 10 s",
  risk: "interrupts then stay where they are put: spread them over the other CPUs",
  undo: "systemctl start irqbalance",
  inspect({ tree, laneCpus }) {
    if (!tree.processes().includes("irqbalance")) return good("irqbalance does not run");
    const banned = formatCpuList(laneCpus);
    return bad("irqbalance runs", "not running, or with lanes' CPUs banned", {
      byHand: `systemctl disable --now irqbalance, or IRQBALANCE_BANNED_CPULIST=${banned} in its environment`,
    });
  },
};

export const interruptChecks: readonly Check[] = [affinity, balancing, defaults];
