/**
 * Which CPU each lane gets that leaves the choice to us: the most undisturbed ones, near the network card, each with its
 * core to itself. Pure.
 */
import type { Cpu, Topology } from "./topology.js";

export interface CoreWishes {
  /** How many to choose. */
  readonly count: number;
  /** What the process may run on. */
  readonly allowed: readonly number[];
  /** CPUs that are given away already. */
  readonly taken: readonly number[];
  /** The network card that the lanes hear; undefined: nearness to any doesn't count. */
  readonly card: string | undefined;
}

export interface CoreChoice {
  readonly cpu: number;
  /** Why it and no other, in words. */
  readonly reasons: readonly string[];
}

/** The most telling first: a later one decides only between CPUs that are equal in all before it. */
interface Merit {
  readonly holds: (cpu: Cpu) => boolean;
  readonly reason: string;
}

function meritsOf(topology: Topology, card: string | undefined, taken: ReadonlySet<number>): Merit[] {
  const node = topology.cards.find(({ name }) => name === card)?.node ?? -1;
  const first = topology.cpus[0];
  return [
    { holds: (cpu) => cpu.isIsolated, reason: "isolated from the scheduler" },
    {
      holds: (cpu) => cpu.siblings.every((sibling) => sibling === cpu.number || !taken.has(sibling)),
      reason: "its core's other threads are no lane's",
    },
    ...(node < 0 ? [] : [{ holds: (cpu: Cpu) => cpu.node === node, reason: `on ${card}'s node ${node}` }]),
    // The first core gets what the kernel gives to no other in particular: interrupts, timers, housekeeping.
    {
      holds: (cpu) => first === undefined || !first.siblings.includes(cpu.number),
      reason: "not the first core",
    },
    { holds: (cpu) => cpu.siblings[0] === cpu.number, reason: "its core's first thread" },
  ];
}

/** As many as were wished for, or as there are; the best first. */
export function chooseCores(topology: Topology, { count, allowed, taken, card }: CoreWishes): CoreChoice[] {
  const used = new Set(taken);
  const candidates = topology.cpus.filter(({ number }) => allowed.includes(number));
  const choices: CoreChoice[] = [];
  while (choices.length < count) {
    const free = candidates.filter(({ number }) => !used.has(number));
    const merits = meritsOf(topology, card, used);
    const score = (cpu: Cpu): number => merits.reduce((sum, { holds }) => sum * 2 + (holds(cpu) ? 1 : 0), 0);
    // Of equals the last: operators and the kernel count from the first up.
    const best = free.reduce<Cpu | undefined>(
      (so, cpu) => (so === undefined || score(cpu) >= score(so) ? cpu : so),
      undefined,
    );
    if (best === undefined) break;
    used.add(best.number);
    const reasons = merits.filter(({ holds }) => holds(best)).map(({ reason }) => reason);
    choices.push({ cpu: best.number, reasons });
  }
  return choices;
}
