// The commands of a tutorial, as it shows them: what stands between ```sh and ```, line by line.
import { readFileSync } from "node:fs";

export interface TutorialCommand {
  /** docs/strategies.md:20. */
  readonly place: string;
  readonly words: readonly string[];
  /** It runs on while those after it are called. */
  readonly isInAnotherTerminal: boolean;
}

export function commandsOf(document: string): TutorialCommand[] {
  const lines = readFileSync(document, "utf8").split("\n");
  const commands: TutorialCommand[] = [];
  let isCommand = false;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith("```")) isCommand = line === "```sh";
    else if (isCommand && line.trim() !== "") {
      const [text = "", comment = ""] = line.split(/\s+# /);
      const words = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
      commands.push({
        place: `${document}:${index + 1}`,
        words,
        isInAnotherTerminal: comment === "in another terminal",
      });
    }
  }
  return commands;
}
