/**
 * Adds settings from a config file and the environment to all commands of a program.
 * @module
 */
import type { Command, Option } from "commander";
import { applySettings, letFlagsPrevail, type Origins, type Settings } from "./apply-settings.ts";
import { isEndpoint, isHeader, settableOptions, settingVariable } from "./option-setting.ts";

/** What is known about a run so far. */
export interface AppliedSettings {
  readonly program: Command;
  /** The running command with its values; undefined until known. */
  command: Command | undefined;
  settings: Settings | undefined;
  /** Origins of values that are neither flags nor defaults. */
  readonly origins: Map<Command, Origins>;
}

export interface SettingsListener {
  /** The options of the program itself are known. */
  onProgram(applied: AppliedSettings): void;
  /** All options are known, and the command is about to run. */
  onCommand(applied: AppliedSettings): void;
}

export function useSettings(
  program: Command,
  environment: NodeJS.ProcessEnv,
  { onProgram, onCommand }: SettingsListener,
): AppliedSettings {
  const applied: AppliedSettings = { program, command: undefined, settings: undefined, origins: new Map() };
  const apply = (command: Command, settings: Settings) => {
    applied.origins.set(command, applySettings(command, settings));
  };
  for (const command of allCommands(program)) {
    letFlagsPrevail(command);
    if (command.commands.length === 0) continue;
    command.hook("preSubcommand", async (parent, next) => {
      applied.command = next;
      // Help must work even with a broken config file.
      if (asksForHelp(program)) return;
      if (parent === program) {
        applied.settings = { config: await loadConfig(program, environment), environment };
        apply(program, applied.settings);
        onProgram(applied);
      }
      if (applied.settings) apply(next, applied.settings);
    });
  }
  appliedTo.set(program, applied);
  program.hook("preAction", () => onCommand(applied));
  return applied;
}

const appliedTo = new WeakMap<Command, AppliedSettings>();

/** Of the program that a command belongs to. */
export function settingsOf(command: Command): AppliedSettings {
  let root = command;
  while (root.parent) root = root.parent;
  const applied = appliedTo.get(root);
  if (applied === undefined) throw new Error("useSettings has not been called for this program");
  return applied;
}

export function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** Addresses of services of this run. */
export function endpointsOf(applied: AppliedSettings): string[] {
  return textsOf(applied, isEndpoint);
}

/** Headers of this run. */
export function headersOfRun(applied: AppliedSettings): string[] {
  return textsOf(applied, isHeader);
}

function textsOf({ program, command }: AppliedSettings, isWanted: (option: Option) => boolean): string[] {
  return [program, ...(command ? [command] : [])].flatMap((one) =>
    settableOptions(one)
      .filter(isWanted)
      .flatMap((option) => [one.getOptionValue(option.attributeName())].flat())
      .filter((value): value is string => typeof value === "string"),
  );
}

/** Variables that look like a setting but are not one, probably mistyped. */
export function unknownVariables(
  program: Command,
  environment: NodeJS.ProcessEnv,
  others: readonly string[],
): string[] {
  const known = new Set([
    ...others,
    ...allCommands(program).flatMap((one) => one.options.map(settingVariable)),
  ]);
  return Object.keys(environment).filter((name) => name.startsWith("PUFETH_POR_") && !known.has(name));
}

async function loadConfig(program: Command, environment: NodeJS.ProcessEnv) {
  const { config } = program.opts<{ config?: string | false }>();
  if (config === false) return undefined;
  const { loadConfigFile } = await import("./config-file.ts");
  return loadConfigFile(program, config ?? (environment.PUFETH_POR_CONFIG || undefined));
}

function asksForHelp(program: Command): boolean {
  const end = program.args.indexOf("--");
  const args = end === -1 ? program.args : program.args.slice(0, end);
  return args.some((arg) => arg === "--help" || arg === "-h") || args[0] === "help";
}
