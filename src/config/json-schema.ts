// The configuration's JSON Schema: what editors complete and check hotlane.yaml with, and what names known keys.
// Called by load.ts and by `hotlane config schema`. The committed src/config/hotlane.schema.json is its output.
import * as z from "zod";
import type { FieldPath } from "./config-error.js";
import { configSchema } from "./schema.js";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a file may hold: fields with a default are not required. */
export function configJsonSchema(): JsonSchema {
  return {
    ...z.toJSONSchema(configSchema, { io: "input", target: "draft-7" }),
    title: "Hotlane configuration (hotlane.yaml)",
  };
}

function childSchemas(schema: JsonSchema, key: string | number): JsonSchema[] {
  const child =
    typeof key === "number" ? schema.items : (schema.properties?.[key] ?? schema.additionalProperties);
  const own = typeof child === "object" && !Array.isArray(child) ? [child] : [];
  const alternatives = (schema.anyOf ?? []).flatMap((option) =>
    typeof option === "object" ? childSchemas(option, key) : [],
  );
  return [...own, ...alternatives];
}

/** The keys that the mapping at `path` may have. */
export function knownKeys(path: FieldPath): string[] {
  let schemas: JsonSchema[] = [configJsonSchema()];
  for (const key of path) schemas = schemas.flatMap((schema) => childSchemas(schema, key));
  return schemas.flatMap((schema) => Object.keys(schema.properties ?? {}));
}
