/**
 * buildStrategy() in a process of its own, for an engine that trades meanwhile: a build takes seconds in which the main
 * thread would do nothing else, and hundreds of megabytes that an engine with locked memory would keep.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { HotlaneError } from "../errors.js";
import type { StrategyBuild } from "./build-strategy.js";

/** What the process answers. */
export type BuildAnswer = { readonly build: StrategyBuild } | { readonly error: string };

const program = fileURLToPath(new URL("./build-process.js", import.meta.url));
/** An example takes two seconds on a quiet host. */
const patienceMs = 120_000;

/** Throws what buildStrategy() throws, and where the process ends without an answer. */
export function buildApart(file: string): Promise<StrategyBuild> {
  return new Promise((settle, fail) => {
    const child = fork(program, [file], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      serialization: "advanced",
      timeout: patienceMs,
    });
    child.on("message", (message) => {
      const answer = message as BuildAnswer;
      if ("error" in answer) fail(new HotlaneError("strategy/compile", answer.error));
      else settle(answer.build);
    });
    child.on("error", fail);
    child.on("exit", (code, signal) =>
      fail(
        new HotlaneError("strategy/compile", `${file}: its compiler ended with ${signal ?? `code ${code}`}`),
      ),
    );
  });
}
