/**
 * Completes the help of every command: usage, description, options under headings, environment, files, exit codes,
 * examples. The common parts are generated here from the commands; a command has its description, and with
 * `addHelpText("after", …)` further paragraphs and examples.
 * @module
 */
import type { EventEmitter } from "node:events";
import { type Command, Help } from "commander";
import { PRIVATE_KEY_VARIABLE } from "../../chain/constants.ts";
import { settableOptions, settingKey, settingVariable } from "../settings/option-setting.ts";
import { allCommands } from "../settings/use-settings.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { COMMAND_GROUPS, groupOf, OPTION_GROUPS } from "./groups.ts";

/** Width without a terminal, and the maximum width with one. */
const WIDTH = 100;
const EXAMPLES = /^(Examples?|[A-Z][^\n]*):\n {2}\S/m;

/** Called once, with all commands in place. */
export function completeManual(program: Command): void {
  for (const command of allCommands(program)) {
    for (const option of command.options) {
      const group = groupOf(OPTION_GROUPS, settingKey(option));
      if (group !== undefined) option.helpGroupHeading ??= group;
    }
    for (const one of command.commands) {
      const group = command === program ? groupOf(COMMAND_GROUPS, one.name()) : undefined;
      if (group !== undefined && one.helpGroup() === "") one.helpGroup(group);
    }
    const { paragraphs, examples } = takeTexts(command);
    command.configureHelp({
      showGlobalOptions: true,
      helpWidth: Math.min(process.stdout.columns ?? WIDTH, WIDTH),
      optionDescription: (option) => {
        const text = Help.prototype.optionDescription.call(new Help(), option);
        return option.mandatory ? `${text} (required)` : text;
      },
      formatHelp: (_, helper) => formatPage(command, program, helper, paragraphs, examples),
    });
  }
}

function formatPage(
  command: Command,
  program: Command,
  helper: Help,
  paragraphs: readonly string[],
  examples: string,
): string {
  const width = helper.helpWidth ?? WIDTH;
  const wrap = (text: string, indent = 0) =>
    helper.boxWrap(text, width - indent).replace(/^(?=.)/gm, " ".repeat(indent));
  const rows = (entries: readonly (readonly [string, string])[]) => {
    const term = Math.max(...entries.map(([name]) => name.length));
    return entries.map(([name, text]) => helper.formatItem(name, term, text, helper).trimEnd()).join("\n");
  };
  const page = Help.prototype.formatHelp.call(helper, command, helper);
  const description = wrap(helper.commandDescription(command));
  const more = paragraphs.map((paragraph) => `\n\n${wrap(paragraph)}`).join("");
  const sections = [
    ["Environment", rows(environmentOf(command, program))],
    ["Files", rows(filesOf(command, program))],
    ["Exit codes", rows(Object.entries(EXIT_CODES))],
  ].map(([title, text]) => `${title}:\n${text}\n`);
  return [page.replace(description, `${description}${more}`), ...sections, examples].join("\n").trimEnd();
}

function environmentOf(command: Command, program: Command): [string, string][] {
  const own = [...new Set([...settableOptions(command), ...settableOptions(program)])];
  const variables = own.map(settingVariable);
  const entries: [string, string][] = [
    [
      "PUFETH_POR_*",
      `each option by its name; flags override it, and it overrides the config file: ${variables.join(", ")}. ` +
        "A switch is true or false; several values are separated by spaces.",
    ],
    ["PUFETH_POR_CONFIG", "the config file, as --config"],
  ];
  if (command.options.some(({ long }) => long === "--key-file")) {
    entries.push([PRIVATE_KEY_VARIABLE, "private key of the sender, if --key-file is not given"]);
  }
  return [...entries, ["DEBUG", "if set, as --debug"]];
}

function filesOf(command: Command, program: Command): [string, string][] {
  const section = command === program ? "of each command" : `\`${pathOf(command).join(": ")}\``;
  return [
    [
      "pufeth-por.config.yaml (.yml, .json)",
      `options by their names, overridden by the environment: the section \`common\` for every command, and the section ${section}. ` +
        "The first one from the working folder upwards; paths are relative to its folder. " +
        "`pufeth-por config` shows all settings. It must not contain a private key.",
    ],
  ];
}

function pathOf(command: Command): string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : [];
}

/** commander exposes added help text only by printing it. */
function takeTexts(command: Command): { paragraphs: string[]; examples: string } {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  // A Node event emitter, of which commander's types tell `on` alone.
  const emitter = command as Command & EventEmitter;
  emitter.emit("afterHelp", { error: false, command, write });
  emitter.removeAllListeners("afterHelp");
  const start = text.search(EXAMPLES);
  const prose = start === -1 ? text : text.slice(0, start);
  return {
    paragraphs: prose
      .split(/\n\s*\n/)
      .map((paragraph) => paragraph.trim().replace(/\s*\n\s*/g, " "))
      .filter((paragraph) => paragraph !== ""),
    examples: start === -1 ? "" : text.slice(start),
  };
}
