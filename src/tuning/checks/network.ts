/** Checks: what happens to a packet before a lane sees it. */
import { bad, type Check, good, inspectValue, irrelevant, type Subject, unknown } from "../check.js";
import { formatCpuList } from "../cpu-list.js";

/** A burst of 10 ms at 2,000,000 messages a second, as the kernel accounts for it. */
const receiveBufferBytes = 33_554_432;

function cardOf({ topology, card }: Subject) {
  return topology.cards.find(({ name }) => name === card);
}

const nearness: Check = {
  id: "network/node",
  title: "lanes run on the network card's node",
  pauseUs: 0.2,
  perSecond: 10_000,
  why: "packets of a card on the other socket come over the link between the two: some 100 ns for each line of them",
  risk: "none",
  undo: "name the old cores in the configuration",
  inspect(subject) {
    const card = cardOf(subject);
    if (subject.topology.nodes.length < 2) return irrelevant("one node");
    if (card === undefined) return unknown("no network card is known", "the card's node");
    if (card.node < 0) return unknown(`${card.name} does not say which node it is on`, "the card's node");
    const far = subject.topology.cpus.filter(
      ({ number, node }) => subject.laneCpus.includes(number) && node !== card.node,
    );
    if (far.length === 0) return good(`node ${card.node}, as ${card.name}`);
    const near = subject.topology.cpus.filter(({ node }) => node === card.node).map(({ number }) => number);
    return bad(
      `CPU ${formatCpuList(far.map(({ number }) => number))} on another node than ${card.name}`,
      "",
      {
        byHand: `give the lanes cores of node ${card.node}: CPU ${formatCpuList(near)}`,
      },
    );
  },
};

const buffers: Check = {
  id: "network/receive-buffer",
  title: "a lane may have a large receive buffer",
  pauseUs: 2_000,
  perSecond: 0.1,
  why: "a burst while the loop is held up is lost where the buffer is full, and must be asked for again",
  risk: "memory: each socket may take as much",
  undo: "write the old value into the same file",
  inspect(subject) {
    return inspectValue(
      subject,
      "/proc/sys/net/core/rmem_max",
      String(receiveBufferBytes),
      (found) => Number(found) >= receiveBufferBytes,
    );
  },
};

const backlog: Check = {
  id: "network/backlog",
  title: "the kernel's own queue of packets is long enough",
  pauseUs: 2_000,
  perSecond: 0.01,
  why: "packets beyond net.core.netdev_max_backlog that wait for their CPU are dropped before any socket sees them",
  risk: "none",
  undo: "write the old value into the same file",
  inspect(subject) {
    return inspectValue(
      subject,
      "/proc/sys/net/core/netdev_max_backlog",
      "30000",
      (found) => Number(found) >= 10_000,
    );
  },
};

const busyPolling: Check = {
  id: "network/busy-poll",
  title: "sockets may poll the card instead of waiting for its interrupt",
  pauseUs: 10,
  perSecond: 1_000,
  why: "between a packet's arrival and its interrupt 5 to 50 µs pass, coalescing included; a poll finds it at once",
  risk: "poll() and select() of every process spin for as long: 50 µs of a CPU each",
  undo: "write 0 into the same file",
  inspect(subject) {
    const card = cardOf(subject);
    if (card === undefined) return irrelevant("no network card is known");
    return inspectValue(subject, "/proc/sys/net/core/busy_read", "50", (found) => Number(found) > 0);
  },
};

const coalescing: Check = {
  id: "network/coalescing",
  title: "the card's interrupts are not held back",
  pauseUs: 20,
  perSecond: 1_000,
  why: "a card collects packets for 10 to 100 µs before it interrupts",
  risk: "many more interrupts: keep them off the lanes' CPUs first",
  undo: "ethtool -C CARD with the old values",
  inspect(subject) {
    const card = cardOf(subject);
    if (card === undefined) return irrelevant("no network card is known");
    const path = `/sys/class/net/${card.name}/napi_defer_hard_irqs`;
    const wanted = "rx-usecs 0, adaptive-rx off";
    const byHand = `ethtool -c ${card.name} shows it; ethtool -C ${card.name} adaptive-rx off rx-usecs 0 sets it`;
    const deferred = subject.tree.read(path);
    if (deferred !== undefined && deferred !== "0")
      return bad(`napi_defer_hard_irqs ${deferred}`, "0", { settings: [{ path, value: "0" }], byHand });
    return { ...unknown("no kernel file tells", wanted), byHand };
  },
};

export const networkChecks: readonly Check[] = [coalescing, busyPolling, buffers, backlog, nearness];
