/** Runs crash.ts: makes one module of it and of what it shares with the engine, since Node.js 20 runs no TypeScript. */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const outfile = join(root, "build", "crash", "crash.mjs");
process.chdir(root);
await build({
  entryPoints: [join(root, "test", "crash", "crash.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
