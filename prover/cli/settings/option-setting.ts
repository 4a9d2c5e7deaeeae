/**
 * Names and values of an option outside the command line. Everything is derived from the option, so new options can be
 * set everywhere.
 * @module
 */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, type Option } from "commander";

const PREFIX = "PUFETH_POR_";
/** These options select the file itself. */
const COMMAND_LINE_ONLY = new Set(["config", "help", "version"]);
const YES = new Set(["true", "1"]);
const NO = new Set(["false", "0"]);

/** As in a config file: the option's name without dashes before it. `--no-x` is `x`. */
export function settingKey(option: Option): string {
  return option.negate ? option.name().replace(/^no-/, "") : option.name();
}

/** Also of options that no file can set. */
export function settingVariable(option: Option): string {
  return PREFIX + settingKey(option).replaceAll("-", "_").toUpperCase();
}

/** Those of a command that file and environment may set, each key once. */
export function settableOptions(command: Command): Option[] {
  const byKey = new Map<string, Option>();
  for (const option of command.options) {
    const key = settingKey(option);
    if (!COMMAND_LINE_ONLY.has(key) && !(byKey.has(key) && option.negate)) byKey.set(key, option);
  }
  return [...byKey.values()];
}

/** Whether its values are addresses of services, which may hold a key; a place may also be a folder. */
export function isEndpoint(option: Option): boolean {
  return ["url", "place"].includes(valueName(option) ?? "");
}

/** Whether its values are headers, which may hold a token. */
export function isHeader(option: Option): boolean {
  return valueName(option) === "header";
}

/** `--out <dir>` → `dir`. */
function valueName(option: Option): string | undefined {
  return option.flags.match(/[<[]([\w-]+)/)?.[1];
}

/** A path, as opposed to a program name, which is searched in PATH, and to `-`, the standard input. */
function isPath(option: Option, text: string): boolean {
  const name = valueName(option);
  if (name === "path") return text.includes("/");
  return (name === "file" || name === "dir") && text !== "-";
}

/** Several values of an environment variable: neither spaces nor commas are in addresses, names or numbers. Headers are one a line. */
export function valuesOfVariable(option: Option, text: string): string[] {
  const parts = text.split(isHeader(option) ? /[\r\n]+/ : /[\s,]+/).filter((part) => part !== "");
  return parts.length > 1 && takesSeveral(option, parts[0]!) ? parts : [text];
}

/** An option that may be repeated makes a list of its first value. */
function takesSeveral(option: Option, text: string): boolean {
  try {
    return Array.isArray(parse(option, text, undefined));
  } catch {
    return false;
  }
}

/**
 * The value as if each text had been given on the command line.
 * @param folder  Paths that are not absolute lie below it.
 * @throws InvalidArgumentError  with commander's words.
 */
export function parseSetting(option: Option, texts: readonly string[], folder?: string): unknown {
  if (option.isBoolean() || option.negate) return parseSwitch(texts);
  let value: unknown;
  for (const [position, text] of texts.entries()) {
    if (position > 0 && !Array.isArray(value)) throw new InvalidArgumentError("It takes one value.");
    const isBelow = folder !== undefined && isPath(option, text);
    value = parse(option, isBelow ? resolve(folder, text) : text, value);
  }
  return value;
}

function parseSwitch(texts: readonly string[]): boolean {
  const [text = ""] = texts;
  if (texts.length === 1 && YES.has(text)) return true;
  if (texts.length === 1 && NO.has(text)) return false;
  throw new InvalidArgumentError("It must be true or false.");
}

function parse(option: Option, text: string, before: unknown): unknown {
  return option.parseArg ? option.parseArg<unknown>(text, before) : text;
}
