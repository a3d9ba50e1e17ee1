// Bundles crash.ts into the build and runs it. Called by `npm run crash`, when Hotlane itself is built.
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..", "..");
const outfile = join(root, "build", "crash", "crash.mjs");

await build({
  entryPoints: [join(import.meta.dirname, "crash.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
