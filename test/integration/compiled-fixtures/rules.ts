/** What another file of a strategy may have: constants, functions, classes. */
export const most: number = 1_000_000;
export const steps: number[] = [1, 2.5, -3];

export type Ticks = number;
export interface Unused {
  a: number;
}

export class Rung {
  readonly at: Ticks;
  taken: boolean = false;
  next: Rung | null = null;
  static made: number = 0;

  constructor(at: Ticks) {
    this.at = at;
    Rung.made += 1;
  }

  get isFree(): boolean {
    return !this.taken;
  }
}

export function clamp(value: number, least: number = 1, largest = 1_000_000) {
  if (Number.isNaN(value)) return least;
  return Math.min(largest, Math.max(least, value));
}

export function depthOf(rung: Rung | null): number {
  return rung === null ? 0 : 1 + depthOf(rung.next);
}
