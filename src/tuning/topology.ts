/** What a host is made of, as far as it matters to where a lane runs: CPUs, cores, nodes, network cards. */
import { parseCpuList } from "./cpu-list.js";
import type { HostTree } from "./host-tree.js";

/** What Linux calls a CPU: a core, or one of a core's hardware threads. */
export interface Cpu {
  readonly number: number;
  /** NUMA node. */
  readonly node: number;
  /** The hardware threads of its core, itself included. */
  readonly siblings: readonly number[];
  readonly isIsolated: boolean;
}

export interface NetworkCard {
  readonly name: string;
  /** The node it is attached to; -1: the host does not say (one node, or a virtual machine). */
  readonly node: number;
  readonly isUp: boolean;
}

export interface Topology {
  readonly cpus: readonly Cpu[];
  readonly nodes: readonly number[];
  readonly cards: readonly NetworkCard[];
}

const cpuFolder = "/sys/devices/system/cpu";
const nodeFolder = "/sys/devices/system/node";
const netFolder = "/sys/class/net";

function numbersAfter(names: readonly string[], prefix: string): number[] {
  return names
    .filter((name) => new RegExp(`^${prefix}\\d+$`).test(name))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : -1;
}

/** Only what has a device behind it: no loopback, no bridge, no tunnel. */
function cardsOf(tree: HostTree): NetworkCard[] {
  return tree
    .list(netFolder)
    .filter((name) => tree.read(`${netFolder}/${name}/device/uevent`) !== undefined)
    .map((name) => ({
      name,
      node: wholeNumber(tree.read(`${netFolder}/${name}/device/numa_node`)),
      isUp: tree.read(`${netFolder}/${name}/operstate`) === "up",
    }));
}

export function readTopology(tree: HostTree): Topology {
  const nodes = numbersAfter(tree.list(nodeFolder), "node");
  const nodeOf = new Map<number, number>();
  for (const node of nodes) {
    for (const cpu of parseCpuList(tree.read(`${nodeFolder}/node${node}/cpulist`) ?? ""))
      nodeOf.set(cpu, node);
  }
  const isolated = new Set(parseCpuList(tree.read(`${cpuFolder}/isolated`) ?? ""));
  const cpus = parseCpuList(tree.read(`${cpuFolder}/online`) ?? "").map((number) => {
    const siblings = parseCpuList(tree.read(`${cpuFolder}/cpu${number}/topology/thread_siblings_list`) ?? "");
    return {
      number,
      node: nodeOf.get(number) ?? 0,
      siblings: siblings.length === 0 ? [number] : siblings,
      isIsolated: isolated.has(number),
    };
  });
  return { cpus, nodes: nodes.length === 0 ? [0] : nodes, cards: cardsOf(tree) };
}
