/**
 * `report` and its options.
 * @module
 */
import { Command } from "commander";
import { addTrustOptions } from "../options/trust-options.ts";
import type { Terminal } from "../output/terminal.ts";
import type { ReportCommandOptions } from "./run.ts";

export function reportCommand(terminal: Terminal): Command {
  const command = new Command("report")
    .description("write a report of a bundle as one HTML file and as Markdown for a forum post")
    .argument("<dir>", "folder that `prove --out` wrote")
    .option("--out <dir>", "folder for report.html and report.md (default: the current one)", ".");
  return addTrustOptions(command)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
The bundle is verified first, and nothing is written of one that fails. The HTML file holds everything it shows: it asks
for nothing from anywhere, and runs no script. Files of the same names are replaced.

Example:
  pufeth-por report bundle --out .`,
    )
    .action(async (folder: string, options: ReportCommandOptions) => {
      const { runReport } = await import("./run.ts");
      await runReport(folder, options, terminal);
    });
}
