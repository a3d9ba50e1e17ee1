import { describe, expect, it } from "vitest";
import { type Diagnosis, diagnose } from "../../../src/tuning/doctor.js";
import { doctorReport, doctorText } from "../../../src/tuning/doctor-report.js";
import { recordedHost, recordingHost } from "../../../src/tuning/host-tree.js";
import { systemdUnit, tunedProfile } from "../../../src/tuning/profile.js";
import { farCardServer, tunedServer, workstation } from "./hosts.js";

const lanes = (count: number) => ({ lanes: { count }, card: undefined });

function standing(diagnosis: Diagnosis, id: string): string | undefined {
  return diagnosis.findings.find(({ check }) => check.id === id)?.standing;
}

function bad({ findings }: Diagnosis): string[] {
  return findings.filter((finding) => finding.standing === "bad").map(({ check }) => check.id);
}

describe("a tuned one-socket server", () => {
  const diagnosis = diagnose(recordedHost(tunedServer), lanes(2));

  it("gives the lanes isolated CPUs, though the process's own mask leaves them out", () => {
    expect(diagnosis.lanes.map(({ cpu }) => cpu)).toEqual([23, 22]);
    expect(diagnosis.lanes[0]?.reasons).toContain("isolated from the scheduler");
  });

  it("has nothing to mend", () => {
    expect(bad(diagnosis)).toEqual([]);
  });

  it("says of real-time throttling that it is off, since the lanes' CPUs are isolated", () => {
    expect(standing(diagnosis, "cores/rt-throttling")).toBe("good");
  });
});

describe("a two-socket server whose card is on the far node", () => {
  const diagnosis = diagnose(recordedHost(farCardServer), lanes(2));

  it("gives the lanes CPUs of the card's node, each a core of its own", () => {
    expect(diagnosis.lanes.map(({ cpu }) => cpu)).toEqual([15, 13]);
    expect(standing(diagnosis, "network/node")).toBe("good");
  });

  it("says when named CPUs are on the other node, and which ones are near", () => {
    const named = diagnose(recordedHost(farCardServer), { lanes: { cpus: [2] }, card: undefined });
    const finding = named.findings.find(({ check }) => check.id === "network/node");
    expect(finding?.standing).toBe("bad");
    expect(finding?.byHand).toContain("CPU 1,3,5,7,9");
  });

  it("finds the interrupt that really comes to a lane's CPU, and only that one", () => {
    const finding = diagnosis.findings.find(({ check }) => check.id === "interrupts/affinity");
    expect(finding?.settings.map(({ path }) => path)).toEqual(["/proc/irq/77/smp_affinity_list"]);
    expect(finding?.settings[0]?.value).toBe("0-12,14,16-31");
  });

  it("asks for what a server as it comes lacks, the costliest first", () => {
    expect(bad(diagnosis)).toEqual([
      "cores/isolated",
      "power/idle-states",
      "network/busy-poll",
      "interrupts/affinity",
      "cores/siblings",
      "power/governor",
      "memory/numa-balancing",
      "cores/nohz-full",
      "interrupts/irqbalance",
      "cores/rcu-nocbs",
      "network/receive-buffer",
      "cores/workqueues",
      "memory/locking",
      "network/backlog",
      "interrupts/default-affinity",
      "memory/statistics",
      "cores/watchdog",
    ]);
  });

  it("names the siblings that are to be taken offline", () => {
    const finding = diagnosis.findings.find(({ check }) => check.id === "cores/siblings");
    expect(finding?.found).toBe("CPU 29,31 online");
  });
});

describe("a workstation with hyper-threads", () => {
  const diagnosis = diagnose(recordedHost(workstation), lanes(1));

  it("gives the lane the first thread of the last core", () => {
    expect(diagnosis.lanes.map(({ cpu }) => cpu)).toEqual([7]);
  });

  it("gives a second lane another core and not the first one's other thread", () => {
    expect(diagnose(recordedHost(workstation), lanes(2)).lanes.map(({ cpu }) => cpu)).toEqual([7, 6]);
  });

  it("finds the slow clock, the swap, the governor and the energy preference", () => {
    expect(bad(diagnosis)).toEqual(
      expect.arrayContaining([
        "time/clock-source",
        "memory/swappiness",
        "memory/huge-pages",
        "power/governor",
        "power/energy-preference",
        "time/synchronised",
      ]),
    );
  });

  it("does not advise against real-time throttling on CPUs that are not isolated", () => {
    expect(standing(diagnosis, "cores/rt-throttling")).toBe("irrelevant");
  });

  it("asks for lanes' idle states alone, and leaves those that wake fast", () => {
    const finding = diagnosis.findings.find(({ check }) => check.id === "power/idle-states");
    const states = [2, 3, 4, 5].map((state) => `/sys/devices/system/cpu/cpu7/cpuidle/state${state}/disable`);
    expect(finding?.settings.map(({ path }) => path)).toEqual(states);
  });
});

