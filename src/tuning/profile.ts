/** A host's advice as files to install: a profile for tuned, a unit for systemd, the boot parameters. Pure. */
import { otherCpus } from "./check.js";
import { formatCpuList } from "./cpu-list.js";
import type { Diagnosis, Finding } from "./doctor.js";

const sysctlFolder = "/proc/sys/";
const sysFolder = "/sys/";

function comment({ check }: Finding): string {
  return `# ${check.title}: ${check.why}.\n# Risk: ${check.risk}. Undo: ${check.undo}.`;
}

/** The settings below a folder, each check's with its reasons above. */
function lines(
  findings: readonly Finding[],
  folder: string,
  write: (path: string, value: string) => string,
): string {
  const texts = findings.flatMap((finding) => {
    const its = finding.settings.filter(({ path }) => path.startsWith(folder));
    if (its.length === 0) return [];
    return [`${comment(finding)}\n${its.map(({ path, value }) => write(path, value)).join("\n")}`];
  });
  return texts.join("\n\n");
}

function bootParameters({ findings }: Diagnosis): string[] {
  return findings.flatMap(({ boot }) => boot);
}

/** For /etc/tuned/hotlane/tuned.conf. */
export function tunedProfile(diagnosis: Diagnosis): string {
  const { findings, host } = diagnosis;
  const sysctls = lines(findings, sysctlFolder, (path, value) => {
    const name = path.slice(sysctlFolder.length).replaceAll("/", ".");
    return `${name}=${value}`;
  });
  const sysfs = lines(findings, sysFolder, (path, value) => `${path}=${value}`);
  const boot = bootParameters(diagnosis);
  return [
    `# Hotlane on ${host}: made by \`hotlane doctor --tuned\`. Install as /etc/tuned/hotlane/tuned.conf, then`,
    "# tuned-adm profile hotlane",
    "[main]",
    "summary=Hotlane lanes on cores of their own",
    "include=latency-performance",
    "",
    "[sysctl]",
    sysctls,
    "",
    "[sysfs]",
    sysfs,
    "",
    ...(boot.length === 0 ? [] : ["[bootloader]", `cmdline_hotlane=${boot.join(" ")}`, ""]),
  ].join("\n");
}

/** For /etc/systemd/system/hotlane.service. */
export function systemdUnit({ lanes, topology }: Diagnosis): string {
  const own = lanes.map(({ cpu }) => cpu);
  const others = otherCpus({ topology, laneCpus: own });
  return [
    "# Made by `hotlane doctor --systemd`. Install as /etc/systemd/system/hotlane.service.",
    "[Unit]",
    "Description=Hotlane trading engine",
    "After=network-online.target chrony.service ptp4l.service",
    "Wants=network-online.target",
    "",
    "[Service]",
    "ExecStart=/usr/bin/hotlane run --config /etc/hotlane/hotlane.yaml",
    "# An orderly stop: orders are cancelled and their answers awaited.",
    "KillSignal=SIGTERM",
    "TimeoutStopSec=15",
    "Restart=on-failure",
    "RestartSec=1",
    "# Lanes pin themselves; everything else of the engine stays off their CPUs.",
    `CPUAffinity=${formatCpuList(others.length === 0 ? own : others)}`,
    "# Memory that stays, and real-time priority where the configuration asks for it.",
    "LimitMEMLOCK=infinity",
    "LimitRTPRIO=80",
    "LimitNOFILE=65536",
    "OOMScoreAdjust=-900",
    "# AF_XDP and raw receive stamps.",
    "AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW CAP_BPF CAP_SYS_NICE CAP_IPC_LOCK",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}
