/** A diagnosis for machines (`hotlane.doctor/1`) and for people. Pure. */
import { formatCpuList } from "./cpu-list.js";
import type { Diagnosis, Finding } from "./doctor.js";

export interface DoctorReport {
  readonly schema: "hotlane.doctor/1";
  readonly host: string;
  readonly kernel: string;
  readonly cpus: number;
  readonly nodes: number;
  readonly card: string | null;
  readonly lanes: readonly { readonly cpu: number; readonly reasons: readonly string[] }[];
  readonly findings: readonly {
    readonly id: string;
    readonly title: string;
    readonly standing: string;
    readonly found: string;
    readonly wanted: string;
    /** Typical; what the findings are sorted by is their product. */
    readonly pauseUs: number;
    readonly perSecond: number;
    readonly why: string;
    readonly risk: string;
    readonly undo: string;
    readonly settings: readonly { readonly path: string; readonly value: string }[];
    readonly boot: readonly string[];
    readonly byHand: string;
  }[];
}

export function doctorReport(diagnosis: Diagnosis): DoctorReport {
  const { host, kernel, topology, lanes, card, findings } = diagnosis;
  return {
    schema: "hotlane.doctor/1",
    host,
    kernel,
    cpus: topology.cpus.length,
    nodes: topology.nodes.length,
    card: card ?? null,
    lanes,
    findings: findings.map(({ check, standing, found, wanted, settings, boot, byHand }) => ({
      id: check.id,
      title: check.title,
      standing,
      found,
      wanted,
      pauseUs: check.pauseUs,
      perSecond: check.perSecond,
      why: check.why,
      risk: check.risk,
      undo: check.undo,
      settings,
      boot,
      byHand,
    })),
  };
}

const marks = { bad: "✗", unknown: "?", good: "✓", irrelevant: "-" } as const;

function costText({ check }: Finding): string {
  if (check.pauseUs === 0) return "no pause";
  const pause = check.pauseUs >= 1000 ? `${check.pauseUs / 1000} ms` : `${check.pauseUs} µs`;
  const perSecond = check.perSecond;
  const often =
    perSecond === 1
      ? "once a second"
      : perSecond > 1
        ? `${perSecond.toLocaleString("en-US")} times a second`
        : `every ${Math.round(1 / perSecond)} s`;
  return `some ${pause}, ${often}`;
}

function cureLines({ settings, boot, byHand }: Finding): string[] {
  const few = settings.slice(0, 2).map(({ path, value }) => `now:     echo ${value} > ${path}`);
  const more =
    settings.length > few.length ? [`         … and ${settings.length - few.length} more files`] : [];
  const always = boot.length === 0 ? [] : [`at boot: ${boot.join(" ")}`];
  return [...few, ...more, ...always, ...(byHand === "" ? [] : [`by hand: ${byHand}`])];
}

function adviceLines(finding: Finding): string[] {
  const { check, found, wanted } = finding;
  const wantedText = wanted === "" ? "" : `, wanted: ${wanted}`;
  return [
    `${marks.bad} ${check.title}  [${check.id}]`,
    `    found:   ${found}${wantedText}`,
    `    costs:   ${costText(finding)}: ${check.why}`,
    `    risk:    ${check.risk}`,
    ...cureLines(finding).map((line) => `    ${line}`),
  ];
}

/** Advice in full, everything else on a line each. */
export function doctorText(diagnosis: Diagnosis): string {
  const { host, kernel, topology, lanes, card, findings } = diagnosis;
  const bad = findings.filter(({ standing }) => standing === "bad");
  const rest = findings.filter(({ standing }) => standing !== "bad");
  const nodes = topology.nodes.length === 1 ? "one node" : `${topology.nodes.length} nodes`;
  const head = [
    `${host}: Linux ${kernel}, CPU ${formatCpuList(topology.cpus.map(({ number }) => number))}, ${nodes}, ${card ?? "no network card known"}`,
    ...lanes.map(({ cpu, reasons }, index) => `lane ${index + 1}: CPU ${cpu} (${reasons.join("; ")})`),
    `${bad.length} to mend, what helps most first; costs are typical ones, not measured here (--measure does)`,
  ];
  const body = bad.flatMap((finding) => ["", ...adviceLines(finding)]);
  const tail = rest.map(({ check, standing, found }) => `${marks[standing]} ${check.title}: ${found}`);
  return [...head, ...body, "", ...tail, ""].join("\n");
}
