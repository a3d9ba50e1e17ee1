/** `hotlane new FOLDER`: a strategy's own folder, ready to check, test and backtest. Loaded by hotlane.ts. */
import { Command } from "commander";
import { makeProject } from "../new-project/new-project.js";

function make(folder: string): void {
  const project = makeProject(folder);
  process.stdout.write(
    `${project.folder} has ${project.files.join(", ")}\n` +
      `Next: cd ${folder} && npm test, then npm run backtest; docs/strategies.md goes on from there\n`,
  );
}

export function newCommand(): Command {
  return new Command("new")
    .description(
      "Make a folder for a strategy of your own: a strategy that trades, its test, a configuration, a sample of a market\n" +
        "to backtest on. It uses this checkout of Hotlane, and no network.",
    )
    .argument("<folder>", "to be made; its last part is the project's name")
    .action(make)
    .addHelpText("after", "\nExample:\n  hotlane new my-strategy");
}
