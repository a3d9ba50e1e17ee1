/** Limits, their use and changes of them as lines for people. Pure. */
import { subjectText } from "../engine/kill-subject.js";
import { formatCount, table } from "../engine/text-table.js";
import type { LimitReport } from "./limit-desk.js";
import { type LiveLimit, valueAt } from "./live-limits.js";
import type { LimitView } from "./risk-desk.js";
import type { Stop } from "./stop-state.js";
import type { LimitUsage } from "./usage-watch.js";

const amount = (value: unknown): string =>
  typeof value === "number" ? value.toLocaleString("en-US") : JSON.stringify(value);

function usageRow({ scope, name, limit, used, max }: LimitUsage): string[] {
  const percent = max === null || max === 0 ? "" : `${Math.floor((used / max) * 100)} %`;
  return [[scope, name].filter((one) => one).join(" "), limit, amount(used), amount(max), percent];
}

function liveText({ path, value, by, approvedBy, reason, at, expiresAt }: LiveLimit): string {
  const agreed = approvedBy === undefined ? "" : ` and ${approvedBy}`;
  const until = expiresAt === undefined ? "" : ` until ${expiresAt}`;
  return `changed: ${path.join(".")} is ${amount(value)} since ${at}${until} by ${by}${agreed}: ${reason}`;
}

export function stopLines(stops: readonly Stop[]): string[] {
  return stops.map(
    (stop) => `stopped: ${subjectText(stop)}, ${stop.why} since ${stop.at} by ${stop.by}: ${stop.reason}`,
  );
}

/** What is used of every limit of the firm, accounts and strategies that there is. */
export function viewLines({ version, live, usage, stops, refusals }: LimitView): string[] {
  const limited = usage.filter(({ max }) => max !== null);
  const refused = Object.entries(refusals).map(([code, count]) => `${code} ${formatCount(count)}`);
  return [
    `limits, version ${version}`,
    ...(limited.length === 0
      ? ["neither the firm nor an account nor a strategy has a limit of its own"]
      : table([["whose", "limit", "used", "of", ""], ...limited.map(usageRow)])),
    ...live.map(liveText),
    ...stopLines(stops),
    `refused: ${refused.join(" · ") || "nothing"}`,
  ];
}

/** What stands at `path` of the limits that hold, a line each; none: nothing does. */
export function limitLines({ limits }: LimitView, path: readonly string[]): string[] {
  const found: string[] = [];
  const walk = (value: unknown, at: readonly string[]): void => {
    if (value === undefined) return;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [key, child] of Object.entries(value)) walk(child, [...at, key]);
    } else {
      found.push(`${at.join(".")} ${amount(value)}`);
    }
  };
  walk(valueAt(limits, path), path);
  return found;
}

export function reportLines({ version, changes, loosened, expiresAt, lanes }: LimitReport): string[] {
  const late = lanes.filter(({ isInForce }) => !isInForce).map(({ lane }) => lane);
  return [
    `limits, version ${version}${expiresAt === undefined ? "" : `, until ${expiresAt}`}`,
    ...changes.map(({ limit, old, new: its }) => `  ${limit}: ${amount(old)} → ${amount(its)}`),
    ...(loosened.length === 0 ? [] : [`  looser than before: ${loosened.slice(0, 20).join(", ")}`]),
    late.length === 0
      ? "  in force in every lane"
      : `  NOT YET in force in lane ${late.join(", ")}: it takes no commands; it holds once it turns`,
  ];
}
