import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { numberOfToken } from "../../src/engine/order-token.js";
import {
  differencesMax,
  type EngineOrder,
  type LedgerOrder,
  ledgerOrders,
  type NetPositions,
  netPositions,
  orderKey,
  Reconciler,
  type Reconciliation,
} from "../../src/engine/reconcile.js";
import { seededRandom, seedNote, wholeBetween } from "./seeded-random.js";

const directory = mkdtempSync(join(tmpdir(), "hotlane-ledger-"));
afterAll(() => rmSync(directory, { recursive: true }));

const states = ["live", "filled", "cancelled", "replaced"];

function randomOrders(random: () => number, count: number): EngineOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const quantity = wholeBetween(random, 1, 1000);
    const priceTicks = wholeBetween(random, 1, 1_000_000);
    const executed = wholeBetween(random, 0, quantity);
    return {
      userRefNum: index + 1,
      symbol: ["AAPL", "AMZN", "MSFT"][wholeBetween(random, 0, 2)] ?? "AAPL",
      side: random() < 0.5 ? "B" : "S",
      quantity,
      priceTicks,
      executed,
      executedNotional: executed * priceTicks,
      state: states[wholeBetween(random, 0, states.length - 1)] ?? "open",
    };
  });
}

const byReference = (orders: readonly EngineOrder[]) =>
  new Map(orders.map((order) => [order.userRefNum, order]));

function reconcile(
  ours: readonly EngineOrder[],
  positions: NetPositions,
  theirs: ReadonlyMap<number, EngineOrder>,
): Reconciliation {
  const byKey = new Map(ours.map((order) => [orderKey(order), order]));
  const reconciler = new Reconciler({
    [Symbol.iterator]: () => ours[Symbol.iterator](),
    find: (session, userRefNum) => byKey.get(orderKey({ session, userRefNum })),
  });
  for (const order of theirs.values()) reconciler.take(order);
  return reconciler.finish(positions);
}

describe("reconciliation", () => {
  it("agrees when both sides hold the same", () => {
    const random = seededRandom();
    const orders = randomOrders(random, 500);
    const outcome = reconcile(orders, netPositions(orders), byReference(orders));
    expect(outcome).toEqual({ reconciled: true, differences: [], differenceCount: 0, venueOrders: 500 });
  });

  it("finds any single field that differs, and names order and field", () => {
    const random = seededRandom();
    const fields = [
      "symbol",
      "side",
      "quantity",
      "priceTicks",
      "executed",
      "executedNotional",
      "state",
    ] as const;
    for (let round = 0; round < 200; round += 1) {
      const orders = randomOrders(random, 20);
      const venue = byReference(orders);
      const field = fields[wholeBetween(random, 0, fields.length - 1)] ?? "state";
      const victim = wholeBetween(random, 1, 20);
      const original = venue.get(victim);
      if (original === undefined) throw new Error("no such order");
      const other = {
        symbol: "IBM",
        side: original.side === "B" ? "S" : "B",
        state: "pending",
      } as const;
      const changed =
        field === "symbol" || field === "side" || field === "state" ? other[field] : original[field] + 1;
      venue.set(victim, { ...original, [field]: changed });
      const outcome = reconcile(orders, netPositions(orders), venue);
      expect(outcome.reconciled, seedNote).toBe(false);
      expect(outcome.differences[0], seedNote).toMatch(new RegExp(`^order ${victim} .*: ${field} is `));
    }
  });

  it("takes whatever still stands here as what the venue calls open", () => {
    const [order] = randomOrders(seededRandom(), 1);
    if (order === undefined) throw new Error("no order");
    for (const state of ["pending new", "live", "pending replace", "pending cancel"]) {
      const venue = byReference([{ ...order, state: "open" }]);
      expect(reconcile([{ ...order, state }], netPositions([order]), venue).reconciled, state).toBe(true);
    }
  });

  it("finds orders that only one side knows, but not those that the venue rejected", () => {
    const [first, second] = randomOrders(seededRandom(), 2);
    if (first === undefined || second === undefined) throw new Error("no orders");
    const ours = { ...first, executed: 0, executedNotional: 0 };
    const theirs = { ...second, executed: 0, executedNotional: 0 };
    const outcome = reconcile([ours], new Map(), byReference([theirs]));
    expect(outcome.differences).toHaveLength(2);
    expect(reconcile([{ ...ours, state: "rejected" }], new Map(), new Map()).reconciled).toBe(true);
  });

  it("compares the positions that were traded on, not those that our orders add up to", () => {
    const orders = randomOrders(seededRandom(), 10);
    const positions = netPositions(orders);
    positions.set("AAPL", (positions.get("AAPL") ?? 0) + 1);
    expect(reconcile(orders, positions, byReference(orders)).differences).toEqual([
      expect.stringMatching(/^position in AAPL: /),
    ]);
  });

  it("finds an order that the venue's record has twice", () => {
    const orders = randomOrders(seededRandom(), 3);
    const [first] = orders;
    if (first === undefined) throw new Error("no orders");
    const theirs = new Map([...byReference(orders), [99, first]]);
    expect(reconcile(orders, netPositions(orders), theirs).differences).toEqual([
      "order 1: the venue's record has it more than once",
    ]);
  });

  it("tells no more differences than the bound, and counts all", () => {
    const orders = randomOrders(seededRandom(), 3 * differencesMax);
    const outcome = reconcile(orders, new Map(), new Map());
    expect(outcome.differences).toHaveLength(differencesMax);
    expect(outcome.differenceCount).toBe(3 * differencesMax);
  });
});

