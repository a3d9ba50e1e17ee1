// Design §6: dependencies run one way, and the core touches nothing of the world.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentsOf, filesEnding, root } from "./source-files.js";

/** What each folder of native/ may include beside itself. */
const base = ["wire", "memory", "latency"];
const stages = [...base, "feed", "book", "risk", "orders", "session"];
const core = [...stages, "strategy", "venue", "journal", "lane"];
const mayInclude: Readonly<Record<string, readonly string[]>> = {
  wire: base,
  memory: base,
  latency: base,
  feed: stages,
  book: stages,
  risk: stages,
  orders: stages,
  session: stages,
  journal: stages,
  strategy: stages,
  venue: [...stages, "journal"],
  lane: core,
  replay: core,
  backtest: [...core, "replay"],
  io: core,
  addon: [...core, "replay", "backtest", "io"],
};

/** Clocks, threads, files and sockets: only native/io and native/addon may name them. */
const worldly =
  /^(thread|chrono|mutex|shared_mutex|condition_variable|future|semaphore|fstream|iostream|filesystem|cstdio|stdio\.h|ctime|time\.h|unistd\.h|fcntl\.h|pthread\.h|sched\.h|poll\.h|netdb\.h|(sys|netinet|arpa|net|linux)\/.*)$/;

interface Include {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
  readonly isOurs: boolean;
}

const includes: Include[] = filesEnding(".hpp", ".cpp")
  .filter((file) => file.startsWith("native/"))
  .flatMap((file) =>
    [...contentsOf(file).matchAll(/^\s*#\s*include\s+(["<])([^">]+)[">]/gm)].map(([, quote, target]) => ({
      file,
      folder: file.split("/")[1] ?? "",
      target: target ?? "",
      isOurs: quote === '"',
    })),
  );

describe("native includes", () => {
  it("are found", () => expect(includes.length).toBeGreaterThan(0));

  it("stand in a folder that the layout knows", () => {
    expect(includes.filter(({ folder }) => mayInclude[folder] === undefined)).toEqual([]);
  });

  it("name a lower layer, or their own, by its path from native/", () => {
    const wrong = includes.filter(({ file, folder, target, isOurs }) => {
      const targetFolder = target.split("/")[0] ?? "";
      // A fuzz target stands beside what it fuzzes, and is built with the tests: it may use their headers.
      if (file.endsWith("_fuzz.cpp") && existsSync(join(root, "test/native", target))) return false;
      return isOurs && targetFolder !== folder && !mayInclude[folder]?.includes(targetFolder);
    });
    expect(wrong.map(({ file, target }) => `${file} includes ${target}`)).toEqual([]);
  });

  it("bring no clock, thread, file or socket into the core", () => {
    const wrong = includes.filter(
      ({ folder, target, isOurs }) =>
        !isOurs && folder !== "io" && folder !== "addon" && worldly.test(target),
    );
    expect(wrong.map(({ file, target }) => `${file} includes <${target}>`)).toEqual([]);
  });
});

describe("imports of src/", () => {
  it("name uWebSockets.js in at most one file, so that another build can take its place", () => {
    const importing = filesEnding(".ts").filter(
      (file) => file.startsWith("src/") && /["']uWebSockets\.js["']/.test(contentsOf(file)),
    );
    expect(importing.length).toBeLessThanOrEqual(1);
  });

  it("reach no other part of Hotlane from the SDK but the shared memory's layout and what an error is", () => {
    const allowed = ["../lanes/boundary.js", "../errors.js"];
    const wrong = filesEnding(".ts")
      .filter((file) => file.startsWith("src/sdk/"))
      .flatMap((file) =>
        [...contentsOf(file).matchAll(/from "(\.\.\/[^"]+)"/g)]
          .map(([, target]) => target ?? "")
          .filter((target) => !allowed.includes(target))
          .map((target) => `${file} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });
});
