/**
 * The figures that the README shows: what benchmarks found, each with its machine, in bench/published.json; and the
 * table made from them, ratios first. A test holds the README against the file, so that neither is written by hand.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { formatNs } from "../engine/text-table.js";
import { HotlaneError, messageOf } from "../errors.js";
import { type Machine, machineSchema } from "./machine.js";
import { type Outcome, outcomeSchema } from "./outcome.js";

/** Without what only the suite's page shows. */
const publishedOutcomeSchema = outcomeSchema.omit({ series: true, figures: true, remarks: true });
const publishedSchema = z.object({
  schema: z.literal("hotlane.published/1"),
  outcomes: z.array(
    z.object({
      when: z.string(),
      machine: machineSchema,
      outcome: publishedOutcomeSchema,
    }),
  ),
});

export type Published = z.output<typeof publishedSchema>;
type Row = Published["outcomes"][number];

const begin = "<!-- speed: begin -->";
const end = "<!-- speed: end -->";

function fileOf(root: string): string {
  return join(root, "bench", "published.json");
}

export function readPublished(root: string): Published {
  const file = fileOf(root);
  if (!existsSync(file)) return { schema: "hotlane.published/1", outcomes: [] };
  try {
    return publishedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new HotlaneError("bench/published", `${file}: not hotlane.published/1: ${messageOf(error)}`);
  }
}

const times = (value: number): string => value.toLocaleString("en-US", { maximumSignificantDigits: 3 });

/** All benchmarks tell times in ns, of one thing each: `ns/order`. */
const time = (ns: number | undefined): string =>
  ns === undefined ? "" : ns < 1_000 ? `${times(ns)} ns` : formatNs(Math.round(ns));

function rowOf({ outcome, machine }: Row): string {
  const { name, unit, ratio, baseline, aboveFloor, floor, percentiles = {} } = outcome;
  const against = [
    ...(ratio === undefined || !baseline
      ? []
      : [
          ratio >= 1
            ? `**${times(ratio)} ×** as fast as ${baseline.name}`
            : `**${times(1 / ratio)} ×** the time of ${baseline.name}`,
        ]),
    ...(aboveFloor === undefined || !floor
      ? []
      : [`**${times(aboveFloor)} ×** the time of the floor, ${floor.name}`]),
  ];
  const cells = [
    `\`${name}\``,
    against.join("; ") || "nothing",
    unit.replace("ns/", "one "),
    ...["p50", "p90", "p99", "p99.9", "p99.99", "max"].map((key) => time(percentiles[key])),
    machine.load.toFixed(1),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Markdown; without outcomes, nothing but a sentence. */
export function speedTable({ outcomes }: Published): string {
  const subjects = outcomes.filter(({ outcome }) => outcome.percentiles !== undefined);
  if (subjects.length === 0) return "No figures have been published yet.";
  const hosts = new Set(
    subjects.map(
      ({ machine: { cpu, cpus, memoryGiB, isVirtual, kernel, node } }) =>
        `${cpu}, ${cpus} ${cpus === 1 ? "core" : "cores"}${isVirtual ? ", virtual" : ""}, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}`,
    ),
  );
  return [
    "| benchmark | against | of | p50 | p90 | p99 | p99.9 | p99.99 | max | load |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...subjects.map(rowOf),
    "",
    `Measured on: ${[...hosts].join("; ")}. *load* is the host's when the run began: its neighbours are in the figures.`,
  ].join("\n");
}

/** `readme` with the table between its marks. */
export function withSpeedTable(readme: string, published: Published): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from)
    throw new HotlaneError("bench/published", `README.md: expected the marks ${begin} and ${end}`);
  return `${readme.slice(0, from)}${begin}\n${speedTable(published)}\n${readme.slice(to)}`;
}

/** Takes the place of what was published of the same benchmarks; writes bench/published.json and the README's table. */
export function publish(root: string, outcomes: readonly Outcome[], machine: Machine, when: Date): void {
  const anew = outcomes.map((outcome) => ({
    when: when.toISOString(),
    machine,
    outcome: publishedOutcomeSchema.parse(outcome),
  }));
  const kept = readPublished(root).outcomes.filter(
    ({ outcome }) => !anew.some((one) => one.outcome.name === outcome.name),
  );
  const published: Published = {
    schema: "hotlane.published/1",
    outcomes: [...kept, ...anew].sort((a, b) => a.outcome.name.localeCompare(b.outcome.name)),
  };
  const readme = join(root, "README.md");
  const text = withSpeedTable(readFileSync(readme, "utf8"), published);
  writeFileSync(fileOf(root), `${JSON.stringify(published, null, 1)}\n`);
  writeFileSync(readme, text);
}
