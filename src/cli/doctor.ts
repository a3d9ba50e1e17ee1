/** `hotlane doctor`: what this host should give its lanes, and gives. Loaded by hotlane.ts. */
import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { HotlaneError, messageOf, UsageError } from "../errors.js";
import { applyAdvice, type Changer, type Outcome, undoAdvice } from "../tuning/apply.js";
import { parseCpuList } from "../tuning/cpu-list.js";
import { diagnose } from "../tuning/doctor.js";
import { doctorReport, doctorText } from "../tuning/doctor-report.js";
import { hiccupText, measureHiccups } from "../tuning/hiccups.js";
import {
  type HostTree,
  type RecordedHost,
  recordedHost,
  recordingHost,
  thisHost,
  writeHere,
} from "../tuning/host-tree.js";
import { systemdUnit, tunedProfile } from "../tuning/profile.js";

interface DoctorOptions {
  lanes: number;
  cores?: number[];
  card?: string;
  host?: string;
  record?: string;
  apply?: true;
  undo?: true;
  measure?: number | true;
  tuned?: true;
  systemd?: true;
  json?: true;
}

const measureSecondsDefault = 5;

function parseCores(text: string): number[] {
  const cores = parseCpuList(text);
  if (cores.length === 0) throw new InvalidArgumentError(`expected CPUs like 2-3,6, found "${text}".`);
  return cores;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError(`expected 1 to 999, found "${text}".`);
  return Number(text);
}

/** Root's notes lie where the system's lie, other people's with their own. */
function noteFile(): string {
  const state = process.getuid?.() === 0 ? "/var/lib" : join(homedir(), ".local", "state");
  return join(state, "hotlane", "tuning-undo.json");
}

function readRecorded(file: string): HostTree {
  try {
    const host = JSON.parse(readFileSync(file, "utf8")) as RecordedHost;
    if (host.schema !== "hotlane.host/1")
      throw new Error(`found schema ${host.schema}, expected hotlane.host/1`);
    return recordedHost(host);
  } catch (error) {
    throw new HotlaneError("doctor/recorded-host", `${file}: ${messageOf(error)}`);
  }
}

function outcomeLine({ change, failure }: Outcome, from: string, to: string): string {
  return failure === undefined
    ? `${change.path}: ${from} → ${to}\n`
    : `${change.path}: not changed: ${failure}\n`;
}

function changeHost(changer: Changer, options: DoctorOptions): void {
  if (options.undo) {
    for (const outcome of undoAdvice(changer))
      process.stderr.write(outcomeLine(outcome, outcome.change.after, outcome.change.before));
    return;
  }
  const outcomes = applyAdvice(changer, diagnose(changer.tree, wishesOf(options)));
  for (const outcome of outcomes)
    process.stderr.write(outcomeLine(outcome, outcome.change.before, outcome.change.after));
  if (outcomes.length === 0) process.stderr.write("nothing can be changed at run time\n");
  else process.stderr.write(`noted in ${changer.noteFile}; \`hotlane doctor --undo\` puts it back\n`);
}

function wishesOf({ lanes, cores, card }: DoctorOptions) {
  return { lanes: cores === undefined ? { count: lanes } : { cpus: cores }, card };
}

function examine(options: DoctorOptions): void {
  const isHere = options.host === undefined;
  if (!isHere && (options.apply || options.undo || options.measure))
    throw new UsageError("--host shows another host: it can't be changed or measured from here");
  const tree = isHere ? thisHost() : readRecorded(options.host ?? "");
  const seconds = options.measure === true ? measureSecondsDefault : (options.measure ?? 0);
  const cpus = seconds === 0 ? [] : diagnose(tree, wishesOf(options)).lanes.map(({ cpu }) => cpu);
  const measure = (when: string): void => {
    for (const cpu of cpus) process.stderr.write(`${hiccupText(cpu, measureHiccups(cpu, seconds), when)}\n`);
  };
  measure(options.apply || options.undo ? "before" : "now");
  if (options.apply || options.undo) {
    changeHost({ tree, write: writeHere, noteFile: noteFile() }, options);
    measure("after");
  }
  const recording = recordingHost(tree);
  const diagnosis = diagnose(recording.tree, wishesOf(options));
  if (options.record !== undefined)
    writeFileSync(options.record, `${JSON.stringify(recording.recorded(), null, 1)}\n`);
  if (options.tuned) process.stdout.write(tunedProfile(diagnosis));
  else if (options.systemd) process.stdout.write(systemdUnit(diagnosis));
  else if (options.json) process.stdout.write(`${JSON.stringify(doctorReport(diagnosis))}\n`);
  else process.stdout.write(doctorText(diagnosis));
}

export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Check what this host gives its lanes, from the kernel's own files: cores, interrupts, power, memory, network,\n" +
        "clock. What is not as it should be comes first, the costliest on top, with its cure, its risk and its undoing.",
    )
    .option(
      "--lanes <n>",
      "lanes that are to run here; their CPUs are chosen by the host's topology",
      parseCount,
      1,
    )
    .option("--cores <list>", "the lanes' CPUs, instead of a choice: 2-3,6", parseCores)
    .option(
      "--card <name>",
      "the network card that lanes hear; the only one that is up, where there is but one",
    )
    .option("--apply", "change what can be changed at run time, and note how it was")
    .addOption(new Option("--undo", "put back what --apply has changed").conflicts("apply"))
    .option(
      "--measure [seconds]",
      "pauses of an empty loop on the lanes' CPUs: before and after, or now",
      parseCount,
    )
    .option("--record <file>", "keep what was looked at, for another pair of eyes (hotlane.host/1)")
    .option("--host <file>", "examine a host that was recorded so, instead of this one")
    .addOption(new Option("--tuned", "a profile for tuned, instead of tables").conflicts("json"))
    .addOption(new Option("--systemd", "a unit for systemd, instead of tables").conflicts(["json", "tuned"]))
    .option("--json", "one JSON object (hotlane.doctor/1) instead of tables")
    .action(examine)
    .addHelpText(
      "after",
      "\nExamples:\n  hotlane doctor\n  hotlane doctor --lanes 2 --apply --measure 10\n  hotlane doctor --undo",
    );
}
