// Numbers and tables as aligned text. Used by the report and by the live view.
// Guarantees: pure; the first column is aligned left, the others right; counts with thousands separators.

const ticksPerDollar = 10_000;

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** Ticks × shares as dollars. */
export function formatDollars(notional: number): string {
  return (notional / ticksPerDollar).toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
}

/** A duration in the unit that leaves it three or four digits. */
export function formatNs(ns: number): string {
  if (ns < 1_000) return `${ns} ns`;
  if (ns < 1_000_000) return `${(ns / 1_000).toFixed(2)} µs`;
  if (ns < 1_000_000_000) return `${(ns / 1_000_000).toFixed(2)} ms`;
  return `${(ns / 1_000_000_000).toFixed(2)} s`;
}

/** Lines with the columns of `rows` aligned. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
