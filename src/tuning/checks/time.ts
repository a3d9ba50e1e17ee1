/** Checks: whether the host's clocks can be trusted. */
import { bad, type Check, good, unknown } from "../check.js";

const clockFolder = "/sys/devices/system/clocksource/clocksource0";
const keepers = ["chronyd", "ptp4l", "phc2sys", "ntpd", "systemd-timesyn", "ntpd-rs"];
const precise = ["ptp4l", "phc2sys"];

const source: Check = {
  id: "time/clock-source",
  title: "the clock is the processor's own counter (TSC)",
  pauseUs: 0.5,
  perSecond: 100_000,
  why: "reading any other clock is a system call or a device access: 0.3 to 2 µs instead of 20 ns",
  risk: "only where the kernel offers it: on a host whose counters drift apart it does not",
  undo: "write the old source into the same file",
  inspect({ tree }) {
    const path = `${clockFolder}/current_clocksource`;
    const found = tree.read(path);
    if (found === undefined) return unknown(`${path} is not here`, "tsc");
    // arm64 has one counter, and it is as good.
    if (found === "tsc" || found === "arch_sys_counter") return good(found);
    const offered = (tree.read(`${clockFolder}/available_clocksource`) ?? "").split(/\s+/);
    if (offered.includes("tsc")) return bad(found, "tsc", { settings: [{ path, value: "tsc" }] });
    return bad(found, "tsc", {
      boot: ["tsc=reliable"],
      byHand: "the kernel holds the TSC for unstable: ask dmesg why",
    });
  },
};

const discipline: Check = {
  id: "time/synchronised",
  title: "the clock is kept right",
  pauseUs: 0,
  perSecond: 0,
  why: "time stamps of orders and executions must agree with the exchange's; regulators ask for 50 ms to 100 µs",
  risk: "a keeper that steps the clock in the day makes times jump: let it slew",
  undo: "stop the service",
  inspect({ tree }) {
    const running = tree.processes().filter((name) => keepers.includes(name));
    if (running.length === 0) {
      return bad("nothing keeps it", "PTP with a card's clock, or chrony", {
        byHand: "apt install chrony; with a card that has its own clock: ptp4l and phc2sys of linuxptp",
      });
    }
    const isPrecise = running.some((name) => precise.includes(name));
    return good(`${running.join(", ")}${isPrecise ? "" : " (ms; PTP gives µs)"}`);
  },
};

export const timeChecks: readonly Check[] = [source, discipline];
