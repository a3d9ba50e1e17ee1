/** What captures hold, as text for people: a section for each question that an operator asks. Pure. */
import { formatCount, formatNs, table } from "../engine/text-table.js";
import { foreignOf, malformedOf, sum } from "./feed-report.js";
import type { Survey } from "./survey.js";
import type { SequenceHole, SurveyFindings, SurveyTime, Traffic } from "./survey-findings.js";

/** Longer lists show their worst. */
const secondsShown = 20;
const holesShown = 20;
const namedFilesMax = 2;
const nsPerSecond = 1_000_000_000n;

/** UTC, to the nanosecond. */
export function timeText(time: SurveyTime): string {
  if (time === null) return "no time";
  const seconds = new Date(Number(time / nsPerSecond) * 1000).toISOString().slice(0, 19).replace("T", " ");
  return `${seconds}.${String(time % nsPerSecond).padStart(9, "0")}`;
}

function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(amount)} ${amount === 1 ? noun : plural}`;
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ["", title, ...table(rows).map((line) => `  ${line}`)];
}

function megabits(bytes: number, perSecond: number): string {
  return ((bytes * 8 * perSecond) / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 });
}

function channels({ lines }: SurveyFindings): string[] {
  const rows = lines.map((line) => [
    line.destination,
    line.session === "" ? "(blank)" : line.session,
    ...[line.firstSequence, line.lastSequence, line.packets, line.messages].map(formatCount),
    ...[line.heartbeats, line.ends, line.gaps, line.lost, line.late, line.duplicates].map(formatCount),
  ]);
  const counted = ["packets", "messages", "heartbeats", "ends", "gaps", "lost", "late", "duplicates"];
  const head = ["destination", "session", "first", "last", ...counted];
  return rows.length === 0 ? [] : section("Channels", [head, ...rows]);
}

/** Only sessions that came by more than one line. */
function arbitration(findings: SurveyFindings): string[] {
  return findings.races.flatMap((race, index) => {
    const lines = findings.lines.filter((line) => line.race === index);
    if (lines.length < 2) return [];
    const rows = lines.map((line) => [
      line.destination,
      ...[line.wins, line.led].map(formatCount),
      line.led === 0 ? "-" : formatNs(line.leadMeanNs),
      line.led === 0 ? "-" : formatNs(line.leadMaxNs),
      formatCount(line.lost),
    ]);
    const title = `Lines of session ${race.session}: together ${count(race.gaps, "gap")}, ${count(race.lost, "message")} lost`;
    const doubt =
      race.differing === 0
        ? []
        : [
            `  ${count(race.differing, "copy differs", "copies differ")} from the first: these are not all lines of one stream`,
          ];
    return [
      ...section(title, [["line", "wins", "ahead", "lead mean", "lead max", "lost"], ...rows]),
      ...doubt,
    ];
  });
}

function gaps({ lines }: SurveyFindings): string[] {
  const holes = lines.flatMap((line) =>
    line.holes.map((hole): [string, SequenceHole] => [line.destination, hole]),
  );
  const shown = holes.slice(0, holesShown);
  const rows = shown.map(([destination, { from, to, time }]) => [
    destination,
    formatCount(from),
    formatCount(to),
    formatCount(to - from + 1),
    timeText(time),
  ]);
  if (rows.length === 0) return [];
  const total = lines.reduce((all, line) => all + line.gaps, 0);
  const title = total > shown.length ? `Gaps (the first ${shown.length} of ${formatCount(total)})` : "Gaps";
  return section(title, [["line", "from", "to", "messages", "noticed at (UTC)"], ...rows]);
}

function rateRow({ from, packets, messages, bytes }: Traffic, perSecond: number): string[] {
  return [timeText(from), formatCount(packets), formatCount(messages), megabits(bytes, perSecond)];
}

function rates({ seconds, burst, lines }: SurveyFindings): string[] {
  if (seconds.length === 0) return [];
  const busiest = [...seconds]
    .sort((a, b) => b.messages - a.messages || b.packets - a.packets)
    .slice(0, secondsShown);
  const shown = seconds.filter((second) => busiest.includes(second));
  const title =
    seconds.length > shown.length
      ? `Rates by second (the busiest ${shown.length} of ${formatCount(seconds.length)})`
      : "Rates by second";
  const bursts = lines
    .filter((line) => line.burst.from !== null)
    .map((line) => [line.destination, ...rateRow(line.burst, 1000)]);
  return [
    ...section(title, [
      ["second (UTC)", "packets", "messages", "Mbit/s"],
      ...shown.map((second) => rateRow(second, 1)),
    ]),
    ...section("Worst millisecond", [
      ["line", "begins (UTC)", "packets", "messages", "Mbit/s"],
      ...bursts,
      ...(bursts.length > 1 ? [["all", ...rateRow(burst, 1000)]] : []),
    ]),
  ];
}

function messageMix({ byType, notItch, messages, emptyMessages }: SurveyFindings): string[] {
  const rows = Object.entries(byType)
    .sort((a, b) => b[1] - a[1])
    .map(([type, amount]) => {
      const strange = notItch[type] ?? 0;
      const share = `${((100 * amount) / messages).toFixed(1)}%`;
      return [type, formatCount(amount), share, strange === 0 ? "" : `${formatCount(strange)} not ITCH 5.0`];
    });
  const empty = emptyMessages === 0 ? [] : [["empty", formatCount(emptyMessages), "", ""]];
  return section("Messages by type", [...rows, ...empty]);
}

function reasons(title: string, counts: Record<string, number>): string[] {
  return section(
    title,
    Object.entries(counts).map(([reason, amount]) => [reason, formatCount(amount)]),
  );
}

function otherUdp({ others }: SurveyFindings): string[] {
  const foreign = others.filter(({ isFeed }) => !isFeed);
  const rows = foreign.slice(0, holesShown).map(({ destination, packets, reasons: why }) => [
    destination,
    formatCount(packets),
    Object.entries(why)
      .map(([reason, amount]) => `${reason} ${formatCount(amount)}`)
      .join(", "),
  ]);
  return rows.length === 0
    ? []
    : section("UDP that is not MoldUDP64", [["destination", "packets", "why"], ...rows]);
}

function malformedPlaces({ findings }: Survey, files: readonly string[]): string[] {
  const places = [
    ...findings.places,
    ...findings.others.flatMap((other) => (other.isFeed ? other.places : [])),
  ];
  const rows = places
    .slice(0, holesShown)
    .map(({ file, offset, reason }) => [files[file] ?? "", formatCount(offset), reason]);
  const title = places.length > rows.length ? `Where (the first ${rows.length})` : "Where";
  return rows.length === 0 ? [] : section(title, [["file", "byte", "what is wrong"], ...rows]);
}

function head(files: readonly string[], survey: Survey, isBodies: boolean): string {
  const { findings } = survey;
  const parts = [
    count(findings.packets, "packet"),
    count(findings.messages, "message"),
    count(findings.heartbeats, "heartbeat"),
    `${formatCount(sum(foreignOf(survey)))} foreign`,
    `${formatCount(sum(malformedOf(survey)))} malformed`,
  ];
  const note = isBodies ? " (bodies only: session and sequence are not looked at)" : "";
  const named = files.length <= namedFilesMax ? files.join(", ") : `${formatCount(files.length)} captures`;
  return `${named}: ${parts.join(", ")}${note}`;
}

/** A capture whose sessions and sequence numbers were taken out reads as malformed through and through. */
function blankHint(survey: Survey, isBodies: boolean): string[] {
  const blank = survey.findings.malformed["sequence zero"] ?? 0;
  return isBodies || blank === 0
    ? []
    : [
        "",
        `${count(blank, "packet")} with sequence number 0: if they were blanked, --bodies counts what they carry`,
      ];
}

export function feedTable(files: readonly string[], survey: Survey, isBodies: boolean): string {
  const { findings } = survey;
  const unstamped =
    findings.unstamped === 0 ? [] : [`${count(findings.unstamped, "packet")} without a time stamp`];
  return [
    head(files, survey, isBodies),
    ...unstamped,
    ...channels(findings),
    ...(isBodies ? [] : [...arbitration(findings), ...gaps(findings)]),
    ...messageMix(findings),
    ...rates(findings),
    ...reasons("Foreign", foreignOf(survey)),
    ...otherUdp(findings),
    ...reasons("Malformed", malformedOf(survey)),
    ...malformedPlaces(survey, files),
    ...blankHint(survey, isBodies),
    "",
  ].join("\n");
}
