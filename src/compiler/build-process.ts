/** The process that build-apart.ts starts: builds the file that it is told, answers once, ends. */
import { messageOf } from "../errors.js";
import type { BuildAnswer } from "./build-apart.js";
import { buildStrategy } from "./build-strategy.js";

const [file = ""] = process.argv.slice(2);

async function answer(): Promise<BuildAnswer> {
  try {
    return { build: await buildStrategy(file) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

process.send?.(await answer(), () => process.disconnect());
