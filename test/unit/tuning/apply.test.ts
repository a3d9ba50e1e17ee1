import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { applyAdvice, type Changer, undoAdvice } from "../../../src/tuning/apply.js";
import { diagnose } from "../../../src/tuning/doctor.js";
import { type RecordedHost, recordedHost, type WriteFile } from "../../../src/tuning/host-tree.js";
import { farCardServer, workstation } from "./hosts.js";

const folder = mkdtempSync(join(tmpdir(), "hotlane-tuning-"));
afterAll(() => rmSync(folder, { recursive: true }));

let notes = 0;

/** A host whose files can be written, as the kernel takes them: a choice moves its brackets. */
function livingHost(host: RecordedHost, refuses: (path: string) => boolean = () => false) {
  const files: Record<string, string> = { ...host.files };
  const write: WriteFile = (path, value) => {
    if (refuses(path)) return "EPERM: operation not permitted";
    const now = files[path] ?? "";
    files[path] = now.includes("[")
      ? now.replaceAll(/[[\]]/g, "").replace(new RegExp(`(?<=^|\\s)${value}(?=\\s|$)`), `[${value}]`)
      : value;
    // The kernel moves an interrupt to the first CPU that it may go to.
    const effective = path.replace("smp_affinity_list", "effective_affinity_list");
    if (effective !== path) files[effective] = value.split(/[,-]/)[0] ?? "";
    return undefined;
  };
  const noteFile = join(folder, `note-${notes++}.json`);
  const changer: Changer = { tree: recordedHost({ ...host, files }), write, noteFile };
  return { files, changer };
}

/** Without what is the kernel's to choose. */
function ofAdmin(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes("/effective_affinity")));
}

const wishes = { lanes: { count: 2 }, card: undefined };

describe("applying advice", () => {
  for (const host of [farCardServer, workstation]) {
    it(`leaves ${host.name} with nothing more to change at run time, and undo leaves it as it was`, () => {
      const { files, changer } = livingHost(host);
      const outcomes = applyAdvice(changer, diagnose(changer.tree, wishes));
      expect(outcomes.length).toBeGreaterThan(5);
      const cpus = diagnose(recordedHost(host), wishes).lanes.map(({ cpu }) => cpu);
      const { findings } = diagnose(changer.tree, { lanes: { cpus }, card: undefined });
      const open = findings.filter(({ standing, settings }) => standing === "bad" && settings.length > 0);
      expect(open.map(({ check }) => check.id)).toEqual([]);
      expect(files).not.toEqual(host.files);
      undoAdvice(changer);
      expect(ofAdmin(files)).toEqual(ofAdmin(host.files));
      expect(existsSync(changer.noteFile)).toBe(false);
    });
  }

  it("twice, the oldest values come back", () => {
    const { files, changer } = livingHost(workstation);
    applyAdvice(changer, diagnose(changer.tree, wishes));
    files["/proc/sys/vm/stat_interval"] = "7"; // someone else's change
    applyAdvice(changer, diagnose(changer.tree, wishes));
    undoAdvice(changer);
    expect(files["/proc/sys/kernel/watchdog"]).toBe("1");
    // Ours over 7 is put back to 7; ours over 1 before it no longer stands there.
    expect(files["/proc/sys/vm/stat_interval"]).toBe("7");
  });

  it("tells what the kernel refuses, and notes only what was changed", () => {
    const refused = "/proc/sys/kernel/watchdog";
    const { files, changer } = livingHost(workstation, (path) => path === refused);
    const outcomes = applyAdvice(changer, diagnose(changer.tree, wishes));
    expect(outcomes.find(({ change }) => change.path === refused)?.failure).toContain("EPERM");
    expect(readFileSync(changer.noteFile, "utf8")).not.toContain(refused);
    undoAdvice(changer);
    expect(ofAdmin(files)).toEqual(ofAdmin(workstation.files));
  });

  it("undo leaves alone what someone else has changed since, and says so", () => {
    const { files, changer } = livingHost(farCardServer);
    applyAdvice(changer, diagnose(changer.tree, wishes));
    files["/proc/sys/kernel/numa_balancing"] = "1";
    const outcome = undoAdvice(changer).find(({ change }) => change.path.endsWith("numa_balancing"));
    expect(outcome?.failure).toContain("left alone");
    expect(files["/proc/sys/kernel/numa_balancing"]).toBe("1");
  });
});
