/** A sweep's runs as `sweep.parquet`: a row for each set and day. docs/measures.md says what each column is. */
import { join } from "node:path";
import { type ParquetColumn, writeParquet } from "../backtest/parquet-file.js";
import type { SweepOptions, SweepResult } from "./run-sweep.js";
import { whyFailed } from "./sweep-runs.js";
import type { RunFigures, RunOutcome } from "./sweep-setup.js";

export function writeSweep(folder: string, { axes }: SweepOptions, result: SweepResult): void {
  const { sets, days, folds, runs, code } = result;
  const rows = runs.all();
  const isIn = (day: number, part: "train" | "test"): boolean =>
    folds.some((fold) => fold[part].includes(day));
  const column = (
    name: string,
    type: ParquetColumn["type"],
    of: (run: RunOutcome) => unknown,
  ): ParquetColumn => ({
    name,
    ...(type === undefined ? {} : { type }),
    data: rows.map(of),
  });
  const figure = (
    name: string,
    type: ParquetColumn["type"],
    of: (figures: RunFigures) => unknown,
  ): ParquetColumn => column(name, type, (run) => ("figures" in run ? of(run.figures) : null));
  const columns = [
    column("set", "INT32", ({ set }) => set),
    column("date", "STRING", ({ day }) => days[day]?.date ?? null),
    ...axes.map(({ name, values }) =>
      column(`parameter.${name}`, typeOf(values), ({ set }) => asType(values, sets[set]?.[name])),
    ),
    column("is_training", "BOOLEAN", ({ day }) => folds.length === 0 || isIn(day, "train")),
    column("is_test", "BOOLEAN", ({ day }) => isIn(day, "test")),
    figure("net", "DOUBLE", ({ net }) => net),
    figure("realised", "DOUBLE", ({ realised }) => realised),
    figure("unrealised", "DOUBLE", ({ unrealised }) => unrealised),
    figure("fees", "DOUBLE", ({ fees }) => fees),
    figure("rebates", "DOUBLE", ({ rebates }) => rebates),
    figure("drawdown", "DOUBLE", ({ drawdown }) => drawdown),
    figure("orders", "INT32", ({ orders }) => orders),
    figure("fills", "INT32", ({ fills }) => fills),
    figure("filled_shares", "DOUBLE", ({ filledShares }) => filledShares),
    figure("refused", "INT32", ({ refused }) => refused),
    figure("state_hash", "STRING", ({ stateHash }) => stateHash),
    figure("seconds", "DOUBLE", ({ seconds }) => seconds),
    column("failure", "STRING", (run) => whyFailed(run) ?? null),
  ];
  writeParquet(join(folder, "sweep.parquet"), columns, { schema: "hotlane.sweep/1", version: code.version });
}

/** Of an axis whose values are of several kinds: text. */
function typeOf(values: readonly unknown[]): "DOUBLE" | "BOOLEAN" | "STRING" {
  if (values.every((value) => typeof value === "number")) return "DOUBLE";
  return values.every((value) => typeof value === "boolean") ? "BOOLEAN" : "STRING";
}

function asType(values: readonly unknown[], value: unknown): unknown {
  return typeOf(values) === "STRING" ? String(value) : value;
}
