/**
 * Finds what can be broken in the gate's sources. A mutant is an edit that chooses at run time: the program holds all of
 * them and turns one on, so that it is compiled once. Kinds: `invert` a control's condition, `remove` it, `bound` it one
 * off, `loosen` the quick look by one, `drop` a statement.
 */
import { afterBracket, endOfStatement, lineOf, operands, short, withoutComments } from "./cpp-text.mjs";

/** Where the controls are, where the quick look, where what they keep and follow. */
export const mutatedFiles = {
  controls: [
    "state_controls.hpp",
    "entitlement_controls.hpp",
    "order_controls.hpp",
    "price_controls.hpp",
    "rate_controls.hpp",
    "short_sale_controls.hpp",
    "position_controls.hpp",
    "self_match_control.hpp",
    "order_gate.cpp",
    "order_attributes.hpp",
  ],
  screen: ["gate_screen.hpp"],
  keeping: [
    "rate_controls.hpp",
    "order_gate.cpp",
    "gate_updates.cpp",
    "gate_limits.cpp",
    "gate_state.hpp",
    "gate_windows.hpp",
    "exposure_cell.hpp",
    "own_orders.hpp",
    "own_orders.cpp",
    "recent_orders.hpp",
    "message_rate.hpp",
    "window_sum.hpp",
    "firm_share.hpp",
  ],
  bounds: [
    "gate_updates.cpp",
    "budget.hpp",
    "recent_orders.hpp",
    "message_rate.hpp",
    "exposure_cell.hpp",
    "firm_share.hpp",
  ],
};

const otherBound = { " > ": " >= ", " >= ": " > ", " < ": " <= ", " <= ": " < " };
const isOn = (id) => `hotlane_mutant == ${id}`;

/** Collects edits of one file; `take` gives the new text of a place from the mutant's number. */
class Finder {
  constructor(file, text, next) {
    Object.assign(this, { file, text, bare: withoutComments(text), next, mutants: [], edits: [] });
  }
  add(kind, control, start, end, take, told) {
    const id = this.next();
    const original = this.text.slice(start, end);
    this.mutants.push({
      id,
      kind,
      control,
      file: this.file,
      line: lineOf(this.text, start),
      text: short(told ?? original),
    });
    this.edits.push({ start, end, take: (inner) => take(id, inner) });
  }
  /** Innermost edits first; those of one place around each other. */
  mutated() {
    const inner = (start, end, edits) => {
      let out = "";
      let at = start;
      while (edits.length > 0) {
        const first = edits.reduce((a, b) =>
          b.start < a.start || (b.start === a.start && b.end > a.end) ? b : a,
        );
        const within = edits.filter(
          (one) => one !== first && one.start >= first.start && one.end <= first.end,
        );
        edits = edits.filter((one) => one !== first && !within.includes(one));
        out += this.text.slice(at, first.start) + first.take(inner(first.start, first.end, within));
        at = first.end;
      }
      return out + this.text.slice(at, end);
    };
    return inner(0, this.text.length, this.edits);
  }
}

function addBounds(finder, control, start, end) {
  for (const match of finder.bare.slice(start, end).matchAll(/ (?:>=|<=|>|<) /g)) {
    const at = start + match.index;
    const [from, to] = comparison(finder.bare, at, start, end);
    const left = finder.text.slice(from, at);
    const right = finder.text.slice(at + match[0].length, to);
    finder.add(
      "bound",
      control,
      from,
      to,
      (id, inner) => `(${isOn(id)} ? (${left}${otherBound[match[0]]}${right}) : (${inner}))`,
    );
  }
}

/** The whole comparison around the operator at `at`: to the next `&&`, `||`, `?`, `:` or bracket on either side. */
function comparison(text, at, start, end) {
  let from = at;
  let depth = 0;
  for (; from > start; --from) {
    const before = text[from - 1];
    if (")}]".includes(before)) depth += 1;
    else if ("({[".includes(before)) {
      if (depth === 0) break;
      depth -= 1;
    } else if (
      depth === 0 &&
      /&& $|\|\| $|[?:,] $|return $/.test(text.slice(Math.max(start, from - 7), from))
    )
      break;
  }
  let to = at + 3;
  for (; to < end; ++to) {
    if ("({[".includes(text[to])) to = afterBracket(text, to) - 1;
    else if (
      ")}];,".includes(text[to]) ||
      (/ (?:&&|\|\||\?|:) /.test(text.slice(to, to + 4).slice(0, 4)) &&
        text[to] === " " &&
        /^ (?:&&|\|\||\?|:)/.test(text.slice(to)))
    )
      break;
  }
  return [from, to];
}