describe("any host", () => {
  it("is examined from its record as it was examined itself", () => {
    for (const host of [tunedServer, farCardServer, workstation]) {
      const recording = recordingHost(recordedHost(host));
      const first = doctorReport(diagnose(recording.tree, lanes(2)));
      expect(doctorReport(diagnose(recordedHost(recording.recorded()), lanes(2)))).toEqual(first);
    }
  });

  it("whose kernel tells nothing is unknown, not good", () => {
    const empty = recordedHost({ schema: "hotlane.host/1", name: "dark", files: {}, processes: [] });
    const diagnosis = diagnose(empty, { lanes: { cpus: [1] }, card: undefined });
    expect(standing(diagnosis, "time/clock-source")).toBe("unknown");
    expect(standing(diagnosis, "memory/huge-pages")).toBe("unknown");
  });

  it("is asked to stop what takes idle memory away, where something does", () => {
    const folder = "/sys/kernel/mm/damon/admin/kdamonds";
    const withDamon = (first: string, second: string, module: string) => {
      const files = {
        ...tunedServer.files,
        [`${folder}/0/state`]: first,
        [`${folder}/1/state`]: second,
        [`${folder}/nr_kdamonds`]: "2",
        "/sys/module/damon_reclaim/parameters/enabled": module,
      };
      return diagnose(recordedHost({ ...tunedServer, files }), lanes(1));
    };
    const busy = withDamon("off", "on", "Y").findings.find(({ check }) => check.id === "memory/damon");
    expect(busy?.found).toBe("2 of 3 on");
    expect(busy?.settings).toEqual([
      { path: `${folder}/1/state`, value: "off" },
      { path: "/sys/module/damon_reclaim/parameters/enabled", value: "N" },
    ]);
    expect(standing(withDamon("off", "off", "N"), "memory/damon")).toBe("good");
    expect(standing(diagnose(recordedHost(tunedServer), lanes(1)), "memory/damon")).toBe("irrelevant");
  });

  it("with a single CPU is not asked to give it away", () => {
    const files = { "/sys/devices/system/cpu/online": "0", "/sys/devices/system/cpu/isolated": "" };
    const single = recordedHost({ schema: "hotlane.host/1", name: "single", files, processes: [] });
    const diagnosis = diagnose(single, { lanes: { cpus: [0] }, card: undefined });
    for (const id of ["cores/isolated", "cores/nohz-full", "cores/rcu-nocbs", "interrupts/affinity"])
      expect(standing(diagnosis, id)).toBe("irrelevant");
  });

  it("gets a profile that has every setting that can be made, and the boot parameters", () => {
    const diagnosis = diagnose(recordedHost(farCardServer), lanes(1));
    const profile = tunedProfile(diagnosis);
    expect(profile).toContain("kernel.numa_balancing=0");
    expect(profile).toContain("/sys/devices/system/cpu/cpu15/cpuidle/state4/disable=1");
    expect(profile).toContain("cmdline_hotlane=isolcpus=managed_irq,domain,15");
    expect(systemdUnit(diagnosis)).toContain("CPUAffinity=0-14,16-31");
  });

  it("is told in words with the cure, the cost and the risk of each bad thing", () => {
    const diagnosis = diagnose(recordedHost(workstation), lanes(1));
    const text = doctorText(diagnosis);
    for (const { check, standing: its } of diagnosis.findings) {
      expect(text).toContain(check.title);
      if (its === "bad") expect(text).toContain(check.risk);
    }
  });
});

describe("the files in tuning/", () => {
  it("are what the doctor makes for the two-socket server, one lane", async () => {
    const diagnosis = diagnose(recordedHost(farCardServer), lanes(1));
    await expect(tunedProfile(diagnosis)).toMatchFileSnapshot("../../../tuning/two-sockets.tuned.conf");
    await expect(systemdUnit(diagnosis)).toMatchFileSnapshot("../../../tuning/two-sockets.service");
  });
});
