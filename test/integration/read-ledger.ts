// An account's orders in a venue's ledger, all at once: for tests, whose days are short.
import { type LedgerOrder, ledgerOrders, orderKey } from "../../src/engine/reconcile.js";

/** By orderKey: as orders of the lane's `session`, if one is given. */
export async function readLedger(
  file: string,
  account: string,
  session?: number,
): Promise<Map<number, LedgerOrder>> {
  const orders = new Map<number, LedgerOrder>();
  for await (const read of ledgerOrders(file, account)) {
    const order = session === undefined ? read : { ...read, session };
    orders.set(orderKey(order), order);
  }
  return orders;
}
