/**
 * Settings for people: a table a command, with the place that each value comes from.
 * @module
 */
import { formatRows } from "../output/format-rows.ts";

export interface Setting {
  readonly value: unknown;
  /** A key of the file, a variable, `default`, or `flag`. */
  readonly from: string;
}

export interface CommandSettings {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

/** @param file  The config file that was found. */
export function formatConfig(file: string | null, commands: readonly CommandSettings[]): string {
  const head = file === null ? "There is no config file." : `Config file: ${file}`;
  const tables = commands.flatMap(({ name, settings }) => {
    const entries = Object.entries(settings);
    if (entries.length === 0) return [];
    const width = Math.max(...entries.map(([, { value }]) => show(value).length));
    return ["", name, ...formatRows(entries.map(([key, setting]) => [key, line(setting, width)]))];
  });
  return [head, ...tables].join("\n");
}

function line({ value, from }: Setting, width: number): string {
  return `${show(value).padEnd(width)}  ${from}`;
}

function show(value: unknown): string {
  return Array.isArray(value) ? value.join(" ") : String(value);
}