/** The control whose condition stands before: its refusal follows at once. */
function controlAfter(text) {
  const match =
    /^(?:\s*\[\[\w+\]\])?\s*\{?\s*return (?:(?:refuse|refuse_rate)\((?:finding, )?)?Refusal::(\w+)/.exec(
      text,
    );
  return match === null || match[1] === "none" ? undefined : match[1];
}

/** `return a(…) && b(…)` and `if (!a(…)) return false`, of whole controls: each left out. */
function findChains(finder) {
  const { bare } = finder;
  for (const match of bare.matchAll(/return (?=(?:passes_|entered\(|messages\(|passes\()[^;]* && )/g)) {
    const start = match.index + match[0].length;
    for (const [from, to] of operands(bare, start, endOfStatement(bare, start), " && ")) {
      finder.add("remove", "chain", from, to, (id, inner) => ` (${isOn(id)} || (${inner}))`);
    }
  }
  for (const match of bare.matchAll(/if \((!passes_\w+\(q, finding\))\) return false;/g)) {
    const start = match.index + "if (".length;
    finder.add(
      "remove",
      "chain",
      start,
      start + match[1].length,
      (id, inner) => `!(${isOn(id)}) && ${inner}`,
    );
  }
  // `if (has room) return true; return refuse(…)`.
  for (const match of bare.matchAll(/if \((budget\.has_room\([^;]*?\))\) return true;/g)) {
    const start = match.index + "if (".length;
    const end = start + match[1].length;
    finder.add("remove", "chain", start, end, (id, inner) => `${isOn(id)} || ${inner}`);
    finder.add("invert", "chain", start, end, (id, inner) => `(${isOn(id)}) != (${inner})`);
  }
}

/** `if (…) return refuse(finding, Refusal::X, …)`, and the rates' and attributes' own ways to say it. */
function findGuards(finder) {
  const { bare } = finder;
  for (const match of bare.matchAll(/\bif \(/g)) {
    const open = match.index + 3;
    const close = afterBracket(bare, open);
    const control = controlAfter(bare.slice(close, close + 200));
    if (control === undefined) continue;
    const [start, end] = [open + 1, close - 1];
    // An `if` with a declaration can't be one expression.
    if (bare.slice(start, end).includes(";")) continue;
    finder.add("invert", control, start, end, (id, inner) => `(${isOn(id)}) != static_cast<bool>(${inner})`);
    finder.add("remove", control, start, end, (id, inner) => `!(${isOn(id)}) && (${inner})`);
    addBounds(finder, control, start, end);
  }
  // `return … || refuse(finding, …)`.
  for (const match of bare.matchAll(/return ([^;{}]*?)\|\| refuse\(finding, (?:Refusal::)?(\w+)/g)) {
    const start = match.index + "return ".length;
    const end = start + match[1].trimEnd().length;
    finder.add("invert", match[2], start, end, (id, inner) => `(${isOn(id)}) != (${inner})`);
    finder.add("remove", match[2], start, end, (id, inner) => `${isOn(id)} || (${inner})`);
    addBounds(finder, match[2], start, end);
  }
}

/** The table of budgets: each row in turn. */
function findTableRows(finder) {
  const { bare, text } = finder;
  const table = bare.indexOf("budget_checks[] = {");
  if (table < 0) return;
  const rows = [
    ...bare
      .slice(table, bare.indexOf("};", table))
      .matchAll(/\{BudgetLine::(\w+), RiskScope::(\w+), Refusal::(\w+)\}/g),
  ];
  const guard = "!budget.has_room(check.line, added)";
  const at = text.indexOf(guard);
  if (at < 0 || rows.length === 0) throw new Error("position_controls.hpp: no table of budgets");
  const row = "static_cast<int>(&check - budget_checks)";
  const make = {
    invert: (here) => `(${here}) != ${guard}`,
    remove: (here) => `!(${here}) && ${guard}`,
    bound: (here) => `!budget.has_room(check.line, added - ((${here}) ? 1 : 0))`,
  };
  const ids = [];
  for (const kind of Object.keys(make)) {
    for (const [index, [, line, scope, control]] of rows.entries()) {
      const id = finder.next();
      ids.push({ kind, id, index });
      finder.mutants.push({
        id,
        kind,
        control,
        file: finder.file,
        line: lineOf(text, table + rows[index].index),
        text: `${line} of the ${scope}`,
      });
    }
  }
  const of = (kind) =>
    ids
      .filter((one) => one.kind === kind)
      .map(({ id, index }) => `(hotlane_mutant == ${id} && ${row} == ${index})`)
      .join(" || ");
  finder.edits.push({
    start: at,
    end: at + guard.length,
    take: () =>
      `(${of("invert")}) ? !(${guard}) : (${of("bound")}) ? ${make.bound("true")} : !(${of("remove")}) && ${guard}`,
  });
}

/** The quick look: a line or one of its parts left out, or one off. Stricter is no mutant: the controls then decide. */
function findScreenLines(finder) {
  const { bare, text } = finder;
  for (const match of bare.matchAll(/\b(below_|trouble_) (?:\|=|=) /g)) {
    const start = match.index + match[0].length;
    const end = endOfStatement(bare, start);
    const whole = text.slice(start, end);
    if (whole.trim() === "0") continue;
    // Of `a ? b | c : d`, the parts are b, c and d.
    const all = operands(bare, start, end, " ? ", " : ", " | ");
    const parts = operands(bare, start, end, " ? ").length > 1 ? all.slice(1) : all;
    for (const [from, to] of parts) {
      finder.add(
        "remove",
        "screen",
        from,
        to,
        (id, inner) => `(${isOn(id)} ? decltype(${text.slice(from, to)}){} : (${inner}))`,
      );
    }
    if (match[1] === "below_" && !whole.includes(" * ") && !whole.includes("?")) {
      finder.add("loosen", "screen", start, end, (id, inner) => `((${inner}) + (${isOn(id)} ? 1 : 0))`);
    }
  }
}

const declaration =
  /^(?:const |constexpr |static |auto |using |return\b|if\b|else\b|for\b|while\b|switch\b|case\b|default\b|break|continue|struct |class |enum |template|public|private|namespace|friend|explicit|inline )/;

/** Statements that only have an effect: each left out. */
function findStatements(finder) {
  const { bare } = finder;
  for (const match of bare.matchAll(/^[ ]{2,}(?=[*+A-Za-z_([])(.*)$/gm)) {
    const start = match.index + match[0].length - match[1].length;
    const first = match[1];
    if (declaration.test(first)) continue;
    // An assignment or a call to something without a space before it: no declaration has that.
    if (
      !/^(?:\+\+|\*)?[\w.>()[\]:-]+(?:<[^<> ]*>)?(?:\[[^\]]*\])?[\w.>()[\]:-]*(?: (?:=|\+=|-=|\|=) |\()/.test(
        first,
      ) &&
      !/^\+\+/.test(first)
    )
      continue;
    // In a function, not a member's initialiser, a parameter list or an enumerator.
    const before = bare.slice(0, start).trimEnd().at(-1);
    if (!";{})".includes(before ?? "")) continue;
    let end;
    try {
      end = endOfStatement(bare, start);
    } catch {
      continue;
    }
    const statement = bare.slice(start, end);
    if (/\b(?:noexcept|const)\b[^;]*\{/.test(statement) || /^(?:static_)?assert\b/.test(statement)) continue;
    if (/^[\w:]+\(.*\)\s*(?:noexcept|const|\{|:)/s.test(statement)) continue;
    if (!/^(?:\+\+|\*)/.test(statement) && /^[A-Z]\w*\s*\(/.test(statement)) continue;
    finder.add("drop", "keeping", start, end, (id, inner) => `if (!(${isOn(id)})) ${inner}`);
  }
}

function findBounds(finder) {
  const { bare } = finder;
  for (const match of bare.matchAll(/\bif \(|\breturn (?=[^;]* (?:>=|<=|>|<) )/g)) {
    const isIf = match[0].startsWith("if");
    const start = match.index + match[0].length;
    const end = isIf ? afterBracket(bare, start - 1) - 1 : endOfStatement(bare, start);
    if (isIf && bare.slice(start, end).includes(";")) continue;
    addBounds(finder, "keeping", start, end);
  }
}

/** `sources`: text by file name. Gives every mutant, and the sources with all of them in. */
export function findMutants(sources) {
  let last = 0;
  const next = () => ++last;
  const found = [];
  const mutated = {};
  for (const [file, text] of Object.entries(sources)) {
    const finder = new Finder(file, text, next);
    if (mutatedFiles.controls.includes(file)) {
      findGuards(finder);
      findChains(finder);
    }
    if (file === "position_controls.hpp") findTableRows(finder);
    if (mutatedFiles.screen.includes(file)) findScreenLines(finder);
    if (mutatedFiles.keeping.includes(file)) findStatements(finder);
    if (mutatedFiles.bounds.includes(file)) findBounds(finder);
    found.push(...finder.mutants);
    mutated[file] = finder.mutated().replace(/^((?:\/\/.*\n)*)/, '$1#include "mutant.hpp"\n');
  }
  return { mutants: found, mutated };
}
