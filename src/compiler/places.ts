/** Where the compiler's own sources lie, which are read when a strategy is built: src/compiler and native, not build/ts. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with package.json: above build/ts, and above src. */
function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

const root = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** The SDK in AssemblyScript. */
export const sdkFolder = join(root, "src", "compiler", "sdk");
/** C around what wasm2c writes. */
export const hostFolder = join(root, "src", "compiler", "host");
export const nativeFolder = join(root, "native");
/** Types of `hotlane/sdk` as a strategy's author sees them. */
export const sdkTypes = join(root, "build", "ts", "sdk", "index.d.ts");
