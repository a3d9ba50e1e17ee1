/** What a parameter set made over several days, and which of several is the best. Pure. Dollars. */
import type { RunFigures } from "./sweep-setup.js";

export interface Totals {
  readonly net: number;
  readonly realised: number;
  readonly unrealised: number;
  readonly fees: number;
  readonly rebates: number;
  /** The largest of any day: each begins anew. Null: no equity was kept. */
  readonly drawdown: number | null;
  readonly orders: number;
  readonly fills: number;
  readonly filledShares: number;
  readonly refused: number;
  readonly days: number;
  /** Of them, with a net above 0. */
  readonly daysUp: number;
}

export function totalsOf(days: readonly RunFigures[]): Totals {
  const sum = (of: (figures: RunFigures) => number): number => days.reduce((all, one) => all + of(one), 0);
  const known = days.map(({ drawdown }) => drawdown).filter((one) => one !== null);
  return {
    net: sum(({ net }) => net),
    realised: sum(({ realised }) => realised),
    unrealised: sum(({ unrealised }) => unrealised),
    fees: sum(({ fees }) => fees),
    rebates: sum(({ rebates }) => rebates),
    drawdown: known.length === 0 ? null : Math.max(...known),
    orders: sum(({ orders }) => orders),
    fills: sum(({ fills }) => fills),
    filledShares: sum(({ filledShares }) => filledShares),
    refused: sum(({ refused }) => refused),
    days: days.length,
    daysUp: days.filter(({ net }) => net > 0).length,
  };
}

/** 0 for each of nothing. */
const each = (amount: number, of: number): number => (amount === 0 ? 0 : amount / of);

export const rankings = {
  net: {
    words: "the most net P&L, added up over the days",
    figure: ({ net }: Totals): number => net,
  },
  netPerDrawdown: {
    words: "the most net P&L for each dollar of its largest drawdown of a day",
    figure: ({ net, drawdown }: Totals): number => each(net, drawdown ?? 0),
  },
  netPerShare: {
    words: "the most net P&L for each filled share",
    figure: ({ net, filledShares }: Totals): number => each(net, filledShares),
  },
} as const;

export type Ranking = keyof typeof rankings;

export interface SetTotals {
  readonly set: number;
  readonly totals: Totals;
}

/** Best first; of equals, the earlier set. */
export function rank(sets: readonly SetTotals[], by: Ranking): SetTotals[] {
  const figure = ({ totals }: SetTotals): number => rankings[by].figure(totals);
  return [...sets].sort((a, b) => {
    const [of, against] = [figure(a), figure(b)];
    return of === against ? a.set - b.set : of < against ? 1 : -1;
  });
}
