/** Rows as CSV (RFC 4180): a heading, then one line a row. Pure. */

type Cell = string | number | undefined;

function cellText(cell: Cell): string {
  const text = String(cell ?? "");
  // A leading = + - @ of a text would be a formula to a spreadsheet.
  const plain = typeof cell === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

/** Columns in the order of `names`. */
export function* csvLines<Row extends object>(
  names: readonly (keyof Row & string)[],
  rows: Iterable<Row>,
): Generator<string> {
  yield csvLine(names);
  for (const row of rows) yield csvLine(names.map((name) => row[name] as Cell));
}
