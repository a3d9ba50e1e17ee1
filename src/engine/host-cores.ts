/** What this host has for lanes: its topology, what of it this process may use, the card that the feeds come in on. */
import { networkInterfaces } from "node:os";
import type { LaneFeed } from "../lanes/lane-setup.js";
import { allowedCpus } from "../tuning/doctor.js";
import { thisHost } from "../tuning/host-tree.js";
import { readTopology } from "../tuning/topology.js";
import type { HostCores } from "./lane-plan.js";

/** The card that has the address on which the first line is heard. */
function cardOf(feeds: readonly LaneFeed[]): string | undefined {
  const address = feeds[0]?.lines[0]?.interface;
  const cards = Object.entries(networkInterfaces());
  return cards.find(([, addresses]) => addresses?.some((one) => one.address === address))?.[0];
}

export function hostCores(feeds: readonly LaneFeed[]): Omit<HostCores, "others"> {
  const tree = thisHost();
  return { topology: readTopology(tree), allowed: allowedCpus(tree), card: cardOf(feeds) };
}
