/**
 * The shape of a config file, made from the commands themselves: `common`, with every option of any command, and a
 * section for each command. Other keys are rejected by name.
 * @module
 */
import type { Command } from "commander";
import { z } from "zod";
import { settableOptions, settingKey } from "./option-setting.ts";

/** For every command with the option. */
export const COMMON = "common";

/** Texts as on the command line, parsed by the option. */
export type ConfigValue = string | readonly string[];
export interface ConfigSection {
  readonly [key: string]: ConfigValue | ConfigSection | undefined;
}

const value = z.union([z.string(), z.array(z.string())], {
  error: "it must be one value or a list of values",
});

export function configSchema(program: Command): z.ZodType<ConfigSection> {
  const sections = program.commands.map((command) => [command.name(), sectionOf(command)] as const);
  return z.strictObject({
    [COMMON]: strict(commonKeys(program)).optional(),
    ...Object.fromEntries(sections),
  });
}

/** The keys allowed at a position in the file. */
export function knownKeys(program: Command, [name, step]: readonly string[]): string[] {
  const command = program.commands.find((one) => one.name() === name);
  if (name === COMMON) return commonKeys(program);
  if (command === undefined) return [COMMON, ...namesOf(program)];
  const own = command.commands.find((one) => one.name() === step) ?? command;
  return [...settableOptions(own).map(settingKey), ...namesOf(own)];
}

function commonKeys(program: Command): string[] {
  const all = [program, ...program.commands.flatMap((command) => [command, ...command.commands])];
  return [...new Set(all.flatMap((command) => settableOptions(command).map(settingKey)))];
}

function namesOf(command: Command): string[] {
  return command.commands.map((one) => one.name());
}

/** A command with steps, as `ceremony`, has a section for each within its own. */
function sectionOf(command: Command): z.ZodType<ConfigSection | undefined> {
  const steps = command.commands.map((step) => [step.name(), sectionOf(step)] as const);
  return strict(settableOptions(command).map(settingKey), Object.fromEntries(steps)).optional();
}

function strict(keys: readonly string[], more: Record<string, z.ZodType<ConfigSection | undefined>> = {}) {
  const values = keys.map((key) => [key, value.optional()] as const);
  return z.strictObject(
    { ...Object.fromEntries(values), ...more },
    { error: (issue) => (issue.code === "invalid_type" ? "it must have keys" : undefined) },
  );
}
