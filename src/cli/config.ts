// `hotlane config`: check a configuration file, show it with its defaults, print its JSON Schema.
// Loaded by hotlane.ts when called. Touches nothing but the file it is given.
import { Command } from "commander";
import { stringify } from "yaml";
import { areAllRecordings } from "../config/assignment.js";
import { embeddedConfig } from "../config/embedded.js";
import { configJsonSchema } from "../config/json-schema.js";
import { loadConfig } from "../config/load.js";

function check(file: string): void {
  const { lanes, feeds, sessions, instruments, strategies, venue } = loadConfig(file);
  const counts = Object.entries({ lanes, feeds, sessions, instruments, strategies }).map(
    ([section, list]) => `${list.length} ${section}`,
  );
  const market =
    venue !== undefined ? "embedded venue" : areAllRecordings(feeds) ? "recordings" : "real venue";
  process.stdout.write(`${file} is sound: ${counts.join(", ")}, ${market}\n`);
}

function show(file: string | undefined, { json }: { json?: true }): void {
  const config = file === undefined ? embeddedConfig() : loadConfig(file);
  process.stdout.write(json ? `${JSON.stringify(config, null, 2)}\n` : stringify(config));
}

export function configCommand(): Command {
  const config = new Command("config").description(
    "Check a configuration file before it is used, or see what a run would use.\n" +
      "Passwords are never shown: a configuration only says where to find them.",
  );
  config
    .command("check")
    .description(
      "Say whether FILE is sound; if not, every mistake with its line and what was expected (exit code 2).",
    )
    .argument("<file>", "configuration file (YAML)")
    .action(check);
  config
    .command("show")
    .description("Print FILE with every default filled in; without FILE, what `hotlane run` uses by itself.")
    .argument("[file]", "configuration file (YAML)")
    .option("--json", "as one JSON object")
    .action(show);
  config
    .command("schema")
    .description("Print the JSON Schema that editors complete and check configuration files with.")
    .action(() => {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
  return config.addHelpText(
    "after",
    "\nExamples:\n  hotlane config check hotlane.yaml\n  hotlane config show > hotlane.yaml",
  );
}
