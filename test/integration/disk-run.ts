// `hotlane run` with its journal on a small or a failing disk, at a venue that is a process of its own on a good one. The
// disk exists in a mount namespace of that run alone; what is left of the journal is copied out of it.
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LedgerOrder } from "../../src/engine/reconcile.js";
import type { HotlaneReport } from "../../src/engine/report.js";
import type { VerifiedRun } from "../../src/journal/replay-text.js";
import { ReceivedOrders } from "../crash/received-orders.js";
import { SentOrders, sentKey } from "../crash/sent-orders.js";
import { engineConfig, environment, type Policy, userOf, venueArguments } from "../crash/site-setup.js";
import { readLedger } from "./read-ledger.js";
import { program } from "./run-program.js";
import { VenueUnderTest } from "./venue-under-test.js";

const outputBytesMax = 64 << 20;
const runSeconds = 12;
/** Some hundred kilobytes of journal a second. */
const messagesPerSecond = "20000";

/** What an own mount namespace needs; it is not given everywhere. */
const canMount = spawnSync("unshare", ["-m", "true"]).status === 0;

/** Shell commands that put a disk of few megabytes at a folder, and show what is on it once more when it has been written. */
export interface SmallDisk {
  readonly mount: (folder: string) => string;
  readonly remount: (folder: string) => string;
}

export const fullDisk: SmallDisk = {
  mount: (folder) => `mount -t tmpfs -o size=5m none ${folder}`,
  remount: () => "true",
};

/**
 * A file system with room to spare on a device that takes no more after some megabytes: its blocks are those of a full
 * tmpfs. A copy of them, made at the end, has what was on the device rather than in memory, as after a loss of power.
 * A request is one page and fails or not as a whole: the loop device calls one that was done in part a success.
 */
export const failingDevice: SmallDisk = {
  mount: (folder) =>
    [
      `mkdir -p ${folder}.device`,
      `mount -t tmpfs -o size=12m none ${folder}.device`,
      `truncate -s 64m ${folder}.device/blocks`,
      `mkfs.ext4 -q -b 4096 -J size=4 -m 0 -E lazy_itable_init=0 ${folder}.device/blocks`,
      `mount -o loop ${folder}.device/blocks ${folder}`,
      `request=/sys/block/$(basename $(findmnt -n -o SOURCE ${folder}))/queue/max_sectors_kb`,
      "before=$(cat $request)",
      "echo 4 > $request",
    ].join(" && "),
  remount: (folder) =>
    [
      `cp --sparse=always ${folder}.device/blocks ${folder}.blocks`,
      `umount ${folder}`,
      "echo $before > $request",
      `mount -o loop ${folder}.blocks ${folder}`,
    ].join(" && "),
};

/** Undefined: it can be had here. Else why not, for the test's name. */
export function missingFor(disk: SmallDisk): string | undefined {
  if (!canMount) return "no mount namespace is permitted here";
  const tried = mkdtempSync(join(tmpdir(), "hotlane-disk-"));
  const { status, stderr } = spawnSync("unshare", ["-m", "sh", "-c", disk.mount(tried)], {
    encoding: "utf8",
  });
  for (const path of [tried, `${tried}.device`]) rmSync(path, { recursive: true, force: true });
  return status === 0 ? undefined : `it can't be mounted here: ${stderr.trim()}`;
}

export interface DiskRun {
  readonly report: HotlaneReport;
  readonly verdict: { readonly identical: boolean; readonly runs: VerifiedRun[] };
  /** The run's standard error. */
  readonly told: string;
  readonly ledger: readonly LedgerOrder[];
  /** Session/number of orders and replacements that the venue received and the journal has not. */
  readonly missingFromJournal: readonly string[];
  readonly received: number;
}

/** `folder`: to be made, for all that the run leaves. */
export async function runOnDisk(folder: string, policy: Policy, disk: SmallDisk): Promise<DiskRun> {
  const setup = {
    name: "small disk",
    policy,
    protocols: ["ouch50"],
    accounts: [{ name: "house", firm: "HOUS" }],
    cancelOnDisconnect: false,
  } as const;
  const [place, kept, record, ledgerFile] = ["disk", "kept", "venue.record", "ledger.jsonl"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  mkdirSync(place, { recursive: true });
  const group = `239.255.79.4:${20_000 + Math.floor(Math.random() * 30_000)}`;
  const files = ["--record", record, "--ledger", ledgerFile, "--rate", messagesPerSecond];
  const venue = await VenueUnderTest.start(...venueArguments(setup, 1, group), ...files);
  try {
    const config = join(folder, "hotlane.yaml");
    const journal = { enabled: true, directory: join(place, "journal"), policy, segmentMegabytes: 1 };
    writeFileSync(config, JSON.stringify({ ...engineConfig(setup, 1, venue.ready), journal }));
    const hotlane = `${process.execPath} ${program}`;
    const script = [
      disk.mount(place),
      `${hotlane} run --config ${config} --seconds ${runSeconds} --json`,
      disk.remount(place),
      `cp -r ${place}/journal ${kept}`,
      `${hotlane} replay ${kept} --verify --json`,
    ].join(" && ");
    const { stdout, stderr } = await promisify(execFile)("unshare", ["-m", "sh", "-c", script], {
      maxBuffer: outputBytesMax,
      env: { ...process.env, ...environment },
    });
    const [report, verdict] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)) as [HotlaneReport, DiskRun["verdict"]];
    await venue.writeLedger();
    const ledger = [...(await readLedger(ledgerFile, userOf(0), 0)).values()];
    const received = new ReceivedOrders(record, setup.protocols).read();
    const journalled = new Set((await new SentOrders(kept, "main").read()).map(sentKey));
    const missingFromJournal = received.map(sentKey).filter((key) => !journalled.has(key));
    return { report, verdict, told: stderr, ledger, missingFromJournal, received: received.length };
  } finally {
    await venue.kill();
  }
}
