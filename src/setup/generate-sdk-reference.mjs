// Writes docs/sdk-reference.md from the declarations that TypeScript makes of src/sdk and src/testing, so that what is
// documented is what there is. `--check` writes nothing and exits 1 when the file is out of date. Needs no build of its own:
// the compiler writes declarations into a folder that goes again.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const target = "docs/sdk-reference.md";

/** What is told together, in this order. A name that is exported and stands nowhere here is an error. */
const sections = [
  ["A strategy", ["Strategy", "Context", "wholeNumber", "decimal", "flag", "perInstrument", "Instrument"]],
  ["Books", ["Book"]],
  ["Orders", ["Orders", "OrderId", "OrderAttributes"]],
  ["What callbacks are told", ["Trade", "OrderUpdate", "MarketStatus"]],
  ["News that `onStatus` tells", /Status$/],
  ["Codes", /^(Side|OrderState|Surprise|TimeInForce|OrderDisplay|PegKind|CrossKind|OrderCapacity|SellKind)$/],
  ["Why an order was refused", ["Refusal", "refusalNames"]],
  ["The form without a class", ["defineStrategy", "StrategyDefinition", "Callbacks", "Parameters"]],
  [
    "Tests: `hotlane/testing`",
    ["MadeUpLane", "MadeUpLaneOptions", "MadeUpLevel", "MadeUpOrder", "MadeUpRequest", "WrittenIntent"],
  ],
];
const modules = ["sdk/index", "testing/index"];
/** Exported for the engine's own sake. */
const notForStrategies = ["StatusReader", "LaneCallback"];

/** Members that are the engine's own, or that a strategy inherits and finds under Context. */
const hidden = /^(#|private |protected |constructor\((memory|frame|binding)|constructor\(\);)/;

function declarations(folder) {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = ["--project", join(root, "tsconfig.json"), "--emitDeclarationOnly", "--sourceMap", "false"];
  execFileSync(process.execPath, [tsc, ...args, "--outDir", folder], { stdio: "inherit" });
}

/** A comment's text without its stars. */
function plain(comment) {
  return comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}

/** Every exported declaration of a module by its name, with its comment and its text. */
function parse(text) {
  const found = new Map();
  const header = /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? "";
  const pattern =
    /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^export (?:declare )?(?:abstract )?(class|interface|type|const|function) (\w+)/gm;
  for (const match of text.matchAll(pattern)) {
    const [whole, comment, kind, name] = match;
    const start = match.index + whole.lastIndexOf("export ");
    const end = text.indexOf("\n", endOf(text, start));
    const body = text.slice(start, end < 0 ? undefined : end);
    // A class that a file is named by is described at its head.
    const doc = comment?.trim() ?? (kind === "class" ? header : "");
    const isSecond = found.has(name);
    if (!isSecond) found.set(name, { kind, name, doc: plain(doc), body });
  }
  return found;
}

/** Where the declaration that begins at `start` ends: at the first line end outside all brackets. */
function endOf(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if ("{([".includes(text[at])) depth += 1;
    else if ("})]".includes(text[at])) depth -= 1;
    else if (text[at] === "\n" && depth === 0 && !/^\s*[|&]/.test(text.slice(at + 1, at + 20))) return at;
  }
  return text.length;
}

/** All that a module exports, those of the modules that it passes on included. */
function exportsOf(folder, module) {
  const text = readFileSync(join(folder, `${module}.d.ts`), "utf8");
  const own = parse(text);
  for (const [, names, from] of text.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from "([^"]+)"/gm)) {
    const path = join(dirname(module), from.replace(/\.js$/, ""));
    const theirs = exportsOf(folder, path);
    for (const name of names === "*" ? theirs.keys() : namesIn(names)) pass(own, theirs, name, path);
  }
  const imported = new Map(
    [...text.matchAll(/^import (?:type )?\{([^}]*)\} from "([^"]+)"/gm)].flatMap(([, names, from]) =>
      namesIn(names).map((name) => [name, join(dirname(module), from.replace(/\.js$/, ""))]),
    ),
  );
  for (const [, names] of text.matchAll(/^export (\{[^}]*\});/gm)) {
    for (const name of namesIn(names)) {
      const path = imported.get(name);
      pass(own, exportsOf(folder, path), name, path);
    }
  }
  return own;
}

function namesIn(list) {
  const names = list.replace(/[{}]/g, "").split(",");
  return names.map((name) => name.trim().replace(/^type /, "")).filter((name) => name !== "");
}