describe("reconciliation over sessions and accounts", () => {
  /** An order number means something in its session alone. */
  const orders = (): EngineOrder[] =>
    randomOrders(seededRandom(), 40).map((order, index) => ({
      ...order,
      session: index % 2,
      userRefNum: 1 + Math.floor(index / 2),
      owner: index % 3 === 0 ? "house" : "client",
      firm: index % 3 === 0 ? "HOUS" : "",
    }));
  const asVenue = (ours: readonly EngineOrder[]): Map<number, EngineOrder> =>
    new Map(ours.map(({ owner, ...order }) => [orderKey(order), { ...order, firm: order.firm || "PORT" }]));

  it("agrees where each session's numbers and each account's positions do", () => {
    const ours = orders();
    const outcome = reconcile(ours, netPositions(ours), asVenue(ours));
    expect(outcome).toEqual({ reconciled: true, differences: [], differenceCount: 0, venueOrders: 40 });
  });

  it("finds an order under another session's number, and shares in another account's position", () => {
    const ours = orders();
    const positions = netPositions(ours);
    const moved = asVenue(ours);
    const last = ours.at(-1);
    if (last === undefined) throw new Error("no order");
    moved.delete(orderKey(last));
    moved.set(orderKey({ session: 3, userRefNum: last.userRefNum }), { ...last, session: 3 });
    expect(reconcile(ours, positions, moved).differences).toEqual([
      expect.stringMatching(`^order ${last.userRefNum} of session 1: the venue has no record`),
      expect.stringMatching(`^order ${last.userRefNum} of session 3: unknown here`),
    ]);

    positions.set("AAPL of house", (positions.get("AAPL of house") ?? 0) + 5);
    positions.set("AAPL of client", (positions.get("AAPL of client") ?? 0) - 5);
    expect(reconcile(ours, positions, asVenue(ours)).differences).toEqual(
      expect.arrayContaining([
        expect.stringMatching("^position in AAPL of house: "),
        expect.stringMatching("^position in AAPL of client: "),
      ]),
    );
  });

  it("finds an order that went under another firm; an account without one goes under its session's", () => {
    const ours = orders();
    const venue = asVenue(ours);
    for (const [key, order] of venue) venue.set(key, { ...order, firm: "ELSE" });
    const { differences } = reconcile(ours, netPositions(ours), venue);
    expect(differences).toHaveLength(ours.filter(({ owner }) => owner === "house").length);
    for (const difference of differences) expect(difference).toMatch(/firm is HOUS here, ELSE at the venue$/);
  });
});

describe("OUCH 4.2 tokens", () => {
  it("end in our number to base 62", () => {
    expect(numberOfToken("H0000001000001")).toBe(1);
    expect(numberOfToken("H000000100000z")).toBe(61);
    expect(numberOfToken("Hz0000zz000010")).toBe(62);
    expect(numberOfToken("H00000004gfFC3")).toBe(2 ** 32 - 1);
  });
  it("of others are no number", () => {
    for (const token of ["", "H", "P0000001000001", "X0000001000001", "H0000001 00001", "H00000010000011"])
      expect(numberOfToken(token), token).toBeNaN();
  });
});

describe("the venue's ledger", () => {
  const file = join(directory, "ledger.jsonl");

  const read = async (account?: string): Promise<LedgerOrder[]> => {
    const orders: LedgerOrder[] = [];
    for await (const order of ledgerOrders(file, account)) orders.push(order);
    return orders;
  };

  it("is read line by line, of one account or of all, more of it than is held at a time", async () => {
    const orders = randomOrders(seededRandom(), 20_000).map((order, index) => ({
      ...order,
      account: index % 3 === 0 ? "THEM" : "US",
    }));
    writeFileSync(file, orders.map((order) => `${JSON.stringify(order)}\n`).join(""));
    expect(await read()).toEqual(orders);
    expect(await read("US")).toEqual(orders.filter(({ account }) => account === "US"));
  });

  it("names orders of OUCH 4.2 by their tokens' numbers", async () => {
    const [order] = randomOrders(seededRandom(), 1);
    const line = { ...order, userRefNum: 7, account: "US", token: "H000000100000A" };
    writeFileSync(file, JSON.stringify(line));
    expect(await read("US")).toEqual([{ ...line, userRefNum: 10 }]);
  });

  it("that is broken is said to be, with the line", async () => {
    writeFileSync(file, '{"account":"US","userRefNum":1}\n{"acc');
    await expect(read("US")).rejects.toThrow(`${file}:2: not JSON`);
    writeFileSync(file, "[]\n");
    await expect(read("US")).rejects.toThrow(`${file}:1: found no account`);
  });
});
