/**
 * Holds every lane's orders and positions against the embedded venue's ledger, session by session and account by account,
 * when a run ends. What could not be compared is said as a difference, never passed over.
 */

import type { LaneSetup } from "../lanes/lane-setup.js";
import { type EmbeddedVenue, embeddedAccount } from "./embedded-venue.js";
import {
  differencesMax,
  type LedgerOrder,
  ledgerOrders,
  positionKey,
  Reconciler,
  type Reconciliation,
} from "./reconcile.js";
import type { RunningLane } from "./running-lane.js";

function notCompared(difference: string): Reconciliation {
  return { reconciled: false, differences: [difference], differenceCount: 1, venueOrders: 0 };
}

/** By its firm, else the first account. */
function ownerOf({ accounts }: LaneSetup, { firm }: LedgerOrder): string {
  const named = accounts.find((account) => account.firm !== "" && account.firm === firm);
  return (named ?? accounts[0])?.name ?? "";
}

async function reconcileLane(lane: RunningLane, index: number, ledgerFile: string): Promise<Reconciliation> {
  if (lane.droppedEvents > 0) {
    return notCompared(
      `lane ${lane.setup.name}: ${lane.droppedEvents} of its events were lost, so our own record is not whole`,
    );
  }
  const { setup } = lane;
  const sessions = new Map(
    setup.sessions.map((_, session) => [embeddedAccount(index, session).username, session]),
  );
  const reconciler = new Reconciler(lane.orders);
  for await (const order of ledgerOrders(ledgerFile)) {
    const session = sessions.get(order.account);
    if (session !== undefined) reconciler.take({ ...order, session, owner: ownerOf(setup, order) });
  }
  const net = new Map(
    lane.positions.map(({ symbol, account, net }) => [positionKey({ symbol, owner: account }), net]),
  );
  return reconciler.finish(net);
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
