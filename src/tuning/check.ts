/** What a check of the host is, and what it finds. The checks themselves: checks/, a file a subject. */
import { cpuMask, parseCpuMask } from "./cpu-list.js";
import type { HostTree } from "./host-tree.js";
import type { Topology } from "./topology.js";

/** What is being checked: a host, and the CPUs on it that lanes are to run on. */
export interface Subject {
  readonly tree: HostTree;
  readonly topology: Topology;
  readonly laneCpus: readonly number[];
  /** The network card that lanes hear; undefined: none is known. */
  readonly card: string | undefined;
}

/** A kernel file to write at run time. */
export interface Setting {
  readonly path: string;
  readonly value: string;
}

/** `unknown`: this kernel, or this user, can't tell. `irrelevant`: there is nothing here that it could be about. */
export type Standing = "good" | "bad" | "unknown" | "irrelevant";

export interface Inspection {
  readonly standing: Standing;
  /** In the kernel's words where it has some. */
  readonly found: string;
  readonly wanted: string;
  /** What makes it good at once, until the next boot; empty: nothing does. */
  readonly settings: readonly Setting[];
  /** Boot parameters that make it good for good. */
  readonly boot: readonly string[];
  /** What a person has to do, where no file does it. */
  readonly byHand: string;
}

export interface Check {
  /** `subject/what`, never changed once released. */
  readonly id: string;
  readonly title: string;
  /** How long a lane is typically held up by each disturbance, and how often one comes; sorts the advice. */
  readonly pauseUs: number;
  readonly perSecond: number;
  readonly why: string;
  /** What to think of before changing it. */
  readonly risk: string;
  readonly undo: string;
  inspect(subject: Subject): Inspection;
}

const nothing = { settings: [], boot: [], byHand: "" } as const;

export function good(found: string): Inspection {
  return { standing: "good", found, wanted: found, ...nothing };
}

export function unknown(why: string, wanted: string): Inspection {
  return { standing: "unknown", found: why, wanted, ...nothing };
}

export function irrelevant(why: string): Inspection {
  return { standing: "irrelevant", found: why, wanted: "", ...nothing };
}

export function bad(
  found: string,
  wanted: string,
  cure: Partial<Pick<Inspection, "settings" | "boot" | "byHand">>,
): Inspection {
  return { standing: "bad", found, wanted, ...nothing, ...cure };
}

/** The CPUs that are no lane's. */
export function otherCpus({ topology, laneCpus }: Pick<Subject, "topology" | "laneCpus">): number[] {
  return topology.cpus.map(({ number }) => number).filter((cpu) => !laneCpus.includes(cpu));
}

/** One CPU must remain for everything else. */
export function canBeSpared({ topology, laneCpus }: Subject): boolean {
  return topology.cpus.length > laneCpus.length;
}

/** A kernel file that is to hold one value; of a file of choices, the one that is chosen. */
export function inspectValue(
  { tree }: Subject,
  path: string,
  wanted: string,
  isGood: (found: string) => boolean = (found) => found === wanted,
): Inspection {
  const text = tree.read(path);
  if (text === undefined) return unknown(`${path} is not here`, wanted);
  const found = chosen(text);
  return isGood(found) ? good(found) : bad(found, wanted, { settings: [{ path, value: wanted }] });
}

/** A mask that must leave the lanes' CPUs out. */
export function inspectMask(subject: Subject, path: string): Inspection {
  const wanted = cpuMask(otherCpus(subject));
  const found = subject.tree.read(path);
  if (found === undefined) return unknown(`${path} is not here`, wanted);
  if (!parseCpuMask(found).some((cpu) => subject.laneCpus.includes(cpu))) return good(found);
  return bad(found, wanted, { settings: [{ path, value: wanted }] });
}

/** The choice between brackets, as in `always [madvise] never`. */
export function chosen(text: string): string {
  return /\[([^\]]+)\]/.exec(text)?.[1] ?? text;
}
