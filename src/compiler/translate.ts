/**
 * Whether a strategy keeps to the compiled subset, and what it is in AssemblyScript if it does. Everything that keeps it out
 * is found at once, with file and line.
 */

import type { ParameterDeclaration } from "../sdk/parameters.js";
import type { AssemblySource } from "./assembly.js";
import type { StateShape } from "./handed-state.js";
import { type CallbackName, callbackNames } from "./machine-code.js";
import { type TypeComplaint, withProgram } from "./program.js";
import { parameterKinds } from "./subset/calls.js";
import { moduleText } from "./subset/modules.js";
import { adviceOn } from "./subset/names.js";
import { stateOf } from "./subset/states.js";
import { type Place, type Refusal, SubsetFile, SubsetUnit } from "./subset/unit.js";

export interface Translation {
  refusals: Refusal[];
  /** With the entry last; empty when something was refused. */
  sources: AssemblySource[];
  /** The strategy's files, by the module that each became. */
  files: string[];
  callbacks: CallbackName[];
  parameters: ParameterDeclaration[];
  places: Place[];
  /** What crosses at handOver and takeOver; undefined: it has no such method. */
  states: StrategyStates;
}

export interface StrategyStates {
  handOver: StateShape | undefined;
  takeOver: StateShape | undefined;
}

export const entryModule = "entry";
/** "Cannot find name": what a browser or Node.js would have. */
const unknownNames = new Set([2304, 2580, 2584, 2591, 2592]);
/** "Cannot find module": imports are ours to judge. */
const unknownModules = new Set([2307, 2792, 7016]);

export function translate(path: string): Translation {
  return withProgram(path, ({ checker, sources, errors }) => {
    const unit = new SubsetUnit(
      checker,
      sources.map(({ fileName }) => fileName),
    );
    const modules = sources.map((source) => ({
      name: unit.moduleOf(source.fileName),
      text: moduleText(new SubsetFile(unit, source)),
    }));
    const [main] = unit.files;
    if (unit.strategyClass === "") {
      const words =
        "no class that extends Strategy: a compiled strategy is export default class … extends Strategy";
      unit.refusals.push({ file: main ?? path, line: 1, words });
    }
    const states = statesOf(unit);
    addTypeErrors(unit.refusals, errors);
    unit.refusals.sort((a, b) => unit.files.indexOf(a.file) - unit.files.indexOf(b.file) || a.line - b.line);
    const callbacks = callbackNames.filter((name) => unit.callbacks.has(name));
    const entry = { name: entryModule, text: entryText(unit, callbacks, states) };
    return {
      refusals: unit.refusals,
      sources: unit.refusals.length === 0 ? [...modules, entry] : [],
      files: [...unit.files],
      callbacks,
      parameters: unit.parameters,
      places: unit.places,
      states,
    };
  });
}

/** What the subset has refused in a line needs no second word from TypeScript. */
function addTypeErrors(refusals: Refusal[], errors: readonly TypeComplaint[]): void {
  const refused = new Set(refusals.map(({ file, line }) => `${file}:${line}`));
  for (const { file, line, words, code } of errors) {
    if (unknownModules.has(code) && refused.has(`${file}:${line}`)) continue;
    const name = /name '(\w+)'/.exec(words)?.[1];
    const isUnknown = unknownNames.has(code) && name !== undefined && !parameterKinds.has(name);
    const told = isUnknown ? `${adviceOn(name)} (TypeScript: ${words})` : `TypeScript: ${words}`;
    const known = refusals.findIndex((one) => one.file === file && one.line === line);
    if (known >= 0 && isUnknown) refusals.splice(known, 1, { file, line, words: told });
    else if (!refused.has(`${file}:${line}`)) refusals.push({ file, line, words: told });
  }
}

function statesOf(unit: SubsetUnit): StrategyStates {
  const [handOver, takeOver] = (["handOver", "takeOver"] as const).map((name) => {
    const found = stateOf(unit, name);
    if (found === undefined || !("words" in found)) return found;
    unit.refusals.push(found);
    return undefined;
  });
  return { handOver, takeOver };
}

/** The module whose exports are the callbacks. */
function entryText(unit: SubsetUnit, callbacks: readonly CallbackName[], states: StrategyStates): string {
  const arguments_: Record<CallbackName, string> = {
    onStart: "",
    onBook: "__sdk.told()",
    onTrade: "__sdk.trade()",
    onOrder: "__sdk.update()",
    onTimer: "",
    onStatus: "__sdk.status()",
    onStop: "",
  };
  const calls = callbacks.map((name) => {
    const given = (unit.callbacks.get(name) ?? 0) > 0 ? arguments_[name] : "";
    const unless = name === "onStatus" ? "if (!__sdk.isKnownStatus()) return; " : "";
    return `export function ${name}(): void { ${unless}strategy.${name}(${given}); }\n`;
  });
  for (const [name, shape] of Object.entries(states)) {
    if (shape !== undefined) calls.push(`export function ${name}(): void { strategy.__${name}(); }\n`);
  }
  return [
    'import * as __sdk from "./sdk/index";\n',
    `import { ${unit.strategyClass} } from "./file0";\n`,
    `const strategy = new ${unit.strategyClass}();\n`,
    ...calls,
  ].join("");
}