function pass(own, theirs, name, path) {
  const declaration = theirs.get(name);
  if (declaration === undefined) throw new Error(`sdk reference: ${path} declares no ${name}`);
  if (!own.has(name)) own.set(name, declaration);
}

/** Its members, each with its comment. */
function membersOf({ body }) {
  const inside = body.slice(body.indexOf("{") + 1, body.lastIndexOf("}"));
  const members = [];
  for (const match of inside.matchAll(/(?:(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\s*)?^ {4}([^\s/*][^\n]*)$/gm)) {
    const [, comment = "", signature] = match;
    if (hidden.test(signature)) continue;
    members.push({ signature: signature.replace(/;$/, ""), doc: plain(comment).replace(/\s*\n\s*/g, " ") });
  }
  return members;
}

/** Names in place of where they come from: what an editor shows. */
function spellOut(signature, codes) {
  const union = (names) => names.map((name) => `"${name}"`).join(" | ");
  const listed = signature.replace(/\(typeof (\w+)\)\[number\]/, (_, list) => union(stringsOf(codes, list)));
  return listed.replace(/keyof typeof (\w+)/, (_, name) => union(keysOf(codes.get(name)?.body ?? "")));
}

function stringsOf(codes, list) {
  return [...(codes.get(list)?.body ?? "").matchAll(/"(\w+)"/g)].map(([, name]) => name);
}

function keysOf(body) {
  return [...body.matchAll(/readonly (\w+):/g)].map(([, name]) => name);
}

function writeDeclaration(declaration, codes) {
  const { kind, name, doc, body } = declaration;
  const out = [`### ${name}`, ""];
  if (doc !== "") out.push(...proseOf(doc), "");
  const isCode = kind === "const" && /^export declare const \w+: \{/.test(body);
  if (isCode) {
    const names = keysOf(body).map((one) => `\`${name}.${one}\``);
    out.push(`${names.join(", ")}.`, "");
  } else if (kind === "class" || kind === "interface") {
    for (const { signature, doc: about } of membersOf(declaration)) {
      out.push(`- \`${spellOut(signature, codes)}\`${about === "" ? "" : `  \n  ${about}`}`);
    }
    out.push("");
  } else if (kind !== "const") {
    out.push(
      "```typescript",
      body
        .replace(/^export (declare )?/, "")
        .replace(/;$/, "")
        .trim(),
      "```",
      "",
    );
  }
  return out;
}

/** A comment's paragraphs; lines that are set in are code. */
function proseOf(doc) {
  return doc.split("\n").map((line) => line.trimEnd());
}

function write(declared, codes) {
  const out = [
    "# SDK reference",
    "",
    "Generated from the SDK's declarations by `npm run generate`: edit their comments, not this.",
    "",
    "Prices are in ticks of $0.0001, quantities in shares, times in ns of exchange time, money in ticks × shares. The tutorial is",
    "[strategies.md](strategies.md).",
    "",
  ];
  const left = new Set([...declared.keys()].filter((name) => !notForStrategies.includes(name)));
  for (const [title, names] of sections) {
    out.push(`## ${title}`, "");
    const chosen = names instanceof RegExp ? [...left].filter((name) => names.test(name)) : names;
    for (const name of chosen) {
      const declaration = declared.get(name);
      if (declaration === undefined || !left.delete(name)) {
        throw new Error(`sdk reference: ${name} is to stand under "${title}", and is not exported`);
      }
      out.push(...writeDeclaration(declaration, codes));
    }
  }
  if (left.size > 0)
    throw new Error(`sdk reference: exported, but of no section here: ${[...left].join(", ")}`);
  return `${out
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}

const folder = mkdtempSync(join(tmpdir(), "hotlane-declarations-"));
try {
  declarations(folder);
  const declared = new Map(modules.flatMap((module) => [...exportsOf(folder, module)]));
  const codes = parse(readFileSync(join(folder, "lanes/boundary.d.ts"), "utf8"));
  const text = write(declared, codes);
  const isCheck = process.argv.includes("--check");
  let current = "";
  try {
    current = readFileSync(join(root, target), "utf8");
  } catch {
    // Not generated yet.
  }
  if (current !== text && isCheck) console.error(`${target} is out of date: run \`npm run generate\``);
  if (current !== text && !isCheck) writeFileSync(join(root, target), text);
  process.exitCode = current !== text && isCheck ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
