/** Checks: how fast a lane's CPU runs and how fast it wakes. */
import { bad, type Check, good, irrelevant, type Setting, type Subject, unknown } from "../check.js";

const cpuFolder = "/sys/devices/system/cpu";
/** A state that wakes faster than this is as good as none. */
const wakeUsMax = 2;

/** What a file of the lanes' CPUs holds, CPU by CPU; where it isn't, there is none. */
function frequencyFiles({ tree, laneCpus }: Subject, name: string): Setting[] {
  return laneCpus.flatMap((cpu) => {
    const path = `${cpuFolder}/cpu${cpu}/cpufreq/${name}`;
    const value = tree.read(path);
    return value === undefined ? [] : [{ path, value }];
  });
}

function withoutPerformance(files: readonly Setting[]): Setting[] {
  return files.filter(({ value }) => value !== "performance");
}

function toPerformance(files: readonly Setting[]): Setting[] {
  return files.map(({ path }) => ({ path, value: "performance" }));
}

const governor: Check = {
  id: "power/governor",
  title: "lanes' CPUs run at full frequency",
  pauseUs: 50,
  perSecond: 20,
  why: "a CPU that was slowed down takes tens of µs to speed up again, and is slow until then",
  risk: "more power and heat; thermal limits may slow all CPUs",
  undo: "write the old governor into the same file",
  inspect(subject) {
    const files = frequencyFiles(subject, "scaling_governor");
    if (files.length === 0) return irrelevant("the host sets the frequency itself");
    const slow = withoutPerformance(files);
    if (slow.length === 0) return good("performance");
    const found = [...new Set(slow.map(({ value }) => value))].join(", ");
    return bad(found, "performance", { settings: toPerformance(slow) });
  },
};

const idleStates: Check = {
  id: "power/idle-states",
  title: "lanes' CPUs do not sleep deeply",
  pauseUs: 100,
  perSecond: 100,
  why: "waking from a deep idle state takes up to some 100 µs; a busy-polling lane never idles, a yielding one does",
  risk: "more power and heat; the other cores may get less of the turbo's frequency",
  undo: "write 0 into the same file",
  inspect({ tree, laneCpus }) {
    const deep: Setting[] = [];
    const names = new Set<string>();
    let states = 0;
    for (const cpu of laneCpus) {
      for (const state of tree.list(`${cpuFolder}/cpu${cpu}/cpuidle`)) {
        const folder = `${cpuFolder}/cpu${cpu}/cpuidle/${state}`;
        const latency = Number(tree.read(`${folder}/latency`));
        if (Number.isNaN(latency)) continue;
        states += 1;
        if (latency <= wakeUsMax || tree.read(`${folder}/disable`) === "1") continue;
        deep.push({ path: `${folder}/disable`, value: "1" });
        names.add(`${tree.read(`${folder}/name`) ?? state} (${latency} µs)`);
      }
    }
    if (states === 0) return irrelevant("the host has no idle states to choose from");
    if (deep.length === 0) return good(`none that takes longer than ${wakeUsMax} µs to wake from`);
    return bad(`${[...names].join(", ")} in use`, `none over ${wakeUsMax} µs`, {
      settings: deep,
      boot: ["processor.max_cstate=1", "intel_idle.max_cstate=1"],
    });
  },
};

const turbo: Check = {
  id: "power/turbo",
  title: "turbo frequencies are allowed",
  pauseUs: 0.2,
  perSecond: 1_000,
  why: "a lane is one busy thread: the very case that turbo is for",
  risk: "the frequency depends on what the other cores do; where evenness counts for more than speed, switch it off",
  undo: "write the old value into the same file",
  inspect({ tree }) {
    const intel = `${cpuFolder}/intel_pstate/no_turbo`;
    const other = `${cpuFolder}/cpufreq/boost`;
    const path = tree.read(intel) !== undefined ? intel : other;
    const found = tree.read(path);
    if (found === undefined) return irrelevant("the host sets the frequency itself");
    const wanted = path === intel ? "0" : "1";
    if (found === wanted) return good("allowed");
    return bad("switched off", "allowed", { settings: [{ path, value: wanted }] });
  },
};

const energyBias: Check = {
  id: "power/energy-preference",
  title: "the processor's own preference is speed",
  pauseUs: 20,
  perSecond: 10,
  why: "with an energy preference the processor itself ramps up slowly, whatever the governor says",
  risk: "more power and heat",
  undo: "write the old value into the same file",
  inspect(subject) {
    if (subject.laneCpus.length === 0) return unknown("no lane's CPU is known", "performance");
    const files = frequencyFiles(subject, "energy_performance_preference");
    if (files.length === 0) return irrelevant("the processor has none");
    const slow = withoutPerformance(files);
    if (slow.length === 0) return good("performance");
    return bad(slow[0]?.value ?? "", "performance", { settings: toPerformance(slow) });
  },
};

export const powerChecks: readonly Check[] = [governor, idleStates, energyBias, turbo];
