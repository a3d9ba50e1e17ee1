/**
 * Holds every lane's orders and positions against the embedded venue's ledger, account by account, when a run ends.
 * What could not be compared is said as a difference, never passed over.
 */
import { type EmbeddedVenue, embeddedAccount } from "./embedded-venue.js";
import { differencesMax, type Reconciliation, readLedger, reconcile } from "./reconcile.js";
import type { RunningLane } from "./running-lane.js";

function notCompared(difference: string): Reconciliation {
  return { reconciled: false, differences: [difference], differenceCount: 1, venueOrders: 0 };
}

async function reconcileLane(
  lane: RunningLane,
  account: string,
  ledgerFile: string,
): Promise<Reconciliation> {
  if (lane.droppedEvents > 0) {
    return notCompared(
      `lane ${lane.setup.name}: ${lane.droppedEvents} of its events were lost, so our own record is not whole`,
    );
  }
  const net = new Map(lane.positions.map((position) => [position.symbol, position.net]));
  return reconcile(lane.orders, net, await readLedger(ledgerFile, account));
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
    return notCompared("a real venue's own record is not available here: nothing was compared");
  if (!hasVenueReport) return notCompared("the venue left no record to compare with");
  const each = await Promise.all(
    lanes.map((lane, index) => reconcileLane(lane, embeddedAccount(index).username, venue.ledgerFile)),
  );
  return {
    reconciled: each.every(({ reconciled }) => reconciled),
    differences: each.flatMap(({ differences }) => differences).slice(0, differencesMax),
    differenceCount: each.reduce((sum, { differenceCount }) => sum + differenceCount, 0),
    venueOrders: each.reduce((sum, { venueOrders }) => sum + venueOrders, 0),
  };
}
