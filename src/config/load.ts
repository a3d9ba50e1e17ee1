// From a YAML text or file to a HotlaneConfig. Called by the command line, once, before anything starts.
// Guarantees: either a configuration with every default filled in, or a ConfigError that names all mistakes.
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type * as z from "zod";
import { HotlaneError, messageOf } from "../errors.js";
import { ConfigError, type ConfigProblem, type FieldPath } from "./config-error.js";
import { nearestName } from "./did-you-mean.js";
import type { SecretReference } from "./fields.js";
import { knownKeys } from "./json-schema.js";
import { referenceProblems } from "./references.js";
import { configSchema, type HotlaneConfig, sectionSchemas } from "./schema.js";
import { YamlSource } from "./yaml-source.js";

type Issue = z.core.$ZodIssue;

/** Words for the kinds of value that fields.ts gives none for. */
const kindWords: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  record: "a mapping",
  string: "text",
};

function expectedOf(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === "invalid_type" ? kindWords[issue.expected] : undefined;
}

function unknownKey(source: YamlSource, parent: FieldPath, key: string): ConfigProblem {
  const known = knownKeys(parent);
  const near = nearestName(key, known);
  const expected = near === undefined ? `one of ${known.join(", ")}` : `a known key: did you mean "${near}"?`;
  const path = [...parent, key];
  return { path, ...source.keyPosition(path), found: "an unknown key", expected };
}

function problemsOf(source: YamlSource, issue: Issue): ConfigProblem[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(source, path, key));
  return [{ path, ...source.valuePosition(path), found: source.describe(path), expected: issue.message }];
}

/** The sections without a mistake of their own, and whether `venue` is among them (it may be absent). */
function soundSections(value: unknown): { sections: Partial<HotlaneConfig>; hasSoundVenue: boolean } {
  const given = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const sound: [string, unknown][] = [];
  for (const [name, schema] of Object.entries(sectionSchemas)) {
    const result = schema.safeParse(given[name]);
    if (result.success) sound.push([name, result.data]);
  }
  const hasSoundVenue = sound.some(([name]) => name === "venue");
  return { sections: Object.fromEntries(sound) as Partial<HotlaneConfig>, hasSoundVenue };
}

function missingFiles(
  sections: Partial<HotlaneConfig>,
  directory: string,
): { path: FieldPath; expected: string }[] {
  const look = (file: string, path: FieldPath): { path: FieldPath; expected: string }[] => {
    const absolute = resolve(directory, file);
    return existsSync(absolute) ? [] : [{ path, expected: `a file at ${absolute}` }];
  };
  return [
    ...(sections.strategies ?? []).flatMap(({ file }, index) =>
      file === undefined ? [] : look(file, ["strategies", index, "file"]),
    ),
    ...(sections.feeds ?? []).flatMap(({ replay }, feed) =>
      (replay?.files ?? []).flatMap((file, index) => look(file, ["feeds", feed, "replay", "files", index])),
    ),
  ];
}

/** Checks `text`; `file` names it in messages, and what it refers to is looked for beside it. */
export function parseConfig(text: string, file: string): HotlaneConfig {
  const source = new YamlSource(text);
  if (source.syntaxProblems.length > 0) throw new ConfigError(file, source.syntaxProblems);
  const directory = dirname(resolve(file));
  const result = configSchema.safeParse(source.value, { error: expectedOf });
  const { sections, hasSoundVenue } = soundSections(source.value);
  const between = [...referenceProblems(sections, hasSoundVenue), ...missingFiles(sections, directory)];
  const problems = [
    ...(result.error?.issues.flatMap((issue) => problemsOf(source, issue)) ?? []),
    ...between.map((problem) => ({
      found: source.describe(problem.path),
      ...problem,
      ...source.valuePosition(problem.path),
    })),
  ];
  if (!result.success || problems.length > 0) {
    throw new ConfigError(
      file,
      problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
    );
  }
  return withAbsolutePaths(result.data, directory);
}

/** So that the engine may run in any directory. */
function withAbsolutePaths(config: HotlaneConfig, directory: string): HotlaneConfig {
  const strategies = config.strategies.map((strategy) => ({
    ...strategy,
    ...(strategy.file !== undefined && { file: resolve(directory, strategy.file) }),
  }));
  const beside = (secret: SecretReference): SecretReference =>
    "file" in secret ? { file: resolve(directory, secret.file) } : secret;
  const sessions = config.sessions.map((session) => ({ ...session, password: beside(session.password) }));
  const inside = (path: string): string => resolve(directory, path);
  const feeds = config.feeds.map(({ snapshot, replay, record, ...feed }) => ({
    ...feed,
    ...(snapshot === undefined ? {} : { snapshot: { ...snapshot, password: beside(snapshot.password) } }),
    ...(replay === undefined ? {} : { replay: { ...replay, files: replay.files.map(inside) } }),
    ...(record === undefined ? {} : { record: { directory: inside(record.directory) } }),
  }));
  const { socket, directory: stateDirectory } = config.control;
  const control = {
    ...(socket !== undefined && { socket: inside(socket) }),
    ...(stateDirectory !== undefined && { directory: inside(stateDirectory) }),
  };
  const { directory: copies } = config.dropCopy;
  const dropCopy = {
    ...config.dropCopy,
    ...(copies !== undefined && { directory: resolve(directory, copies) }),
  };
  const { directory: folder, ...itsRest } = config.journal;
  const journal = folder === undefined ? itsRest : { ...itsRest, directory: inside(folder) };
  return { ...config, strategies, sessions, feeds, control, dropCopy, journal };
}

export function loadConfig(file: string): HotlaneConfig {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new HotlaneError("config/unreadable", `${file} could not be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return parseConfig(text, file);
}
