/**
 * Completes the command line from the environment, else the config file, else the defaults: every option of every
 * command, through its own parser. Of two mutually exclusive options the one from the stronger source is used, so a
 * flag overrides a file.
 * @module
 */
import type { EventEmitter } from "node:events";
import { dirname } from "node:path";
import type { Command, Option, OptionValueSource } from "commander";
import type { ConfigFile } from "./config-file.ts";
import { COMMON, type ConfigSection, type ConfigValue } from "./config-schema.ts";
import { SettingInvalidError } from "./errors.ts";
import { excludedBy } from "./exclusive.ts";
import {
  parseSetting,
  settableOptions,
  settingKey,
  settingVariable,
  valuesOfVariable,
} from "./option-setting.ts";

/** Weakest first; `common` and `config` are sections of the file, the shared one and the command's own. */
const SOURCES = ["default", "common", "config", "environment", "cli"] as const;
export type Source = (typeof SOURCES)[number];

/** Origin of an option's value for messages: a variable, or a key of the file. */
export type Origins = ReadonlyMap<string, string>;

export interface Settings {
  readonly config: ConfigFile | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** Before the command line is parsed, so that its values replace those of weaker sources. */
export function letFlagsPrevail(command: Command): void {
  const defaults = { ...command.opts() };
  for (const option of command.options) {
    const key = option.attributeName();
    // A command is a Node event emitter, of which its types tell `on` alone; commander's own listener comes after this.
    (command as Command & EventEmitter).prependListener(`option:${option.name()}`, () => {
      if (command.getOptionValueSource(key) === "cli") return;
      // Otherwise a repeatable option would append to it.
      command.setOptionValueWithSource(key, defaults[key], "default");
      dropContradictions(command, option, "cli");
    });
  }
}

/**
 * @returns The origin of each value that was set here, by attribute name.
 * @throws SettingInvalidError
 */
export function applySettings(command: Command, { config, environment }: Settings): Origins {
  const origins = new Map<string, string>();
  const options = settableOptions(command);
  const set = (option: Option, source: Source, origin: string, parse: () => unknown) => {
    const key = option.attributeName();
    if (!isWeaker(command, key, source)) return;
    let value: unknown;
    try {
      value = parse();
    } catch (error) {
      throw new SettingInvalidError(origin, (error as Error).message, error);
    }
    dropContradictions(command, option, source);
    command.setOptionValueWithSource(key, value, source);
    origins.set(key, origin);
  };
  for (const { path, section } of config ? sectionsOf(command, config.sections) : []) {
    for (const option of options) {
      const key = settingKey(option);
      const value = Object.hasOwn(section, key) ? section[key] : undefined;
      if (value === undefined || !isValue(value)) continue;
      const { file } = config!;
      set(option, path[0] === COMMON ? "common" : "config", `${[...path, key].join(".")} in ${file}`, () =>
        parseSetting(option, typeof value === "string" ? [value] : value, dirname(file)),
      );
    }
  }
  for (const option of options) {
    const variable = settingVariable(option);
    const text = environment[variable];
    if (text === undefined || text === "") continue;
    set(option, "environment", variable, () => parseSetting(option, valuesOfVariable(option, text)));
  }
  return origins;
}

/** From the common section to the command's own. */
function sectionsOf(command: Command, sections: ConfigSection) {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  const found: { path: string[]; section: ConfigSection }[] = [];
  const common = sections[COMMON];
  if (common && !isValue(common)) found.push({ path: [COMMON], section: common });
  let section: ConfigSection | undefined = sections;
  for (const [depth, name] of names.entries()) {
    const next: ConfigValue | ConfigSection | undefined = section?.[name];
    section = next && !isValue(next) ? next : undefined;
    if (section) found.push({ path: names.slice(0, depth + 1), section });
  }
  return found;
}

function isValue(value: ConfigValue | ConfigSection): value is ConfigValue {
  return typeof value === "string" || Array.isArray(value);
}

/** Whether a value of `source` may replace the one that is there; a later section of the file replaces an earlier. */
function isWeaker(command: Command, key: string, source: Source): boolean {
  return strengthOf(command.getOptionValueSource(key)) <= SOURCES.indexOf(source);
}

function strengthOf(source: OptionValueSource): number {
  return SOURCES.indexOf(source as Source);
}

/**
 * Removes options that exclude `option` and come from a weaker source. From the same source both stay and are rejected.
 */
function dropContradictions(command: Command, option: Option, source: Source): void {
  const key = option.attributeName();
  for (const other of command.options) {
    const otherKey = other.attributeName();
    const excluded = excludedBy(option).includes(otherKey) || excludedBy(other).includes(key);
    const strength = strengthOf(command.getOptionValueSource(otherKey));
    const isGiven = strength > SOURCES.indexOf("default");
    if (excluded && isGiven && strength < SOURCES.indexOf(source)) {
      command.setOptionValueWithSource(otherKey, other.defaultValue, "default");
    }
  }
}
