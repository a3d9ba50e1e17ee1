/** A kill and how far it has come, as lines for people. Pure. */
import type { KillReport, LaneKill } from "./kill-desk.js";
import { subjectText } from "./kill-subject.js";
import { formatCount, formatNs } from "./text-table.js";

function laneLine({ lane, step, orders, cancels, turns, seenNs, sentNs }: LaneKill): string {
  if (step === "unseen") return `  lane ${lane}: NOT SEEN: it takes no commands; the watchdog halts it`;
  const seen = `  lane ${lane}: seen after ${formatNs(seenNs)}`;
  if (step !== "sent") return `${seen}; cancels wait for its session`;
  const when = turns === 0 ? "in the same turn" : `${formatCount(turns)} turns later`;
  return `${seen}; ${formatCount(orders)} orders, ${formatCount(cancels)} cancels, the last sent after ${formatNs(sentNs)}, ${when}`;
}

export function killLines({ id, subject, by, reason, at, lanes, armed }: KillReport): string[] {
  const off = armed === undefined ? "" : `; armed ${armed.at} by ${armed.by}: ${armed.reason}`;
  return [
    `kill ${id}: ${subjectText(subject)}, ${at} by ${by}: ${reason}${off}`,
    ...(lanes.length === 0 ? ["  nothing here has that name"] : lanes.map(laneLine)),
  ];
}
