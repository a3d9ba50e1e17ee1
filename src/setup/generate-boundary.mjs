// Writes native/lane/boundary.hpp, native/HOME/HOME_boundary.hpp for each home that a part names, and
// src/lanes/boundary.ts from native/lane/boundary.json, so that both sides of the boundary are one description.
// `--check` writes nothing and exits 1 when a file is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const sourcePath = join(root, "native/lane/boundary.json");
const cppType = {
  u8: "uint8_t",
  u16: "uint16_t",
  u32: "uint32_t",
  i32: "int32_t",
  u64: "uint64_t",
  i64: "int64_t",
  f64: "double",
};
const scalarSize = { u8: 1, u16: 2, u32: 4, i32: 4, u64: 8, i64: 8, f64: 8 };
const generatedNote = "Generated from native/lane/boundary.json by `npm run generate`: edit that, not this.";

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** Resolves records to sizes, alignments and byte offsets, in declaration order. */
function layOut(description) {
  const records = new Map();
  for (const [name, record] of Object.entries(description.records)) {
    let offset = 0;
    let alignment = 1;
    const fields = record.fields.map(([fieldName, type, doc]) => {
      const [, base, count] = /^(\w+?)(?:\[(\w+)\])?$/.exec(type) ?? [];
      const element = scalarSize[base]
        ? { size: scalarSize[base], alignment: scalarSize[base] }
        : records.get(base);
      if (!element)
        throw new Error(`boundary.json: ${name}.${fieldName} has type ${type}, which is not declared`);
      const length = count === undefined ? undefined : (description.constants[count]?.[0] ?? Number(count));
      if (offset % element.alignment !== 0) {
        throw new Error(
          `boundary.json: ${name}.${fieldName} lies at ${offset}, not a multiple of ${element.alignment}`,
        );
      }
      const field = { name: fieldName, base, count, length, offset, doc, elementSize: element.size };
      offset += element.size * (length ?? 1);
      alignment = Math.max(alignment, element.alignment);
      return field;
    });
    if (offset % alignment !== 0)
      throw new Error(`boundary.json: ${name} has ${offset} bytes, not a multiple of ${alignment}`);
    records.set(name, { size: offset, alignment, fields, doc: record.doc, home: record.home });
  }
  return records;
}

/** The parts of one home; without one, those of the lane, which includes the others. */
function writeCpp(description, records, home) {
  const isHere = (part) => part.home === home;
  const constants = Object.entries(description.constants).filter(([, [, , its]]) => its === home);
  const enums = Object.entries(description.enums).filter(([, entry]) => isHere(entry));
  const out = [
    `// ${generatedNote}`,
    home === undefined
      ? "// The memory that one lane shares with TypeScript: records, codes and bounds, with every offset asserted."
      : `// What ${home} shares with TypeScript: records, codes and bounds, with every offset asserted.`,
    "// clang-format off",
    "#pragma once",
    "",
    "#include <cstddef>",
    "#include <cstdint>",
    "",
  ];
  if (home === undefined) {
    for (const its of homes) out.push(`#include "${its}/${its}_boundary.hpp"`, "");
  }
  out.push("namespace hotlane::boundary {", "");
  if (home === undefined) {
    out.push(
      `constexpr uint32_t magic = ${description.magic};`,
      `constexpr uint32_t layout_version = ${description.version};`,
    );
  }
  for (const [name, [value, doc]] of constants) {
    out.push(`constexpr uint32_t ${name} = ${value};  // ${doc}`);
  }
  for (const [name, { doc, names }] of enums) {
    out.push("", `// ${doc}`, `enum class ${name} : uint8_t { ${names.join(", ")} };`);
    out.push(
      `constexpr uint32_t ${name.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase()}_count = ${names.length};`,
    );
  }
  for (const [name, record] of records) {
    if (!isHere(record)) continue;
    out.push("", `// ${record.doc}`, `struct ${name} {`);
    for (const field of record.fields) {
      const array = field.count === undefined ? "" : `[${field.count}]`;
      const doc = field.doc ? `  // ${field.doc}` : "";
      out.push(`  ${cppType[field.base] ?? field.base} ${field.name}${array};${doc}`);
    }
    out.push("};", `static_assert(sizeof(${name}) == ${record.size});`);
    for (const field of record.fields) {
      out.push(`static_assert(offsetof(${name}, ${field.name}) == ${field.offset});`);
    }
  }
  out.push("", "}  // namespace hotlane::boundary", "");
  return out.join("\n");
}

function writeTypeScript(description, records) {
  const out = [
    `// ${generatedNote}`,
    "// The memory that one lane shares with TypeScript: byte offsets of every field, codes and bounds.",
    "",
    `export const magic = ${description.magic};`,
    `export const layoutVersion = ${description.version};`,
  ];
  for (const [name, [value, doc]] of Object.entries(description.constants)) {
    out.push(`/** ${doc} */`, `export const ${camel(name)} = ${value};`);
  }
  for (const [name, { doc, names }] of Object.entries(description.enums)) {
    out.push("", `/** ${doc} */`, `export const ${name} = {`);
    names.forEach((entry, index) => {
      out.push(`  ${camel(entry)}: ${index},`);
    });
    out.push("} as const;", `export type ${name} = (typeof ${name})[keyof typeof ${name}];`);
    out.push(`/** Names of ${name} by code. */`);
    const list = names.map((entry) => `"${camel(entry)}"`).join(", ");
    out.push(`export const ${name[0].toLowerCase()}${name.slice(1)}Names = [${list}] as const;`);
  }
  for (const [name, record] of records) {
    out.push(
      "",
      `/** ${record.doc} Byte offsets; \`size\` in bytes. */`,
      `export const ${name} = {`,
      `  size: ${record.size},`,
    );
    for (const field of record.fields) {
      if (field.name.startsWith("padding")) continue;
      if (field.doc) out.push(`  /** ${field.doc} */`);
      out.push(`  ${camel(field.name)}: ${field.offset},`);
    }
    out.push("} as const;");
  }
  out.push("");
  return out.join("\n");
}

const description = JSON.parse(readFileSync(sourcePath, "utf8"));
const records = layOut(description);
/** Folders of native/ that declare their own parts. */
const homes = [...new Set([...records.values()].flatMap(({ home }) => (home ? [home] : [])))];
const targets = {
  ...Object.fromEntries(
    homes.map((home) => [`native/${home}/${home}_boundary.hpp`, writeCpp(description, records, home)]),
  ),
  "native/lane/boundary.hpp": writeCpp(description, records),
  "src/lanes/boundary.ts": writeTypeScript(description, records),
};
let outOfDate = 0;
for (const [path, text] of Object.entries(targets)) {
  let current = "";
  try {
    current = readFileSync(join(root, path), "utf8");
  } catch {
    // Not generated yet.
  }
  if (current === text) continue;
  outOfDate += 1;
  if (process.argv.includes("--check")) console.error(`${path} is out of date: run \`npm run generate\``);
  else writeFileSync(join(root, path), text);
}
process.exitCode = process.argv.includes("--check") && outOfDate > 0 ? 1 : 0;
