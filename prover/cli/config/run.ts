/**
 * `pufeth-por config`: the settings of every command without flags, and the origin of each. All of them are checked: a
 * value that a command would reject is rejected here.
 * @module
 */
import type { Command, Option } from "commander";
import { redactUrl } from "../../redact.ts";
import { HIDDEN } from "../../secrets.ts";
import { log } from "../log/log.ts";
import { UsageError } from "../options/usage-error.ts";
import type { Terminal } from "../output/terminal.ts";
import { applySettings, type Origins } from "../settings/apply-settings.ts";
import { COMMON } from "../settings/config-schema.ts";
import { isEndpoint, isHeader, settableOptions, settingKey } from "../settings/option-setting.ts";
import { type AppliedSettings, allCommands } from "../settings/use-settings.ts";
import type { ConfigCommandOptions } from "./options.ts";
import { formatConfig, type Setting } from "./print.ts";

export function runConfig(
  names: readonly string[],
  { json = false }: ConfigCommandOptions,
  { program, settings, origins }: AppliedSettings,
  terminal: Terminal,
): void {
  const commands = [program, ...chosen(program, names)].map((command) => {
    const from = origins.get(command) ?? (settings ? applySettings(command, settings) : new Map());
    return { name: nameOf(command, program), settings: settingsOfCommand(command, from) };
  });
  const file = settings?.config?.file ?? null;
  if (json) {
    const sections = commands.map(({ name, settings }) => [name, settings] as const);
    terminal.out(JSON.stringify({ file, settings: Object.fromEntries(sections) }, null, 2));
    return;
  }
  terminal.out(formatConfig(file, commands));
}

function chosen(program: Command, names: readonly string[]): Command[] {
  if (names.length === 0) return allCommands(program).slice(1);
  let at = program;
  for (const name of names) {
    const next = at.commands.find((command) => command.name() === name);
    if (next === undefined) throw new UsageError(`There is no command ${names.join(" ")}.`);
    at = next;
  }
  return allCommands(at);
}

function nameOf(command: Command, program: Command): string {
  if (command === program) return COMMON;
  const { parent } = command;
  return parent && parent !== program ? `${parent.name()} ${command.name()}` : command.name();
}

function settingsOfCommand(command: Command, origins: Origins): Record<string, Setting> {
  const found: Record<string, Setting> = {};
  for (const option of settableOptions(command)) {
    const key = option.attributeName();
    const value: unknown = command.getOptionValue(key);
    if (value === undefined) continue;
    const source = command.getOptionValueSource(key);
    const from = origins.get(key) ?? (source === "cli" ? "flag" : "default");
    found[settingKey(option)] = { value: printable(option, value), from };
  }
  return found;
}

function printable(option: Option, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => printable(option, item));
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "string") return value;
  if (isHeader(option)) return value.replace(/^([^:]*:)?.*$/s, `$1 ${HIDDEN}`).trim();
  return isEndpoint(option) ? redactUrl(value) : log().redact(value);
}
