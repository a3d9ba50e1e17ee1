/**
 * Holds every lane's orders and positions against the embedded venue's ledger, session by session and account by account,
 * when a run ends. What could not be compared is said as a difference, never passed over.
 */
import { type EmbeddedVenue, embeddedAccount } from "./embedded-venue.js";
import {
  differencesMax,
  type LedgerOrder,
  positionKey,
  type Reconciliation,
  readLedger,
  reconcile,
} from "./reconcile.js";
import type { RunningLane } from "./running-lane.js";

function notCompared(difference: string): Reconciliation {
  return { reconciled: false, differences: [difference], differenceCount: 1, venueOrders: 0 };
}

/** A lane's orders as the venue has them, of all its sessions; whose they are told by their firm, else the first's. */
async function venueOrdersOf(
  { setup }: RunningLane,
  lane: number,
  ledgerFile: string,
): Promise<Map<number, LedgerOrder>> {
  const ledgers = await Promise.all(
    setup.sessions.map((_, session) =>
      readLedger(ledgerFile, embeddedAccount(lane, session).username, session),
    ),
  );
  const ownerOf = ({ firm }: LedgerOrder): string =>
    (setup.accounts.find((account) => account.firm !== "" && account.firm === firm) ?? setup.accounts[0])
      ?.name ?? "";
  return new Map(
    ledgers.flatMap((orders) =>
      [...orders].map(([key, order]): [number, LedgerOrder] => [key, { ...order, owner: ownerOf(order) }]),
    ),
  );
}

async function reconcileLane(lane: RunningLane, index: number, ledgerFile: string): Promise<Reconciliation> {
  if (lane.droppedEvents > 0) {
    return notCompared(
      `lane ${lane.setup.name}: ${lane.droppedEvents} of its events were lost, so our own record is not whole`,
    );
  }
  const net = new Map(
    lane.positions.map(({ symbol, account, net }) => [positionKey({ symbol, owner: account }), net]),
  );
  return reconcile(lane.orders, net, await venueOrdersOf(lane, index, ledgerFile));
}

export async function reconcileLanes(
  lanes: readonly RunningLane[],
  venue: EmbeddedVenue | undefined,
  hasVenueReport: boolean,
): Promise<Reconciliation> {
  if (lanes.every(({ hasSession }) => !hasSession)) {
    // No order can have been sent: there is nothing to compare.
    return { reconciled: true, differences: [], differenceCount: 0, venueOrders: 0 };
  }
  if (venue === undefined)
    return { ...notCompared("a real venue's own record is not available here"), reconciled: null };
  if (!hasVenueReport) return notCompared("the venue left no record to compare with");
  const each = await Promise.all(lanes.map((lane, index) => reconcileLane(lane, index, venue.ledgerFile)));
  return {
    reconciled: each.every(({ reconciled }) => reconciled === true),
    differences: each.flatMap(({ differences }) => differences).slice(0, differencesMax),
    differenceCount: each.reduce((sum, { differenceCount }) => sum + differenceCount, 0),
    venueOrders: each.reduce((sum, { venueOrders }) => sum + venueOrders, 0),
  };
}
